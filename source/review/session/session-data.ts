import { parseJson } from '../../base/json.ts';
import { field, items, type Located, locate, object, optionalItems, text } from '../../base/located.ts';
import { visible } from '../../base/visible.ts';
import type { Decisions } from '../../refine/decision.ts';
import {
  checkDecisions,
  readDecisions,
  string,
  texts,
  wholeNumber,
  wrongRecord,
} from '../record/read-decisions.ts';
import type { SessionContext } from './context.ts';
import { isTreeFilter, type TreeFilter } from './filter.ts';
import { ALL_OPEN, FIRST_FOLDS, type Folds } from './folds.ts';
import type { Splice, Step } from './history.ts';
import { settled } from './move.ts';
import { FIRST_OVERVIEW } from './overview.ts';
import type { ExceptionWish, SessionState, SessionViewport, TreeLook } from './state.ts';

/** The mark by which a saved session is recognised. */
const SESSION_DATA_FORMAT = 'coppice-session/2';

/** A session as plain data: what is kept from one day to the next. */
export interface SessionData {
  readonly format: typeof SESSION_DATA_FORMAT;
  readonly reviewer?: string;
  readonly decisions: readonly { readonly id: string; readonly decisions: Decisions }[];
  /** Id of the policy that the cursor is in. */
  readonly policy: string;
  readonly looks: readonly ({ readonly id: string } & TreeLook)[];
  readonly filter: readonly TreeFilter[];
  readonly done: readonly Step[];
  readonly undone: readonly Step[];
  readonly exceptions: readonly ExceptionWish[];
  readonly written: readonly string[];
}

/** The parts of a review that are saved. */
export function sessionData(context: SessionContext, state: SessionState): SessionData {
  return {
    format: SESSION_DATA_FORMAT,
    ...(state.reviewer === undefined ? {} : { reviewer: state.reviewer }),
    decisions: [...state.decisions].flatMap(([id, decisions]) =>
      decisions.length === 0 ? [] : [{ id, decisions }],
    ),
    policy: context.policies[state.policy]?.case.id ?? '',
    looks: [...state.looks].map(([id, look]) => ({ id, ...look })),
    filter: state.filter,
    done: state.done,
    undone: state.undone,
    exceptions: state.exceptions,
    written: state.written,
  };
}

/**
 * Reads a saved session.
 *
 * @param json the text of the session, or of the part of a file that it is
 * @param file what to call it in messages
 * @throws InputError naming the place, for anything that is not a session
 */
export function parseSessionData(json: string, file: string): SessionData {
  return readSessionData(locate(parseJson(json, file).value, file));
}

/** Reads a saved session that was parsed already. Throws as `parseSessionData`. */
export function readSessionData(root: Located): SessionData {
  object(root);
  if (field(root, 'format').value !== SESSION_DATA_FORMAT)
    throw wrongRecord(field(root, 'format'), 'this is no session that this version reads');
  const reviewer = field(root, 'reviewer');
  return {
    format: SESSION_DATA_FORMAT,
    ...(reviewer.value === undefined ? {} : { reviewer: text(reviewer) }),
    decisions: items(field(root, 'decisions')).map((each) => ({
      id: text(field(each, 'id')),
      decisions: readDecisions(field(each, 'decisions')),
    })),
    policy: string(field(root, 'policy')),
    looks: items(field(root, 'looks')).map((each) => ({
      id: text(field(each, 'id')),
      cursor: string(field(each, 'cursor')),
      folds: foldsOf(field(each, 'folds')),
      filteredFolds: foldsOf(field(each, 'filteredFolds')),
      top: wholeNumber(field(each, 'top')),
    })),
    filter: items(field(root, 'filter')).map((each) => {
      if (!isTreeFilter(each.value)) throw wrongRecord(each, 'this is no filter');
      return each.value;
    }),
    done: items(field(root, 'done')).map(stepOf),
    undone: items(field(root, 'undone')).map(stepOf),
    exceptions: optionalItems(field(root, 'exceptions')).map(wishOf),
    written: texts(field(root, 'written')),
  };
}

function foldsOf(located: Located): Folds {
  const base = field(located, 'base');
  if (base.value !== 'first' && base.value !== 'open' && base.value !== 'closed')
    throw wrongRecord(base, 'this is none of first, open, closed');
  return { base: base.value, flipped: texts(field(located, 'flipped')) };
}

