import { visible } from '../../base/visible.ts';
import { counted, thousands } from '../../base/words.ts';
import { fold } from '../../pattern/fold.ts';
import { matches } from '../../pattern/match.ts';
import { parsePattern } from '../../pattern/pattern.ts';
import { type Decision, type Decisions, decide, entryKey } from '../../refine/decision.ts';
import type { Change, EntryOutcome } from '../../refine/outcome.ts';
import type { SessionContext } from './context.ts';
import { isRisk } from './facts.ts';
import { redone, type Step, spliced, undone } from './history.ts';
import { goneTo, inPolicy, nextUndecided, settled, type TreeView, undecidedNodes, viewOf } from './move.ts';
import { roleAt, type SessionRole } from './role.ts';
import { done, no } from './say.ts';
import type { PlannedDecisions, SessionState } from './state.ts';
import {
  addressOf,
  behind,
  compareRows,
  decisionsOf,
  keyOf,
  outcomeAt,
  outcomeUnder,
  type PolicyTree,
  type RowPlace,
  treeUnder,
} from './tree.ts';
import type { WriteOrder, WritingState } from './writing.ts';

/** With more rows than this, accepting all at once asks first. */
const MANY = 20;

/** Why nothing can be decided while somebody else has the session; undefined where it can. */
export function whyNotHere({ lookingOn }: SessionState): string | undefined {
  return lookingOn && `${visible(lookingOn.by)} has this review open: you are looking on`;
}

/**
 * Makes planned decisions, as one step of undo. Asks for the reviewer's name first, if it is not known and something
 * is to be signed.
 */
export function commit(
  context: SessionContext,
  state: SessionState,
  planned: PlannedDecisions,
): SessionState {
  const closed = whyNotHere(state);
  if (closed !== undefined) return no(withTreeMode(state), closed);
  const isSigned = planned.changes.some(({ added }) => added > 0);
  const { reviewer } = state;
  if (isSigned && reviewer === undefined)
    return { ...state, mode: { kind: 'name', planned, value: context.suggestedReviewer } };
  const decisions = new Map(state.decisions);
  const changes: Step['changes'][number][] = [];
  for (const { id, decisions: list, added } of planned.changes) {
    const signed =
      reviewer === undefined
        ? list
        : list.map((each, i) => (i < list.length - added ? each : { ...each, by: reviewer }));
    changes.push({ id, splices: spliced(decisionsOf(state, id), signed) });
    decisions.set(id, signed);
  }
  const view = viewOf(context, state);
  const step: Step = {
    label: planned.label,
    policy: context.policies[state.policy]?.case.id ?? '',
    address: view === undefined ? '' : addressOf(view.tree, view.place),
    changes,
  };
  const next: SessionState = {
    ...withTreeMode(state),
    decisions,
    done: [...state.done, step],
    undone: [],
    exceptions: [...state.exceptions, ...(planned.exceptions ?? [])],
  };
  const { goTo } = planned;
  // What is written is all policies, and of all of them it was.
  if (planned.next === 'choose-format')
    return {
      ...settled(context, done(next, planned.said)),
      mode: { kind: 'writing', writing: formatStep(context, 'as-proposed') },
    };
  const said = done(next, `${planned.said}${progressNote(context, next)}`);
  if (goTo === undefined) return settled(context, said);
  const there = goTo.policy === state.policy ? said : inPolicy(context, said, goTo.policy);
  return goneTo(context, there, goTo.address);
}

/** The choice of a format, as it begins. */
export function formatStep(context: SessionContext, open: WriteOrder['open']): WritingState {
  const cursor = context.formats.findIndex(({ format }) => format === context.preferredFormat);
  return { kind: 'format', open, cursor: Math.max(0, cursor) };
}

/** Back in the tree, or in the overview where that was in front. */
export function withTreeMode(state: SessionState): SessionState {
  return state.mode.kind === 'overview' ? state : { ...state, mode: { kind: 'tree' } };
}

function progressNote(context: SessionContext, state: SessionState): string {
  const outcome = outcomeAt(context, state, state.policy);
  if (outcome === undefined || outcome.total === 0) return '';
  return outcome.approved === outcome.total
    ? `: all ${counted(outcome.total, 'change')} of this policy are approved; w writes`
    : `: ${thousands(outcome.approved)}/${thousands(outcome.total)}`;
}

