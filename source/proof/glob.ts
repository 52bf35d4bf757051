/**
 * One action pattern, as the verifier reads it. The engine has its own reader. They share nothing on purpose: a proof
 * by the code under trial would prove nothing.
 */
export interface Glob {
  /** As written. */
  readonly raw: string;
  /** In lower case (A to Z only), each run of wildcards as its `?` and then at most one `*`; `*:*` is `*`. */
  readonly text: string;
  /** The literal text before the first wildcard. */
  readonly head: string;
  /** `prefix`: the head and one `*`. */
  readonly kind: 'exact' | 'prefix' | 'odd';
  /** For an odd glob: what stands between the `*` of `text`. */
  readonly pieces: readonly string[];
  /** No `?` in it. */
  readonly plain: boolean;
}

/** Writes A to Z in lower case: actions are ASCII, and the rest of Unicode has no single way to ignore case. */
export function lower(text: string): string {
  return BEYOND_ASCII.test(text) ? text.replace(/[A-Z]/g, (c) => c.toLowerCase()) : text.toLowerCase();
}

const BEYOND_ASCII = /[\u0080-\uffff]/;
const NONE: readonly string[] = [];

/** Reads a pattern; every string is a pattern. */
export function readGlob(raw: string): Glob {
  const text = lower(raw);
  const star = text.indexOf('*');
  const question = text.indexOf('?');
  if (star === -1 && question === -1) {
    return { raw, text, head: text, kind: 'exact', pieces: NONE, plain: true };
  }
  if (question === -1 && star === text.length - 1) {
    return { raw, text, head: text.slice(0, -1), kind: 'prefix', pieces: NONE, plain: true };
  }
  return readOdd(raw, text.replace(/[*?]{2,}/g, tidy));
}

/** `*?*` and `?**` match the same strings: one character or more. */
function tidy(run: string): string {
  const questions = run.replaceAll('*', '');
  return questions.length === run.length ? run : `${questions}*`;
}

function readOdd(raw: string, tidied: string): Glob {
  // Every action has a colon.
  const text = tidied === '*:*' ? '*' : tidied;
  const head = text.slice(0, text.search(/[*?]/));
  const kind = text.length === head.length + 1 && text.endsWith('*') ? 'prefix' : 'odd';
  return { raw, text, head, kind, pieces: text.split('*'), plain: !text.includes('?') };
}

/**
 * Whether the glob matches the whole text (lower case). Each piece between two stars is placed where it first fits, so
 * the time is at most the product of the lengths.
 *
 * The text may itself be the `text` of a glob: a `?` here matches a `?` there but no `*`, a `*` here matches both.
 * Then true means that this glob matches every string that that glob matches; false means nothing.
 */
export function matchText(glob: Glob, text: string): boolean {
  const { kind, head, pieces, plain } = glob;
  if (kind === 'exact') return text === head;
  if (kind === 'prefix') return text.startsWith(head);
  const first = pieces[0] ?? '';
  if (pieces.length === 1) return text.length === first.length && fits(first, plain, text, 0);
  const last = pieces[pieces.length - 1] ?? '';
  const end = text.length - last.length;
  if (end < first.length || !fits(first, plain, text, 0) || !fits(last, plain, text, end)) return false;
  let at = first.length;
  for (let i = 1; i < pieces.length - 1; i++) {
    const piece = pieces[i] ?? '';
    at = find(piece, plain, text, at);
    if (at === -1) return false;
    at += piece.length;
    if (at > end) return false;
  }
  return true;
}

function fits(piece: string, plain: boolean, text: string, at: number): boolean {
  if (plain) return text.startsWith(piece, at);
  for (let i = 0; i < piece.length; i++) {
    const c = text[at + i];
    if (piece[i] === '?' ? c === '*' : c !== piece[i]) return false;
  }
  return true;
}

function find(piece: string, plain: boolean, text: string, from: number): number {
  if (plain) return text.indexOf(piece, from);
  for (let at = from; at + piece.length <= text.length; at++) if (fits(piece, plain, text, at)) return at;
  return -1;
}

/** Whether a pattern matches an action. A text without a colon is not an action, and nothing matches it. */
export function globMatches(pattern: string, action: string): boolean {
  return action.includes(':') && matchText(readGlob(pattern), lower(action));
}
