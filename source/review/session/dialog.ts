import { isDay } from '../../base/day.ts';
import { visible } from '../../base/visible.ts';
import { counted } from '../../base/words.ts';
import { fold } from '../../pattern/fold.ts';
import { matches } from '../../pattern/match.ts';
import { parsePattern } from '../../pattern/pattern.ts';
import { type Decision, decide } from '../../refine/decision.ts';
import type { Change, EntryOutcome } from '../../refine/outcome.ts';
import { type Consequence, consequenceOf, isInside, matchCount } from './consequence.ts';
import type { ReviewedPolicy, SessionContext } from './context.ts';
import { addressKey, commit, whyNotHere, whyNothing, whyUntouched } from './decide.ts';
import { goneTo, viewOf } from './move.ts';
import { roleAt, type SessionRole } from './role.ts';
import { no } from './say.ts';
import type { ExceptionWish, SessionState } from './state.ts';
import { decisionsOf, keyOf, type PolicyTree, placeOf, treeUnder } from './tree.ts';

/** What a choice of a dialog does, once a reason is there where one is asked. */
type DialogIntent =
  | { readonly kind: 'list' | 'narrow' | 'widen'; readonly row: string }
  | { readonly kind: 'drop'; readonly row: string; readonly actions: readonly string[] }
  | { readonly kind: 'edit'; readonly row: string; readonly pattern: string }
  | { readonly kind: 'keep'; readonly actions: readonly string[] }
  | { readonly kind: 'original' };

/** What a choice leads to: at once, by a list to choose from, or by a field. */
type Leads =
  | { readonly kind: 'intent'; readonly intent: DialogIntent }
  | { readonly kind: 'pick'; readonly actions: readonly string[] }
  | { readonly kind: 'pattern'; readonly row: string; readonly value: string };

/** A choice with its letter, which is the same in every dialog. */
interface DialogChoice {
  readonly letter: string;
  readonly label: string;
  /** Undefined where it does not work here; `why` then says why. */
  readonly leads?: Leads;
  readonly why?: string;
}

/** Which part of a dialog is in front. */
type DialogStage =
  | { readonly kind: 'choose'; readonly cursor: number }
  | {
      readonly kind: 'pick';
      readonly actions: readonly string[];
      readonly chosen: readonly string[];
      readonly cursor: number;
    }
  | { readonly kind: 'pattern'; readonly row: string; readonly value: string }
  | { readonly kind: 'reason'; readonly intent: DialogIntent; readonly value: string }
  | { readonly kind: 'until'; readonly intent: DialogIntent; readonly reason: string; readonly value: string }
  | {
      readonly kind: 'exceptions';
      readonly intent: DialogIntent;
      readonly reason: string;
      readonly until?: string;
      readonly cursor: number;
    };

/** The dialog of `r` or `e`. */
export interface DialogState {
  readonly which: 'reject' | 'adjust';
  readonly policy: string;
  /** The row that it is about. */
  readonly address: string;
  readonly choices: readonly DialogChoice[];
  readonly stage: DialogStage;
  /** Why the last key did nothing. */
  readonly refusal?: string;
}

/** The choices of "write this keep into the exceptions file". */
export const EXCEPTION_CHOICES = [
  { letter: 'p', label: 'for this principal' },
  { letter: 'a', label: 'for all' },
  { letter: 'n', label: 'no' },
] as const;

/** Opens the dialog of `r` or `e` on the cursor's row, or says why there is none. */
export function openedDialog(
  context: SessionContext,
  state: SessionState,
  which: DialogState['which'],
): SessionState {
  const closed = whyNotHere(state);
  if (closed !== undefined) return no(state, closed);
  const view = viewOf(context, state);
  if (view === undefined) return no(state, 'there is no policy to review');
  const { tree, place } = view;
  const role = roleAt(tree, place);
  const choices = which === 'reject' ? rejections(tree, role) : adjustments(tree, role);
  if (typeof choices === 'string') return no(state, choices);
  const row = visible(addressKey(tree, place));
  // Letters are fixed, so choices that do not work here are shown as such; where none does, there is no dialog.
  if (choices.every(({ leads }) => leads === undefined))
    return no(state, choices[0]?.why ?? `nothing can be ${which}ed on ${row}`);
  return {
    ...state,
    mode: {
      kind: 'dialog',
      dialog: {
        which,
        policy: tree.policy.case.id,
        address: view.look.cursor,
        choices,
        stage: { kind: 'choose', cursor: choices.findIndex(({ leads }) => leads !== undefined) },
      },
    },
  };
}

