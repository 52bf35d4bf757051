import type { EntryOutcome } from '../../refine/outcome.ts';
import { entryAddress, nodeAddress, partsOf } from './address.ts';
import type { SessionContext } from './context.ts';
import {
  CALLED,
  factsOf,
  NEW,
  RISK,
  recommendedBy,
  UNTRACKED,
  UNUSED,
  undecidedTest,
  WRITES,
} from './facts.ts';
import type { TreeFilter } from './filter.ts';
import type { Folds } from './folds.ts';
import {
  addressOf,
  compareRows,
  hasBelow,
  hasTrie,
  keyOf,
  nearestNode,
  type PolicyTree,
  type RowPlace,
  treeUnder,
} from './tree.ts';

/** The rows that are not folded or filtered away, from the first to the last. */
export interface ShownRows {
  readonly length: number;
  readonly heads: Int32Array;
  readonly nodes: Int32Array;
  /** How many rows the filter takes out, folded ones included; 0 without one. */
  readonly hidden: number;
}

/** How many rows a tree may have at first: about what a person takes in by paging once or twice. */
const FIRST_ROWS = 60;

/** The rows that are open at first: from the top down, mixed ones only, while all of them together are few. */
function firstOpen(context: SessionContext, { policy }: PolicyTree): ReadonlySet<string> {
  return context.memory.remember([policy], 'first', () => {
    // By what is proposed, so that what is decided later folds nothing.
    const tree = treeUnder(context, policy, []);
    const open = new Set<string>();
    let rows = tree.heads.length === 0 ? 0 : 1;
    let level: RowPlace[] = [{ head: 0, node: 0 }];
    while (level.length > 0) {
      const next: RowPlace[] = [];
      for (const place of level) {
        const below = childrenOf(tree, place);
        if (place.head !== 0 && rows + below.length > FIRST_ROWS) continue;
        rows += below.length;
        open.add(addressOf(tree, place));
        for (const child of below) if (isMixed(tree, child)) next.push(child);
      }
      level = next;
    }
    return open;
  });
}

function isMixed(tree: PolicyTree, place: RowPlace): boolean {
  const head = tree.heads[place.head];
  if (head?.kind !== 'entry') return true;
  if (!hasTrie(head.entry)) return false;
  return place.node === 0
    ? head.entry.proposal === 'replaced'
    : !head.entry.trie.isLeaf(place.node) && head.entry.trie.state(place.node) === 'mixed';
}

/** The rows right below a row. */
function childrenOf(tree: PolicyTree, { head, node }: RowPlace): RowPlace[] {
  const found = tree.heads[head];
  const children: RowPlace[] = [];
  switch (found?.kind) {
    case undefined:
      break;
    case 'policy':
      tree.heads.forEach((each, i) => {
        if (each.kind === 'statement') children.push({ head: i, node: 0 });
      });
      break;
    case 'statement':
      for (let i = head + 1; tree.heads[i]?.kind === 'entry'; i++) children.push({ head: i, node: 0 });
      break;
    case 'entry': {
      if (!hasTrie(found.entry)) break;
      const { trie } = found.entry;
      for (let child = node + 1; child < trie.skip(node); child = trie.skip(child))
        children.push({ head, node: child });
      break;
    }
  }
  return children;
}

/** Whether a row is folded. Rows with nothing below them are not. */
export function isFolded(context: SessionContext, tree: PolicyTree, folds: Folds, place: RowPlace): boolean {
  return hasBelow(tree, place) && place.head > 0 && !openRows(context, tree, folds)(addressOf(tree, place));
}

function openRows(context: SessionContext, tree: PolicyTree, folds: Folds): (address: string) => boolean {
  const flipped = context.memory.remember([folds], 'flipped', () => new Set(folds.flipped));
  const first = folds.base === 'first' ? firstOpen(context, tree) : undefined;
  return (address) => (first?.has(address) ?? folds.base === 'open') !== flipped.has(address);
}