/** Accepts the change under the cursor and goes to the next undecided one, or says why there is none. */
export function accepted(context: SessionContext, state: SessionState, at: string): SessionState {
  const view = viewOf(context, state);
  if (view === undefined) return no(state, 'there is no policy to review');
  const { tree, place } = view;
  const role = roleAt(tree, place);
  const why = whyNotAccepted(tree, role, place);
  if (role.kind !== 'change' || why !== undefined) return no(state, why ?? 'nothing is to be accepted here');
  const { entry, change } = role;
  const { id } = tree.policy.case;
  const before = decisionsOf(state, id);
  const next = context.staysOnAccept
    ? undefined
    : (nextUndecided(context, state, tree, place, 1) ?? nextUndecided(context, state, tree, undefined, 1));
  return commit(context, state, {
    label: `accept ${visible(change.key)}`,
    at,
    changes: [{ id, decisions: decide(before, acceptance(entry, change, at)), added: 1 }],
    said: `approved ${visible(change.key)}`,
    ...(next === undefined ? {} : { goTo: { policy: state.policy, address: addressOf(tree, next) } }),
  });
}

function acceptance(entry: EntryOutcome, change: Change, at: string, bulk?: true): Decision {
  return {
    kind: 'accept',
    ...entry.ref,
    row: change.key,
    by: '',
    at,
    ...(bulk === undefined ? {} : { bulk }),
  };
}

/** Why `a` does nothing on a row; undefined where it accepts. */
function whyNotAccepted(tree: PolicyTree, role: SessionRole, place: RowPlace): string | undefined {
  const row = visible(addressKey(tree, place));
  switch (role.kind) {
    case 'policy':
    case 'statement': {
      if (role.kind === 'statement' && role.statement.kind === 'untouched')
        return whyUntouched(role.statement.why);
      const open = openBelow(tree, place);
      return open === 0
        ? `nothing is undecided below ${row}`
        : `${row} is no change itself; A accepts the ${counted(open, 'undecided change')} below it`;
    }
    case 'change':
      if (role.entry.original !== undefined || role.change.decision === undefined) return undefined;
      return `${row} is ${DECIDED[role.change.decision.kind]} already; x takes that back`;
    case 'part':
      return `${row} stands already, as a part of a grant that was narrowed`;
    case 'covered':
      return `${row} is granted by ${visible(keyOf(role.entry, role.by))}: go up to that row to accept it`;
    case 'above': {
      const { approved, total } = role.entry.changesBelow(role.node);
      return approved === total
        ? `all below ${row} is approved`
        : `${row} is above changes; A accepts the ${counted(total - approved, 'undecided one')} below it`;
    }
    case 'unused':
      return `${row} is unused and goes with its entry; e keeps it`;
    case 'settled':
      return whyNothing(role.entry);
  }
}

const DECIDED = {
  accept: 'approved',
  list: 'listed action by action',
  drop: 'removed on purpose',
  narrow: 'narrowed',
  widen: 'widened',
  edit: 'edited',
} as const;

/** Why an entry has nothing to sign off. */
export function whyNothing(entry: EntryOutcome): string {
  switch (entry.proposal) {
    case 'stays':
      return `nothing that ${visible(entry.text)} grants is reported unused, so it stays as it is`;
    case 'unknown':
      return `${visible(entry.text)} matches no known action, so it stays as it is`;
    case 'goes':
    case 'replaced':
      return 'there is nothing to sign off on this row';
  }
}

/** Why a statement is never refined. */
export function whyUntouched(why: 'deny' | 'principal' | 'no-element' | undefined): string {
  switch (why) {
    case 'deny':
      return 'a Deny statement stays as it is';
    case 'principal':
      return 'a statement that names a Principal stays as it is';
    case 'no-element':
    case undefined:
      return 'this statement stays as it is';
  }
}

/** What a row is called in sentences. */
export function addressKey(tree: PolicyTree, { head, node }: RowPlace): string {
  const found = tree.heads[head];
  switch (found?.kind) {
    case undefined:
    case 'policy':
      return tree.policy.case.name;
    case 'statement':
      return `statement ${found.statement.index + 1}`;
    case 'entry':
      return node === 0 ? found.entry.text : keyOf(found.entry, node);
  }
}

function openBelow(tree: PolicyTree, place: RowPlace): number {
  const end = behind(tree, place);
  let open = 0;
  for (let i = place.head; i < Math.min(end.head, tree.heads.length); i++) {
    const head = tree.heads[i];
    if (head?.kind === 'entry') open += head.entry.total - head.entry.approved;
  }
  return open;
}

