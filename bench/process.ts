import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { builtProgram, nodeBinary, programEnvironment } from '../tools/terminal/program.ts';

export { builtProgram };

/** Throws where the program has not been built: what is there must be the sources' own. */
export function requireBuilt(): void {
  if (!existsSync(builtProgram)) throw new Error(`${builtProgram} is not there: npm run build makes it.`);
}

/** Does something with a folder that is gone afterwards; a home and all files can go below it. */
export async function inFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'coppice-bench-'));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * Runs Node with arguments to its end, its output read through a pipe and thrown away.
 *
 * @param codes exit codes that are as they should be
 * @returns milliseconds from the start to the end
 */
export function timeProcess(args: readonly string[], home: string, codes: readonly number[] = [0]): number {
  const start = performance.now();
  const { status, stderr, error } = spawnSync(nodeBinary(), args, {
    env: programEnvironment(home),
    cwd: home,
    stdio: ['ignore', 'pipe', 'pipe'],
    maxBuffer: 2 ** 30,
  });
  const time = performance.now() - start;
  if (error !== undefined) throw error;
  if (status === null || !codes.includes(status))
    throw new Error(`${args.join(' ')}: exit code ${status}\n${stderr}`);
  return time;
}

/** How a process did that reads a file of lines and answers each. */
export interface Answered {
  /** Milliseconds from the start to the end. */
  readonly time: number;
  readonly lines: number;
  /** Megabytes held, looked up ten times a second. */
  readonly memory: readonly number[];
}

/** Whether this machine can hold a process on one core. */
export const canPin: boolean = spawnSync('taskset', ['--version']).status === 0;

/** Runs Node on one core (where `canPin`), with a file as its standard input, and counts the lines it answers. */
export async function timeAnswers(args: readonly string[], home: string, input: string): Promise<Answered> {
  const stdin = openSync(input, 'r');
  const start = performance.now();
  const [file, ...before] = canPin ? ['taskset', '-c', '0', nodeBinary()] : [nodeBinary()];
  const child = spawn(file, [...before, ...args], {
    env: programEnvironment(home),
    cwd: home,
    stdio: [stdin, 'pipe', 'inherit'],
  });
  closeSync(stdin);
  const memory: number[] = [];
  const look = setInterval(() => memory.push(residentMegabytes(child.pid ?? 0)), 100);
  let lines = 0;
  child.stdout?.on('data', (chunk: Buffer) => {
    for (let at = chunk.indexOf(10); at !== -1; at = chunk.indexOf(10, at + 1)) lines++;
  });
  try {
    const code = await new Promise((resolve, reject) => child.once('error', reject).once('close', resolve));
    if (code !== 0) throw new Error(`${args.join(' ')}: exit code ${code}`);
  } finally {
    clearInterval(look);
  }
  return { time: performance.now() - start, lines, memory: memory.filter((held) => held > 0) };
}

/** What a process took. */
export interface Took {
  /** Megabytes in use after a full collection, at most. */
  readonly held: number;
  /** Megabytes that the system gave it, at most. */
  readonly peak: number;
}

/** Runs Node to its end, its output thrown away. @param codes as for `timeProcess` */
export async function memoryOf(
  args: readonly string[],
  home: string,
  codes: readonly number[],
): Promise<Took> {
  const child = spawn(nodeBinary(), ['--trace-gc', ...args], {
    env: programEnvironment(home),
    cwd: home,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const closed = once(child, 'close');
  let peak = 0;
  const look = setInterval(() => {
    peak = Math.max(peak, residentMegabytes(child.pid ?? 0));
  }, 100);
  let held = 0;
  for await (const line of createInterface(child.stdout)) {
    held = Math.max(held, Number(/ Mark-Compact .*? -> ([\d.]+) /.exec(line)?.[1] ?? 0));
  }
  const [code] = await closed;
  clearInterval(look);
  if (!codes.includes(code)) throw new Error(`${args.join(' ')}: exit code ${code}`);
  return { held, peak };
}

/** Zero where the system does not say. */
function residentMegabytes(pid: number): number {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0) / 1024;
  } catch {
    return 0;
  }
}
