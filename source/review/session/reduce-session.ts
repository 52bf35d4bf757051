import { visible } from '../../base/visible.ts';
import { counted } from '../../base/words.ts';
import type { Decisions } from '../../refine/decision.ts';
import type { SessionContext } from './context.ts';
import {
  accepted,
  acceptedShown,
  addressKey,
  commit,
  redoneOnce,
  tookBack,
  undoneOnce,
  withTreeMode,
} from './decide.ts';
import { dialogEnter, dialogLetter, dialogMove, dialogToggle, dialogType, openedDialog } from './dialog.ts';
import type { SessionEffect } from './effect.ts';
import { TREE_FILTERS, type TreeFilter } from './filter.ts';
import { spliced } from './history.ts';
import {
  foldedAll,
  goneTo,
  inPolicy,
  moved,
  movedIn,
  movedOut,
  settled,
  toEntry,
  toggled,
  toUndecided,
  viewOf,
} from './move.ts';
import { fieldIn } from './open-line.ts';
import {
  overviewEntered,
  overviewFiltered,
  overviewFoldedAll,
  overviewMoved,
  overviewSearched,
  overviewSorted,
  overviewToggled,
} from './overview.ts';
import { done, no } from './say.ts';
import { matchFrom } from './search.ts';
import type { SessionAction } from './session-action.ts';
import type { SessionData } from './session-data.ts';
import { hasUnsaved, type SessionMode, type SessionState } from './state.ts';
import { mergeDecisions } from './together.ts';
import { decisionsOf } from './tree.ts';
import {
  ended,
  filesPlanned,
  filesRefused,
  filesWritten,
  type Stepped,
  writingBegun,
  writingEnter,
  writingLetter,
  writingMove,
} from './writing.ts';

/** The choices of "opened elsewhere", of a conflict, and of leaving while something is not saved. */
export const ELSEWHERE_CHOICES = [
  { letter: 'l', label: 'look on' },
  { letter: 't', label: 'take over' },
] as const;
export const CONFLICT_CHOICES = [
  { letter: 'm', label: 'mine count' },
  { letter: 't', label: 'theirs count' },
] as const;
export const LEAVE_CHOICES = [
  { letter: 's', label: 'try to save again' },
  { letter: 'e', label: 'write the record elsewhere' },
  { letter: 'q', label: 'leave without' },
] as const;

/**
 * The state of a review after an action, and the effects that are asked of the outside world. It is pure: the same
 * context, state and action give the same result. Every change of decisions asks for a save.
 */
export function reduceSession(context: SessionContext, before: SessionState, action: SessionAction): Stepped {
  // The message belongs to the last key.
  const { message: _, ...quiet } = before;
  const state: SessionState = isKey(action) ? quiet : before;
  const { state: after, effects } =
    state.help === undefined ? stepped(context, state, action) : overHelp(context, state, action);
  const isNew = after.decisions !== before.decisions || after.exceptions !== before.exceptions;
  const isOurs = action.type !== 'taken-over' && after.lookingOn === undefined;
  return { state: after, effects: isNew && isOurs ? [...effects, { kind: 'save' }] : effects };
}

function isKey({ type }: SessionAction): boolean {
  return type !== 'saved' && type !== 'resize' && type !== 'completed';
}

function quietly(state: SessionState, ...effects: readonly SessionEffect[]): Stepped {
  return { state, effects };
}

/** Help lies over everything, and what is below it stays as it was. */
function overHelp(context: SessionContext, state: SessionState, action: SessionAction): Stepped {
  const { help, ...under } = state;
  switch (action.type) {
    case 'scroll':
      return quietly({
        ...state,
        help: { top: Math.max(0, Math.min(action.last, (help?.top ?? 0) + action.rows)) },
      });
    case 'close':
    case 'quit':
      return quietly(under);
    case 'read':
      return action.view === 'help' ? quietly(under) : quietly(state);
    case 'resize':
    case 'completed':
    case 'say':
    case 'files-planned':
    case 'files-refused':
    case 'wrote':
    case 'write-failed':
    case 'saved':
    case 'save-failed':
    case 'record-written':
    case 'record-failed':
    case 'opened-elsewhere':
    case 'taken-over':
    case 'lost':
    case 'changed-underneath':
    case 'end': {
      const { state: next, effects } = stepped(context, under, action);
      return { state: { ...next, ...(help === undefined ? {} : { help }) }, effects };
    }
    default:
      return quietly(no(state, 'esc leaves the help'));
  }
}

