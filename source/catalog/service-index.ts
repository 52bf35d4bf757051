import { fold } from '../pattern/fold.ts';
import { wordEnds } from './words.ts';

/**
 * One service's actions, laid out so that a trie over any subset of them is a few look-ups a node:
 * actions stand in *word order*, in which the actions below a node are neighbours; `rank` leads to *string order*,
 * in which the actions that start with a node's prefix are neighbours. The two differ where one word begins
 * another (`iam:ListRole…`, `iam:ListRoles`).
 */
export interface ServiceIndex {
  /** The service prefix, in lower case, without colon. */
  readonly service: string;
  /** `service:Name` in the catalogue's casing, in word order. */
  readonly actions: readonly string[];
  /** `actions` in lower case. */
  readonly folded: readonly string[];
  /** For each place in word order, the place in string order. */
  readonly rank: Int32Array;
  readonly nodes: NodeTable;
}

/**
 * The nodes that have two or more actions below them, in preorder; node 0 is the service itself.
 * A run of nodes with the same actions below and the same actions that start with them is one node here.
 */
export interface NodeTable {
  readonly count: number;
  /** Length of the node's prefix, the shortest of its run. */
  readonly end: Int32Array;
  /** Length of the longest prefix of its run: where its children part. */
  readonly deep: Int32Array;
  /** The actions below: from `first` up to, not including, `last`, in word order. */
  readonly first: Int32Array;
  readonly last: Int32Array;
  /** The actions that start with the prefix: from `from` up to, not including, `to`, in string order. */
  readonly from: Int32Array;
  readonly to: Int32Array;
  /** The first node behind the subtree. */
  readonly skip: Int32Array;
}

/** Where names may be cut: between CamelCase words, or between any two characters. */
export type Cut = 'words' | 'characters';

/**
 * Builds the index of one service.
 *
 * @param service the service prefix in lower case
 * @param names action names without prefix, in any order; of names that differ only in case the first by code unit is taken
 */
export function indexService(service: string, names: readonly string[], cut: Cut = 'words'): ServiceIndex {
  const ordered = inWordOrder(service, names, cut);
  const actions = ordered.map(({ action }) => action);
  const folded = ordered.map(({ lower }) => lower);
  const { rank, common } = stringOrder(folded);
  return { service, actions, folded, rank, nodes: nodeTable(ordered, rank, common, service.length + 1) };
}

interface Cutting {
  readonly action: string;
  readonly lower: string;
  readonly ends: readonly number[];
  readonly key: string;
}

function inWordOrder(service: string, names: readonly string[], cut: Cut): Cutting[] {
  const spelling = new Map<string, string>();
  for (const name of names) {
    const action = `${service}:${name}`;
    const lower = fold(action);
    const known = spelling.get(lower);
    if (known === undefined || action < known) spelling.set(lower, action);
  }
  const cuttings: Cutting[] = [];
  for (const [lower, action] of spelling) {
    const ends = cut === 'words' ? wordEnds(action) : characterEnds(action);
    cuttings.push({ action, lower, ends, key: cut === 'words' ? wordKey(lower, ends) : lower });
  }
  return cuttings.sort((a, b) => (a.key < b.key ? -1 : 1));
}

function characterEnds(action: string): number[] {
  const start = action.indexOf(':') + 1;
  return Array.from({ length: action.length - start + 1 }, (_, i) => start + i);
}

/** Words with a separator below every character, so that a word sorts before all that it begins. */
function wordKey(lower: string, ends: readonly number[]): string {
  let key = '';
  let start = 0;
  for (const end of ends) {
    key += `${lower.slice(start, end)}\u0000`;
    start = end;
  }
  return key;
}

/** `common[r]`: how many characters the strings at r - 1 and r of the string order share at their start. */
function stringOrder(folded: readonly string[]): { rank: Int32Array; common: Int32Array } {
  const places = folded
    .map((lower, place) => ({ lower, place }))
    .sort((a, b) => (a.lower < b.lower ? -1 : 1));
  const rank = new Int32Array(folded.length);
  const common = new Int32Array(folded.length + 1);
  let before = '';
  places.forEach(({ lower, place }, r) => {
    rank[place] = r;
    common[r] = r === 0 ? 0 : sharedLength(before, lower);
    before = lower;
  });
  return { rank, common };
}

/** How many characters two strings share at their start. */
export function sharedLength(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  let i = 0;
  while (i < length && a.charCodeAt(i) === b.charCodeAt(i)) i++;
  return i;
}

function nodeTable(
  ordered: readonly Cutting[],
  rank: Int32Array,
  common: Int32Array,
  root: number,
): NodeTable {
  const table = {
    end: [] as number[],
    deep: [] as number[],
    first: [] as number[],
    last: [] as number[],
    from: [] as number[],
    to: [] as number[],
    skip: [] as number[],
  };
  const shared = ordered.map((cutting, i) => sharedWords(ordered[i - 1], cutting));

  const add = (first: number, last: number, words: number, end: number): void => {
    const [from, to] = startingWith(first, last, end, rank, common);
    const node = table.end.length;
    // Walk down the run of nodes that hold the same actions.
    let depth = words;
    let deep = end;
    for (;;) {
      const next = ordered[first]?.ends[depth];
      if (next === undefined || last - first < 2 || !sharesAll(shared, first, last, depth + 1)) break;
      const [nextFrom, nextTo] = startingWith(first, last, next, rank, common);
      if (nextFrom !== from || nextTo !== to) break;
      depth++;
      deep = next;
    }
    table.end.push(end);
    table.deep.push(deep);
    table.first.push(first);
    table.last.push(last);
    table.from.push(from);
    table.to.push(to);
    table.skip.push(0);
    for (let i = first; i < last; ) {
      let j = i + 1;
      while (j < last && (shared[j] ?? 0) > depth) j++;
      const below = ordered[i]?.ends[depth];
      if (j - i > 1 && below !== undefined) add(i, j, depth + 1, below);
      i = j;
    }
    table.skip[node] = table.end.length;
  };
  add(0, ordered.length, 1, root);

  return {
    count: table.end.length,
    end: Int32Array.from(table.end),
    deep: Int32Array.from(table.deep),
    first: Int32Array.from(table.first),
    last: Int32Array.from(table.last),
    from: Int32Array.from(table.from),
    to: Int32Array.from(table.to),
    skip: Int32Array.from(table.skip),
  };
}

function sharedWords(a: Cutting | undefined, b: Cutting): number {
  if (a === undefined) return 0;
  const characters = sharedLength(a.lower, b.lower);
  let words = 0;
  while (a.ends[words] !== undefined && a.ends[words] === b.ends[words] && (a.ends[words] ?? 0) <= characters)
    words++;
  return words;
}

function sharesAll(shared: readonly number[], first: number, last: number, words: number): boolean {
  for (let i = first + 1; i < last; i++) if ((shared[i] ?? 0) < words) return false;
  return true;
}

/** The stretch of the string order that starts with the first `end` characters of the action at `first`. */
function startingWith(
  first: number,
  last: number,
  end: number,
  rank: Int32Array,
  common: Int32Array,
): [number, number] {
  let from = Number.MAX_SAFE_INTEGER;
  let to = 0;
  for (let i = first; i < last; i++) {
    from = Math.min(from, rank[i] ?? 0);
    to = Math.max(to, (rank[i] ?? 0) + 1);
  }
  while (from > 0 && (common[from] ?? 0) >= end) from--;
  while (to < rank.length && (common[to] ?? 0) >= end) to++;
  return [from, to];
}