/** Accepts everything shown and undecided at and below the cursor; where that is much or risky, asks first. */
export function acceptedShown(context: SessionContext, state: SessionState, at: string): SessionState {
  const view = viewOf(context, state);
  if (view === undefined) return no(state, 'there is no policy to review');
  const { tree, place } = view;
  const end = behind(tree, place);
  const rows = undecidedRows(context, state, tree, place, end);
  if (rows.length === 0) {
    const role = roleAt(tree, place);
    if (role.kind === 'covered' || role.kind === 'unused' || role.kind === 'settled')
      return no(state, whyNotAccepted(tree, role, place) ?? '');
    const hint = state.filter.length > 0 ? ' that the filter shows' : '';
    return no(state, `nothing${hint} is undecided at or below ${visible(addressKey(tree, place))}`);
  }
  const planned = bulkPlan(context, state, state.policy, tree, rows, at);
  return askOrCommit(context, state, planned.planned, rows.length, planned.risks);
}

/** Makes a plan at once, or asks first where it is about many rows or lets ▲ actions stay. */
function askOrCommit(
  context: SessionContext,
  state: SessionState,
  planned: PlannedDecisions,
  rows: number,
  risks: readonly string[],
): SessionState {
  const closed = whyNotHere(state);
  if (closed !== undefined) return no(state, closed);
  if (rows > MANY || risks.length > 0) return { ...state, mode: { kind: 'confirm', planned, rows, risks } };
  return commit(context, state, planned);
}

function bulkPlan(
  context: SessionContext,
  state: SessionState,
  policy: number,
  tree: PolicyTree,
  rows: readonly RowPlace[],
  at: string,
): { readonly planned: PlannedDecisions; readonly risks: readonly string[] } {
  const { id } = tree.policy.case;
  const added = acceptances(tree, rows, at);
  const [only] = rows;
  const what = rows.length === 1 && only ? visible(addressKey(tree, only)) : counted(rows.length, 'change');
  const [first, last] = [rows[0], rows.at(-1)];
  const before = nextUndecided(context, state, tree, undefined, 1);
  const isFirst = before !== undefined && first !== undefined && compareRows(before, first) >= 0;
  const next = context.staysOnAccept
    ? undefined
    : (nextUndecided(context, state, tree, last, 1) ?? (isFirst ? undefined : before));
  return {
    planned: {
      label: `accept ${what}`,
      at,
      changes: [{ id, decisions: decideMany(decisionsOf(state, id), added), added: added.length }],
      said: `approved ${what}`,
      ...(next === undefined ? {} : { goTo: { policy, address: addressOf(tree, next) } }),
    },
    risks: risksOf(tree, rows),
  };
}

/** The undecided changes that the filter shows from one row to before another, in the order of the tree. */
function undecidedRows(
  context: SessionContext,
  state: Pick<SessionState, 'filter'>,
  tree: PolicyTree,
  from: RowPlace,
  to: RowPlace,
): RowPlace[] {
  const rows: RowPlace[] = [];
  for (let head = from.head; head <= Math.min(to.head, tree.heads.length - 1); head++) {
    const found = tree.heads[head];
    if (found?.kind !== 'entry') continue;
    for (const node of undecidedNodes(context, state, tree, found.entry)) {
      const row = { head, node };
      if (compareRows(row, from) >= 0 && compareRows(row, to) < 0) rows.push(row);
    }
  }
  return rows;
}

function acceptances(tree: PolicyTree, rows: readonly RowPlace[], at: string): Decision[] {
  return rows.flatMap(({ head, node }) => {
    const found = tree.heads[head];
    const change = found?.kind === 'entry' ? found.entry.changeAt(node) : undefined;
    return found?.kind === 'entry' && change ? [acceptance(found.entry, change, at, true)] : [];
  });
}

/** Does what `decide` does for very many decisions, which must not be spread into arguments. */
function decideMany(decisions: Decisions, added: readonly Decision[]): Decisions {
  const rows = new Set(added.map((each) => (each.kind === 'keep' ? '' : rowName(each))));
  const entries = new Set(added.map((each) => (each.kind === 'keep' ? '' : entryKey(each))));
  const left = decisions.filter((each) =>
    each.kind === 'keep'
      ? true
      : each.kind === 'original'
        ? !entries.has(entryKey(each))
        : !rows.has(rowName(each)),
  );
  return [...left, ...added];
}

function rowName(decision: Exclude<Decision, { kind: 'keep' }>): string {
  return decision.kind === 'original' ? '' : `${entryKey(decision)} ${decision.row}`;
}

