import type { EntryOutcome } from '../../refine/outcome.ts';
import type { SessionContext } from './context.ts';
import { placeBefore } from './facts.ts';
import { ALL_CLOSED, ALL_OPEN, FIRST_FOLDS, type Folds, flip } from './folds.ts';
import { no } from './say.ts';
import { foldedAbove, indexOfRow, isFolded, maskOf, type ShownRows, shownAt, shownRows } from './shown.ts';
import type { SessionState, TreeLook } from './state.ts';
import {
  addressOf,
  behind,
  compareRows,
  currentTree,
  decisionsOf,
  hasBelow,
  type PolicyTree,
  parentOf,
  placeOf,
  type RowPlace,
  treeUnder,
} from './tree.ts';

const FIRST_LOOK: TreeLook = { cursor: '', folds: FIRST_FOLDS, filteredFolds: ALL_OPEN, top: 0 };

/** The tree under the cursor, with its folds, filter and window. */
export interface TreeView {
  readonly tree: PolicyTree;
  readonly look: TreeLook;
  readonly folds: Folds;
  readonly shown: ShownRows;
  /** The cursor's row, and which of the shown rows it is. */
  readonly place: RowPlace;
  readonly index: number;
}

/** How the policy at the cursor is looked at; undefined where there is none. */
export function viewOf(context: SessionContext, state: SessionState): TreeView | undefined {
  const tree = currentTree(context, state);
  if (tree === undefined) return undefined;
  const look = state.looks.get(tree.policy.case.id) ?? FIRST_LOOK;
  const folds = state.filter.length > 0 ? look.filteredFolds : look.folds;
  const shown = shownRows(context, tree, folds, state.filter);
  const index = indexOfRow(shown, placeOf(context, tree, look.cursor));
  return { tree, look, folds, shown, place: shownAt(shown, index), index };
}

/** The state with another look of the current policy, the window moved as little as it takes. */
function withLook(context: SessionContext, state: SessionState, id: string, look: TreeLook): SessionState {
  const before = state.looks.get(id);
  const next = { ...state, looks: new Map(state.looks).set(id, look) };
  const view = viewOf(context, next);
  if (view === undefined) return next;
  const top = topFor(view, look.top, state.viewport.tree);
  // The cursor does not go to a row that the filter hides.
  const cursor = addressOf(view.tree, view.place);
  const panelTop = before?.cursor === cursor ? state.panelTop : 0;
  return { ...next, panelTop, looks: new Map(state.looks).set(id, { ...look, cursor, top }) };
}

function topFor({ shown, index }: TreeView, top: number, height: number): number {
  const margin = Math.min(3, Math.max(0, Math.floor((height - 1) / 4)));
  const highest = Math.max(0, shown.length - height);
  const wanted = Math.max(Math.min(top, index - margin), index + margin + 1 - height);
  return Math.max(0, Math.min(wanted, highest));
}

/** The same state with the cursor's row in the window, as after a resize or a decision. */
export function settled(context: SessionContext, state: SessionState): SessionState {
  const view = viewOf(context, state);
  if (view === undefined) return state;
  const cursor = addressOf(view.tree, view.place);
  const top = topFor(view, view.look.top, state.viewport.tree);
  const { id } = view.tree.policy.case;
  if (cursor === view.look.cursor && top === view.look.top && state.looks.has(id)) return state;
  return { ...state, looks: new Map(state.looks).set(id, { ...view.look, cursor, top }) };
}

/** The cursor by shown rows. */
export function moved(context: SessionContext, state: SessionState, rows: number): SessionState {
  const view = viewOf(context, state);
  if (view === undefined) return no(state, 'there is no policy to review');
  const index = Math.max(0, Math.min(view.shown.length - 1, view.index + rows));
  const cursor = addressOf(view.tree, shownAt(view.shown, index));
  return withLook(context, state, view.tree.policy.case.id, { ...view.look, cursor });
}

/** The cursor on a row, which is opened to. */
export function goneTo(context: SessionContext, state: SessionState, address: string): SessionState {
  const view = viewOf(context, state);
  if (view === undefined) return state;
  const { tree, folds, look } = view;
  const place = placeOf(context, tree, address);
  const open = foldedAbove(context, tree, folds, place);
  return withLook(context, state, tree.policy.case.id, {
    ...withFolds(state, look, open.length === 0 ? folds : flip(folds, open)),
    cursor: addressOf(tree, place),
  });
}

function withFolds(state: SessionState, look: TreeLook, folds: Folds): TreeLook {
  return state.filter.length > 0 ? { ...look, filteredFolds: folds } : { ...look, folds };
}

/** Folds or unfolds the cursor's row. */
export function toggled(context: SessionContext, state: SessionState): SessionState {
  const view = viewOf(context, state);
  if (view === undefined) return no(state, 'there is no policy to review');
  const { tree, look, folds, place } = view;
  if (place.head === 0) return no(state, 'the policy itself stays open');
  if (!hasBelow(tree, place)) return no(state, 'there is nothing below this row');
  const cursor = addressOf(tree, place);
  return withLook(context, state, tree.policy.case.id, {
    ...withFolds(state, look, flip(folds, [cursor])),
    cursor,
  });
}

/** Folds the row, or goes up to the one above. */
export function movedOut(context: SessionContext, state: SessionState): SessionState {
  const view = viewOf(context, state);
  if (view === undefined) return no(state, 'there is no policy to review');
  const { tree, folds, place } = view;
  if (place.head > 0 && hasBelow(tree, place) && !isFolded(context, tree, folds, place))
    return toggled(context, state);
  if (place.head === 0) return no(state, 'this is the top row');
  return goneTo(context, state, addressOf(tree, parentOf(tree, place)));
}

