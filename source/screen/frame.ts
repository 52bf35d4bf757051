import type { SessionContext } from '../review/session/context.ts';
import { type TreeView, viewOf } from '../review/session/move.ts';
import { openLineOf } from '../review/session/open-line.ts';
import { roleAt, type SessionRole } from '../review/session/role.ts';
import type { SessionState } from '../review/session/state.ts';
import { lineOf, type TypedLine } from './input/field.ts';
import { type Layout, layoutOf } from './layout.ts';
import type { SessionRun } from './session-run.ts';
import type { ShownProof, ShownSession } from './session-store.ts';
import type { Theme } from './theme.ts';

/** Everything a picture is made from. */
export interface Frame {
  readonly run: SessionRun;
  readonly context: SessionContext;
  readonly state: SessionState;
  readonly layout: Layout;
  readonly theme: Theme;
  /** The policy at the cursor; undefined where there is none. */
  readonly view?: TreeView;
  /** What the cursor's row is to what is signed off. */
  readonly role?: SessionRole;
  /** The line in the field that is open. */
  readonly line?: TypedLine;
  readonly proof?: ShownProof;
  readonly warnings?: number;
  /** The first line shown of what would come of a choice. */
  readonly sheetTop: number;
  /** How many policies are looked through. */
  readonly looked: number;
}

/** What pictures are made from at a moment; undefined in a terminal that is too small for any. */
export function frameAt(run: SessionRun, shown: ShownSession, theme: Theme): Frame | undefined {
  const layout = layoutOf(shown.size);
  if (layout === undefined) return undefined;
  const { context } = run;
  const { state, proof, typed, warnings, looked, sheetTop } = shown;
  const view = viewOf(context, state);
  const field = openLineOf(state);
  const line =
    field &&
    (typed?.field === field.name && typed.line.value === field.value ? typed.line : lineOf(field.value));
  return {
    run,
    context,
    state,
    layout,
    theme,
    looked,
    sheetTop,
    ...(view === undefined ? {} : { view, role: roleAt(view.tree, view.place) }),
    ...(line === undefined ? {} : { line }),
    ...(proof === undefined ? {} : { proof }),
    ...(warnings === undefined ? {} : { warnings }),
  };
}