function stepped(context: SessionContext, state: SessionState, action: SessionAction): Stepped {
  switch (action.type) {
    case 'resize':
      return quietly(settled(context, { ...state, viewport: action.viewport }));
    case 'move':
      return quietly(cursorMoved(context, state, action.rows));
    case 'page': {
      const height = state.mode.kind === 'overview' ? state.viewport.page : state.viewport.tree;
      return quietly(cursorMoved(context, state, action.pages * Math.max(1, height - 1)));
    }
    case 'to-end':
      return quietly(cursorMoved(context, state, action.end === 'first' ? -1e9 : 1e9));
    case 'go':
      return quietly(goneTo(context, inPolicy(context, state, action.policy), action.address));
    case 'out':
      return quietly(
        inOverview(state)
          ? overviewToggled(context, state, true)
          : inTree(state, () => movedOut(context, state)),
      );
    case 'in':
      return quietly(
        inOverview(state) ? overviewEntered(context, state) : inTree(state, () => movedIn(context, state)),
      );
    case 'toggle':
      return quietly(rowToggled(context, state));
    case 'fold-all':
      return quietly(
        inOverview(state)
          ? overviewFoldedAll(context, state, action.folded)
          : inTree(state, () => foldedAll(context, state, action.folded)),
      );
    case 'undecided':
      return quietly(toUndecided(context, withTreeMode(state), action.direction));
    case 'entry':
      return quietly(inTree(state, () => toEntry(context, state, action.direction)));
    case 'match':
      return quietly(inTree(state, () => matched(context, state, action.direction)));
    case 'search':
      return quietly(searching(context, state));
    case 'filter':
      return quietly(filtering(context, state));
    case 'accept':
      return quietly(inTree(state, () => accepted(context, state, action.at)));
    case 'accept-shown':
      return quietly(inTree(state, () => acceptedShown(context, state, action.at)));
    case 'take-back':
      return quietly(inTree(state, () => tookBack(context, state, action.at)));
    case 'reject':
    case 'adjust':
      return quietly(inTree(state, () => openedDialog(context, state, action.type)));
    case 'undo':
      return quietly(inFront(state) ? undoneOnce(context, state) : notHere(state));
    case 'redo':
      return quietly(inFront(state) ? redoneOnce(context, state) : notHere(state));
    case 'letter':
      return quietly(lettered(state, action.letter));
    case 'enter':
      return entered(context, state, action.at);
    case 'close':
      return quietly(closed(context, state));
    case 'type':
    case 'completed':
      return quietly(typed(context, state, action.value));
    case 'complete':
      return completing(state);
    case 'paste':
      return quietly(pasted(state, action.text));
    case 'read':
      return quietly(reading(state, action.view));
    case 'scroll':
      return quietly(scrolled(state, action.rows, action.last));
    case 'scroll-panel':
      return quietly({
        ...state,
        panelTop: Math.max(0, Math.min(action.last, state.panelTop + action.rows)),
      });
    case 'toggle-panel':
      return quietly({ ...state, panelOpen: !state.panelOpen });
    case 'overview':
      return quietly(toOverview(context, state));
    case 'sort':
      return quietly(
        inOverview(state)
          ? overviewSorted(context, state)
          : no(state, 'the tree keeps the order of the policy'),
      );
    case 'copy':
      return copied(context, state);
    case 'say':
      return quietly({ ...state, message: action.message });
    case 'write':
      return quietly(inFront(state) ? writingBegun(context, state) : notHere(state));
    case 'files-planned':
      return quietly(inWritingMode(state, (writing) => filesPlanned(state, writing, action.plan)));
    case 'files-refused':
    case 'write-failed':
      return quietly(inWritingMode(state, (writing) => filesRefused(state, writing, action.why)));
    case 'wrote':
      return quietly(
        inWritingMode(state, (writing) => filesWritten(state, writing, action.files, action.replay)),
      );
    case 'quit':
      return quitting(context, state);
    case 'end':
      return ending(context, state);
    case 'saved':
      return quietly({ ...state, saved: true, base: state.decisions });
    case 'save-failed':
      return quietly({ ...state, saved: { failed: action.why } });
    case 'record-written':
      return ended(context, { ...state, written: [...state.written, action.path] });
    case 'record-failed':
      return quietly(
        state.mode.kind === 'leave' ? { ...state, mode: { ...state.mode, refusal: action.why } } : state,
      );
    case 'opened-elsewhere':
      return quietly({ ...state, lookingOn: action.elsewhere, mode: { kind: 'elsewhere', cursor: 0 } });
    case 'taken-over':
      return takenOver(context, state, action.session);
    case 'lost':
      return quietly({
        ...state,
        lookingOn: action.elsewhere,
        message: {
          kind: 'error',
          text: `${visible(action.elsewhere.by)} has taken this review over; what was saved is there, you are looking on`,
        },
      });
    case 'changed-underneath':
      return changedUnderneath(context, state, action.session);
  }
}