/** By entry: the keys of the rows that are not as the base says. */
function exceptionsByEntry(
  context: SessionContext,
  tree: PolicyTree,
  folds: Folds,
): ReadonlyMap<string, readonly string[]> {
  const keys = new Map<string, string[]>();
  const first = folds.base === 'first' ? firstOpen(context, tree) : new Set<string>();
  const exceptions = new Set(first);
  for (const address of folds.flipped) {
    if (exceptions.has(address)) exceptions.delete(address);
    else exceptions.add(address);
  }
  for (const address of exceptions) {
    const parts = partsOf(address);
    if (parts?.statement === undefined || parts.entry === undefined || parts.key === undefined) continue;
    const entry = entryAddress({ statement: parts.statement, entry: parts.entry });
    keys.set(entry, [...(keys.get(entry) ?? []), parts.key]);
  }
  return keys;
}

function foldedNodes(entry: EntryOutcome, folds: Folds, keys: readonly string[]): Uint8Array {
  const closed = folds.base === 'open' ? 0 : 1;
  const folded = new Uint8Array(entry.trie.size).fill(closed);
  for (const key of keys) {
    const { node, exact } = nearestNode(entry, key);
    if (exact) folded[node] = 1 - closed;
  }
  return folded;
}

/** The rows that a tree shows. */
export function shownRows(
  context: SessionContext,
  tree: PolicyTree,
  folds: Folds,
  filter: readonly TreeFilter[],
): ShownRows {
  return context.memory.remember([tree, folds, filter], 'shown', () => {
    const isOpen = openRows(context, tree, folds);
    const exceptions = exceptionsByEntry(context, tree, folds);
    const stretches: { readonly head: number; readonly nodes: Int32Array }[] = [];
    let hidden = 0;
    let skipped = false;
    tree.heads.forEach((found, head) => {
      switch (found.kind) {
        case 'policy':
          stretches.push({ head, nodes: OWN_ROW });
          break;
        case 'statement': {
          const isShown = filter.length === 0 || isStatementShown(context, tree, filter, head);
          if (isShown) stretches.push({ head, nodes: OWN_ROW });
          else hidden++;
          skipped = !isShown || !isOpen(String(found.statement.index));
          break;
        }
        case 'entry': {
          const { entry } = found;
          const mask = filter.length === 0 ? undefined : maskOf(context, tree, entry, filter);
          if (mask !== undefined) hidden += hiddenIn(entry, mask);
          if (skipped || mask?.[0] === 0) break;
          const address = entryAddress(entry.ref);
          const below = hasTrie(entry) && isOpen(address);
          const make = (): Int32Array => nodesOf(entry, folds, exceptions.get(address) ?? [], mask);
          // Most decisions leave the rows of a trie as they are.
          const objects = mask === undefined ? [tree.policy, folds] : [tree.policy, folds, mask];
          const nodes = below
            ? context.memory.remember([...objects, entry.trie], `nodes ${address}`, make)
            : OWN_ROW;
          stretches.push({ head, nodes });
        }
      }
    });
    return { ...joined(stretches), hidden };
  });
}

const OWN_ROW = Int32Array.of(0);

/** The shown rows of an open entry, its own first. */
function nodesOf(
  entry: EntryOutcome,
  folds: Folds,
  keys: readonly string[],
  mask: Uint8Array | undefined,
): Int32Array {
  const { trie } = entry;
  const folded = foldedNodes(entry, folds, keys);
  const nodes = [0];
  for (let node = 1; node < trie.size; ) {
    if (mask?.[node] === 0) {
      node = trie.skip(node);
      continue;
    }
    nodes.push(node);
    node = folded[node] === 1 ? trie.skip(node) : node + 1;
  }
  return Int32Array.from(nodes);
}

function joined(
  stretches: readonly { readonly head: number; readonly nodes: Int32Array }[],
): Pick<ShownRows, 'length' | 'heads' | 'nodes'> {
  let length = 0;
  for (const { nodes } of stretches) length += nodes.length;
  const heads = new Int32Array(length);
  const all = new Int32Array(length);
  let at = 0;
  for (const { head, nodes } of stretches) {
    heads.fill(head, at, at + nodes.length);
    all.set(nodes, at);
    at += nodes.length;
  }
  return { length, heads, nodes: all };
}