function stepOf(located: Located): Step {
  return {
    label: text(field(located, 'label')),
    policy: string(field(located, 'policy')),
    address: string(field(located, 'address')),
    changes: items(field(located, 'changes')).map((each) => ({
      id: text(field(each, 'id')),
      splices: items(field(each, 'splices')).map(spliceOf),
    })),
  };
}

function spliceOf(located: Located): Splice {
  return {
    at: wholeNumber(field(located, 'at')),
    taken: readDecisions(field(located, 'taken')),
    put: readDecisions(field(located, 'put')),
  };
}

function wishOf(located: Located): ExceptionWish {
  const [principal, until] = [field(located, 'principal'), field(located, 'until')];
  return {
    policy: text(field(located, 'policy')),
    actions: texts(field(located, 'actions')),
    reason: text(field(located, 'reason')),
    at: text(field(located, 'at')),
    ...(principal.value === undefined ? {} : { principal: text(principal) }),
    ...(until.value === undefined ? {} : { until: text(until) }),
  };
}

/** A session that goes on, and what could not be taken over, in sentences. */
export interface ResumedSession {
  readonly state: SessionState;
  readonly notes: readonly string[];
}

/** The state of a review that begins: with the overview where there are several policies. */
export function newSession(context: SessionContext, viewport: SessionViewport): SessionState {
  const none = new Map<string, Decisions>();
  return settled(context, {
    decisions: none,
    policy: 0,
    looks: new Map(),
    filter: [],
    overview: FIRST_OVERVIEW,
    viewport,
    panelTop: 0,
    panelOpen: false,
    mode: { kind: context.policies.length > 1 ? 'overview' : 'tree' },
    done: [],
    undone: [],
    saved: true,
    base: none,
    exceptions: [],
    written: [],
  });
}

/** The state of a review that goes on where it was left. Decisions that cannot hold are left out and named. */
export function resumedSession(
  context: SessionContext,
  viewport: SessionViewport,
  data: SessionData,
): ResumedSession {
  const notes: string[] = [];
  const decisions = new Map<string, Decisions>();
  let isWhole = true;
  for (const { id, decisions: list } of data.decisions) {
    const policy = context.policies.find((each) => each.case.id === id);
    if (policy === undefined) {
      notes.push(`${visible(id)} is not among the inputs any more; what was decided about it is left out`);
      isWhole = false;
      continue;
    }
    const { held, refused } = checkDecisions(policy.case, list, context.today);
    decisions.set(id, refused.length === 0 ? list : held);
    for (const { why } of refused) notes.push(`${visible(policy.case.name)}: ${why}; it is undecided again`);
    if (refused.length > 0) isWhole = false;
  }
  isWhole &&= [...data.done, ...data.undone].every((step) => holdsStep(context, step));
  const at = context.policies.findIndex((each) => each.case.id === data.policy);
  const fresh = newSession(context, viewport);
  const looks = new Map(
    data.looks.map(({ id, cursor, folds, filteredFolds, top }): [string, TreeLook] => [
      id,
      { cursor, folds: withBase(folds, FIRST_FOLDS), filteredFolds: withBase(filteredFolds, ALL_OPEN), top },
    ]),
  );
  const state: SessionState = {
    ...fresh,
    ...(data.reviewer === undefined ? {} : { reviewer: data.reviewer }),
    decisions,
    base: decisions,
    policy: Math.max(0, at),
    looks,
    filter: data.filter,
    mode: at === -1 ? fresh.mode : { kind: 'tree' },
    // The history refers to places in the lists as they were left.
    done: isWhole ? data.done : [],
    undone: isWhole ? data.undone : [],
    exceptions: data.exceptions,
    written: data.written,
  };
  if (!isWhole && data.done.length > 0)
    notes.push('undo begins anew, since not all decisions could be taken over');
  return { state: settled(context, state), notes };
}

/** Whether undoing and redoing a step brings back only decisions that can hold. */
function holdsStep(context: SessionContext, { changes }: Step): boolean {
  return changes.every(({ id, splices }) => {
    const policy = context.policies.find((each) => each.case.id === id);
    if (policy === undefined) return false;
    const isForm = (decisions: Decisions): boolean =>
      checkDecisions(policy.case, decisions, '', false).refused.length === 0;
    return splices.every(({ taken, put }) => isForm(taken) && isForm(put));
  });
}

/** The folds as one of the constants where they are the same: what is shown is remembered by it. */
function withBase(folds: Folds, same: Folds): Folds {
  return folds.base === same.base && folds.flipped.length === 0 ? same : folds;
}