function inOverview({ mode }: SessionState): boolean {
  return mode.kind === 'overview';
}

/** The tree or the overview is in front, and no dialog. */
function inFront({ mode }: SessionState): boolean {
  return mode.kind === 'tree' || mode.kind === 'overview' || mode.kind === 'reading';
}

function inTree(state: SessionState, step: () => SessionState): SessionState {
  if (state.mode.kind === 'tree') return step();
  return state.mode.kind === 'overview' ? no(state, 'choose a policy first; enter opens it') : notHere(state);
}

function notHere(state: SessionState): SessionState {
  return no(
    state,
    state.mode.kind === 'reading' ? 'esc goes back to the tree' : 'enter takes the choice, esc leaves it',
  );
}

function inWritingMode(
  state: SessionState,
  step: (writing: Extract<SessionMode, { kind: 'writing' }>['writing']) => SessionState,
): SessionState {
  return state.mode.kind === 'writing' ? step(state.mode.writing) : state;
}

function clamped(cursor: number, rows: number, length: number): number {
  return Math.max(0, Math.min(length - 1, cursor + rows));
}

function cursorMoved(context: SessionContext, state: SessionState, rows: number): SessionState {
  const { mode } = state;
  switch (mode.kind) {
    case 'tree':
      return moved(context, state, rows);
    case 'overview':
      return overviewMoved(context, state, rows);
    case 'dialog':
      return dialogMove(state, mode.dialog, rows);
    case 'filter':
      return { ...state, mode: { ...mode, cursor: clamped(mode.cursor, rows, TREE_FILTERS.length) } };
    case 'writing':
      return writingMove(context, state, mode.writing, rows);
    case 'elsewhere':
      return { ...state, mode: { ...mode, cursor: clamped(mode.cursor, rows, ELSEWHERE_CHOICES.length) } };
    case 'conflict':
      return { ...state, mode: { ...mode, cursor: clamped(mode.cursor, rows, CONFLICT_CHOICES.length) } };
    case 'leave':
      if (mode.path !== undefined) return no(state, 'enter takes the path, esc goes back');
      return { ...state, mode: { ...mode, cursor: clamped(mode.cursor, rows, LEAVE_CHOICES.length) } };
    case 'search':
      return matched(context, state, rows < 0 ? -1 : 1);
    case 'reading':
    case 'name':
    case 'confirm':
      return notHere(state);
  }
}

function rowToggled(context: SessionContext, state: SessionState): SessionState {
  const { mode } = state;
  switch (mode.kind) {
    case 'overview':
      return overviewToggled(context, state);
    case 'dialog':
      return dialogToggle(state, mode.dialog);
    case 'filter':
      return chosenFilter(state, TREE_FILTERS[mode.cursor]?.filter);
    default:
      return inTree(state, () => toggled(context, state));
  }
}

// Search.