function isStatementShown(
  context: SessionContext,
  tree: PolicyTree,
  filter: readonly TreeFilter[],
  place: number,
): boolean {
  for (let i = place + 1; i < tree.heads.length; i++) {
    const head = tree.heads[i];
    if (head?.kind !== 'entry') return false;
    if (maskOf(context, tree, head.entry, filter)[0] === 1) return true;
  }
  return false;
}

function hiddenIn(entry: EntryOutcome, mask: Uint8Array): number {
  if (!hasTrie(entry)) return mask[0] === 1 ? 0 : 1;
  let hidden = 0;
  for (const shown of mask) hidden += 1 - shown;
  return hidden;
}

/** For each row of an entry's trie 1 where a filter shows it: what matches, and the rows above that. */
export function maskOf(
  context: SessionContext,
  tree: PolicyTree,
  entry: EntryOutcome,
  filter: readonly TreeFilter[],
): Uint8Array {
  return context.memory.remember([tree, entry, filter], 'mask', () => {
    const { trie } = entry;
    const test = leafTest(context, tree, entry, filter);
    const mask = new Uint8Array(trie.size);
    for (let node = trie.size - 1; node > 0; node--) {
      if (mask[node] === 0 && trie.isLeaf(node) && test(node)) mask[node] = 1;
      if (mask[node] === 1) mask[trie.parent(node)] = 1;
    }
    return mask;
  });
}

function leafTest(
  context: SessionContext,
  tree: PolicyTree,
  entry: EntryOutcome,
  filter: readonly TreeFilter[],
): (node: number) => boolean {
  const tests = filter.map((each) => testOf(context, tree, entry, each));
  return (node) => tests.every((test) => test(node));
}

function testOf(
  context: SessionContext,
  { policy }: PolicyTree,
  entry: EntryOutcome,
  filter: TreeFilter,
): (node: number) => boolean {
  const { bits } = factsOf(context, policy, entry.trie);
  const has = (bit: number) => (node: number) => ((bits[node] ?? 0) & bit) !== 0;
  switch (filter) {
    case 'undecided':
      return undecidedTest(entry);
    case 'risks':
      return has(RISK);
    case 'writes':
      return has(WRITES);
    case 'new':
      return has(NEW);
    case 'untracked':
      return has(UNTRACKED);
    case 'called':
      return has(CALLED);
    case 'used':
      return (node) => ((bits[node] ?? 0) & UNUSED) === 0;
    case 'differs': {
      const allows = recommendedBy(context, policy);
      if (allows === undefined) return () => false;
      return (node) => allows(entry.trie.prefix(node)) !== entry.fate(node).stays > 0;
    }
  }
}

/** The row at a place of the shown rows; beyond the ends is the end. */
export function shownAt(shown: ShownRows, index: number): RowPlace {
  const place = Math.max(0, Math.min(shown.length - 1, index));
  return { head: shown.heads[place] ?? 0, node: shown.nodes[place] ?? 0 };
}

/** Which of the shown rows a row is; of one that is not shown, the last shown before it. */
export function indexOfRow(shown: ShownRows, row: RowPlace): number {
  let low = 0;
  let high = shown.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (compareRows(shownAt(shown, middle), row) <= 0) low = middle + 1;
    else high = middle;
  }
  return Math.max(0, low - 1);
}

/** The addresses of the rows above a row that are folded: what is to be opened to show it. */
export function foldedAbove(
  context: SessionContext,
  tree: PolicyTree,
  folds: Folds,
  { head, node }: RowPlace,
): string[] {
  const found = tree.heads[head];
  if (found?.kind !== 'entry') return [];
  const isOpen = openRows(context, tree, folds);
  const above = [String(found.statement.index)];
  if (node > 0) {
    above.push(entryAddress(found.entry.ref));
    const { trie } = found.entry;
    for (let up = trie.parent(node); up > 0; up = trie.parent(up))
      above.push(nodeAddress(found.entry.ref, keyOf(found.entry, up)));
  }
  return above.filter((address) => !isOpen(address));
}
