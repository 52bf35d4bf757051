import { nodeOfKey, rowKey } from '../../refine/row.ts';
import { entriesOf, entryAt, type Place, type ReviewContext } from './context.ts';
import { type Current, currentEntry, putTree, withTree } from './current.ts';
import { refuse } from './say.ts';
import type { ReviewState } from './state.ts';
import { cursorIndex, fold, foldAll, moveTo, reveal, type TreeView, visibleRows } from './tree-view.ts';

type View = (view: TreeView) => TreeView;

/** Changes how the current tree is looked at; where that changes nothing, says why. */
function look(context: ReviewContext, state: ReviewState, change: View, whyNot: string): ReviewState {
  const current = currentEntry(context, state);
  if (current === undefined) return refuse(state, 'nothing in this policy can be reviewed');
  const next = putTree(state, current, change(current.view));
  return next === state ? refuse(state, whyNot) : next;
}

function atEnd(rows: number): string {
  return rows > 0 ? 'this is the last row' : 'this is the first row';
}

export function move(context: ReviewContext, state: ReviewState, rows: number): ReviewState {
  return look(context, state, (view) => moveTo(view, cursorIndex(view) + rows), atEnd(rows));
}

/** By windows of rows: the window moves and the cursor stays where it is in it. */
export function page(context: ReviewContext, state: ReviewState, pages: number): ReviewState {
  const rows = Math.max(1, state.viewport.tree - 1) * pages;
  const change: View = (view) => {
    const moved = moveTo(view, cursorIndex(view) + rows);
    return moved === view ? view : { ...moved, top: view.top + rows };
  };
  return look(context, state, change, atEnd(rows));
}

export function toEnd(context: ReviewContext, state: ReviewState, end: 'first' | 'last'): ReviewState {
  const change: View = (view) => moveTo(view, end === 'first' ? 0 : visibleRows(view).length - 1);
  return look(context, state, change, atEnd(end === 'first' ? -1 : 1));
}

export function setAllFolded(context: ReviewContext, state: ReviewState, folded: boolean): ReviewState {
  const whyNot = `everything is ${folded ? 'folded' : 'unfolded'} already`;
  return look(context, state, (view) => foldAll(view, folded), whyNot);
}

/** Folds an open row; on any other goes up to its parent. */
export function out(context: ReviewContext, state: ReviewState): ReviewState {
  const current = currentEntry(context, state);
  if (current === undefined) return state;
  const { view } = current;
  const { cursor, trie } = view;
  if (cursor !== 0 && !trie.isLeaf(cursor) && view.folded[cursor] !== 1)
    return putTree(state, current, fold(view, cursor, true));
  if (cursor === 0) return refuse(state, 'this is the top of the tree');
  return putTree(state, current, { ...view, cursor: trie.parent(cursor) });
}

/** Unfolds a folded row; in an open one goes to the first row below. */
export function into(context: ReviewContext, state: ReviewState): ReviewState {
  const current = currentEntry(context, state);
  if (current === undefined) return state;
  const { view } = current;
  if (isEnd(view)) return refuse(state, 'this is one action: there is nothing below it');
  if (view.folded[view.cursor] === 1) return putTree(state, current, fold(view, view.cursor, false));
  return putTree(state, current, moveTo(view, cursorIndex(view) + 1));
}

export function toggle(context: ReviewContext, state: ReviewState): ReviewState {
  const current = currentEntry(context, state);
  if (current === undefined) return state;
  const { view } = current;
  if (isEnd(view)) return refuse(state, 'this is one action: there is nothing to fold');
  return putTree(state, current, fold(view, view.cursor, view.folded[view.cursor] !== 1));
}

function isEnd({ trie, cursor }: TreeView): boolean {
  return trie.skip(cursor) === cursor + 1;
}

/** Goes to another entry; `row` puts the cursor there. */
export function goTo(context: ReviewContext, state: ReviewState, place: Place, row?: number): ReviewState {
  const there: ReviewState = { ...state, place, panelTop: 0 };
  const current = currentEntry(context, there);
  if (current === undefined) return there;
  return putTree(there, current, row === undefined ? current.view : reveal(current.view, row));
}