function searching(context: SessionContext, state: SessionState): SessionState {
  if (inOverview(state)) return { ...state, overview: { ...state.overview, typing: true } };
  return inTree(state, () => {
    const view = viewOf(context, state);
    return view === undefined
      ? no(state, 'there is no policy to search')
      : { ...state, mode: { kind: 'search', query: '', from: view.look.cursor } };
  });
}

function matched(context: SessionContext, state: SessionState, direction: 1 | -1): SessionState {
  const query = state.mode.kind === 'search' ? state.mode.query : state.query;
  if (query === undefined || query.trim() === '') return no(state, 'nothing is searched for; / begins');
  const found = matchFrom(context, state, query, direction);
  if (found === undefined) return no(state, `nothing here matches ${visible(query)}`);
  const next = done(
    goneTo(context, state, found.address),
    `${found.number} of ${counted(found.count, 'match', 'matches')}`,
  );
  return next;
}

// Filters.

function filtering(context: SessionContext, state: SessionState): SessionState {
  if (inOverview(state)) return overviewFiltered(context, state);
  return inTree(state, () => ({ ...state, mode: { kind: 'filter', cursor: 0, chosen: state.filter } }));
}

function chosenFilter(state: SessionState, filter: TreeFilter | undefined): SessionState {
  const { mode } = state;
  if (mode.kind !== 'filter' || filter === undefined) return state;
  const chosen = mode.chosen.includes(filter)
    ? mode.chosen.filter((each) => each !== filter)
    : [...mode.chosen, filter];
  return { ...state, mode: { ...mode, chosen } };
}

function withFilter(
  context: SessionContext,
  state: SessionState,
  filter: readonly TreeFilter[],
): SessionState {
  const changed: SessionState = { ...state, filter, mode: { kind: 'tree' } };
  const view = viewOf(context, changed);
  if (view === undefined) return changed;
  const said =
    filter.length === 0
      ? 'everything is shown'
      : view.shown.length <= 1
        ? 'nothing here matches; f changes the filter'
        : `${counted(view.shown.hidden, 'row')} hidden`;
  return done(settled(context, changed), said);
}

// Letters, enter, close.

function lettered(state: SessionState, letter: string): SessionState {
  const { mode } = state;
  switch (mode.kind) {
    case 'dialog':
      return dialogLetter(state, mode.dialog, letter);
    case 'writing':
      return writingLetter(state, mode.writing, letter);
    case 'filter': {
      const cursor = TREE_FILTERS.findIndex((each) => each.letter === letter);
      if (letter === 'e') return { ...state, mode: { ...mode, chosen: [] } };
      if (cursor === -1) return noLetter(state, letter, ['e', ...TREE_FILTERS.map((each) => each.letter)]);
      return chosenFilter({ ...state, mode: { ...mode, cursor } }, TREE_FILTERS[cursor]?.filter);
    }
    case 'elsewhere':
      return toLetter(state, ELSEWHERE_CHOICES, letter, (cursor) => ({ ...mode, cursor }));
    case 'conflict':
      return toLetter(state, CONFLICT_CHOICES, letter, (cursor) => ({ ...mode, cursor }));
    case 'leave':
      return toLetter(state, LEAVE_CHOICES, letter, (cursor) => ({ kind: 'leave', cursor }));
    case 'tree':
    case 'overview':
    case 'search':
    case 'name':
    case 'confirm':
    case 'reading':
      return no(state, `${visible(letter)} does nothing here`);
  }
}

function toLetter(
  state: SessionState,
  choices: readonly { readonly letter: string }[],
  letter: string,
  mode: (cursor: number) => SessionMode,
): SessionState {
  const cursor = choices.findIndex((choice) => choice.letter === letter);
  if (cursor === -1)
    return noLetter(
      state,
      letter,
      choices.map((each) => each.letter),
    );
  return { ...state, mode: mode(cursor) };
}

function noLetter(state: SessionState, letter: string, letters: readonly string[]): SessionState {
  return no(state, `${visible(letter)} is no choice here; the letters are ${letters.join(', ')}`);
}