function rejections(tree: PolicyTree, role: SessionRole): readonly DialogChoice[] | string {
  switch (role.kind) {
    case 'policy':
      return 'choose a change below; r rejects one at a time';
    case 'statement':
      return role.statement.kind === 'untouched'
        ? whyUntouched(role.statement.why)
        : 'choose a change below; r rejects one at a time';
    case 'change':
      return changeRejections(tree, role.entry, role.change);
    case 'part':
      return [
        listing(role.entry, role.node),
        dropping(tree, role.entry, role.node),
        keepingOriginal(role.entry),
      ];
    case 'above':
      if (role.node === 0) return [keepingOriginal(role.entry)];
      return `${visible(keyOf(role.entry, role.node))} is above changes; r rejects one of them, e keeps or removes all here`;
    case 'covered':
      return `${visible(keyOf(role.entry, role.node))} is granted by ${visible(keyOf(role.entry, role.by))}: reject that row, or remove this one with e`;
    case 'unused':
      return `${visible(keyOf(role.entry, role.node))} is unused and goes; e keeps it`;
    case 'settled':
      return role.entry.proposal === 'replaced' ? 'no change stands on this row' : whyNothing(role.entry);
  }
}

function changeRejections(tree: PolicyTree, entry: EntryOutcome, change: Change): readonly DialogChoice[] {
  switch (change.kind) {
    case 'grant':
      return [listing(entry, change.node), dropping(tree, entry, change.node), keepingOriginal(entry)];
    case 'entry-goes':
      return [keeping(tree, entry, change.node, 'pick'), keepingOriginal(entry)];
    case 'addition':
      return [listing(entry, change.node), keeping(tree, entry, change.node), keepingOriginal(entry)];
  }
}

function adjustments(tree: PolicyTree, role: SessionRole): readonly DialogChoice[] | string {
  switch (role.kind) {
    case 'policy':
    case 'statement':
      return role.kind === 'statement' && role.statement.kind === 'untouched'
        ? whyUntouched(role.statement.why)
        : 'choose a row below; e adjusts one at a time';
    case 'change': {
      const { entry, change } = role;
      if (change.kind !== 'grant') return [keeping(tree, entry, change.node)];
      return [narrowing(entry, change.node), widening(entry, change.node), editing(entry, change.node)];
    }
    case 'part':
      return [
        narrowing(role.entry, role.node),
        {
          letter: 'w',
          label: 'widen to the parent',
          why: 'x on the narrowed grant takes the narrowing back',
        },
        editing(role.entry, role.node),
      ];
    case 'covered':
    case 'above':
    case 'unused':
    case 'settled':
      return [keeping(tree, role.entry, role.node), dropping(tree, role.entry, role.node)];
  }
}

function listing(entry: EntryOutcome, node: number): DialogChoice {
  const actions = entry.trie.total(node);
  const base = { letter: 'l', label: `list its ${counted(actions, 'action')} one by one` };
  if (actions < 2) return { ...base, why: 'it is one action already' };
  const key = keyOf(entry, node);
  return { ...base, leads: { kind: 'intent', intent: { kind: 'list', row: key } } };
}

function dropping(tree: PolicyTree, entry: EntryOutcome, node: number): DialogChoice {
  const label = 'drop';
  if (entry.element === 'NotAction' && node === 0)
    return { letter: 'd', label, why: 'all that a NotAction list allows cannot be dropped at once' };
  const staying = leavesOf(entry, node).filter((leaf) => entry.fate(leaf).stays > 0);
  const all = staying.map((leaf) => entry.trie.prefix(leaf));
  const isProtected = protectedIn(tree.policy);
  const actions = all.filter((action) => isProtected(action) === undefined);
  if (actions.length === 0) {
    const [first] = all;
    const why = first === undefined ? 'nothing here stays that could be dropped' : isProtected(first);
    return { letter: 'd', label, why: why ?? 'nothing here stays that could be dropped' };
  }
  return {
    letter: 'd',
    label: `drop its ${counted(actions.length, 'action')}`,
    leads: { kind: 'intent', intent: { kind: 'drop', row: keyOf(entry, node), actions } },
  };
}

