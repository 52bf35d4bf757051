import type { Action } from '../review/state/action.ts';
import type { OverviewSort } from '../review/state/mode.ts';
import { LINE_EDITS, type LineEdit, lineEdited, lineTyped, type TypedLine } from './input/field.ts';
import type { Command } from './keys/binding.ts';
import { bindingOf, keyName, scopeOf } from './keys.ts';
import { panelLines } from './picture/panel.ts';
import { readingLines } from './picture/reading.ts';
import type { Scene } from './scene.ts';

/** What the program does about a key, beside changing the review. */
export type Effect =
  | { readonly kind: 'action'; readonly action: Action }
  | { readonly kind: 'type'; readonly line: TypedLine }
  | { readonly kind: 'complete'; readonly line: TypedLine }
  | { readonly kind: 'suspend' };

const SORTS: readonly OverviewSort[] = ['given', 'name', 'undecided', 'unused'];

/**
 * What a key does in a scene; undefined for one that does nothing there, or that a menu takes care of itself.
 *
 * @param at the time, ISO 8601
 */
export function effectOfKey(scene: Scene, key: string, at: string): Effect | undefined {
  const scope = scopeOf(scene.state);
  const binding = bindingOf(scope, key);
  if (scene.line !== undefined) {
    const effect = effectInLine(scene.line, binding?.command, key, at);
    if (effect !== undefined) return effect;
  }
  if (binding === undefined) return unknown(scene, key);
  if (binding.command === 'suspend') return { kind: 'suspend' };
  if (isLineEdit(binding.command)) return undefined;
  const action = actionOf(scene, binding.command, at);
  return action && act(action);
}

/** What a key does to the field that is open; undefined where that is the same as elsewhere. */
function effectInLine(
  line: TypedLine,
  command: Command | undefined,
  key: string,
  at: string,
): Effect | undefined {
  if (command === undefined) {
    const text = key === 'space' ? ' ' : key;
    return [...text].length === 1 ? { kind: 'type', line: lineTyped(line, text) } : undefined;
  }
  if (isLineEdit(command)) return { kind: 'type', line: lineEdited(line, command) };
  if (command === 'complete') return { kind: 'complete', line };
  return command === 'submit' ? act({ type: 'submit', value: line.value, at }) : undefined;
}

function isLineEdit(command: Command): command is LineEdit {
  return LINE_EDITS.some((edit) => edit === command);
}

/** What a pasted text does: it is typed into a field, and decides nothing anywhere else. */
export function effectOfPaste({ line }: Scene, text: string): Effect {
  if (line !== undefined) return { kind: 'type', line: lineTyped(line, text) };
  return act({ type: 'say', message: { kind: 'no', text: 'a pasted text is no key: nothing was done' } });
}

function act(action: Action): Effect {
  return { kind: 'action', action };
}

/** A key that means nothing says so; in a field it is a character. */
function unknown({ state: { mode } }: Scene, key: string): Effect | undefined {
  const say = (text: string): Effect => act({ type: 'say', message: { kind: 'no', text } });
  const name = keyName(key);
  switch (mode.kind) {
    case 'field':
    case 'search':
      return undefined;
    case 'writing':
      return say('wait: the result is being written');
    case 'menu':
      return isMenuKey(key, mode.menu.items.length)
        ? undefined
        : say(`${name} does nothing in a menu: arrows choose, Enter takes it, Esc goes back`);
    case 'overview':
      return mode.typing
        ? undefined
        : say(`${name} does nothing in the overview: Enter opens, Esc goes back`);
    case 'reading':
      return say(`${name} does nothing here: Esc goes back`);
    case 'tree':
      return say(`${name} has no meaning: ? shows all keys`);
  }
}

function isMenuKey(key: string, items: number): boolean {
  return /^[1-9]$/.test(key) ? Number(key) <= items : false;
}

/** A scene's text, and how far it can be scrolled. */
function lastLine(scene: Scene): number {
  const { width, height } = scene.layout.body;
  return Math.max(0, readingLines(scene, width - 2).length - height);
}

function lastPanelLine(scene: Scene): number {
  const { width, height } = scene.layout.panel;
  return Math.max(0, panelLines(scene, width).length - height);
}

function actionOf(
  scene: Scene,
  command: Exclude<Command, LineEdit | 'suspend'>,
  at: string,
): Action | undefined {
  const { state, layout } = scene;
  const isReading = state.mode.kind === 'reading';
  const scroll = (rows: number): Action => ({ type: 'scroll', rows, last: lastLine(scene) });
  const panel = (rows: number): Action => ({ type: 'scroll-panel', rows, last: lastPanelLine(scene) });
  const page = Math.max(1, layout.body.height - 1);
  const half = Math.max(1, Math.floor(layout.panel.height / 2));
  switch (command) {
    case 'down':
      return isReading ? scroll(1) : { type: 'move', rows: 1 };
    case 'up':
      return isReading ? scroll(-1) : { type: 'move', rows: -1 };
    case 'page-down':
      return isReading ? scroll(page) : { type: 'page', pages: 1 };
    case 'page-up':
      return isReading ? scroll(-page) : { type: 'page', pages: -1 };
    case 'first':
      return isReading ? scroll(-Infinity) : { type: 'to-end', end: 'first' };
    case 'last':
      return isReading ? scroll(Infinity) : { type: 'to-end', end: 'last' };
    case 'out':
      return { type: 'out' };
    case 'in':
    case 'open':
      return { type: 'in' };
    case 'toggle':
      return { type: 'toggle' };
    case 'unfold-all':
    case 'fold-all':
      return { type: 'fold-all', folded: command === 'fold-all' };
    case 'next-undecided':
    case 'previous-undecided':
      return { type: 'undecided', direction: command === 'next-undecided' ? 1 : -1 };
    case 'next-entry':
    case 'previous-entry':
      return { type: 'entry', direction: command === 'next-entry' ? 1 : -1 };
    case 'search':
      return { type: 'search' };
    case 'next-match':
    case 'previous-match':
      return { type: 'match', direction: command === 'next-match' ? 1 : -1 };
    case 'select-next':
    case 'select-previous':
      return { type: 'select-match', rows: command === 'select-next' ? 1 : -1 };
    case 'accept':
      return { type: 'accept', at };
    case 'accept-below':
      return { type: 'accept-below', at };
    case 'reject':
      return { type: 'reject' };
    case 'adjust':
      return { type: 'adjust' };
    case 'undo':
      return { type: 'undo' };
    case 'redo':
      return { type: 'redo' };
    case 'panel-down':
      return panel(1);
    case 'panel-up':
      return panel(-1);
    case 'panel-page-down':
      return panel(half);
    case 'panel-page-up':
      return panel(-half);
    case 'panel':
      return layout.side === 'instead'
        ? { type: 'toggle-panel' }
        : { type: 'say', message: { kind: 'no', text: 'the details are shown beside the tree already' } };
    case 'overview':
      return { type: 'overview' };
    case 'diff':
    case 'verify':
    case 'help':
      return { type: 'read', view: command };
    case 'filter':
      return { type: 'filter', typing: true };
    case 'sort': {
      const sort = state.mode.kind === 'overview' ? state.mode.sort : 'given';
      return { type: 'sort', sort: SORTS[(SORTS.indexOf(sort) + 1) % SORTS.length] ?? 'given' };
    }
    case 'write':
      return { type: 'write' };
    case 'quit':
    case 'leave':
      return { type: 'end' };
    case 'close':
      return { type: 'close' };
    case 'submit':
    case 'complete':
    case 'choose:own':
    case 'confirm:own':
      return undefined;
  }
}