/** The ▲ actions that stay at and below some rows. */
function risksOf(tree: PolicyTree, rows: readonly RowPlace[]): string[] {
  const risks = new Set<string>();
  for (const { head, node } of rows) {
    const found = tree.heads[head];
    if (found?.kind !== 'entry') continue;
    const { trie, fate } = found.entry;
    for (let each = node; each < trie.skip(node); each++) {
      if (!trie.isLeaf(each)) continue;
      const action = trie.prefix(each);
      if (isRisk(tree.policy, action) && fate.call(found.entry, each).stays > 0) risks.add(action);
    }
  }
  return [...risks];
}

/** All that is undecided, in all policies, whatever the filter: what "accept what is left" would approve. */
export function planForAll(
  context: SessionContext,
  state: SessionState,
  at: string,
): { readonly planned: PlannedDecisions; readonly rows: number; readonly risks: readonly string[] } {
  const changes: PlannedDecisions['changes'][number][] = [];
  const risks = new Set<string>();
  let rows = 0;
  for (const policy of context.policies) {
    const { id } = policy.case;
    const tree = treeUnder(context, policy, decisionsOf(state, id));
    const open = undecidedRows(context, { filter: NO_FILTER }, tree, TOP, behind(tree, TOP));
    if (open.length === 0) continue;
    rows += open.length;
    for (const risk of risksOf(tree, open)) risks.add(risk);
    const added = acceptances(tree, open, at);
    changes.push({ id, decisions: decideMany(decisionsOf(state, id), added), added: added.length });
  }
  const what = counted(rows, 'change');
  return {
    planned: { label: `accept ${what}`, at, changes, said: `approved ${what}` },
    rows,
    risks: [...risks],
  };
}

const NO_FILTER: SessionState['filter'] = [];
const TOP: RowPlace = { head: 0, node: 0 };

/** Takes the decision on a row back; where several lie below, asks first. */
export function tookBack(context: SessionContext, state: SessionState, at: string): SessionState {
  const view = viewOf(context, state);
  if (view === undefined) return no(state, 'there is no policy to review');
  const { tree, place } = view;
  const { id } = tree.policy.case;
  const row = visible(addressKey(tree, place));
  const before = decisionsOf(state, id);
  const own = withoutOwn(tree, before, view);
  const { left, taken } = own.taken > 0 ? own : withoutBelow(tree, before, place);
  if (taken === 0) return no(state, `nothing is decided at or below ${row}`);
  const what = own.taken > 0 || taken === 1 ? `the decision on ${row}` : counted(taken, 'decision');
  const planned: PlannedDecisions = {
    label: `take back ${what}`,
    at,
    changes: [{ id, decisions: left, added: 0 }],
    said: `took back ${what}`,
  };
  const closed = whyNotHere(state);
  if (closed !== undefined) return no(state, closed);
  if (own.taken === 0 && taken > 1)
    return { ...state, mode: { kind: 'confirm', planned, rows: taken, risks: [] } };
  return commit(context, state, planned);
}

interface Left {
  readonly left: Decisions;
  readonly taken: number;
}

/** The decisions without those on the row itself; a narrowing goes with the decisions on its parts. */
function withoutOwn(tree: PolicyTree, decisions: Decisions, { place }: TreeView): Left {
  const head = tree.heads[place.head];
  if (head?.kind !== 'entry') return { left: decisions, taken: 0 };
  const { entry } = head;
  const key = keyOf(entry, place.node);
  const isHere = (each: Decision): boolean => each.kind !== 'keep' && entryKey(each) === entryKey(entry.ref);
  if (entry.original !== undefined && place.node === 0)
    return filtered(decisions, (each) => !(each.kind === 'original' && isHere(each)));
  const own = decisions.find(
    (each) => isHere(each) && each.kind !== 'original' && each.kind !== 'keep' && each.row === key,
  );
  if (own !== undefined) {
    const parts = own.kind === 'narrow' ? keysBelow(entry, place.node) : new Set<string>();
    return filtered(
      decisions,
      (each) =>
        each !== own &&
        !(each.kind !== 'keep' && each.kind !== 'original' && isHere(each) && parts.has(each.row)),
    );
  }
  const isOne = place.node > 0 && entry.trie.isLeaf(place.node);
  const action = isOne ? key : place.node === 0 && !/[*?]/.test(entry.text) ? entry.text : undefined;
  if (action === undefined) return { left: decisions, taken: 0 };
  return withoutActions(decisions, (lower) => lower === fold(action), true);
}