function entered(context: SessionContext, state: SessionState, at: string): Stepped {
  const { mode } = state;
  switch (mode.kind) {
    case 'tree':
      return quietly(toggled(context, state));
    case 'overview':
      if (state.overview.typing) return quietly({ ...state, overview: { ...state.overview, typing: false } });
      return quietly(overviewEntered(context, state));
    case 'dialog':
      return quietly(dialogEnter(context, state, mode.dialog, at));
    case 'filter':
      return quietly(withFilter(context, state, mode.chosen));
    case 'search': {
      const { query } = mode;
      if (query.trim() === '') return quietly(closed(context, state));
      return quietly({ ...state, query, mode: { kind: 'tree' } });
    }
    case 'name': {
      const reviewer = mode.value.trim();
      if (reviewer === '') return quietly(no(state, 'write your name; it goes into the decision record'));
      return quietly(commit(context, { ...state, reviewer }, mode.planned));
    }
    case 'confirm':
      return quietly(commit(context, state, mode.planned));
    case 'writing':
      return writingEnter(context, state, mode.writing, at);
    case 'reading':
      return quietly(notHere(state));
    case 'elsewhere':
      if (ELSEWHERE_CHOICES[mode.cursor]?.letter === 't')
        return quietly({ ...state, mode: { kind: 'tree' } }, { kind: 'take-over' });
      return quietly({ ...state, mode: homeOf(context) });
    case 'conflict':
      return resolved(context, state, CONFLICT_CHOICES[mode.cursor]?.letter === 't' ? 'theirs' : 'ours');
    case 'leave':
      return leaving(context, state, mode);
  }
}

function homeOf({ policies }: SessionContext): SessionMode {
  return { kind: policies.length > 1 ? 'overview' : 'tree' };
}

function closed(context: SessionContext, state: SessionState): SessionState {
  const { mode } = state;
  switch (mode.kind) {
    case 'tree':
      return state.filter.length > 0 ? withFilter(context, state, []) : no(state, 'q leaves the review');
    case 'overview':
      if (state.overview.typing || state.overview.query !== '')
        return overviewSearched(context, { ...state, overview: { ...state.overview, typing: false } }, '');
      return no(state, 'enter opens a policy, q leaves the review');
    case 'dialog':
      return mode.dialog.stage.kind === 'choose'
        ? { ...state, mode: { kind: 'tree' } }
        : { ...state, mode: { kind: 'dialog', dialog: firstStage(mode.dialog) } };
    case 'search':
      return goneTo(context, { ...state, mode: { kind: 'tree' } }, mode.from);
    case 'name':
      return no({ ...state, mode: { kind: 'tree' } }, 'nothing is decided without a name');
    case 'leave':
      return mode.path === undefined
        ? { ...state, mode: { kind: 'tree' } }
        : { ...state, mode: { kind: 'leave', cursor: mode.cursor } };
    case 'writing':
      if (mode.writing.kind === 'writing') return no(state, 'it is being written');
      return { ...state, mode: { kind: 'tree' } };
    case 'elsewhere':
      return { ...state, mode: homeOf(context) };
    case 'conflict':
      return no(state, 'nothing is saved until it is said whose decisions count');
    case 'filter':
    case 'confirm':
    case 'reading':
      return { ...state, mode: { kind: 'tree' } };
  }
}

function firstStage(dialog: Extract<SessionMode, { kind: 'dialog' }>['dialog']) {
  const { refusal: _, ...rest } = dialog;
  const cursor = Math.max(
    0,
    rest.choices.findIndex(({ leads }) => leads !== undefined),
  );
  return { ...rest, stage: { kind: 'choose' as const, cursor } };
}

// Fields.

