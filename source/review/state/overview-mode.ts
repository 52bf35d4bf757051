import { entriesOf, entryAt, type ReviewContext } from './context.ts';
import type { Mode } from './mode.ts';
import { goTo } from './move.ts';
import { type OverviewRow, overviewRows } from './overview.ts';
import { refuse } from './say.ts';
import type { ReviewState } from './state.ts';

type OverviewMode = Extract<Mode, { kind: 'overview' }>;

function rowsOf(context: ReviewContext, state: ReviewState, mode: OverviewMode): readonly OverviewRow[] {
  return overviewRows(context, state.decisions, mode.filter, mode.sort);
}

/** Opens the overview on the entry under review. */
export function openOverview(context: ReviewContext, state: ReviewState): ReviewState {
  const mode: OverviewMode = {
    kind: 'overview',
    cursor: 0,
    top: 0,
    filter: '',
    typing: false,
    sort: 'given',
  };
  const { place } = state;
  const cursor = rowsOf(context, state, mode).findIndex(
    (row) => row.kind === 'entry' && row.subject === place.subject && row.entry === place.entry,
  );
  return moveInOverview(context, { ...state, mode }, { rows: Math.max(0, cursor) });
}

/** Moves the overview's cursor by rows, and its window as little as it takes. */
export function moveInOverview(
  context: ReviewContext,
  state: ReviewState,
  { rows }: { readonly rows: number },
): ReviewState {
  const { mode } = state;
  if (mode.kind !== 'overview') return state;
  const last = Math.max(0, rowsOf(context, state, mode).length - 1);
  const cursor = Math.max(0, Math.min(last, mode.cursor + rows));
  const height = Math.max(1, state.viewport.page);
  const top = Math.max(0, Math.min(Math.max(mode.top, cursor - height + 1), cursor));
  return { ...state, mode: { ...mode, cursor, top } };
}

/** Goes to what the overview's cursor is on. */
export function overviewEnter(context: ReviewContext, state: ReviewState): ReviewState {
  const { mode } = state;
  if (mode.kind !== 'overview') return state;
  const row = rowsOf(context, state, mode)[mode.cursor];
  if (row === undefined) return refuse(state, 'nothing matches the filter');
  const subject = context.subjects[row.subject];
  const entries = subject === undefined ? [] : entriesOf(subject);
  const tree: ReviewState = { ...state, mode: { kind: 'tree' } };
  const go = (entry: number): ReviewState => goTo(context, tree, { subject: row.subject, entry });
  switch (row.kind) {
    case 'entry':
      return go(row.entry);
    case 'statement': {
      const entry = entries.findIndex(({ statement }) => statement === row.statement);
      return entry === -1
        ? refuse(
            state,
            'this statement is left as it is: only Allow statements of identity policies are refined',
          )
        : go(entry);
    }
    case 'subject': {
      const open = entries.findIndex((_, entry) => {
        const review = entryAt(context, state.decisions, { subject: row.subject, entry })?.review;
        return review !== undefined && review.decided < review.units.length;
      });
      return go(Math.max(0, open));
    }
  }
}
