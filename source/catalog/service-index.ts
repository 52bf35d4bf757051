import { fold } from '../pattern/fold.ts';
import { wordEnds } from './words.ts';

/**
 * One service's actions, laid out so that a trie over any subset of them takes a few look-ups for each node. The actions
 * are in *word order*, in which the actions below a node are neighbours. `rank` leads to *string order*, in which the
 * actions that start with a node's prefix are neighbours. The two differ where one word begins another
 * (`iam:ListRole…`, `iam:ListRoles`).
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
  /** For each place in string order, the place in word order. */
  readonly placed: Int32Array;
  readonly nodes: NodeTable;
  /** The same actions in string order. */
  readonly names: ServiceActions;
  /** The prefix of a node and `*`. It is made once, so that comparing results mostly compares a string with itself. */
  wildcard(node: number): string;
}

/**
 * The nodes that have two or more actions below them, in preorder; node 0 is the service itself.
 * A run of nodes with the same actions below and the same actions that start with them is one node here.
 */
interface NodeTable {
  readonly count: number;
  /** Length of the node's prefix, the shortest of its run. */
  readonly end: Int32Array;
  /** Length of the longest prefix of its run: where its children differ. */
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

/** Where names may be cut: between words, or between any two characters. */
export type Cut = 'words' | 'characters';

/** One service's actions by their names alone; `index` has more. */
export interface ServiceActions {
  /** The service prefix, in lower case, without colon. */
  readonly service: string;
  /** `service:Name` in the catalogue's casing, in string order; each once. */
  readonly actions: readonly string[];
  /** The same in lower case: sorted by code unit. */
  readonly sorted: readonly string[];
  /** The place in `sorted` of an action, `service:name` in lower case; undefined where it is not in there. */
  placeOf(lower: string): number | undefined;
  /** The stretch of `sorted` that starts with a prefix in lower case. */
  stretchOf(prefix: string): readonly [from: number, to: number];
  /** The index of these actions, made once. */
  index(cut: Cut): ServiceIndex;
}

/**
 * Sorts the actions of one service.
 *
 * @param service the service prefix in lower case
 * @param names action names without prefix, in any order; of names that differ only in case the first by code unit is taken
 */
export function serviceActions(service: string, names: readonly string[]): ServiceActions {
  const spelled = inStringOrder(service, names);
  const sorted = spelled.map(({ lower }) => lower);
  const indexes = new Map<Cut, ServiceIndex>();
  let common: Int32Array | undefined;
  let places: Map<string, number> | undefined;
  const actions = spelled.map(({ action }) => action);
  const all: ServiceActions = {
    service,
    actions,
    sorted,
    placeOf(lower) {
      places ??= new Map(sorted.map((each, place) => [each, place]));
      return places.get(lower);
    },
    stretchOf(prefix) {
      const from = firstNotBelow(sorted, prefix);
      if (sorted[from]?.startsWith(prefix) !== true) return [from, from];
      common ??= sharedLengths(spelled);
      let to = from + 1;
      while (to < sorted.length && (common[to] ?? 0) >= prefix.length) to++;
      return [from, to];
    },
    index(cut) {
      const known = indexes.get(cut);
      if (known !== undefined) return known;
      common ??= sharedLengths(spelled);
      const made = indexOf(all, spelled, common, cut);
      indexes.set(cut, made);
      return made;
    },
  };
  return all;
}

/** Builds the index of one service; the names are as for `serviceActions`. */
export function indexService(service: string, names: readonly string[], cut: Cut = 'words'): ServiceIndex {
  return serviceActions(service, names).index(cut);
}

function indexOf(
  names: ServiceActions,
  sorted: readonly Spelled[],
  common: Int32Array,
  cut: Cut,
): ServiceIndex {
  const { service } = names;
  const start = service.length + 1;
  const { order, cuts } = cut === 'words' ? cutInWords(sorted) : cutInCharacters(sorted, common, start);
  const rank = Int32Array.from(order);
  const placed = new Int32Array(order.length);
  order.forEach((place, i) => {
    placed[place] = i;
  });
  const actions = order.map((place) => sorted[place]?.action ?? '');
  const nodes = nodeTable(cuts, rank, common, start);
  const wildcards: string[] = [];
  return {
    service,
    actions,
    folded: order.map((place) => sorted[place]?.lower ?? ''),
    rank,
    placed,
    nodes,
    names,
    wildcard: (node) =>
      (wildcards[node] ??= `${actions[nodes.first[node] ?? 0]?.slice(0, nodes.end[node]) ?? ''}*`),
  };
}

interface Spelled {
  readonly action: string;
  readonly lower: string;
}

/** Each action once, sorted by lower case; a list that is sorted already is not sorted again. */
function inStringOrder(service: string, names: readonly string[]): Spelled[] {
  const spelled: Spelled[] = [];
  let isSorted = true;
  for (const name of names) {
    const action = `${service}:${name}`;
    const lower = fold(action);
    const before = spelled.at(-1)?.lower;
    if (before !== undefined && before >= lower) isSorted = false;
    spelled.push({ action, lower });
  }
  if (isSorted) return spelled;
  spelled.sort((a, b) => {
    if (a.lower === b.lower) return a.action < b.action ? -1 : 1;
    return a.lower < b.lower ? -1 : 1;
  });
  return spelled.filter(({ lower }, i) => lower !== spelled[i - 1]?.lower);
}

/** `common[r]`: how many characters the strings at r - 1 and r share at their start; 0 at both ends. */
function sharedLengths(sorted: readonly Spelled[]): Int32Array {
  const common = new Int32Array(sorted.length + 1);
  let before = '';
  sorted.forEach(({ lower }, r) => {
    common[r] = sharedLength(before, lower);
    before = lower;
  });
  common[0] = 0;
  return common;
}

/** Where the actions may be cut, by their places in word order. */
interface Cuts {
  readonly size: number;
  /** How many words the action at a place and the one before it share at their start. */
  readonly shared: Int32Array;
  /** Where a word of an action ends; undefined where it has no such word. */
  end(place: number, word: number): number | undefined;
}

interface Cutting {
  /** For each place in word order, the place in string order. */
  readonly order: readonly number[];
  readonly cuts: Cuts;
}

function cutInWords(sorted: readonly Spelled[]): Cutting {
  const ends = sorted.map(({ action }) => wordEnds(action));
  const order = sorted.map((_, place) => place).sort((a, b) => compareWords(sorted, ends, a, b));
  const shared = new Int32Array(order.length);
  for (let i = 1; i < order.length; i++)
    shared[i] = sharedWords(sorted, ends, order[i - 1] ?? 0, order[i] ?? 0);
  return {
    order,
    cuts: { size: order.length, shared, end: (place, word) => ends[order[place] ?? 0]?.[word] },
  };
}

/** Cuts between any two characters: then both orders are the same. */
function cutInCharacters(sorted: readonly Spelled[], common: Int32Array, start: number): Cutting {
  const end = (place: number, word: number): number | undefined =>
    start + word <= (sorted[place]?.lower.length ?? 0) ? start + word : undefined;
  const shared = Int32Array.from(sorted, (_, i) => (i === 0 ? 0 : (common[i] ?? 0) - start + 1));
  return { order: sorted.map((_, place) => place), cuts: { size: sorted.length, shared, end } };
}

type Ends = readonly (readonly number[])[];

/** Orders two actions word by word: a word comes before all words that it begins. */
function compareWords(sorted: readonly Spelled[], ends: Ends, a: number, b: number): number {
  const x = sorted[a]?.lower ?? '';
  const y = sorted[b]?.lower ?? '';
  const ofX = ends[a];
  const ofY = ends[b];
  const characters = sharedLength(x, y);
  for (let i = 0; ; i++) {
    const endX = ofX?.[i] ?? Infinity;
    const endY = ofY?.[i] ?? Infinity;
    if (endX === endY && endX <= characters) continue;
    if (Math.min(endX, endY) <= characters) return endX - endY;
    if (characters === x.length) return -1;
    if (characters === y.length) return 1;
    return x.charCodeAt(characters) - y.charCodeAt(characters);
  }
}

function sharedWords(sorted: readonly Spelled[], ends: Ends, a: number, b: number): number {
  const characters = sharedLength(sorted[a]?.lower ?? '', sorted[b]?.lower ?? '');
  const ofA = ends[a] ?? [];
  const ofB = ends[b] ?? [];
  let words = 0;
  while (words < ofA.length && ofA[words] === ofB[words] && (ofA[words] ?? 0) <= characters) words++;
  return words;
}

/** The first place whose text is not below a prefix. */
function firstNotBelow(sorted: readonly string[], prefix: string): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? '') < prefix) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** How many characters two strings share at their start. */
export function sharedLength(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  let i = 0;
  while (i < length && a.charCodeAt(i) === b.charCodeAt(i)) i++;
  return i;
}

