import type { Readable, Writable } from 'node:stream';

/** What a command has of the world outside: given to it, so that tests can give another one. */
export interface Io {
  readonly stdin: Readable & { readonly isTTY?: boolean };
  readonly stdout: Terminal;
  readonly stderr: Terminal;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** the folder that relative paths start from */
  readonly cwd: string;
  readonly now: () => Date;
}

/** A stream that may be a terminal. */
export type Terminal = Writable & { readonly isTTY?: boolean; readonly columns?: number };

/** The world of the running program. Its streams are opened when first asked for: each takes time at the start. */
export function processIo(): Io {
  let stderr: Terminal | undefined;
  return {
    get stdin() {
      return process.stdin;
    },
    get stdout() {
      return process.stdout;
    },
    get stderr() {
      // Nobody is left to be told that nobody listens.
      stderr ??= process.stderr.on('error', () => process.exit());
      return stderr;
    },
    env: process.env,
    cwd: process.cwd(),
    now: () => new Date(),
  };
}

/** Writes a text and waits until the stream takes more, so that a slow reader costs time and no memory. */
export async function write(stream: Writable, text: string): Promise<void> {
  if (text === '') return;
  if (stream.write(text)) return;
  await new Promise<void>((resolve, reject) => {
    const done = (error?: Error): void => {
      stream.off('drain', done);
      stream.off('error', done);
      stream.off('close', done);
      if (error === undefined) resolve();
      else reject(error);
    };
    stream.on('drain', done);
    stream.on('error', done);
    stream.on('close', done);
  });
}