function withoutBelow(tree: PolicyTree, decisions: Decisions, place: RowPlace): Left {
  const head = tree.heads[place.head];
  switch (head?.kind) {
    case undefined:
    case 'policy':
      return { left: [], taken: decisions.length };
    case 'statement': {
      const { index, entries } = head.statement;
      const rows = filtered(decisions, (each) => each.kind === 'keep' || each.statement !== index);
      return also(rows, withoutActions(rows.left, grantedBy(entries)));
    }
    case 'entry': {
      const { entry } = head;
      const isHere = (each: Decision): boolean =>
        each.kind !== 'keep' && entryKey(each) === entryKey(entry.ref);
      if (place.node === 0) {
        const rows = filtered(decisions, (each) => !isHere(each));
        return also(rows, withoutActions(rows.left, grantedBy([entry])));
      }
      const keys = keysBelow(entry, place.node);
      const rows = filtered(
        decisions,
        (each) => !(each.kind !== 'keep' && each.kind !== 'original' && isHere(each) && keys.has(each.row)),
      );
      const actions = new Set(entry.trie.actions(place.node).map(fold));
      return also(
        rows,
        withoutActions(rows.left, (lower) => actions.has(lower)),
      );
    }
  }
}

function also(first: Left, second: Left): Left {
  return { left: second.left, taken: first.taken + second.taken };
}

function filtered(decisions: Decisions, stays: (each: Decision) => boolean): Left {
  const left = decisions.filter(stays);
  return { left, taken: decisions.length - left.length };
}

/** The decisions without those on some actions by name; a decision that names other actions, too, stays for them. */
function withoutActions(decisions: Decisions, isMeant: (lower: string) => boolean, drops = false): Left {
  let taken = 0;
  const left = decisions.flatMap((each): Decision[] => {
    if (each.kind !== 'keep' && !(drops && each.kind === 'drop')) return [each];
    const actions = each.actions.filter((action) => !isMeant(fold(action)));
    if (actions.length === each.actions.length) return [each];
    taken++;
    return actions.length === 0 ? [] : [{ ...each, actions }];
  });
  return { left, taken };
}

function grantedBy(entries: readonly EntryOutcome[]): (lower: string) => boolean {
  const tests = entries.map((entry) => {
    if (entry.element === 'NotAction') return () => true;
    const pattern = parsePattern(entry.text);
    return (lower: string) => matches(pattern, lower);
  });
  return (lower) => tests.some((test) => test(lower));
}

function keysBelow(entry: EntryOutcome, node: number): Set<string> {
  const keys = new Set<string>();
  for (let each = node; each < entry.trie.skip(node); each++) keys.add(keyOf(entry, each));
  return keys;
}

/** Takes the last step back. */
export function undoneOnce(context: SessionContext, state: SessionState): SessionState {
  const closed = whyNotHere(state);
  if (closed !== undefined) return no(state, closed);
  const step = state.done.at(-1);
  if (step === undefined) return no(state, 'there is nothing to undo');
  const next = { ...state, done: state.done.slice(0, -1), undone: [step, ...state.undone] };
  return done(stepped(context, next, step, undone), `undone: ${step.label}`);
}

/** Makes the last undone step again. */
export function redoneOnce(context: SessionContext, state: SessionState): SessionState {
  const closed = whyNotHere(state);
  if (closed !== undefined) return no(state, closed);
  const [step, ...rest] = state.undone;
  if (step === undefined) return no(state, 'there is nothing to redo');
  const next = { ...state, done: [...state.done, step], undone: rest };
  return done(stepped(context, next, step, redone), `done again: ${step.label}`);
}

function stepped(
  context: SessionContext,
  state: SessionState,
  step: Step,
  change: typeof undone,
): SessionState {
  const decisions = new Map(state.decisions);
  for (const { id, splices } of step.changes) decisions.set(id, change(decisionsOf(state, id), splices));
  const policy = context.policies.findIndex((each) => each.case.id === step.policy);
  const there = { ...withTreeMode(state), decisions };
  return goneTo(context, policy === -1 ? there : inPolicy(context, there, policy), step.address);
}

/** How far all policies are signed off. */
export function totalApproved(
  context: SessionContext,
  state: SessionState,
): { readonly approved: number; readonly total: number } {
  let approved = 0;
  let total = 0;
  for (const policy of context.policies) {
    const outcome = outcomeUnder(context, policy, decisionsOf(state, policy.case.id));
    approved += outcome.approved;
    total += outcome.total;
  }
  return { approved, total };
}
