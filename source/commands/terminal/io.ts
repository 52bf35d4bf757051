import { fstatSync, writeSync } from 'node:fs';
import type { Readable, Writable } from 'node:stream';

/** What a command has of the world outside: given to it, so that tests can give another one. */
export interface Io {
  readonly stdin: Readable & { readonly isTTY?: boolean };
  readonly stdout: Terminal;
  readonly stderr: Terminal;
  /** Writes to standard output without opening it as a stream, as far as that goes, and gives back the rest. */
  readonly writeAhead?: (bytes: Buffer) => Buffer;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** the folder that relative paths start from */
  readonly cwd: string;
  readonly now: () => Date;
}

/** A stream that may be a terminal. */
export type Terminal = Writable & { readonly isTTY?: boolean; readonly columns?: number };

interface ProcessIo extends Io {
  /** Whether standard output and standard error are still unopened, so that nothing can be on its way there. */
  readonly isUnopened: () => boolean;
}

/** The world of the running program. Its streams are opened when first asked for: each takes time at the start. */
export function processIo(): ProcessIo {
  let stdout: Terminal | undefined;
  let stderr: Terminal | undefined;
  const io: ProcessIo = {
    get stdin() {
      return process.stdin;
    },
    get stdout() {
      stdout ??= process.stdout.on('error', ({ code }: NodeJS.ErrnoException) => {
        // Who reads the output may have heard enough (`| head`): no reason to complain.
        if (code === 'EPIPE' || code === 'ERR_STREAM_DESTROYED') process.exit();
        const says = `coppice: the result cannot be written to standard output: ${code}\n`;
        io.stderr.write(says, () => process.exit(2));
      });
      return stdout;
    },
    get stderr() {
      // Nobody is left to be told that nobody listens.
      stderr ??= process.stderr.on('error', () => process.exit());
      return stderr;
    },
    writeAhead: (bytes) => (stdout === undefined ? writeToPipe(bytes) : bytes),
    env: process.env,
    cwd: process.cwd(),
    now: () => new Date(),
    isUnopened: () => stdout === undefined && stderr === undefined,
  };
  return io;
}

/** Writes to standard output if it is a file or a pipe, until a fault; what is not written is for the stream to judge. */
function writeToPipe(bytes: Buffer): Buffer {
  let rest = bytes;
  try {
    const kind = fstatSync(1);
    if (!kind.isFile() && !kind.isFIFO() && !kind.isSocket()) return rest;
    while (rest.length > 0) rest = rest.subarray(writeSync(1, rest));
  } catch {}
  return rest;
}

/** Writes a result to standard output, and waits as `write` does. */
export async function print(io: Io, text: string): Promise<void> {
  const bytes = Buffer.from(text);
  const rest = io.writeAhead?.(bytes) ?? bytes;
  if (rest.length > 0) await write(io.stdout, rest);
}

/** Writes a text and waits until the stream takes more, so that a slow reader costs time and no memory. */
export async function write(stream: Writable, text: string | Buffer): Promise<void> {
  if (text.length === 0) return;
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