/** Why an action cannot be dropped; undefined where it can. */
function protectedIn({ case: { protections } }: ReviewedPolicy): (action: string) => string | undefined {
  const patterns = protections.map(({ action, reason }) => ({ pattern: parsePattern(action), reason }));
  return (action) => {
    const found = patterns.find(({ pattern }) => matches(pattern, fold(action)));
    return found && `${visible(action)} is protected: ${visible(found.reason)}`;
  };
}

function keepingOriginal(entry: EntryOutcome): DialogChoice {
  const base = { letter: 'o', label: `keep the original entry ${visible(entry.text)}` };
  if (entry.original !== undefined) return { ...base, why: 'the entry stays as it was already' };
  return { ...base, leads: { kind: 'intent', intent: { kind: 'original' } } };
}

function keeping(tree: PolicyTree, entry: EntryOutcome, node: number, how?: 'pick'): DialogChoice {
  const { unused } = tree.outcome;
  const actions = leavesOf(entry, node)
    .map((leaf) => entry.trie.prefix(leaf))
    .filter((action) => unused.has(action) && tree.policy.case.unused.has(action));
  if (actions.length === 0) {
    const why =
      entry.trie.total(node) === 0
        ? 'no action of it is known by name; o keeps the entry'
        : 'nothing here is reported unused and goes';
    return { letter: 'k', label: 'keep', why };
  }
  if (how === 'pick' && actions.length > 1)
    return { letter: 'k', label: 'keep some of its actions', leads: { kind: 'pick', actions } };
  return {
    letter: 'k',
    label:
      actions.length === 1
        ? 'keep it although unused'
        : `keep its ${counted(actions.length, 'action')} although unused`,
    leads: { kind: 'intent', intent: { kind: 'keep', actions } },
  };
}

function narrowing(entry: EntryOutcome, node: number): DialogChoice {
  const base = { letter: 'n', label: 'narrow to the next words' };
  if (entry.trie.skip(node) === node + 1) return { ...base, why: 'there are no words below it' };
  return { ...base, leads: { kind: 'intent', intent: { kind: 'narrow', row: keyOf(entry, node) } } };
}

function widening(entry: EntryOutcome, node: number): DialogChoice {
  const parent = entry.trie.parent(node);
  const base = { letter: 'w', label: 'widen to the parent' };
  if (parent <= 0) return { ...base, why: 'above it is the entry itself, which r o keeps' };
  const row = keyOf(entry, parent);
  return {
    ...base,
    label: `widen to the parent ${visible(row)}`,
    leads: { kind: 'intent', intent: { kind: 'widen', row } },
  };
}

function editing(entry: EntryOutcome, node: number): DialogChoice {
  const row = keyOf(entry, node);
  const grants = entry.changeAt(node)?.grants ?? [];
  const [only] = grants;
  const value = grants.length === 1 && only !== undefined ? only : row;
  return { letter: 'e', label: 'edit the pattern', leads: { kind: 'pattern', row, value } };
}

function leavesOf({ trie }: EntryOutcome, node: number): number[] {
  const leaves: number[] = [];
  for (let each = node; each < trie.skip(node); each++) if (trie.isLeaf(each)) leaves.push(each);
  return leaves;
}

/** The row that a dialog is about; undefined where it is gone. */
function subjectOf(
  context: SessionContext,
  state: SessionState,
  { policy, address }: DialogState,
): { readonly tree: PolicyTree; readonly entry: EntryOutcome; readonly node: number } | undefined {
  const found = context.policies.find((each) => each.case.id === policy);
  if (found === undefined) return undefined;
  const tree = treeUnder(context, found, decisionsOf(state, policy));
  const { head, node } = placeOf(context, tree, address);
  const row = tree.heads[head];
  return row?.kind === 'entry' ? { tree, entry: row.entry, node } : undefined;
}

