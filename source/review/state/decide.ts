import { visible } from '../../base/visible.ts';
import { fold } from '../../pattern/fold.ts';
import { type Decision, type Decisions, decide, entryKey, type Origin } from '../../refine/decision.ts';
import { rowKey } from '../../refine/row.ts';
import type { Unit } from '../entry.ts';
import { type DecisionMap, entriesOf, entryAt, type ReviewContext, subjectProgress } from './context.ts';
import { type Current, currentEntry, cursorRow } from './current.ts';
import { snapshotOf } from './history.ts';
import type { Intent } from './mode.ts';
import { toRow } from './move.ts';
import { roleOf, unitsBelow } from './role.ts';
import { count, refuse, tell } from './say.ts';
import type { ReviewState } from './state.ts';

/** Who, when and why; and for kept actions until when. */
export type Because = Origin & { readonly until?: string };

/** Makes new decisions the current ones, as one step of undo. */
function changeDecisions(
  context: ReviewContext,
  state: ReviewState,
  decisions: DecisionMap,
  label: string,
): ReviewState {
  const changed: ReviewState = {
    ...state,
    decisions,
    mode: { kind: 'tree' },
    undo: { snapshot: snapshotOf(context, state, label), rest: state.undo },
    redo: undefined,
  };
  const before = currentEntry(context, state);
  return before === undefined ? changed : toRow(context, changed, cursorRow(before));
}

/** Accepts the grant under the cursor, or says why there is none. */
export function accept(context: ReviewContext, state: ReviewState, at: string): ReviewState {
  const current = currentEntry(context, state);
  if (current === undefined) return refuse(state, 'nothing in this policy can be reviewed');
  const { review, decisions, view } = current;
  const role = roleOf(review, decisions, view.cursor);
  const row = visible(cursorRow(current));
  switch (role.kind) {
    case 'unit':
      if (role.unit.decision?.kind === 'accept' && review.original === undefined)
        return refuse(state, `${row} is accepted already; u takes the last decision back`);
      if (role.unit.decision?.kind === 'widen')
        return refuse(state, `${row} was widened to, which is a decision; e changes it`);
      return acceptUnits(context, state, current, [role.unit], at);
    case 'part':
      return refuse(
        state,
        `${row} stands already, as a part of ${visible(role.unit.key)}, which was narrowed`,
      );
    case 'covered':
      return refuse(
        state,
        `${row} is covered by ${visible(rowKey(review.trie, role.by))}: go up to that row to accept it`,
      );
    case 'above':
      if (role.undecided === 0) return refuse(state, `all below ${row} is decided`);
      return refuse(
        state,
        `${row} has unused actions below, so it is no proposal itself; A accepts the ${count(role.undecided, 'undecided grant')} below it`,
      );
    case 'unused':
      return refuse(state, `${row} is unused and goes; e keeps it`);
    case 'settled':
      return refuse(state, whySettled(current));
  }
}

/** Why an entry has nothing to decide. */
export function whySettled({ review }: Pick<Current, 'review'>): string {
  switch (review.outcome) {
    case 'kept':
      return `nothing that ${visible(review.text)} grants is unused, so it stays as it is`;
    case 'unknown':
      return `${visible(review.text)} matches no known action, so it stays as it is`;
    case 'removed':
      return `all that ${visible(review.text)} grants is unused, so it goes`;
    case 'replaced':
      return 'there is nothing to decide on this row';
  }
}

/** Accepts everything that is undecided at and below the cursor. */
export function acceptBelow(context: ReviewContext, state: ReviewState, at: string): ReviewState {
  const current = currentEntry(context, state);
  if (current === undefined) return refuse(state, 'nothing in this policy can be reviewed');
  const { review, view } = current;
  if (review.original !== undefined)
    return refuse(state, 'the entry is kept as it was, so nothing is undecided');
  const { first, last } = unitsBelow(review, view.cursor);
  const open = review.units.slice(first, last).filter(({ decision }) => decision === undefined);
  if (open.length > 0) return acceptUnits(context, state, current, open, at);
  const role = roleOf(review, current.decisions, view.cursor);
  if (role.kind === 'covered' || role.kind === 'settled' || role.kind === 'unused')
    return accept(context, state, at);
  return refuse(state, `nothing is undecided at or below ${visible(cursorRow(current))}`);
}

function acceptUnits(
  context: ReviewContext,
  state: ReviewState,
  { subject, review, decisions }: Current,
  units: readonly Unit[],
  at: string,
): ReviewState {
  const list = decide(decisions, ...units.map((unit) => acceptance(context, review.ref, unit.key, at)));
  const [only] = units;
  const what = units.length === 1 && only ? visible(only.key) : count(units.length, 'grant');
  const changed = new Map(state.decisions).set(subject.id, list);
  const next = changeDecisions(context, state, changed, `accept ${what}`);
  return tell(next, `accepted ${what}${progressNote(context, next)}`);
}

function acceptance(
  { by }: ReviewContext,
  ref: { statement: number; entry: number },
  row: string,
  at: string,
): Decision {
  return { kind: 'accept', ...ref, row, by, at };
}