/** The next entry, whatever there is to decide in it; also into the next policy. */
export function nextEntry(context: ReviewContext, state: ReviewState, direction: 1 | -1): ReviewState {
  for (const place of placesFrom(context, state.place, direction)) {
    if (samePlace(place, state.place)) break;
    return goTo(context, state, place);
  }
  return refuse(state, direction === 1 ? 'this is the last entry' : 'this is the first entry');
}

function samePlace(a: Place, b: Place): boolean {
  return a.subject === b.subject && a.entry === b.entry;
}

/** The places after one (before it), to the last (first) of the review. */
function* placesFrom({ subjects }: ReviewContext, from: Place, direction: 1 | -1): Generator<Place> {
  for (let subject = from.subject; subject >= 0 && subject < subjects.length; subject += direction) {
    const there = subjects[subject];
    const entries = there === undefined ? 0 : entriesOf(there).length;
    const start = direction === 1 ? 0 : entries - 1;
    for (
      let entry = subject === from.subject ? from.entry + direction : start;
      entry >= 0 && entry < entries;
      entry += direction
    )
      yield { subject, entry };
  }
}

/** Goes to the next undecided grant after the cursor, on to further entries and policies, and round to the start. */
export function nextUndecided(context: ReviewContext, state: ReviewState, direction: 1 | -1): ReviewState {
  const current = currentEntry(context, state);
  const here = current && undecidedFrom(current, current.view.cursor, direction);
  if (here !== undefined) return goTo(context, state, state.place, here);
  const start = direction === 1 ? { subject: 0, entry: -1 } : lastPlace(context);
  for (const from of [state.place, start]) {
    for (const place of placesFrom(context, from, direction)) {
      const there = entryAt(context, state.decisions, place);
      if (there === undefined || there.review.decided === there.review.units.length) continue;
      const row = undecidedFrom(there, direction === 1 ? -1 : Number.POSITIVE_INFINITY, direction);
      if (row !== undefined) return goTo(context, state, place, row);
    }
  }
  return refuse(state, 'nothing is undecided: w writes the result');
}

function lastPlace({ subjects }: ReviewContext): Place {
  const last = subjects.at(-1);
  return { subject: subjects.length - 1, entry: last === undefined ? 0 : entriesOf(last).length };
}

function undecidedFrom(
  { review }: Pick<Current, 'review'>,
  row: number,
  direction: 1 | -1,
): number | undefined {
  if (review.original !== undefined) return undefined;
  const isNext = ({ node, decision }: (typeof review.units)[number]): boolean =>
    decision === undefined && (direction === 1 ? node > row : node < row);
  return (direction === 1 ? review.units.find(isNext) : review.units.findLast(isNext))?.node;
}

/** Goes to the next match of the search, in the order of the tree, and round. */
export function nextMatch(context: ReviewContext, state: ReviewState, direction: 1 | -1): ReviewState {
  const current = currentEntry(context, state);
  if (current === undefined || state.search?.key !== current.key)
    return refuse(state, 'no search is on: / starts one');
  const nodes = state.search.rows
    .flatMap((row) => nodeOfKey(current.review.trie, row) ?? [])
    .sort((a, b) => a - b);
  const { cursor } = current.view;
  const next =
    direction === 1
      ? (nodes.find((node) => node > cursor) ?? nodes[0])
      : (nodes.findLast((node) => node < cursor) ?? nodes.at(-1));
  if (next === undefined) return refuse(state, 'the rows that the search found are gone');
  return putTree(state, current, reveal(current.view, next));
}

/** Puts the cursor of the current entry on the row with a key, if it is there, or as near above as there is one. */
export function toRow(context: ReviewContext, state: ReviewState, row: string): ReviewState {
  const synced = withTree(context, state);
  const current = currentEntry(context, synced);
  if (current === undefined || rowKey(current.review.trie, current.view.cursor) === row) return synced;
  const node = nodeOfKey(current.review.trie, row);
  return node === undefined ? synced : putTree(synced, current, reveal(current.view, node));
}
