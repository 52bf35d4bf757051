import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Readable, Writable } from 'node:stream';
import { afterEach, beforeEach, vi } from 'vitest';
import { run } from '../../../source/commands/program/program.ts';

/** Text and bytes are written as they are, everything else as JSON. */
export type Content = string | Uint8Array | object;

interface Answer {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CommandLine {
  /** the folder that commands start in */
  readonly cwd: string;
  write(name: string, content: Content): void;
  /** Runs `coppice` in this process with streams of its own and no terminal. */
  coppice(args: readonly string[], options?: CallOptions): Promise<Answer>;
}

interface CallOptions {
  readonly stdin?: string | Uint8Array;
  readonly env?: Readonly<Record<string, string>>;
  readonly isTTY?: boolean;
}

/** Gives a test file a folder of its own for each test, and the command line in it. */
export function provideCommandLine(files: Readonly<Record<string, Content>> = {}): CommandLine {
  let root = '';
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'coppice-command-'));
    vi.stubEnv('XDG_CONFIG_HOME', join(root, 'config'));
    vi.stubEnv('XDG_DATA_HOME', join(root, 'data'));
    mkdirSync(join(root, 'work'));
    for (const [name, content] of Object.entries(files)) write(name, content);
  });
  afterEach(() => {
    vi.unstubAllEnvs();
    rmSync(root, { recursive: true, force: true });
  });
  const write = (name: string, content: Content): void => {
    const path = join(root, 'work', name);
    mkdirSync(dirname(path), { recursive: true });
    const isPlain = typeof content === 'string' || content instanceof Uint8Array;
    writeFileSync(path, isPlain ? content : JSON.stringify(content, null, 2));
  };
  return {
    get cwd() {
      return join(root, 'work');
    },
    write,
    async coppice(args, { stdin = '', env = {}, isTTY = false } = {}) {
      const [stdout, stderr] = [collector(isTTY), collector(isTTY)];
      const code = await run(args, {
        stdin: Readable.from(stdin === '' ? [] : [Buffer.from(stdin)]),
        stdout: stdout.stream,
        stderr: stderr.stream,
        env,
        cwd: join(root, 'work'),
        now: () => new Date('2026-11-23T12:00:00Z'),
      });
      return { code, stdout: stdout.text(), stderr: stderr.text() };
    },
  };
}

function collector(isTTY: boolean): {
  stream: Writable & { isTTY: boolean; columns: number };
  text(): string;
} {
  const chunks: Buffer[] = [];
  const stream = new Writable({
    write(chunk: Buffer, _, done) {
      chunks.push(chunk);
      done();
    },
  });
  return {
    stream: Object.assign(stream, { isTTY, columns: 100 }),
    text: () => Buffer.concat(chunks).toString('utf8'),
  };
}