function nodeTable(cuts: Cuts, rank: Int32Array, common: Int32Array, root: number): NodeTable {
  const table = {
    end: [] as number[],
    deep: [] as number[],
    first: [] as number[],
    last: [] as number[],
    from: [] as number[],
    to: [] as number[],
    skip: [] as number[],
  };
  const { shared } = cuts;
  // This does not recurse: names, and so the tree, may be of any depth.
  const pending: Stretch[] = [{ first: 0, last: cuts.size, words: 1, end: root }];
  /** The nodes that may be the parent of the next one. */
  const open: number[] = [];
  const closeBefore = (place: number): void => {
    for (let node = open.at(-1); node !== undefined && (table.last[node] ?? 0) <= place; node = open.at(-1)) {
      table.skip[node] = table.end.length;
      open.pop();
    }
  };
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const { first, last, words, end } = next;
    closeBefore(first);
    const below = rankSpan(first, last, rank);
    const [from, to] = startingWith(below, end, common);
    // Walk down the run of nodes that hold the same actions.
    const all = last - first < 2 ? 0 : leastShared(shared, first, last);
    let depth = words;
    let deep = end;
    while (depth < all) {
      const longer = cuts.end(first, depth);
      if (longer === undefined) break;
      const [longerFrom, longerTo] = startingWith(below, longer, common);
      if (longerFrom !== from || longerTo !== to) break;
      depth++;
      deep = longer;
    }
    open.push(table.end.length);
    table.end.push(end);
    table.deep.push(deep);
    table.first.push(first);
    table.last.push(last);
    table.from.push(from);
    table.to.push(to);
    table.skip.push(0);
    const children = partedAt(cuts, first, last, depth);
    for (let child = children.pop(); child !== undefined; child = children.pop()) pending.push(child);
  }
  closeBefore(cuts.size);

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

