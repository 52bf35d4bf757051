import { InputError } from '../../base/errors.ts';
import { LARGEST_FILE } from '../../base/utf8.ts';

const LINE_FEED = 10;

/** The longest line in bytes. No request is that long, and a line is held in memory as a whole. */
const LONGEST_LINE = 64 * 1024 * 1024;

/** Stands for a line that is too long: its bytes were dropped. */
export const TOO_LONG = Symbol('too long');

/**
 * Cuts a stream of bytes at line feeds and yields, for each piece of the stream, all lines that it completes, so that a
 * writer who waits for the answers gets them. Text after the last line feed is a line, too. It reads on only when the
 * consumer asks for more lines.
 *
 * (Node's readline also cuts at U+2028, which JSON strings may contain.)
 *
 * @param shown what to call the stream in errors
 * @param longest the longest line in bytes; a longer one becomes `TOO_LONG`
 * @param most the most bytes that are searched for the end of a line
 * @throws InputError where a line has no end within `most`
 */
export async function* splitLines(
  stream: AsyncIterable<Uint8Array | string>,
  shown: string,
  { longest = LONGEST_LINE, most = LARGEST_FILE } = {},
): AsyncGenerator<readonly (Uint8Array | typeof TOO_LONG)[]> {
  let rest: Uint8Array[] = [];
  let length = 0;
  const take = (): Uint8Array | typeof TOO_LONG => {
    const line = length > longest ? TOO_LONG : rest.length === 1 && rest[0] ? rest[0] : Buffer.concat(rest);
    rest = [];
    length = 0;
    return line;
  };
  const add = (part: Uint8Array): void => {
    length += part.length;
    if (length > longest) rest = [];
    else if (part.length > 0) rest.push(part);
  };
  for await (const piece of stream) {
    const chunk = typeof piece === 'string' ? Buffer.from(piece) : piece;
    const lines: (Uint8Array | typeof TOO_LONG)[] = [];
    let from = 0;
    for (let end = chunk.indexOf(LINE_FEED); end !== -1; end = chunk.indexOf(LINE_FEED, from)) {
      add(chunk.subarray(from, end));
      lines.push(take());
      from = end + 1;
    }
    add(chunk.subarray(from));
    if (lines.length > 0) yield lines;
    if (length > most) throw endless(shown);
  }
  if (length > 0) yield [take()];
}

function endless(file: string): InputError {
  return new InputError('a line goes on for more than 500 MB, and more is not read', {
    file,
    hint: 'Write one JSON object a line.',
  });
}