function typed(context: SessionContext, state: SessionState, value: string): SessionState {
  const { mode } = state;
  switch (mode.kind) {
    case 'dialog':
      return dialogType(state, mode.dialog, value);
    case 'search':
      return found(context, { ...state, mode: { ...mode, query: value } });
    case 'overview':
      return state.overview.typing ? overviewSearched(context, state, value) : no(state, '/ begins a search');
    case 'writing':
      if (mode.writing.kind !== 'path') return notHere(state);
      return {
        ...state,
        mode: {
          kind: 'writing',
          writing: { kind: 'path', open: mode.writing.open, format: mode.writing.format, value },
        },
      };
    case 'leave':
      return mode.path === undefined
        ? notHere(state)
        : { ...state, mode: { kind: 'leave', cursor: mode.cursor, path: value } };
    case 'name':
      return { ...state, mode: { kind: 'name', planned: mode.planned, value } };
    case 'tree':
    case 'filter':
    case 'confirm':
    case 'reading':
    case 'elsewhere':
    case 'conflict':
      return no(state, 'there is no field to write in');
  }
}

/** The first match from where the search began; the cursor is there while it is typed. */
function found(context: SessionContext, state: SessionState): SessionState {
  const { mode } = state;
  if (mode.kind !== 'search') return state;
  if (mode.query.trim() === '') return goneTo(context, state, mode.from);
  const match = matchFrom(context, goneTo(context, state, mode.from), mode.query, 1, true);
  if (match === undefined) return no(goneTo(context, state, mode.from), 'nothing here matches');
  return done(goneTo(context, state, match.address), counted(match.count, 'match', 'matches'));
}

function completing(state: SessionState): Stepped {
  const field = fieldIn(state);
  if (field?.name !== 'path' && field?.name !== 'record')
    return quietly(no(state, 'there is no path to complete'));
  return quietly(state, { kind: 'complete-path', value: field.value });
}

/** Whether a field is in front: letters and pasted text go into it. */
export function isField(state: SessionState): boolean {
  return fieldIn(state) !== undefined;
}

/** Pasted text: a field takes it and reports its value by `type`; elsewhere it decides nothing. */
function pasted(state: SessionState, pastedText: string): SessionState {
  if (isField(state)) return state;
  return no(state, `pasted text decides nothing: ${counted([...pastedText].length, 'character')} left out`);
}

// Views.

function reading(state: SessionState, view: 'diff' | 'verify' | 'help'): SessionState {
  if (view === 'help') return { ...state, help: { top: 0 } };
  if (!inFront(state)) return notHere(state);
  if (state.mode.kind === 'reading' && state.mode.view === view) return { ...state, mode: { kind: 'tree' } };
  return { ...state, mode: { kind: 'reading', view, top: 0 } };
}

function scrolled(state: SessionState, rows: number, last: number): SessionState {
  const { mode } = state;
  if (mode.kind !== 'reading') return no(state, 'there is nothing to scroll');
  return { ...state, mode: { ...mode, top: Math.max(0, Math.min(last, mode.top + rows)) } };
}

function toOverview(context: SessionContext, state: SessionState): SessionState {
  if (!inFront(state)) return notHere(state);
  if (state.mode.kind === 'overview') return { ...state, mode: { kind: 'tree' } };
  return overviewMoved(context, { ...state, mode: { kind: 'overview' } }, 0);
}

function copied(context: SessionContext, state: SessionState): Stepped {
  const view = state.mode.kind === 'tree' ? viewOf(context, state) : undefined;
  if (view === undefined) return quietly(notHere(state));
  const head = view.tree.heads[view.place.head];
  if (head?.kind !== 'entry') return quietly(no(state, 'this row has no pattern'));
  const text = addressKey(view.tree, view.place);
  return quietly(done(state, `copied ${visible(text)}`), { kind: 'copy', text });
}

// Leaving.

function quitting(context: SessionContext, state: SessionState): Stepped {
  if (!inFront(state)) return quietly(closed(context, state));
  if (state.saved !== true && state.lookingOn === undefined)
    return quietly({ ...state, mode: { kind: 'leave', cursor: 0 } });
  return ended(context, state);
}

/** Leaves the review. If something could not be saved, it asks once; asking to leave again leaves. */
function ending(context: SessionContext, state: SessionState): Stepped {
  if (state.saved !== true && state.lookingOn === undefined && state.mode.kind !== 'leave')
    return quietly({ ...state, mode: { kind: 'leave', cursor: 0 } });
  return ended(context, state);
}

