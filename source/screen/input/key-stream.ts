import { EventEmitter } from 'node:events';
import { StringDecoder } from 'node:string_decoder';
import { isMouse, type MouseEvent, mouseEventOf } from './mouse.ts';
import { createTokenizer } from './tokenizer.ts';

/** What keys are read from: a terminal's input. */
export interface KeySource {
  on(event: 'data', listener: (chunk: Buffer | string) => void): unknown;
  off(event: 'data', listener: (chunk: Buffer | string) => void): unknown;
  resume(): unknown;
  pause(): unknown;
  setRawMode?(isRaw: boolean): unknown;
  ref?(): unknown;
  unref?(): unknown;
}

/**
 * How long an escape character may wait for the rest of a sequence: slow lines split them, people do not type so fast.
 */
const ESCAPE_PATIENCE_MS = 40;
/** How long to wait for the end of a string: typed keys that look like its start must not block the keyboard. */
const STRING_PATIENCE_MS = 1_000;

const ESC = '\u001b';
/** Alt and a key: an escape character and what the key sends by itself. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these characters are what is looked for
const ALT = /^\u001b[^[O\u001b]/u;

/** F1, as terminals send it: help, which in a field has to be another key than `?`. */
const HELP_KEYS: ReadonlySet<string> = new Set(['\u001bOP', '\u001b[11~', '\u001b[[A']);

/** Ink waits for more after a bare escape, and would take the next key into it; this form of the key is whole. */
const ESCAPE_KEY = '\u001b[27u';

/**
 * The input that Ink reads from: it hands over one key at a time, and the next only when what the last one did is in
 * the components. So keys that arrive together mean the same as keys that arrive one by one.
 *
 * Ink uses no more of a stream than this: `readable` events, `read`, and the terminal's switches.
 */
export class KeyStream extends EventEmitter {
  readonly isTTY = true;
  readonly #source: KeySource;
  readonly #takesAlt: () => boolean;
  readonly #onMouse: (event: MouseEvent) => void;
  readonly #tokenizer = createTokenizer();
  readonly #decoder = new StringDecoder('utf8');
  readonly #queue: string[] = [];
  #current: string | null = null;
  #isBusy = false;
  #flush: ReturnType<typeof setTimeout> | undefined;

  /**
   * @param takesAlt whether Alt and a key is a key of its own now; else it is Esc and that key, as fast hands type it
   * @param onMouse is told what the mouse does, in its place among the keys
   */
  constructor(
    source: KeySource,
    takesAlt: () => boolean,
    onMouse: (event: MouseEvent) => void = () => undefined,
  ) {
    super();
    this.#source = source;
    this.#takesAlt = takesAlt;
    this.#onMouse = onMouse;
  }

  /** Whether a key is being handled, or an escape character waits to be told from a sequence. */
  get isBusy(): boolean {
    return this.#isBusy || this.#tokenizer.waiting !== undefined;
  }

  /** The key that is to be handled now, once. */
  read(): string | null {
    const key = this.#current;
    this.#current = null;
    return key;
  }

  setEncoding(): this {
    return this;
  }

  setRawMode(isRaw: boolean): this {
    this.#source.setRawMode?.(isRaw);
    if (isRaw) {
      this.#source.off('data', this.#receive);
      this.#source.on('data', this.#receive);
      this.#source.resume();
    } else {
      this.#source.off('data', this.#receive);
      this.#source.pause();
    }
    return this;
  }

  ref(): this {
    this.#source.ref?.();
    return this;
  }

  unref(): this {
    this.#source.unref?.();
    return this;
  }

  readonly #receive = (chunk: Buffer | string): void => {
    clearTimeout(this.#flush);
    this.#enqueue(this.#tokenizer.push(typeof chunk === 'string' ? chunk : this.#decoder.write(chunk)));
    const { waiting } = this.#tokenizer;
    if (waiting === undefined) return;
    const patience = waiting === 'key' ? ESCAPE_PATIENCE_MS : STRING_PATIENCE_MS;
    this.#flush = setTimeout(() => this.#enqueue(this.#tokenizer.flush()), patience);
  };

  #enqueue(keys: readonly string[]): void {
    for (const key of keys) this.#queue.push(key);
    if (!this.#isBusy) this.#handOver();
  }

  /**
   * React commits what a key did in a microtask, and the effects of the commit with it: by the next turn of the event
   * loop, menus and fields that the key opened are listening.
   */
  readonly #handOver = (): void => {
    let key = this.#queue.shift();
    this.#isBusy = key !== undefined;
    if (key === undefined) return;
    if (isMouse(key)) {
      const event = mouseEventOf(key);
      if (event !== undefined) this.#onMouse(event);
      setImmediate(this.#handOver);
      return;
    }
    if (ALT.test(key) && !this.#takesAlt()) {
      this.#queue.unshift(key.slice(1));
      key = ESC;
    }
    if (HELP_KEYS.has(key)) key = this.#takesAlt() ? `${ESC}?` : '?';
    this.#current = key === ESC ? ESCAPE_KEY : key;
    this.emit('readable');
    setImmediate(this.#handOver);
  };
}
