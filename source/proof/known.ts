import { type Glob, lower, matchText, readGlob } from './glob.ts';

/** A catalogue, sorted so that all actions that begin alike stand together. */
export interface KnownActions {
  /** As given. */
  readonly rows: readonly string[];
  /** Each action once, in the letter case of its first row, in the order of `lower`. */
  readonly names: readonly string[];
  /** The same in lower case, ascending by code unit. */
  readonly lower: readonly string[];
  /** How many characters each of `lower` shares with the one before it, at their start; made when first asked for. */
  shared?: Int32Array;
}

/** Where actions stand in `KnownActions`: pairs of a first index and the index after the last. */
export type Spans = readonly number[];

/** Sorts a catalogue for the verifier. What has no colon or has a wildcard is no action and is left out. */
export function knownActions(actions: Iterable<string>): KnownActions {
  const rows = [...actions];
  const folded: string[] = [];
  const names: string[] = [];
  let ascending = true;
  for (const name of rows) {
    if (!name.includes(':') || name.includes('*') || name.includes('?')) continue;
    const text = lower(name);
    const before = folded[folded.length - 1];
    if (before !== undefined && before >= text) ascending = false;
    folded.push(text);
    names.push(name);
  }
  return ascending ? { rows, names, lower: folded } : sorted(rows, names, folded);
}

function sorted(rows: string[], names: readonly string[], folded: readonly string[]): KnownActions {
  const order = folded.map((text, i) => ({ text, i }));
  // By the row where two differ by case only, so that the first of them is the one that stays.
  order.sort((a, b) => (a.text < b.text ? -1 : a.text > b.text ? 1 : a.i - b.i));
  const once = order.filter((item, k) => item.text !== order[k - 1]?.text);
  return { rows, names: once.map(({ i }) => names[i] as string), lower: once.map(({ text }) => text) };
}

/** The same catalogue with the actions that it lacks. */
export function withActions(known: KnownActions, actions: Iterable<string>): KnownActions {
  const missing: string[] = [];
  let near = 0;
  for (const action of actions) {
    const text = lower(action);
    near = firstNotBelow(known.lower, text, near);
    if (known.lower[near] !== text) missing.push(action);
  }
  return missing.length === 0 ? known : { ...knownActions([...known.names, ...missing]), rows: known.rows };
}

/** Finds what patterns match among known actions, remembering the ones that had to be tried one by one. */
export interface Finder {
  readonly known: KnownActions;
  /** What each pattern, as written, matches, one after the other; spans may overlap. */
  spans(patterns: readonly string[]): Spans;
}

export function finder(known: KnownActions): Finder {
  const tried = new Map<string, Spans>();
  const { names, lower: texts } = known;
  const tryEach = (glob: Glob, from: number): Spans => {
    const old = tried.get(glob.text);
    if (old !== undefined) return old;
    const end = endOfHead(known, glob.head, from);
    const found: number[] = [];
    for (let i = from; i < end; i++) if (matchText(glob, texts[i] as string)) found.push(i, i + 1);
    tried.set(glob.text, found);
    return found;
  };
  return {
    known,
    spans(patterns) {
      const spans: number[] = [];
      // Behind the last one found: grants come sorted, and most of them are the very name of an action that is near.
      let near = 0;
      for (const pattern of patterns) {
        const named = nextNamed(names, pattern, near);
        if (named !== undefined) {
          spans.push(named, named + 1);
          near = named + 1;
          continue;
        }
        const glob = readGlob(pattern);
        near = firstNotBelow(texts, glob.head, near);
        if (glob.kind === 'exact') {
          if (texts[near] === glob.text) spans.push(near, ++near);
        } else if (glob.kind === 'prefix') {
          const from = near;
          near = endOfHead(known, glob.head, from);
          spans.push(from, near);
        } else for (const at of tryEach(glob, near)) spans.push(at);
      }
      return spans;
    },
  };
}

/** So many names are compared, which is soon done, before a pattern is read. */
const NEAR = 4;

function nextNamed(names: readonly string[], pattern: string, near: number): number | undefined {
  for (let i = near; i < near + NEAR; i++) if (names[i] === pattern) return i;
  return undefined;
}

/** The first index whose text is not below the given one; soon found where that is little behind `near`. */
function firstNotBelow(texts: readonly string[], text: string, near: number): number {
  let from = 0;
  let to = texts.length;
  if (near > 0 && (texts[near - 1] as string) >= text) to = near - 1;
  else {
    from = near;
    for (let step = 0; from + step < to; step = 2 * step + 1) {
      if ((texts[from + step] as string) >= text) {
        to = from + step;
        break;
      }
      from += step + 1;
    }
  }
  while (from < to) {
    const middle = (from + to) >> 1;
    if ((texts[middle] as string) < text) from = middle + 1;
    else to = middle;
  }
  return from;
}

/** The index after the last text that begins with the head; `from` if the text there does not. */
export function endOfHead(known: KnownActions, head: string, from: number): number {
  if (known.lower[from]?.startsWith(head) !== true) return from;
  known.shared ??= sharedLengths(known.lower);
  const { shared } = known;
  let to = from + 1;
  while (to < shared.length && (shared[to] as number) >= head.length) to++;
  return to;
}

function sharedLengths(texts: readonly string[]): Int32Array {
  const shared = new Int32Array(texts.length);
  for (let i = 1; i < texts.length; i++) {
    const [before, text] = [texts[i - 1] as string, texts[i] as string];
    let length = 0;
    while (length < text.length && before.charCodeAt(length) === text.charCodeAt(length)) length++;
    shared[i] = length;
  }
  return shared;
}

/** One byte for each action, 1 where a span holds it. */
export function marks(spans: Spans, size: number): Uint8Array {
  const marked = new Uint8Array(size);
  // Most spans are short.
  for (let k = 0; k < spans.length; k += 2)
    for (let i = spans[k] as number; i < (spans[k + 1] as number); i++) marked[i] = 1;
  return marked;
}