function decisionFrom(
  entry: EntryOutcome,
  intent: DialogIntent,
  at: string,
  reason?: string,
  until?: string,
): Decision {
  const origin = { by: '', at, ...(reason === undefined || reason === '' ? {} : { reason }) };
  switch (intent.kind) {
    case 'keep':
      return { ...intent, ...origin, ...(until === undefined ? {} : { until }) };
    case 'original':
    case 'list':
    case 'narrow':
    case 'widen':
    case 'drop':
    case 'edit':
      return { ...intent, ...entry.ref, ...origin };
  }
}

/** What the dialog would do as it stands, shown before anything is taken; undefined where nothing is chosen yet. */
export function dialogConsequence(
  context: SessionContext,
  state: SessionState,
  dialog: DialogState,
): Consequence | undefined {
  return context.memory.remember([dialog, state.decisions], 'consequence', () => {
    const subject = subjectOf(context, state, dialog);
    const intent = intentOf(dialog);
    if (subject === undefined || intent === undefined) return undefined;
    if (intent.kind === 'edit' && patternRefusal(subject.entry, intent.pattern) !== undefined)
      return undefined;
    const decision = decisionFrom(subject.entry, intent, '');
    return consequenceOf(context, subject.tree, subject.entry, decision);
  });
}

function intentOf({ choices, stage }: DialogState): DialogIntent | undefined {
  switch (stage.kind) {
    case 'choose': {
      const leads = choices[stage.cursor]?.leads;
      return leads?.kind === 'intent' ? leads.intent : undefined;
    }
    case 'pick':
      return stage.chosen.length === 0 ? undefined : { kind: 'keep', actions: stage.chosen };
    case 'pattern':
      return { kind: 'edit', row: stage.row, pattern: stage.value.trim() };
    case 'reason':
    case 'until':
    case 'exceptions':
      return stage.intent;
  }
}

/** What is told while a pattern is typed. */
export interface PatternFacts {
  /** How many of the entry's known actions it matches. */
  readonly matches: number;
  /** Why it cannot be taken. */
  readonly refusal?: string;
}

/** The live facts of the pattern field; what it brings back and loses is in `dialogConsequence`. */
export function patternFacts(
  context: SessionContext,
  state: SessionState,
  dialog: DialogState,
): PatternFacts | undefined {
  const subject = dialog.stage.kind === 'pattern' ? subjectOf(context, state, dialog) : undefined;
  if (dialog.stage.kind !== 'pattern' || subject === undefined) return undefined;
  const value = dialog.stage.value.trim();
  const refusal = patternRefusal(subject.entry, value);
  const pattern = value === '' ? undefined : parsePattern(value);
  return {
    matches: pattern === undefined ? 0 : matchCount(subject.entry, (lower) => matches(pattern, lower)),
    ...(refusal === undefined ? {} : { refusal }),
  };
}

const PRINTED = /^[\x21-\x7e]+$/;

/** Why a pattern cannot take a grant's place; undefined where it can. */
function patternRefusal(entry: EntryOutcome, value: string): string | undefined {
  if (value === '') return 'write a pattern, or go back with esc';
  if (!PRINTED.test(value)) return 'IAM has no blanks or other such characters in actions';
  if (!isInside(entry, value))
    return `it would let in what ${visible(entry.text)} does not, so it is refused (law 3)`;
  const pattern = parsePattern(value);
  return matchCount(entry, (lower) => matches(pattern, lower)) === 0
    ? 'it matches no known action'
    : undefined;
}

function withDialog(state: SessionState, dialog: DialogState): SessionState {
  return { ...state, mode: { kind: 'dialog', dialog } };
}

function refused(state: SessionState, dialog: DialogState, refusal: string): SessionState {
  return withDialog(state, { ...dialog, refusal });
}

function staged(
  state: SessionState,
  { refusal: _, ...dialog }: DialogState,
  stage: DialogStage,
): SessionState {
  return withDialog(state, { ...dialog, stage });
}