/** A node that is still to be made: a stretch of the word order whose actions share so many words. */
interface Stretch {
  readonly first: number;
  readonly last: number;
  readonly words: number;
  /** Where the last of those words ends. */
  readonly end: number;
}

/** The parts of two or more actions into which the next word divides a stretch. */
function partedAt(cuts: Cuts, first: number, last: number, words: number): Stretch[] {
  const parts: Stretch[] = [];
  for (let i = first; i < last; ) {
    let j = i + 1;
    while (j < last && (cuts.shared[j] ?? 0) > words) j++;
    const end = j - i > 1 ? cuts.end(i, words) : undefined;
    if (end !== undefined) parts.push({ first: i, last: j, words: words + 1, end });
    i = j;
  }
  return parts;
}

/** How many words all actions of a stretch share. */
function leastShared(shared: Int32Array, first: number, last: number): number {
  let least = shared[first + 1] ?? 0;
  for (let i = first + 2; i < last; i++) least = Math.min(least, shared[i] ?? 0);
  return least;
}

/** The least stretch of the string order that holds a stretch of the word order. */
function rankSpan(first: number, last: number, rank: Int32Array): readonly [from: number, to: number] {
  let from = Number.MAX_SAFE_INTEGER;
  let to = 0;
  for (let i = first; i < last; i++) {
    const place = rank[i] ?? 0;
    if (place < from) from = place;
    if (place >= to) to = place + 1;
  }
  return [from, to];
}

/** The stretch of the string order that starts with the first `end` characters of the actions in a part of it. */
function startingWith(
  below: readonly [from: number, to: number],
  end: number,
  common: Int32Array,
): readonly [from: number, to: number] {
  let [from, to] = below;
  while (from > 0 && (common[from] ?? 0) >= end) from--;
  while (to < common.length - 1 && (common[to] ?? 0) >= end) to++;
  return [from, to];
}
