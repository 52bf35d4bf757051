import type { SessionAction } from '../../review/session/session-action.ts';
import type { Frame } from '../frame.ts';
import { LINE_EDITS, type LineEdit, lineEdited, lineTyped, type TypedLine } from '../input/field.ts';
import { lastPanelLineOf } from '../views/panel.ts';
import { lastLineOf } from '../views/reading.ts';
import { sheetPartsOf } from '../views/sheet-parts.ts';
import { type KeyCommand, keyBindingOf, keyScopeOf, keyText } from './key-table.ts';

/** The result of a key: an action for the review, or something for the screen alone. */
export type KeyResult =
  | { readonly kind: 'action'; readonly action: SessionAction }
  | { readonly kind: 'type'; readonly line: TypedLine }
  /** The warnings of the start: scrolled, or seen. */
  | { readonly kind: 'warn'; readonly top?: number }
  /** What would come of a choice is scrolled. */
  | { readonly kind: 'sheet'; readonly top: number }
  | { readonly kind: 'suspend' };

/**
 * What a key does. One that has no meaning here says so.
 *
 * @param at the time, ISO 8601
 */
export function keyResult(frame: Frame, key: string, at: string): KeyResult | undefined {
  const scope = keyScopeOf(frame);
  const command = keyBindingOf(scope, key)?.command;
  if (command === 'suspend') return { kind: 'suspend' };
  if (frame.warnings !== undefined && command !== 'end')
    return warningsResult(frame, frame.warnings, command);
  if (command === 'below-down' || command === 'below-up') return belowResult(frame, command);
  const { line } = frame;
  if (scope === 'field' && line !== undefined) {
    if (command === undefined) return typedKey(line, key);
    if (isEdit(command)) return { kind: 'type', line: lineEdited(line, command) };
  }
  if (command === undefined || isEdit(command)) {
    const text = key === 'space' ? ' ' : key;
    if (scope === 'menu' && [...text].length === 1) return act({ type: 'letter', letter: text });
    return act({
      type: 'say',
      message: { kind: 'no', text: `${keyText(key)} does nothing here; ? shows all keys` },
    });
  }
  const action = actionFor(frame, command, at);
  return action && act(action);
}

/** What a pasted text does: it is written into the field that is open, and decides nothing anywhere. */
export function pasteResult({ line }: Frame, text: string): KeyResult {
  if (line !== undefined) return { kind: 'type', line: lineTyped(line, text) };
  return act({ type: 'paste', text });
}

function act(action: SessionAction): KeyResult {
  return { kind: 'action', action };
}

function typedKey(line: TypedLine, key: string): KeyResult | undefined {
  const text = key === 'space' ? ' ' : key;
  return [...text].length === 1 ? { kind: 'type', line: lineTyped(line, text) } : undefined;
}

function isEdit(command: KeyCommand): command is LineEdit {
  return LINE_EDITS.some((edit) => edit === command);
}

function belowResult(frame: Frame, command: 'below-down' | 'below-up'): KeyResult | undefined {
  const parts = sheetPartsOf(frame);
  if (parts === undefined) return undefined;
  const page = Math.max(1, parts.below.length - 2);
  const top = Math.min(frame.sheetTop, parts.last) + (command === 'below-down' ? page : -page);
  return { kind: 'sheet', top: Math.max(0, Math.min(parts.last, top)) };
}

function warningsResult(frame: Frame, top: number, command: KeyCommand | undefined): KeyResult {
  const last = lastLineOf(frame);
  const page = Math.max(1, frame.layout.body.height - 1);
  const to = (line: number): KeyResult => ({ kind: 'warn', top: Math.max(0, Math.min(last, line)) });
  switch (command) {
    case 'down':
      return to(top + 1);
    case 'up':
      return to(top - 1);
    case 'page-down':
      return top < last ? to(top + page) : { kind: 'warn' };
    case 'page-up':
      return to(top - page);
    case 'first':
      return to(0);
    case 'last':
      return to(last);
    default:
      return { kind: 'warn' };
  }
}

/** More lines than any view has. */
const FAR = 1e9;

function actionFor(
  frame: Frame,
  command: Exclude<KeyCommand, LineEdit | 'suspend' | 'below-down' | 'below-up'>,
  at: string,
): SessionAction | undefined {
  const { layout } = frame;
  const isView = keyScopeOf(frame) === 'view';
  const scroll = (rows: number): SessionAction => ({ type: 'scroll', rows, last: lastLineOf(frame) });
  const panel = (rows: number): SessionAction => ({
    type: 'scroll-panel',
    rows,
    last: lastPanelLineOf(frame),
  });
  const page = Math.max(1, layout.body.height - 1);
  const half = Math.max(1, Math.floor(layout.panel.height / 2));
  switch (command) {
    case 'down':
      return isView ? scroll(1) : { type: 'move', rows: 1 };
    case 'up':
      return isView ? scroll(-1) : { type: 'move', rows: -1 };
    case 'page-down':
      return isView ? scroll(page) : { type: 'page', pages: 1 };
    case 'page-up':
      return isView ? scroll(-page) : { type: 'page', pages: -1 };
    case 'first':
      return isView ? scroll(-FAR) : { type: 'to-end', end: 'first' };
    case 'last':
      return isView ? scroll(FAR) : { type: 'to-end', end: 'last' };
    case 'unfold-all':
    case 'fold-all':
      return { type: 'fold-all', folded: command === 'fold-all' };
    case 'next-undecided':
    case 'previous-undecided':
      return { type: 'undecided', direction: command === 'next-undecided' ? 1 : -1 };
    case 'next-entry':
    case 'previous-entry':
      return { type: 'entry', direction: command === 'next-entry' ? 1 : -1 };
    case 'next-match':
    case 'previous-match':
      return { type: 'match', direction: command === 'next-match' ? 1 : -1 };
    case 'accept':
    case 'accept-shown':
    case 'take-back':
    case 'enter':
      return { type: command, at };
    case 'panel-down':
      return panel(1);
    case 'panel-up':
      return panel(-1);
    case 'panel-page-down':
      return panel(half);
    case 'panel-page-up':
      return panel(-half);
    case 'panel':
      if (layout.side === 'instead') return { type: 'toggle-panel' };
      return { type: 'say', message: { kind: 'no', text: 'the details have room beside the tree here' } };
    case 'diff':
    case 'verify':
    case 'help':
      return { type: 'read', view: command };
    case 'letter':
      return undefined;
    case 'in':
    case 'out':
    case 'toggle':
    case 'search':
    case 'filter':
    case 'sort':
    case 'reject':
    case 'adjust':
    case 'undo':
    case 'redo':
    case 'copy':
    case 'overview':
    case 'write':
    case 'quit':
    case 'close':
    case 'complete':
    case 'end':
      return { type: command };
  }
}
