/** CloudTrail's events are 256 kB at most, those of event data stores 1 MB. */
export const LARGEST_ROW = 16 * 1024 * 1024;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;
const OPEN_LIST = 0x5b;
const CLOSE_LIST = 0x5d;
const LINE_FEED = 0x0a;
const ENDING = new Set([0x20, 0x09, 0x0a, 0x0d, 0x2c, 0x5d, 0x7d]);
const BLANK = new Set([0x20, 0x09, 0x0a, 0x0d]);

/** Walks over the bytes of a stream and holds only those from a mark to its position. */
export class Cursor {
  readonly #source: AsyncIterator<Uint8Array>;
  readonly #decoder = new TextDecoder('utf-8');
  #bytes: Uint8Array = new Uint8Array(0);
  #at = 0;
  /** Where `#bytes` begins in the stream. */
  #base = 0;
  #mark: number | undefined;
  #isOver = false;

  constructor(source: AsyncIterable<Uint8Array>) {
    this.#source = source[Symbol.asyncIterator]();
  }

  /** Its position in the stream, in bytes from 0. */
  get offset(): number {
    return this.#base + this.#at;
  }

  /** Sets the mark here: all bytes from here on are held, until `unmark`. */
  mark(): void {
    this.#mark = this.#at;
  }

  unmark(): void {
    this.#mark = undefined;
  }

  /** Whether there are more bytes since the mark than any row has. */
  get isTooLong(): boolean {
    return this.#mark !== undefined && this.#at - this.#mark > LARGEST_ROW;
  }

  /** The text from the mark to here. */
  marked(): string {
    return this.#decoder.decode(this.#bytes.subarray(this.#mark ?? this.#at, this.#at));
  }

  /** Goes back to just after the first line feed since the mark, if there is one and an object begins there. */
  rewindToNextLine(): boolean {
    const feed = this.#bytes.indexOf(LINE_FEED, this.#mark ?? this.#at);
    if (feed === -1 || feed >= this.#at || this.#bytes[feed + 1] !== OPEN_OBJECT) return false;
    this.#at = feed + 1;
    return true;
  }

  /** The byte at its position; undefined at the end. */
  async peek(): Promise<number | undefined> {
    if (this.#at === this.#bytes.length && !(await this.#more())) return undefined;
    return this.#bytes[this.#at];
  }

  /** The next byte that is not a blank, without passing it. */
  async peekSolid(): Promise<number | undefined> {
    for (;;) {
      const bytes = this.#bytes;
      while (this.#at < bytes.length && BLANK.has(bytes[this.#at] ?? 0)) this.#at++;
      if (this.#at < bytes.length) return bytes[this.#at];
      if (!(await this.#more())) return undefined;
    }
  }

  /** Passes a byte. */
  pass(): void {
    this.#at++;
  }

  /** Passes everything up to and including a line feed. */
  async passLine(): Promise<void> {
    for (;;) {
      const feed = this.#bytes.indexOf(LINE_FEED, this.#at);
      this.#at = feed === -1 ? this.#bytes.length : feed + 1;
      if (feed !== -1 || this.isTooLong || !(await this.#more())) return;
    }
  }

  /**
   * Passes an object, a list or a string that begins at its position.
   *
   * @returns false where the stream ends before the value does, or the value is too long
   */
  async passValue(): Promise<boolean> {
    let depth = 0;
    let inString = false;
    let isEscaped = false;
    for (;;) {
      const bytes = this.#bytes;
      const { length } = bytes;
      let at = this.#at;
      while (at < length) {
        if (inString) {
          if (isEscaped) {
            isEscaped = false;
            at++;
          }
          while (at < length && bytes[at] !== QUOTE && bytes[at] !== BACKSLASH) at++;
          if (at === length) break;
          if (bytes[at++] === BACKSLASH) {
            isEscaped = true;
          } else {
            inString = false;
            if (depth === 0) {
              this.#at = at;
              return true;
            }
          }
          continue;
        }
        const byte = bytes[at++];
        if (byte === QUOTE) {
          inString = true;
        } else if (byte === OPEN_OBJECT || byte === OPEN_LIST) {
          depth++;
        } else if (byte === CLOSE_OBJECT || byte === CLOSE_LIST) {
          depth--;
          if (depth <= 0) {
            this.#at = at;
            return true;
          }
        }
      }
      this.#at = at;
      if (this.isTooLong || !(await this.#more())) return false;
    }
  }

  /** Passes a string that begins at its position, and returns its text with the quotes. */
  async passString(): Promise<string | undefined> {
    const before = this.#mark;
    if (before === undefined) this.mark();
    const from = this.#at - (this.#mark ?? 0);
    const isWhole = await this.passValue();
    const start = (this.#mark ?? 0) + from;
    const text = isWhole ? this.#decoder.decode(this.#bytes.subarray(start, this.#at)) : undefined;
    if (before === undefined) this.unmark();
    return text;
  }

  /** Passes a number, a word or anything else, up to a byte that may end it; at least one byte. */
  async passPlain(): Promise<void> {
    do this.pass();
    while (!ENDING.has((await this.peek()) ?? 0x20));
  }

  async #more(): Promise<boolean> {
    if (this.#isOver) return false;
    let next = await this.#source.next();
    while (next.done !== true && next.value.length === 0) next = await this.#source.next();
    if (next.done === true) {
      this.#isOver = true;
      return false;
    }
    const from = this.#mark ?? this.#at;
    const kept = this.#bytes.subarray(from);
    if (kept.length === 0) {
      // All pieces become plain Uint8Arrays: the loops over bytes are a third slower if some are Buffers.
      const { buffer, byteOffset, byteLength } = next.value;
      this.#bytes = new Uint8Array(buffer, byteOffset, byteLength);
    } else {
      this.#bytes = new Uint8Array(kept.length + next.value.length);
      this.#bytes.set(kept);
      this.#bytes.set(next.value, kept.length);
    }
    this.#base += from;
    this.#at -= from;
    if (this.#mark !== undefined) this.#mark = 0;
    return true;
  }
}
