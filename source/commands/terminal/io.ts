import type { Readable, Writable } from 'node:stream';
import { inPieces } from '../../base/utf8.ts';
import { escapedLines, visibleLines } from '../../base/visible.ts';
import { workingFolder } from './working-folder.ts';

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

/** The world of the running program. Its streams are opened when first asked for. */
export function processIo(): Io {
  let stdout: Terminal | undefined;
  let stderr: Terminal | undefined;
  const io: Io = {
    get stdin() {
      return process.stdin;
    },
    get stdout() {
      stdout ??= process.stdout.on('error', ({ code }: NodeJS.ErrnoException) => {
        // The reader of the output may have heard enough (`| head`): that is no fault.
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
    env: process.env,
    cwd: workingFolder(),
    now: () => new Date(),
  };
  return io;
}

/**
 * What a text for standard output is: JSON or something with JSON in it, any other text that may quote files as they
 * are, or lines for people whose quotations are made visible already and which may have colours.
 */
export type Printed = 'json' | 'raw' | 'lines';

/**
 * Writes a result, or the pieces of one, to standard output, and waits as `write` does. The one place where results come to a terminal: files
 * and pipes get the bytes, but a terminal nothing that it would not show or take for a command.
 */
export async function print(io: Io, text: string | Iterable<string>, kind: Printed): Promise<void> {
  const isTerminal = io.stdout.isTTY === true;
  for (const piece of typeof text === 'string' ? inPieces(text) : text)
    await write(io.stdout, isTerminal ? forTerminal(piece, kind) : piece);
}

function forTerminal(text: string, kind: Printed): string {
  switch (kind) {
    case 'json':
      return escapedLines(text);
    case 'raw':
      return visibleLines(text);
    case 'lines':
      return text;
  }
}

/** Writes a text and waits until the stream takes more, so that a slow reader costs time and no memory. */
async function write(stream: Writable, text: string | Buffer): Promise<void> {
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
