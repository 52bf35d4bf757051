import { nodeOfKey, rowKey } from '../../refine/row.ts';
import type { Trie } from '../../refine/trie.ts';

/**
 * How one entry's tree is looked at. Rows are node numbers of the trie. A list of folds belongs to one trie and is
 * never changed in place, so that the visible rows can be kept with it.
 */
export interface TreeView {
  readonly trie: Trie;
  /** For each node, 1 where what is below it is folded away. */
  readonly folded: Uint8Array;
  /** A visible row. */
  readonly cursor: number;
  /** Which of the visible rows is the first in the window. */
  readonly top: number;
}

/** How many rows a tree may have at first: about what a person takes in by paging once or twice. */
const FIRST_ROWS = 60;

/** A tree as it is first seen: the root open, and mixed nodes open from the top down while they are few. */
export function openTree(trie: Trie): TreeView {
  const folded = new Uint8Array(trie.size).fill(1);
  let rows = 1;
  let level = [0];
  while (level.length > 0) {
    const below: number[] = [];
    for (const node of level) {
      const children = childrenIn(trie, node);
      if (node !== 0 && rows + children.length > FIRST_ROWS) continue;
      rows += children.length;
      folded[node] = 0;
      for (const child of children)
        if (!trie.isLeaf(child) && trie.state(child) === 'mixed') below.push(child);
    }
    level = below;
  }
  return { trie, folded, cursor: 0, top: 0 };
}

function childrenIn(trie: Trie, node: number): number[] {
  const children: number[] = [];
  for (let child = node + 1; child < trie.skip(node); child = trie.skip(child)) children.push(child);
  return children;
}

const visible = new WeakMap<Uint8Array, Int32Array>();

/** The rows that are not folded away, from the first to the last: ascending node numbers. */
export function visibleRows({ trie, folded }: TreeView): Int32Array {
  const known = visible.get(folded);
  if (known !== undefined) return known;
  const rows = new Int32Array(trie.size);
  let count = 0;
  for (let node = 0; node < trie.size; ) {
    rows[count++] = node;
    node = folded[node] === 1 ? trie.skip(node) : node + 1;
  }
  const result = rows.subarray(0, count);
  visible.set(folded, result);
  return result;
}

/** Which of the visible rows a node is; of a hidden one, the last visible row before it. */
function indexOfRow(rows: Int32Array, node: number): number {
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((rows[middle] ?? 0) <= node) low = middle + 1;
    else high = middle;
  }
  return Math.max(0, low - 1);
}

/** Puts the cursor on one of the visible rows, by its index; beyond the ends is the end. */
export function moveTo(view: TreeView, index: number): TreeView {
  const rows = visibleRows(view);
  const cursor = rows[Math.max(0, Math.min(rows.length - 1, index))] ?? 0;
  return cursor === view.cursor ? view : { ...view, cursor };
}

export function cursorIndex(view: TreeView): number {
  return indexOfRow(visibleRows(view), view.cursor);
}

/** Folds or unfolds; a cursor that would be hidden goes up to the row that hides it. */
export function fold(view: TreeView, node: number, isFolded: boolean): TreeView {
  if (view.trie.skip(node) === node + 1 || (view.folded[node] === 1) === isFolded) return view;
  const folded = view.folded.slice();
  folded[node] = isFolded ? 1 : 0;
  return upToVisible({ ...view, folded });
}

/** Folds or unfolds everything; the root stays open. */
export function foldAll(view: TreeView, isFolded: boolean): TreeView {
  const folded = new Uint8Array(view.trie.size).fill(isFolded ? 1 : 0);
  folded[0] = 0;
  const isSame = folded.every((each, node) => each === view.folded[node] || view.trie.isLeaf(node));
  return isSame ? view : upToVisible({ ...view, folded });
}

function upToVisible(view: TreeView): TreeView {
  let { cursor } = view;
  for (let node = view.trie.parent(cursor); node >= 0; node = view.trie.parent(node))
    if (view.folded[node] === 1) cursor = node;
  return cursor === view.cursor ? view : { ...view, cursor };
}

/** Puts the cursor on a node, opening what hides it. */
export function reveal(view: TreeView, node: number): TreeView {
  let { folded } = view;
  for (let parent = view.trie.parent(node); parent >= 0; parent = view.trie.parent(parent)) {
    if (folded[parent] !== 1) continue;
    if (folded === view.folded) folded = folded.slice();
    folded[parent] = 0;
  }
  return { ...view, folded, cursor: node };
}

/** Moves the window as little as it takes to have the cursor in it, with some rows around it where there are any. */
export function scrolled(view: TreeView, height: number): TreeView {
  const rows = visibleRows(view);
  const index = indexOfRow(rows, view.cursor);
  const margin = Math.min(3, Math.max(0, Math.floor((height - 1) / 4)));
  const highest = Math.max(0, rows.length - height);
  let top = Math.max(Math.min(view.top, index - margin), index + margin + 1 - height);
  top = Math.max(0, Math.min(top, highest));
  return top === view.top ? view : { ...view, top };
}

/**
 * The same view of another trie of the same entry: rows are found again by their keys. Rows that the old trie did not
 * have start as a new tree's would; a cursor whose row is gone goes to the nearest row above that is still there.
 */
export function carryOver(view: TreeView, trie: Trie): TreeView {
  const open = new Set<string>();
  const shut = new Set<string>();
  for (let node = 0; node < view.trie.size; node++)
    if (!view.trie.isLeaf(node)) (view.folded[node] === 1 ? shut : open).add(rowKey(view.trie, node));
  const folded = new Uint8Array(trie.size);
  for (let node = 0; node < trie.size; node++) {
    if (trie.isLeaf(node)) continue;
    const key = rowKey(trie, node);
    folded[node] = open.has(key) ? 0 : shut.has(key) || trie.state(node) !== 'mixed' ? 1 : 0;
  }
  folded[0] = 0;
  let cursor: number | undefined;
  for (let node = view.cursor; cursor === undefined && node >= 0; node = view.trie.parent(node))
    cursor = nodeOfKey(trie, rowKey(view.trie, node));
  return reveal({ trie, folded, cursor: 0, top: view.top }, cursor ?? 0);
}
