const LINE_FEED = 10;

/** No request is that long; what is would have to be held in memory as a whole. */
const LONGEST_LINE = 64 * 1024 * 1024;

/** A line that is too long: its bytes were passed over. */
export const TOO_LONG = Symbol('too long');

/**
 * Cuts a stream of bytes at line feeds. What is behind the last line feed is a line if there is anything. Waits for
 * whoever takes the lines before it reads on.
 *
 * (Node's readline cuts at U+2028, too, which JSON strings may contain.)
 */
export async function* splitLines(
  stream: AsyncIterable<Uint8Array | string>,
  longest = LONGEST_LINE,
): AsyncGenerator<Uint8Array | typeof TOO_LONG> {
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
    let from = 0;
    for (let end = chunk.indexOf(LINE_FEED); end !== -1; end = chunk.indexOf(LINE_FEED, from)) {
      add(chunk.subarray(from, end));
      yield take();
      from = end + 1;
    }
    add(chunk.subarray(from));
  }
  if (length > 0) yield take();
}
