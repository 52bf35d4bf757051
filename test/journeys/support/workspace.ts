import { spawn } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative, sep } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { builtProgram, nodeBinary, programEnvironment } from '../../../tools/terminal/program.ts';

/** Text and bytes are written as they are, everything else as JSON with two spaces. */
export type Content = string | Uint8Array | object;

interface RunOptions {
  /** another script to run instead of the built program */
  readonly program?: string;
  /** another command altogether; `node` in it is the repository's own */
  readonly command?: readonly [string, ...string[]];
  readonly cwd?: string;
  readonly home?: string;
  /** variables on top of those of `programEnvironment`; `undefined` takes one away */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** what the program reads; default: nothing */
  readonly stdin?: string | Uint8Array | Iterable<string> | AsyncIterable<string>;
  /** milliseconds after which the program is killed and the run fails; default: a minute */
  readonly limit?: number;
}

interface Run {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A folder of files for one test, and an empty home beside it. */
export interface Workspace {
  /** where the files are and programs start */
  readonly cwd: string;
  readonly home: string;
  /** the absolute path of a file below `cwd` */
  path(name: string): string;
  /** Writes a file with the folders above it; answers its absolute path. */
  write(name: string, content: Content): string;
  read(name: string): string;
  /** A file's content as JSON. */
  json(name: string): unknown;
  /** The paths of all files below a folder, relative to `cwd`, sorted, with `/`. */
  files(folder?: string): string[];
  /** Runs the built program here without a terminal. */
  run(args: readonly string[], options?: RunOptions): Promise<Run>;
  dispose(): void;
}

export function createWorkspace(files: Readonly<Record<string, Content>> = {}): Workspace {
  // Real, because programs name files by what the system calls them.
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'coppice-test-')));
  const cwd = join(root, 'work');
  const home = join(root, 'home');
  mkdirSync(cwd);
  mkdirSync(home);
  const workspace: Workspace = {
    cwd,
    home,
    path: (name) => join(cwd, name),
    write(name, content) {
      const path = join(cwd, name);
      mkdirSync(dirname(path), { recursive: true });
      const asIs = typeof content === 'string' || content instanceof Uint8Array;
      writeFileSync(path, asIs ? content : `${JSON.stringify(content, null, 2)}\n`);
      return path;
    },
    read: (name) => readFileSync(join(cwd, name), 'utf8'),
    json: (name) => JSON.parse(readFileSync(join(cwd, name), 'utf8')) as unknown,
    files: (folder = '.') =>
      readdirSync(join(cwd, folder), { recursive: true, withFileTypes: true })
        .filter((entry) => !entry.isDirectory())
        .map((entry) => relative(cwd, join(entry.parentPath, entry.name)).split(sep).join('/'))
        .sort(),
    run: (args, options) => run(args, { cwd, home, ...options }),
    dispose: () => rmSync(root, { recursive: true, force: true }),
  };
  for (const [name, content] of Object.entries(files)) workspace.write(name, content);
  return workspace;
}

/**
 * Runs the built program to its end with pipes in place of a terminal. Whatever
 * its exit code, that is an answer; only a program that cannot be started or
 * does not end rejects.
 */
async function run(args: readonly string[], options: RunOptions = {}): Promise<Run> {
  const limit = options.limit ?? 60_000;
  const home = options.home ?? options.cwd ?? tmpdir();
  const [file, ...rest] = options.command ?? [nodeBinary(), options.program ?? builtProgram, ...args];
  const child = spawn(file, rest, {
    cwd: options.cwd,
    env: programEnvironment(home, options.env),
    stdio: 'pipe',
    timeout: limit,
    killSignal: 'SIGKILL',
  });
  const stdout = collect(child.stdout);
  const stderr = collect(child.stderr);
  const ended = new Promise<Pick<Run, 'code' | 'signal'>>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => resolve({ code, signal }));
  });
  const { stdin = '' } = options;
  const input = typeof stdin === 'string' || stdin instanceof Uint8Array ? [stdin] : stdin;
  // A program need not read all it is given; that it did not is no failure of the run.
  const fed = pipeline(Readable.from(input), child.stdin).catch(() => undefined);
  const { code, signal } = await ended;
  const output = { stdout: stdout(), stderr: stderr() };
  if (child.killed) {
    throw new Error(
      `${[file, ...rest].join(' ')} did not end within ${limit / 1000} s\n${output.stdout}\n${output.stderr}`,
    );
  }
  await fed;
  return { code, signal, ...output };
}

function collect(stream: Readable): () => string {
  const chunks: Buffer[] = [];
  stream.on('data', (chunk: Buffer) => chunks.push(chunk));
  return () => Buffer.concat(chunks).toString('utf8');
}
