import type { ReviewContext } from './context.ts';
import { currentEntry, cursorRow } from './current.ts';
import { goTo, toRow } from './move.ts';
import { refuse, tell } from './say.ts';
import type { ReviewState, Snapshot } from './state.ts';

/** What undo is to go back to, once something is done that is called so. */
export function snapshotOf(context: ReviewContext, state: ReviewState, label: string): Snapshot {
  const current = currentEntry(context, state);
  return {
    decisions: state.decisions,
    place: state.place,
    row: current === undefined ? '' : cursorRow(current),
    label,
  };
}

export function undo(context: ReviewContext, state: ReviewState): ReviewState {
  const { undo: history } = state;
  if (history === undefined) return refuse(state, 'there is nothing to undo');
  const { snapshot, rest } = history;
  const redo = { snapshot: snapshotOf(context, state, snapshot.label), rest: state.redo };
  return tell(restore(context, { ...state, undo: rest, redo }, snapshot), `undone: ${snapshot.label}`);
}

export function redo(context: ReviewContext, state: ReviewState): ReviewState {
  const { redo: history } = state;
  if (history === undefined) return refuse(state, 'there is nothing to redo');
  const { snapshot, rest } = history;
  const done = { snapshot: snapshotOf(context, state, snapshot.label), rest: state.undo };
  return tell(
    restore(context, { ...state, undo: done, redo: rest }, snapshot),
    `done again: ${snapshot.label}`,
  );
}

function restore(
  context: ReviewContext,
  state: ReviewState,
  { decisions, place, row }: Snapshot,
): ReviewState {
  return toRow(context, goTo(context, { ...state, decisions }, place), row);
}
