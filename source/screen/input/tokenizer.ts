/**
 * Splits what a terminal sends, however it was cut on the way, into keys (each a character or a whole escape sequence)
 * and pasted texts with the marks around them. A terminal's answer in a string of its own (OSC, DCS, APC, PM, SOS;
 * ECMA-48 5.6) is not a key and is dropped.
 */
export interface Tokenizer {
  /** The keys and pastes that are whole after this piece; what is not is kept for the next. */
  push(piece: string): string[];
  /**
   * What has to be waited for: the rest of a sequence or key, the end of a string, or nothing that time could decide.
   */
  readonly waiting: 'key' | 'string' | undefined;
  /** Gives up waiting: an escape character was the Esc key, a string that did not end was none. */
  flush(): string[];
}

const ESC = '\u001b';
const PASTE_START = `${ESC}[200~`;
const PASTE_END = `${ESC}[201~`;

/** What begins a string, behind an escape character or as one character of its own: OSC, DCS, APC, PM, SOS. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these characters are what is looked for
const STRING_STARTS = /^(?:\u001b[\]P_^X]|[\u009d\u0090\u009f\u009e\u0098])/;
/**
 * What ends one: its terminator (ST), the bell after OSC, what gives up any sequence (CAN, SUB), and an escape character
 * that begins another one.
 */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these characters are what is looked for
const STRING_ENDS = /\u001b\\|[\u0007\u0018\u001a\u009c]|\u001b(?=[^\\])/;

/** The longest answer of a terminal; anything after that is read as keys again. */
const LONGEST_STRING = 1_048_576;
/** The longest escape sequence of a terminal. */
const LONGEST_SEQUENCE = 64;
/** More than anybody pastes into a field; of what is longer, the end is left out. */
const LONGEST_PASTE = 65_536;

type Inside =
  | { readonly kind: 'keys' }
  /** `length`: how much of it there was; nothing of it is kept. */
  | { readonly kind: 'string'; readonly length: number }
  | { readonly kind: 'paste'; readonly text: string };

export function createTokenizer(): Tokenizer {
  let rest = '';
  let inside: Inside = { kind: 'keys' };

  const takeString = (length: number): boolean => {
    const end = STRING_ENDS.exec(rest);
    if (end !== null) {
      rest = rest.slice(end.index + (end[0] === ESC ? 0 : end[0].length));
      inside = { kind: 'keys' };
      return true;
    }
    // An escape character may be half of the terminator.
    const kept = rest.endsWith(ESC) ? ESC : '';
    const seen = length + rest.length - kept.length;
    rest = kept;
    inside = seen > LONGEST_STRING ? { kind: 'keys' } : { kind: 'string', length: seen };
    return false;
  };

  const takePaste = (before: string, keys: string[]): boolean => {
    const end = rest.indexOf(PASTE_END);
    const part = end === -1 ? beforePartialEnd(rest) : rest.slice(0, end);
    const text = (before + part).slice(0, LONGEST_PASTE);
    if (end === -1) {
      rest = rest.slice(part.length);
      inside = { kind: 'paste', text };
      return false;
    }
    rest = rest.slice(end + PASTE_END.length);
    inside = { kind: 'keys' };
    keys.push(PASTE_START + text + PASTE_END);
    return true;
  };

  const takeKey = (isEnd: boolean, keys: string[]): boolean => {
    const start = STRING_STARTS.exec(rest)?.[0];
    // What only begins like a string, and nothing came after it, was typed: Alt and a character.
    if (start !== undefined && !(isEnd && rest === start)) {
      if (rest === start && start.startsWith(ESC)) return false;
      rest = rest.slice(start.length);
      inside = { kind: 'string', length: 0 };
      return true;
    }
    const length = tokenLength(rest, isEnd);
    if (length === undefined) return false;
    const token = rest.slice(0, length);
    rest = rest.slice(length);
    if (token === PASTE_START) inside = { kind: 'paste', text: '' };
    else keys.push(token === '\n' ? '\r' : token);
    return true;
  };

  const take = (isEnd: boolean): string[] => {
    const keys: string[] = [];
    for (let goesOn = true; goesOn; ) {
      if (inside.kind === 'paste') goesOn = takePaste(inside.text, keys);
      else if (rest === '') goesOn = false;
      else if (inside.kind === 'string') goesOn = takeString(inside.length);
      else goesOn = takeKey(isEnd, keys);
    }
    return keys;
  };

  return {
    push(piece) {
      rest += piece;
      return take(false);
    },
    get waiting() {
      if (inside.kind === 'string') return 'string';
      return inside.kind === 'keys' && rest !== '' ? 'key' : undefined;
    },
    flush() {
      if (inside.kind === 'string') inside = { kind: 'keys' };
      return take(true);
    },
  };
}

/** How long the first key is; undefined while it may still grow. `isEnd`: nothing more is to come. */
function tokenLength(text: string, isEnd: boolean): number | undefined {
  if (!text.startsWith(ESC)) return characterLength(text, 0, isEnd);
  const length = sequenceLength(text);
  return length === undefined && isEnd ? 1 : length;
}

/** A character beyond the first 65,536 is two code units; a high surrogate alone waits for its other half. */
function characterLength(text: string, at: number, isEnd: boolean): number | undefined {
  const code = text.codePointAt(at) ?? 0;
  if (text.length === at + 1 && code >= 0xd800 && code <= 0xdbff && !isEnd) return undefined;
  return code > 0xffff ? 2 : 1;
}

/**
 * The length of an escape sequence (ECMA-48 5.4): CSI with parameters, intermediates and a final byte, SS3 with one
 * character, Alt with any other. A second escape character begins anew.
 */
function sequenceLength(text: string): number | undefined {
  const introducer = text[1];
  if (introducer === undefined) return undefined;
  if (introducer === ESC) return 1;
  if (introducer === 'O') return ss3Length(text);
  if (introducer !== '[') {
    const length = characterLength(text, 1, false);
    return length === undefined ? undefined : 1 + length;
  }
  // The Linux console's function keys: ESC [ [ A.
  if (text[2] === '[') return text[3] === undefined ? undefined : 4;
  for (let i = 2; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code >= 0x40 && code <= 0x7e) return i + 1;
    if (code < 0x20 || code > 0x3f || i > LONGEST_SEQUENCE) return 1;
  }
  return undefined;
}

function ss3Length(text: string): number | undefined {
  for (let i = 2; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code >= 0x40 && code <= 0x7e) return i + 1;
    if ((code !== 0x3b && (code < 0x30 || code > 0x39)) || i > LONGEST_SEQUENCE) return 1;
  }
  return undefined;
}

/** All that can be no part of the mark at a paste's end. */
function beforePartialEnd(text: string): string {
  const mark = text.lastIndexOf(ESC);
  return mark !== -1 && PASTE_END.startsWith(text.slice(mark)) ? text.slice(0, mark) : text;
}