/** A letter goes to its choice and does nothing else. */
export function dialogLetter(state: SessionState, dialog: DialogState, letter: string): SessionState {
  const { stage } = dialog;
  if (stage.kind === 'pick' && letter === ' ') return dialogToggle(state, dialog);
  if (stage.kind !== 'choose' && stage.kind !== 'exceptions')
    return refused(state, dialog, 'enter takes it, esc goes back');
  const letters: readonly { readonly letter: string }[] =
    stage.kind === 'choose' ? dialog.choices : EXCEPTION_CHOICES;
  const cursor = letters.findIndex((choice) => choice.letter === letter);
  if (cursor === -1)
    return refused(
      state,
      dialog,
      `${visible(letter)} is no choice here; the letters are ${letters.map((each) => each.letter).join(', ')}`,
    );
  return staged(state, dialog, { ...stage, cursor });
}

/** The cursor of the list in front. */
export function dialogMove(state: SessionState, dialog: DialogState, rows: number): SessionState {
  const { stage } = dialog;
  const length =
    stage.kind === 'choose'
      ? dialog.choices.length
      : stage.kind === 'pick'
        ? stage.actions.length
        : EXCEPTION_CHOICES.length;
  if (stage.kind !== 'choose' && stage.kind !== 'pick' && stage.kind !== 'exceptions')
    return refused(state, dialog, 'enter takes what is written, esc goes back');
  const cursor = Math.max(0, Math.min(length - 1, stage.cursor + rows));
  return staged(state, dialog, { ...stage, cursor });
}

/** Chooses the action under the cursor, or lets it go. */
export function dialogToggle(state: SessionState, dialog: DialogState): SessionState {
  const { stage } = dialog;
  const action = stage.kind === 'pick' ? stage.actions[stage.cursor] : undefined;
  if (stage.kind !== 'pick' || action === undefined) return refused(state, dialog, 'enter takes the choice');
  const chosen = stage.chosen.includes(action)
    ? stage.chosen.filter((each) => each !== action)
    : stage.actions.filter((each) => each === action || stage.chosen.includes(each));
  return staged(state, dialog, { ...stage, chosen });
}

/** What is written in the field in front. */
export function dialogType(state: SessionState, dialog: DialogState, value: string): SessionState {
  const { stage } = dialog;
  if (stage.kind !== 'pattern' && stage.kind !== 'reason' && stage.kind !== 'until')
    return refused(state, dialog, 'there is no field to write in');
  return staged(state, dialog, { ...stage, value });
}

/** Takes the marked choice, the list or the field that is in front. */
export function dialogEnter(
  context: SessionContext,
  state: SessionState,
  dialog: DialogState,
  at: string,
): SessionState {
  const subject = subjectOf(context, state, dialog);
  if (subject === undefined) return no({ ...state, mode: { kind: 'tree' } }, 'the row is gone');
  const { stage } = dialog;
  switch (stage.kind) {
    case 'choose':
      return choiceTaken(context, state, dialog, dialog.choices[stage.cursor], at);
    case 'pick':
      if (stage.chosen.length === 0) return refused(state, dialog, 'space chooses an action; none is chosen');
      return begin(context, state, dialog, { kind: 'keep', actions: stage.chosen }, at);
    case 'pattern': {
      const pattern = stage.value.trim();
      const refusal = patternRefusal(subject.entry, pattern);
      if (refusal !== undefined) return refused(state, dialog, refusal);
      return begin(context, state, dialog, { kind: 'edit', row: stage.row, pattern }, at);
    }
    case 'reason': {
      const reason = stage.value.trim();
      if (reason === '') return refused(state, dialog, 'say why: it goes into the decision record');
      if (stage.intent.kind !== 'keep') return carriedOut(context, state, dialog, stage.intent, at, reason);
      return staged(state, dialog, { kind: 'until', intent: stage.intent, reason, value: '' });
    }
    case 'until': {
      const until = stage.value.trim();
      const refusal = untilRefusal(until, context.today);
      if (refusal !== undefined) return refused(state, dialog, refusal);
      return staged(state, dialog, {
        kind: 'exceptions',
        intent: stage.intent,
        reason: stage.reason,
        ...(until === '' ? {} : { until }),
        cursor: EXCEPTION_CHOICES.findIndex(({ letter }) => letter === 'n'),
      });
    }
    case 'exceptions': {
      const choice = EXCEPTION_CHOICES[stage.cursor]?.letter ?? 'n';
      const { principal } = subject.tree.policy.case;
      if (choice === 'p' && principal === undefined)
        return refused(state, dialog, 'the inputs do not say whose this policy is; a writes it for all');
      return carriedOut(context, state, dialog, stage.intent, at, stage.reason, stage.until, choice);
    }
  }
}

