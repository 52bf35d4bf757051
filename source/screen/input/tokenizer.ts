/**
 * Takes what a terminal sends apart into single keys, however it was cut into pieces on the way: a character, or a
 * whole escape sequence. A pasted text counts as its characters typed one by one.
 */
export interface Tokenizer {
  /** The keys that are whole after this piece; what is not is kept for the next. */
  push(piece: string): string[];
  /** Whether an escape character waits for what might follow it. */
  readonly waiting: boolean;
  /** Gives up waiting: the escape character was the Esc key. */
  flush(): string[];
}

const ESC = '\u001b';
const PASTE_START = `${ESC}[200~`;
const PASTE_END = `${ESC}[201~`;

export function createTokenizer(): Tokenizer {
  let rest = '';
  let isPasting = false;

  const take = (isEnd: boolean): string[] => {
    const keys: string[] = [];
    for (;;) {
      if (isPasting) {
        const end = rest.indexOf(PASTE_END);
        const isWhole = end !== -1;
        const text = isWhole ? rest.slice(0, end) : beforePartialEnd(rest);
        keys.push(...pasted(text));
        rest = rest.slice(text.length + (isWhole ? PASTE_END.length : 0));
        if (!isWhole) return keys;
        isPasting = false;
      }
      if (rest === '') return keys;
      const length = tokenLength(rest, isEnd);
      if (length === undefined) return keys;
      const token = rest.slice(0, length);
      rest = rest.slice(length);
      if (token === PASTE_START) isPasting = true;
      else keys.push(token === '\n' ? '\r' : token);
    }
  };

  return {
    push(piece) {
      rest += piece;
      return take(false);
    },
    get waiting() {
      return rest !== '' && !isPasting;
    },
    flush: () => (isPasting ? [] : take(true)),
  };
}

/** How long the first key is; undefined while it may still grow. `isEnd`: nothing more is to come. */
function tokenLength(text: string, isEnd: boolean): number | undefined {
  if (!text.startsWith(ESC)) {
    const code = text.codePointAt(0) ?? 0;
    // A high surrogate alone: its other half is on the way.
    if (text.length === 1 && code >= 0xd800 && code <= 0xdbff && !isEnd) return undefined;
    return code > 0xffff ? 2 : 1;
  }
  const length = sequenceLength(text);
  return length === undefined && isEnd ? 1 : length;
}

/**
 * The length of an escape sequence (ECMA-48 5.4): CSI with parameters, intermediates and a final byte, SS3 with one
 * character. Escape before anything else is the Esc key: what follows was typed after it, as fast hands do.
 */
function sequenceLength(text: string): number | undefined {
  const introducer = text[1];
  if (introducer === undefined) return undefined;
  if (introducer === 'O') return ss3Length(text);
  if (introducer !== '[') return 1;
  // The Linux console's function keys: ESC [ [ A.
  if (text[2] === '[') return text[3] === undefined ? undefined : 4;
  for (let i = 2; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code >= 0x40 && code <= 0x7e) return i + 1;
    if (code < 0x20 || code > 0x3f) return 1;
  }
  return undefined;
}

function ss3Length(text: string): number | undefined {
  for (let i = 2; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code >= 0x40 && code <= 0x7e) return i + 1;
    if (code !== 0x3b && (code < 0x30 || code > 0x39)) return 1;
  }
  return undefined;
}

/** All that can be no part of the mark at a paste's end. */
function beforePartialEnd(text: string): string {
  const mark = text.lastIndexOf(ESC);
  return mark !== -1 && PASTE_END.startsWith(text.slice(mark)) ? text.slice(0, mark) : text;
}

/** Pasted text holds no keys but characters: line ends become blanks, other control characters go. */
function pasted(text: string): string[] {
  const line = text.replace(/[\r\n\t]+/g, ' ');
  return [...line].filter((character) => character >= ' ' && character !== '\u007f');
}
