import type { Readable, Writable } from 'node:stream';
import { inPieces } from '../../base/utf8.ts';
import { escapedLines, visibleLines } from '../../base/visible.ts';
import { systemFault } from '../../store/system-error.ts';
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
      stdout ??= process.stdout.on('error', (error: NodeJS.ErrnoException) => {
        const { code } = error;
        // The reader of the output may have heard enough (`| head`): that is no fault, and changes no exit code.
        if (code === 'EPIPE' || code === 'ERR_STREAM_DESTROYED') return;
        const why = systemFault(error)?.says ?? error.message;
        const says = `coppice: the result cannot be written to standard output: ${why}\n`;
        io.stderr.write(says, () => process.exit(2));
      });
      return stdout;
    },
    get stderr() {
      // Nobody is left to be told that nobody listens. The work is done all the same, and the exit code says how it went.
      stderr ??= process.stderr.on('error', () => undefined);
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
 * Writes a result, or the pieces of one, to standard output, and waits until it is taken, so that a slow reader costs
 * time and no memory. The one place where results come to a terminal: files and pipes get the bytes, but a terminal
 * nothing that it would not show or take for a command.
 *
 * @returns false if nobody takes any more of it
 */
export async function print(io: Io, text: string | Iterable<string>, kind: Printed): Promise<boolean> {
  const isTerminal = io.stdout.isTTY === true;
  for (const piece of typeof text === 'string' ? inPieces(text) : text) {
    if (!(await isTaken(io.stdout, isTerminal ? forTerminal(piece, kind) : piece))) return false;
  }
  return true;
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

/** Whoever opened the stream tells why one is not. */
function isTaken(stream: Writable, text: string): Promise<boolean> {
  return new Promise((resolve) => {
    stream.write(text, (error) => resolve(error === null || error === undefined));
  });
}
