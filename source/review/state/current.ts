import { rowKey } from '../../refine/row.ts';
import { entryAt, type PlacedEntry, type ReviewContext } from './context.ts';
import type { ReviewState } from './state.ts';
import { carryOver, openTree, scrolled, type TreeView } from './tree-view.ts';

/** The entry under review, with the look of its tree. */
export interface Current extends PlacedEntry {
  readonly view: TreeView;
}

/** The entry under review; undefined where the policy has none that can be reviewed. */
export function currentEntry(context: ReviewContext, state: ReviewState): Current | undefined {
  const placed = entryAt(context, state.decisions, state.place);
  if (placed === undefined) return undefined;
  const view = state.trees.get(placed.key);
  const { trie } = placed.review;
  if (view?.trie === trie) return { ...placed, view };
  return { ...placed, view: view === undefined ? openTree(trie) : carryOver(view, trie) };
}

/** The state with the current entry's tree in it, as it now is, and the cursor in its window. */
export function withTree(context: ReviewContext, state: ReviewState): ReviewState {
  const current = currentEntry(context, state);
  return current === undefined ? state : putTree(state, current, current.view);
}

/** The state with another look of the current entry's tree. */
export function putTree(state: ReviewState, { key }: { readonly key: string }, view: TreeView): ReviewState {
  const next = scrolled(view, state.viewport.tree);
  const before = state.trees.get(key);
  if (before === next) return state;
  const panelTop = before?.cursor === next.cursor && before.trie === next.trie ? state.panelTop : 0;
  return { ...state, trees: new Map(state.trees).set(key, next), panelTop };
}

/** The key of the cursor's row. */
export function cursorRow({ review, view }: Current): string {
  return rowKey(review.trie, view.cursor);
}
