import { InputError } from '../../base/errors.ts';
import { LARGEST_FILE } from '../../base/utf8.ts';

const LINE_FEED = 10;

/** No request is that long; what is would have to be held in memory as a whole. */
const LONGEST_LINE = 64 * 1024 * 1024;

/** A line that is too long: its bytes were passed over. */
export const TOO_LONG = Symbol('too long');

/**
 * Cuts a stream of bytes at line feeds, and gives the lines that a piece of it completes together: whoever waits for
 * their answers before writing on gets them. What is behind the last line feed is a line if there is anything. Waits
 * for whoever takes the lines before it reads on.
 *
 * (Node's readline cuts at U+2028, too, which JSON strings may contain.)
 *
 * @param shown what to call the stream in errors
 * @param longest in bytes; of what is longer no more is kept than that it is
 * @param most bytes that are looked through for the end of a line
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
