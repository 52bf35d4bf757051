import { rowKey } from '../../refine/row.ts';
import type { Action } from './action.ts';
import type { ReviewContext } from './context.ts';
import { currentEntry, putTree, withTree } from './current.ts';
import { accept, acceptBelow } from './decide.ts';
import { chooseStep, submitField } from './dialog.ts';
import { redo, undo } from './history.ts';
import { adjustMenu, rejectMenu } from './menus.ts';
import * as moving from './move.ts';
import { moveInOverview, openOverview, overviewEnter } from './overview-mode.ts';
import { refuse, tell } from './say.ts';
import { searchTrie } from './search.ts';
import type { ReviewState } from './state.ts';
import { reveal } from './tree-view.ts';
import { takenMenu, writeMenu, writtenMenu } from './write-menus.ts';

/**
 * What a review becomes by an action. Pure: the same context, state and action always give the same state, and the
 * cursor is read from the state, never from what a screen showed.
 */
export function reduce(context: ReviewContext, before: ReviewState, action: Action): ReviewState {
  if (before.ended) return before;
  const state =
    before.message === undefined || action.type === 'resize' ? before : { ...before, message: undefined };
  switch (action.type) {
    case 'resize':
      return withTree(context, { ...state, viewport: action.viewport });
    case 'move':
      if (state.mode.kind === 'overview') return moveInOverview(context, state, { rows: action.rows });
      return moving.move(context, state, action.rows);
    case 'page':
      if (state.mode.kind === 'overview')
        return moveInOverview(context, state, { rows: action.pages * Math.max(1, state.viewport.page - 1) });
      return moving.page(context, state, action.pages);
    case 'to-end':
      if (state.mode.kind === 'overview')
        return moveInOverview(context, state, { rows: action.end === 'first' ? -Infinity : Infinity });
      return moving.toEnd(context, state, action.end);
    case 'out':
      return moving.out(context, state);
    case 'in':
      return state.mode.kind === 'overview' ? overviewEnter(context, state) : moving.into(context, state);
    case 'toggle':
      return moving.toggle(context, state);
    case 'fold-all':
      return moving.setAllFolded(context, state, action.folded);
    case 'undecided':
      return moving.nextUndecided(context, state, action.direction);
    case 'entry':
      return moving.nextEntry(context, state, action.direction);
    case 'go':
      return moving.goTo(context, { ...state, mode: { kind: 'tree' } }, action.place);
    case 'match':
      return moving.nextMatch(context, state, action.direction);
    case 'accept':
      return accept(context, state, action.at);
    case 'accept-below':
      return acceptBelow(context, state, action.at);
    case 'reject':
      return rejectMenu(context, state);
    case 'adjust':
      return adjustMenu(context, state);
    case 'undo':
      return undo(context, state);
    case 'redo':
      return redo(context, state);
    case 'choose':
      return chooseStep(context, state, action.step, action.at);
    case 'type':
      return typed(context, state, action.value);
    case 'submit':
      return submitted(context, state, action.value, action.at);
    case 'close':
      return closed(state);
    case 'search':
      return { ...state, mode: { kind: 'search', query: '', selected: 0 } };
    case 'select-match':
      return selectMatch(context, state, action.rows);
    case 'read':
      return { ...state, mode: { kind: 'reading', view: action.view, top: 0 } };
    case 'scroll':
      if (state.mode.kind !== 'reading') return state;
      return { ...state, mode: { ...state.mode, top: clamp(state.mode.top + action.rows, action.last) } };
    case 'scroll-panel':
      return scrollPanel(state, action.rows, action.last);
    case 'toggle-panel':
      return { ...state, panelOpen: !state.panelOpen };
    case 'overview':
      return openOverview(context, state);
    case 'filter':
      return state.mode.kind === 'overview'
        ? { ...state, mode: { ...state.mode, typing: action.typing } }
        : state;
    case 'sort':
      return state.mode.kind === 'overview'
        ? { ...state, mode: { ...state.mode, sort: action.sort, cursor: 0, top: 0 } }
        : state;
    case 'write':
      return writeMenu(context, state);
    case 'wrote':
      return writtenMenu(context, state, action.files);
    case 'path-taken':
      return takenMenu(state, action.order, action.source);
    case 'end':
      return { ...state, ended: true };
    case 'say':
      return {
        ...state,
        message: action.message,
        mode: state.mode.kind === 'writing' ? { kind: 'tree' } : state.mode,
      };
  }
}

function clamp(top: number, last: number): number {
  return Math.max(0, Math.min(top, last));
}

function scrollPanel(state: ReviewState, rows: number, last: number): ReviewState {
  const panelTop = clamp(state.panelTop + rows, last);
  if (panelTop !== state.panelTop) return { ...state, panelTop };
  return refuse(
    state,
    last === 0 ? 'the panel shows all there is' : `this is the ${rows < 0 ? 'start' : 'end'} of the panel`,
  );
}

function typed(context: ReviewContext, state: ReviewState, value: string): ReviewState {
  const { mode } = state;
  switch (mode.kind) {
    case 'field':
      return { ...state, mode: { ...mode, value, refusal: undefined } };
    case 'search':
      return { ...state, mode: { ...mode, query: value, selected: 0 } };
    case 'overview':
      return moveInOverview(
        context,
        { ...state, mode: { ...mode, filter: value, cursor: 0, top: 0 } },
        { rows: 0 },
      );
    default:
      return state;
  }
}

function submitted(context: ReviewContext, state: ReviewState, value: string, at: string): ReviewState {
  const { mode } = state;
  switch (mode.kind) {
    case 'field':
      return submitField(context, { ...state, mode: { ...mode, value } }, at);
    case 'search':
      return finishSearch(context, state, value, mode.selected);
    case 'overview':
      return { ...state, mode: { ...mode, typing: false } };
    default:
      return state;
  }
}

function closed(state: ReviewState): ReviewState {
  const { mode } = state;
  if (mode.kind === 'overview' && mode.typing)
    return { ...state, mode: { ...mode, typing: false, filter: '', cursor: 0, top: 0 } };
  if (mode.kind === 'tree') {
    if (state.search === undefined) return refuse(state, 'nothing is open; q leaves the review');
    return tell({ ...state, search: undefined }, 'the search is over');
  }
  return { ...state, mode: { kind: 'tree' } };
}

function selectMatch(context: ReviewContext, state: ReviewState, rows: number): ReviewState {
  const current = currentEntry(context, state);
  if (current === undefined || state.mode.kind !== 'search') return state;
  const last = searchTrie(current.review.trie, state.mode.query).length - 1;
  return {
    ...state,
    mode: { ...state.mode, selected: clamp(state.mode.selected + rows, Math.max(0, last)) },
  };
}

function finishSearch(
  context: ReviewContext,
  state: ReviewState,
  query: string,
  selected: number,
): ReviewState {
  const current = currentEntry(context, state);
  if (current === undefined || query.trim() === '')
    return { ...state, search: undefined, mode: { kind: 'tree' } };
  const { trie } = current.review;
  const matches = searchTrie(trie, query);
  const match = matches[selected];
  if (match === undefined) return refuse(state, 'no row matches; esc ends the search');
  const rows = matches.map(({ node }) => rowKey(trie, node));
  const found: ReviewState = {
    ...state,
    search: { query, key: current.key, rows },
    mode: { kind: 'tree' },
  };
  return putTree(found, current, reveal(current.view, match.node));
}
