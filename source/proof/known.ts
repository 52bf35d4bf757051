import { type Glob, lower, matchText } from './glob.ts';

/** A catalogue, sorted so that all actions that begin alike stand together. */
export interface KnownActions {
  /** As given. */
  readonly rows: readonly string[];
  /** Each action once, in the letter case of its first row, in the order of `lower`. */
  readonly names: readonly string[];
  /** The same in lower case, ascending by code unit. */
  readonly lower: readonly string[];
}

/** Where actions stand in `KnownActions`: pairs of a first index and the index after the last; they may overlap. */
export type Spans = readonly number[];

/** Sorts a catalogue for the verifier. A row without a colon or with a wildcard is not an action and is left out. */
export function knownActions(actions: Iterable<string>): KnownActions {
  const rows = [...actions];
  const names = rows.filter((name) => name.includes(':') && !name.includes('*') && !name.includes('?'));
  const texts = names.map(lower);
  // Catalogues are sorted already.
  if (texts.every((text, i) => i === 0 || (texts[i - 1] as string) < text))
    return { rows, names, lower: texts };
  const order = [...texts.keys()];
  // Where two differ by case only, the first row comes first, so that it is the one that stays.
  order.sort((a, b) => compare(texts[a] as string, texts[b] as string) || a - b);
  const once = order.filter((row, k) => k === 0 || texts[row] !== texts[order[k - 1] as number]);
  return {
    rows,
    names: once.map((row) => names[row] as string),
    lower: once.map((row) => texts[row] as string),
  };
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The same catalogue, with those of the actions that it lacks. */
export function withActions(known: KnownActions, actions: Iterable<string>): KnownActions {
  const missing: string[] = [];
  for (const action of actions) {
    const text = lower(action);
    if (known.lower[firstNotBelow(known, text)] !== text) missing.push(action);
  }
  return missing.length === 0 ? known : { ...knownActions([...known.names, ...missing]), rows: known.rows };
}

/** Where the matches of each glob stand among the known actions, glob by glob. */
export function spansOf(known: KnownActions, globs: readonly Glob[]): Spans {
  const spans: number[] = [];
  for (const glob of globs) {
    const from = firstNotBelow(known, glob.head);
    if (glob.kind === 'exact') {
      if (known.lower[from] === glob.text) spans.push(from, from + 1);
      continue;
    }
    const to = endOfHead(known, glob.head);
    if (glob.kind === 'prefix') spans.push(from, to);
    else for (let i = from; i < to; i++) if (matchText(glob, known.lower[i] as string)) spans.push(i, i + 1);
  }
  return spans;
}

/** The first index whose text is not below the given one. */
function firstNotBelow({ lower: texts }: KnownActions, text: string): number {
  let from = 0;
  let to = texts.length;
  while (from < to) {
    const middle = (from + to) >> 1;
    if ((texts[middle] as string) < text) from = middle + 1;
    else to = middle;
  }
  return from;
}

/** The index after the last text that begins with the head. */
export function endOfHead(known: KnownActions, head: string): number {
  return head === '' ? known.lower.length : firstNotBelow(known, `${head}\uffff`);
}

/** Makes one byte for each action, 1 where a span holds it. */
export function marks(spans: Spans, size: number): Uint8Array {
  const marked = new Uint8Array(size);
  for (let k = 0; k < spans.length; k += 2) marked.fill(1, spans[k], spans[k + 1]);
  return marked;
}
