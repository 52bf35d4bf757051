import type { Readable, Writable } from 'node:stream';
import { inPieces } from '../../base/utf8.ts';
import { escapedLines, visibleLines } from '../../base/visible.ts';
import { systemFault } from '../../store/system-error.ts';
import { workingFolder } from './working-folder.ts';

/** The outside world of a command. It is passed in, so that tests can pass another one. */
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

/** The outside world of the running program. Its streams are opened when first asked for. */
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
        // The reader of the output may stop early (`| head`): that is not an error and does not change the exit code.
        if (code === 'EPIPE' || code === 'ERR_STREAM_DESTROYED') return;
        const why = systemFault(error)?.says ?? error.message;
        const says = `coppice: the result cannot be written to standard output: ${why}\n`;
        io.stderr.write(says, () => process.exit(2));
      });
      return stdout;
    },
    get stderr() {
      // If nobody reads standard error, there is nowhere to report it. The work goes on; the exit code tells the result.
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
 * The kinds of text for standard output. `json`: JSON, or a text with JSON in it. `raw`: any other text that may quote
 * files as they are. `lines`: lines for people, which may have colours and in which quotations are made visible already.
 */
export type Printed = 'json' | 'raw' | 'lines';

/**
 * Writes a result, or its pieces, to standard output, and waits until the reader has taken it, so that a slow reader
 * costs no memory. This is the one place where results reach a terminal: files and pipes get the bytes, but a terminal
 * gets no characters that it would hide or obey.
 *
 * @returns false if the reader has stopped
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

/** Whether the stream took a text. The opener of the stream reports why it did not. */
function isTaken(stream: Writable, text: string): Promise<boolean> {
  return new Promise((resolve) => {
    stream.write(text, (error) => resolve(error === null || error === undefined));
  });
}