/** Accepts what is undecided in all policies, as one step. */
export function acceptEverything(context: ReviewContext, state: ReviewState, at: string): ReviewState {
  const decisions = new Map(state.decisions);
  let accepted = 0;
  for (const [subject, there] of context.subjects.entries()) {
    const added: Decision[] = [];
    for (const [entry, ref] of entriesOf(there).entries()) {
      const review = entryAt(context, state.decisions, { subject, entry })?.review;
      if (review === undefined || review.original !== undefined) continue;
      for (const { key, decision } of review.units)
        if (decision === undefined) added.push(acceptance(context, ref, key, at));
    }
    if (added.length === 0) continue;
    accepted += added.length;
    decisions.set(there.id, decide(decisions.get(there.id) ?? [], ...added));
  }
  if (accepted === 0) return state;
  const what = count(accepted, 'grant');
  return tell(changeDecisions(context, state, decisions, `accept ${what}`), `accepted ${what}`);
}

/** Carries out what a menu or a field settled on. */
export function carryOut(
  context: ReviewContext,
  state: ReviewState,
  intent: Intent,
  because: Because,
): ReviewState {
  const current = currentEntry(context, state);
  if (current === undefined) return { ...state, mode: { kind: 'tree' } };
  const { subject, decisions } = current;
  const { done, label } = wording(current, intent);
  const list =
    intent.kind === 'withdraw'
      ? withdrawn(current, intent.row)
      : settle(context, current, decide(decisions, decisionFor(current, intent, because)), intent, because);
  const next = changeDecisions(context, state, new Map(state.decisions).set(subject.id, list), label);
  return tell(next, `${done}${progressNote(context, next)}`);
}

function decisionFor(
  { review }: Current,
  intent: Exclude<Intent, { kind: 'withdraw' }>,
  because: Because,
): Decision {
  const { until, ...origin } = because;
  switch (intent.kind) {
    case 'list':
    case 'narrow':
    case 'widen':
      return { kind: intent.kind, ...review.ref, row: intent.row, ...origin };
    case 'edit':
      return { kind: 'edit', ...review.ref, row: intent.row, pattern: intent.pattern, ...origin };
    case 'drop':
      return { kind: 'drop', ...review.ref, row: intent.row, actions: intent.actions, ...origin };
    case 'keep':
      return { kind: 'keep', actions: intent.actions, ...origin, ...(until === undefined ? {} : { until }) };
    case 'original':
      return { kind: 'original', ...review.ref, ...origin };
  }
}

function withdrawn({ review, decisions }: Current, row: string): Decisions {
  const entry = entryKey(review.ref);
  return decisions.filter(
    (decision) =>
      decision.kind === 'keep' ||
      decision.kind === 'original' ||
      entryKey(decision) !== entry ||
      decision.row !== row,
  );
}

/**
 * Changing what is unused changes the proposal. What a person has decided by that very change is not asked again:
 * a kept action that became a grant of its own, and what is left of an accepted grant that lost some actions.
 */
function settle(
  context: ReviewContext,
  { subject, review }: Current,
  list: Decisions,
  intent: Intent,
  { at }: Because,
): Decisions {
  if (intent.kind !== 'keep' && intent.kind !== 'drop') return list;
  const subjectNumber = context.subjects.indexOf(subject);
  const entry = entriesOf(subject).findIndex((ref) => entryKey(ref) === entryKey(review.ref));
  const after = entryAt(context, new Map([[subject.id, list]]), { subject: subjectNumber, entry })?.review;
  if (after === undefined) return list;
  const kept = new Set(intent.kind === 'keep' ? intent.actions.map(fold) : []);
  const accepted = review.units.filter(({ decision }) => decision?.kind === 'accept').map(({ key }) => key);
  const isSettled = ({ key, decision }: Unit): boolean =>
    decision === undefined &&
    (kept.has(fold(key)) ||
      accepted.some((grant) => grant !== key && grant.endsWith('*') && key.startsWith(grant.slice(0, -1))));
  const added = after.units.filter(isSettled).map(({ key }) => acceptance(context, review.ref, key, at));
  return added.length === 0 ? list : decide(list, ...added);
}

function wording(current: Current, intent: Intent): { readonly done: string; readonly label: string } {
  const row = 'row' in intent ? visible(intent.row) : visible(current.review.text);
  switch (intent.kind) {
    case 'list':
      return { done: `${row} is written out action by action`, label: `list the actions of ${row}` };
    case 'narrow':
      return { done: `${row} is narrowed to its next words`, label: `narrow ${row}` };
    case 'widen':
      return { done: `widened to ${row}`, label: `widen to ${row}` };
    case 'edit':
      return {
        done: `${row} became ${visible(intent.pattern)}`,
        label: `change ${row} to ${visible(intent.pattern)}`,
      };
    case 'drop': {
      const [only] = intent.actions;
      const what =
        intent.actions.length === 1 && only ? visible(only) : count(intent.actions.length, 'action');
      return { done: `removed ${what}`, label: `remove ${what}` };
    }
    case 'keep': {
      const [only] = intent.actions;
      const what =
        intent.actions.length === 1 && only ? visible(only) : count(intent.actions.length, 'action');
      return { done: `kept ${what} although unused`, label: `keep ${what}` };
    }
    case 'original':
      return { done: `${row} stays as it was`, label: `keep the original ${row}` };
    case 'withdraw':
      return { done: `took back what was decided on ${row}`, label: `take back ${row}` };
  }
}

/** What to do next once a policy is through. */
function progressNote(context: ReviewContext, state: ReviewState): string {
  const subject = context.subjects[state.place.subject];
  if (subject === undefined) return '';
  const { decided, total } = subjectProgress(state.decisions, subject);
  if (decided < total) return '';
  return context.subjects.length === 1
    ? ' · everything is decided: w writes the result'
    : ' · this policy is decided: tab goes on to the next';
}
