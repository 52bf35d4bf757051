import { type Glob, matchText } from './glob.ts';

/** Several globs, read as their union. */
export interface GlobList {
  readonly globs: readonly Glob[];
  /**
   * Whether any of the globs matches a text (lower case). Given the `text` of a glob, true means that the list includes
   * that glob, and false means nothing (see `matchText`). Fast for thousands of prefixes.
   */
  covers(text: string): boolean;
}

/** Up to this many globs are tried one by one. */
const FEW = 16;

/** Prepares globs so that texts are looked up fast. */
export function globList(globs: readonly Glob[]): GlobList {
  let index: Index | undefined;
  return {
    globs,
    covers(text) {
      if (globs.length <= FEW) return globs.some((glob) => glob.text === text || matchText(glob, text));
      index ??= makeIndex(globs);
      return isCovered(index, text);
    },
  };
}

interface Index {
  readonly everything: boolean;
  /** The texts of all globs, with and without wildcards, since each includes itself. */
  readonly texts: ReadonlySet<string>;
  /** Sorted, and none begins with another: so a text can only begin with the last one that is not behind it. */
  readonly heads: readonly string[];
  /** The odd globs by their head; `oddLengths` holds the lengths of the heads. */
  readonly odd: ReadonlyMap<string, readonly Glob[]>;
  readonly oddLengths: readonly number[];
}

function makeIndex(globs: readonly Glob[]): Index {
  const texts = new Set<string>();
  const heads: string[] = [];
  const odd = new Map<string, Glob[]>();
  for (const glob of globs) {
    texts.add(glob.text);
    if (glob.kind === 'prefix') heads.push(glob.head);
    else if (glob.kind === 'odd') {
      const same = odd.get(glob.head);
      if (same === undefined) odd.set(glob.head, [glob]);
      else same.push(glob);
    }
  }
  heads.sort();
  let kept = 0;
  for (const head of heads) {
    const before = heads[kept - 1];
    if (before === undefined || !head.startsWith(before)) heads[kept++] = head;
  }
  heads.length = kept;
  const oddLengths = [...new Set([...odd.keys()].map((head) => head.length))].sort((a, b) => a - b);
  return { everything: texts.has('*'), texts, heads, odd, oddLengths };
}

function isCovered(index: Index, text: string): boolean {
  if (index.everything || index.texts.has(text)) return true;
  const { heads } = index;
  let from = 0;
  let to = heads.length;
  while (from < to) {
    const middle = (from + to) >> 1;
    if ((heads[middle] as string) <= text) from = middle + 1;
    else to = middle;
  }
  const head = heads[from - 1];
  if (head !== undefined && text.startsWith(head)) return true;
  for (const length of index.oddLengths) {
    if (length > text.length) return false;
    for (const glob of index.odd.get(text.slice(0, length)) ?? []) if (matchText(glob, text)) return true;
  }
  return false;
}