function leaving(
  context: SessionContext,
  state: SessionState,
  mode: Extract<SessionMode, { kind: 'leave' }>,
): Stepped {
  if (mode.path !== undefined) {
    const path = mode.path.trim();
    if (path === '') return quietly({ ...state, mode: { ...mode, refusal: 'give a path' } });
    return quietly(state, { kind: 'write-record', path });
  }
  switch (LEAVE_CHOICES[mode.cursor]?.letter) {
    case 's':
      return quietly({ ...state, mode: { kind: 'tree' } }, { kind: 'save' });
    case 'e':
      return quietly({
        ...state,
        mode: { ...mode, path: `${context.defaultPath(context.preferredFormat)}.decisions.json` },
      });
    case 'q':
    case undefined:
      return ended(context, state);
  }
}

// Two reviews of the same inputs.

function decisionsIn({ decisions }: SessionData): ReadonlyMap<string, Decisions> {
  return new Map(decisions.map(({ id, decisions: list }) => [id, list]));
}

/** Takes the session over: the saved decisions count, with the decisions made here on top. */
function takenOver(context: SessionContext, state: SessionState, session: SessionData | undefined): Stepped {
  const { lookingOn: _, ...ours } = state;
  const home: SessionState = { ...ours, mode: homeOf(context) };
  if (session === undefined) return quietly(done(home, 'this review is yours now'), { kind: 'save' });
  return merged(context, home, decisionsIn(session), 'this review is yours now');
}

function changedUnderneath(context: SessionContext, state: SessionState, session: SessionData): Stepped {
  const theirs = decisionsIn(session);
  if (state.lookingOn !== undefined) return quietly(settled(context, seen(state, theirs)));
  return merged(context, state, theirs, 'decisions from elsewhere were taken over');
}

/** Shows the other reviewer's decisions, with those made here and not yet saved on top. */
function seen(state: SessionState, theirs: ReadonlyMap<string, Decisions>): SessionState {
  const label = 'decided elsewhere';
  if (!hasUnsaved(state)) {
    const next = withDecisions(state, theirs, label);
    return { ...next, base: next.decisions };
  }
  const result = mergeDecisions(state.base, state.decisions, theirs, 'ours');
  return result.kind === 'conflict'
    ? state
    : { ...withDecisions(state, result.decisions, label), base: theirs };
}

function merged(
  context: SessionContext,
  state: SessionState,
  theirs: ReadonlyMap<string, Decisions>,
  said: string,
): Stepped {
  const result = mergeDecisions(state.base, state.decisions, theirs);
  if (result.kind === 'conflict')
    return quietly({ ...state, mode: { kind: 'conflict', conflict: result.conflict, cursor: 0 } });
  return quietly(
    done(settled(context, withDecisions({ ...state, base: theirs }, result.decisions, said)), said),
    { kind: 'save' },
  );
}

function resolved(context: SessionContext, state: SessionState, prefer: 'ours' | 'theirs'): Stepped {
  if (state.mode.kind !== 'conflict') return quietly(state);
  const { theirs } = state.mode.conflict;
  const result = mergeDecisions(state.base, state.decisions, theirs, prefer);
  if (result.kind === 'conflict') return quietly(state);
  const said =
    prefer === 'ours'
      ? 'yours count on the rows that both decided'
      : 'theirs count on the rows that both decided';
  const next = withDecisions({ ...state, base: theirs, mode: { kind: 'tree' } }, result.decisions, said);
  return quietly(done(settled(context, next), said), { kind: 'save' });
}

/** Other decisions, as one step of undo. */
function withDecisions(
  state: SessionState,
  decisions: ReadonlyMap<string, Decisions>,
  label: string,
): SessionState {
  const ids = new Set([...state.decisions.keys(), ...decisions.keys()]);
  const changes = [...ids].flatMap((id) => {
    const splices = spliced(decisionsOf(state, id), decisions.get(id) ?? []);
    return splices.length === 0 ? [] : [{ id, splices }];
  });
  if (changes.length === 0) return state;
  return {
    ...state,
    decisions,
    done: [...state.done, { label, policy: '', address: '', changes }],
    undone: [],
  };
}