/** Unfolds the row, or goes down into the first one below. */
export function movedIn(context: SessionContext, state: SessionState): SessionState {
  const view = viewOf(context, state);
  if (view === undefined) return no(state, 'there is no policy to review');
  const { tree, folds, place } = view;
  if (!hasBelow(tree, place)) return no(state, 'there is nothing below this row');
  if (isFolded(context, tree, folds, place)) return toggled(context, state);
  const { shown, index } = view;
  if (index + 1 === shown.length || compareRows(shownAt(shown, index + 1), behind(tree, place)) >= 0)
    return no(state, 'the filter hides all that is below this row');
  return moved(context, state, 1);
}

/** Folds or unfolds everything. */
export function foldedAll(context: SessionContext, state: SessionState, folded: boolean): SessionState {
  const view = viewOf(context, state);
  if (view === undefined) return no(state, 'there is no policy to review');
  const folds = folded ? ALL_CLOSED : ALL_OPEN;
  if (view.folds === folds) return no(state, `everything is ${folded ? 'folded' : 'open'} already`);
  return withLook(context, state, view.tree.policy.case.id, {
    ...withFolds(state, view.look, folds),
    cursor: addressOf(view.tree, view.place),
  });
}

/** The cursor in another policy, where it was left there. */
export function inPolicy(context: SessionContext, state: SessionState, policy: number): SessionState {
  if (context.policies[policy] === undefined) return state;
  return settled(context, { ...state, policy, panelTop: 0, mode: { kind: 'tree' } });
}

/** The undecided changes of an entry that the filter shows: rows of its trie, ascending. */
export function undecidedNodes(
  context: SessionContext,
  { filter }: Pick<SessionState, 'filter'>,
  tree: PolicyTree,
  entry: EntryOutcome,
): readonly number[] {
  if (!entry.isOpen) return NO_NODES;
  return context.memory.remember([tree, entry, filter], 'undecided', () => {
    const mask = filter.length === 0 ? undefined : maskOf(context, tree, entry, filter);
    const nodes: number[] = [];
    for (const { node, decision } of entry.changes)
      if (decision === undefined && mask?.[node] !== 0) nodes.push(node);
    return nodes;
  });
}

const NO_NODES: readonly number[] = [];

/**
 * The first undecided row that is shown behind a row, or before it from the back; undefined where none is left that
 * way.
 *
 * @param from undefined: from the end where the way begins
 */
export function nextUndecided(
  context: SessionContext,
  state: Pick<SessionState, 'filter'>,
  tree: PolicyTree,
  from: RowPlace | undefined,
  direction: 1 | -1,
): RowPlace | undefined {
  const { heads } = tree;
  const start = from?.head ?? (direction === 1 ? 0 : heads.length - 1);
  for (let head = start; head >= 0 && head < heads.length; head += direction) {
    const found = heads[head];
    if (found?.kind !== 'entry') continue;
    const nodes = undecidedNodes(context, state, tree, found.entry);
    const at = from !== undefined && head === from.head ? from.node : undefined;
    let index = direction === 1 ? 0 : nodes.length - 1;
    if (at !== undefined) index = direction === 1 ? placeBefore(nodes, at + 1) : placeBefore(nodes, at) - 1;
    const node = nodes[index];
    if (node !== undefined) return { head, node };
  }
  return undefined;
}

/** The next or previous undecided row, also in another policy; around the ends of the review. */
export function toUndecided(context: SessionContext, state: SessionState, direction: 1 | -1): SessionState {
  const view = viewOf(context, state);
  if (view === undefined) return no(state, 'there is no policy to review');
  const next = nextUndecided(context, state, view.tree, view.place, direction);
  if (next !== undefined) return goneTo(context, state, addressOf(view.tree, next));
  const count = context.policies.length;
  for (let i = 1; i <= count; i++) {
    const index = (((state.policy + direction * i) % count) + count) % count;
    const policy = context.policies[index];
    if (policy === undefined) continue;
    const tree = treeUnder(context, policy, decisionsOf(state, policy.case.id));
    const found = nextUndecided(context, state, tree, undefined, direction);
    if (found === undefined) continue;
    if (index === state.policy && compareRows(found, view.place) === 0)
      return no(state, 'this is the only undecided row that is left');
    return goneTo(context, inPolicy(context, state, index), addressOf(tree, found));
  }
  return no(
    state,
    state.filter.length > 0 ? 'nothing undecided is shown; f changes the filter' : 'everything is decided',
  );
}

/** The next or previous entry of the policy. */
export function toEntry(context: SessionContext, state: SessionState, direction: 1 | -1): SessionState {
  const view = viewOf(context, state);
  if (view === undefined) return no(state, 'there is no policy to review');
  const { tree, place } = view;
  // From a row below an entry, going back leads to that entry first.
  const start = direction === -1 && place.node > 0 ? place.head + 1 : place.head;
  for (let head = start + direction; head >= 0 && head < tree.heads.length; head += direction) {
    const found = tree.heads[head];
    if (found?.kind !== 'entry') continue;
    if (state.filter.length > 0 && maskOf(context, tree, found.entry, state.filter)[0] !== 1) continue;
    return goneTo(context, state, addressOf(tree, { head, node: 0 }));
  }
  return no(state, direction === 1 ? 'this is the last entry' : 'this is the first entry');
}
