import { overviewRowsOf } from '../../review/session/overview.ts';
import type { SessionAction } from '../../review/session/session-action.ts';
import type { Frame } from '../frame.ts';
import type { MouseEvent } from '../input/mouse.ts';
import { lastPanelLineOf } from '../views/panel.ts';
import { lastLineOf } from '../views/reading.ts';

/** The rows above what is between the rules. */
const TOP_ROWS = 3;
/** So many rows go by at a step of the wheel. */
const WHEEL_ROWS = 3;

/**
 * What the mouse does: a click moves the cursor to its row, one on the cursor's row folds it or opens the policy, the
 * wheel scrolls what it is over. Nothing is decided or taken by it.
 */
export function mouseAction(frame: Frame, event: MouseEvent): SessionAction | undefined {
  if (frame.warnings !== undefined || frame.line !== undefined) return undefined;
  return event.kind === 'click'
    ? clicked(frame, event)
    : wheeled(frame, event, event.kind === 'wheel-up' ? -WHEEL_ROWS : WHEEL_ROWS);
}

function clicked(frame: Frame, { column, row }: MouseEvent): SessionAction | undefined {
  const { state, view, layout, context } = frame;
  if (state.help !== undefined) return undefined;
  const at = row - TOP_ROWS;
  if (state.mode.kind === 'overview') {
    const { top, cursor } = state.overview;
    const index = top + at - 1;
    const found = at >= 1 && at < layout.body.height ? overviewRowsOf(context, state)[index] : undefined;
    if (found === undefined) return undefined;
    return index === cursor ? { type: 'in' } : { type: 'move', rows: index - cursor };
  }
  if (state.mode.kind !== 'tree' || view === undefined || !isOverTree(frame, column, row)) return undefined;
  const index = view.look.top + at;
  if (index >= view.shown.length) return undefined;
  return index === view.index ? { type: 'toggle' } : { type: 'move', rows: index - view.index };
}

function wheeled(frame: Frame, { column, row }: MouseEvent, rows: number): SessionAction | undefined {
  const { state } = frame;
  if (state.help !== undefined || state.mode.kind === 'reading')
    return { type: 'scroll', rows, last: lastLineOf(frame) };
  if (state.mode.kind === 'tree' && !isOverTree(frame, column, row))
    return { type: 'scroll-panel', rows, last: lastPanelLineOf(frame) };
  if (state.mode.kind === 'tree' || state.mode.kind === 'overview') return { type: 'move', rows };
  return { type: 'move', rows: Math.sign(rows) };
}

function isOverTree({ layout, state }: Frame, column: number, row: number): boolean {
  const at = row - TOP_ROWS;
  if (at < 0 || at >= layout.tree.height) return false;
  return layout.side === 'instead' ? !state.panelOpen : column < layout.tree.width;
}