function choiceTaken(
  context: SessionContext,
  state: SessionState,
  dialog: DialogState,
  choice: DialogChoice | undefined,
  at: string,
): SessionState {
  const leads = choice?.leads;
  switch (leads?.kind) {
    case undefined:
      return refused(state, dialog, choice?.why ?? 'there is no such choice');
    case 'intent':
      return begin(context, state, dialog, leads.intent, at);
    case 'pick':
      return staged(state, dialog, { kind: 'pick', actions: leads.actions, chosen: [], cursor: 0 });
    case 'pattern':
      return staged(state, dialog, leads);
  }
}

/** Why a last day is refused; undefined for a good one, and where none is given. */
function untilRefusal(until: string, today: string): string | undefined {
  if (until === '') return undefined;
  if (!isDay(until)) return 'write it as 2027-03-31, or leave it empty';
  return until < today ? 'that day is over; give a later one, or leave it empty' : undefined;
}

/** Carries an intent out, or asks for the reason first where something deviates. */
function begin(
  context: SessionContext,
  state: SessionState,
  dialog: DialogState,
  intent: DialogIntent,
  at: string,
): SessionState {
  const subject = subjectOf(context, state, dialog);
  if (subject === undefined) return no({ ...state, mode: { kind: 'tree' } }, 'the row is gone');
  const decision = decisionFrom(subject.entry, intent, at);
  const { deviates } = consequenceOf(context, subject.tree, subject.entry, decision);
  if (deviates) return staged(state, dialog, { kind: 'reason', intent, value: '' });
  return carriedOut(context, state, dialog, intent, at);
}

function carriedOut(
  context: SessionContext,
  state: SessionState,
  dialog: DialogState,
  intent: DialogIntent,
  at: string,
  reason?: string,
  until?: string,
  exception: 'p' | 'a' | 'n' = 'n',
): SessionState {
  const subject = subjectOf(context, state, dialog);
  if (subject === undefined) return no({ ...state, mode: { kind: 'tree' } }, 'the row is gone');
  const { tree, entry } = subject;
  const { id } = tree.policy.case;
  const decision = decisionFrom(entry, intent, at, reason, until);
  const label = labelOf(entry, intent);
  const wish: ExceptionWish | undefined =
    intent.kind === 'keep' && exception !== 'n'
      ? {
          policy: id,
          actions: intent.actions,
          reason: reason ?? '',
          at,
          ...(until === undefined ? {} : { until }),
          ...(exception === 'p' && tree.policy.case.principal !== undefined
            ? { principal: tree.policy.case.principal }
            : {}),
        }
      : undefined;
  const index = context.policies.findIndex((each) => each.case.id === id);
  return commit(context, goneTo(context, { ...state, mode: { kind: 'tree' } }, dialog.address), {
    label,
    at,
    changes: [{ id, decisions: decide(decisionsOf(state, id), decision), added: 1 }],
    goTo: { policy: index, address: dialog.address },
    said: label,
    ...(wish === undefined ? {} : { exceptions: [wish] }),
  });
}

function labelOf(entry: EntryOutcome, intent: DialogIntent): string {
  switch (intent.kind) {
    case 'list':
    case 'narrow':
      return `${intent.kind} ${visible(intent.row)}`;
    case 'widen':
      return `widen to ${visible(intent.row)}`;
    case 'drop':
      return `drop ${named(intent.actions)}`;
    case 'edit':
      return `edit ${visible(intent.row)} to ${visible(intent.pattern)}`;
    case 'keep':
      return `keep ${named(intent.actions)}`;
    case 'original':
      return `keep the original ${visible(entry.text)}`;
  }
}

function named(actions: readonly string[]): string {
  const [only] = actions;
  return actions.length === 1 && only !== undefined ? visible(only) : counted(actions.length, 'action');
}
