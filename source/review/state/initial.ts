import { type DecisionMap, entriesOf, entryAt, type Place, type ReviewContext } from './context.ts';
import { withTree } from './current.ts';
import type { ReviewState, Viewport } from './state.ts';

/** A review at its start: at the first entry that has something undecided, or else at the first of all. */
export function initialState(
  context: ReviewContext,
  decisions: DecisionMap,
  viewport: Viewport,
): ReviewState {
  return withTree(context, {
    decisions,
    place: firstPlace(context, decisions),
    trees: new Map(),
    viewport,
    panelTop: 0,
    panelOpen: false,
    mode: { kind: 'tree' },
    search: undefined,
    message: undefined,
    undo: undefined,
    redo: undefined,
    written: [],
    ended: false,
  });
}

/** How many policies are looked through for something undecided before the start. */
const LOOK_AHEAD = 20;

function firstPlace(context: ReviewContext, decisions: DecisionMap): Place {
  for (const [number, subject] of context.subjects.slice(0, LOOK_AHEAD).entries()) {
    for (const entry of entriesOf(subject).keys()) {
      const place = { subject: number, entry };
      const review = entryAt(context, decisions, place)?.review;
      if (review !== undefined && review.decided < review.units.length) return place;
    }
  }
  return { subject: 0, entry: 0 };
}
