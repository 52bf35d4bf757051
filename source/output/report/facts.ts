import { QUOTAS, quotaOf } from '../../account/quota.ts';
import type { AccessLevel } from '../../catalog/catalog.ts';
import { fold } from '../../pattern/fold.ts';
import type { Decisions } from '../../refine/decision.ts';
import type { Change, EntryOutcome, GoneAction } from '../../refine/outcome.ts';
import type { Unused } from '../../usage/unused.ts';
import { documentsOf, isUnchanged } from '../documents.ts';
import type { OutputContext, ReviewedPolicy, SourceFinding } from '../result.ts';

/** What a report says of one policy, whatever it is written in. */
export interface PolicyFacts {
  readonly result: ReviewedPolicy;
  /** what the file that it was read from is called */
  readonly file?: string;
  readonly outcome: 'unchanged' | 'changed' | 'split' | 'detached';
  readonly granted: { readonly before: number; readonly after: number };
  readonly asked: Asked;
  readonly entries: readonly EntryFacts[];
  /** Statements that are never refined, with the reason. */
  readonly untouched: readonly string[];
  readonly removed: readonly RemovedAction[];
  /** What the size is measured against, in words. */
  readonly quota?: string;
  readonly deciders: string;
}

/** What was asked for. */
interface Asked {
  readonly findings: readonly SourceFinding[];
  /** How many actions were named as unused, and which services as unused whole. */
  readonly actions: number;
  readonly services: readonly string[];
  /** How many known actions that the policy granted are reported unused. */
  readonly granted: number;
}

/** One row of "what changed": an entry as its author wrote it. */
interface EntryFacts {
  readonly entry: EntryOutcome;
  /** `Statement 2 (Reading)`. */
  readonly statement: string;
  /** What became of it, in a few words. */
  readonly outcome: string;
  /** What stands in its place, or was added to a NotAction list. */
  readonly grants: readonly string[];
  readonly before: number;
  readonly unused: number;
  /** Who decided what, in a few words. */
  readonly decided: string;
}

interface RemovedAction {
  readonly action: string;
  readonly statements: string;
  readonly level?: AccessLevel;
  /** When it was last used, or why nobody knows. */
  readonly lastAccessed: string;
}

/** Gathers what there is to say of a policy. */
export function factsOf(result: ReviewedPolicy, context: OutputContext): PolicyFacts {
  const { outcome } = result;
  const { case: policyCase } = outcome;
  const { counts } = outcome;
  const { portable = (text: string) => text } = context;
  const parts = documentsOf(outcome).length;
  const written = new Map([...outcome.edits].map(([index, entries]) => [index, new Set(entries)]));
  const limit = quotaOf(policyCase.kind, policyCase.attachedTo[0]?.kind);
  return {
    result,
    ...(policyCase.file === '-' ? {} : { file: portable(policyCase.file) }),
    outcome: isUnchanged(outcome) ? 'unchanged' : parts === 0 ? 'detached' : parts > 1 ? 'split' : 'changed',
    granted: { before: counts.before, after: counts.now },
    asked: {
      findings: findingsFor(result, context).map((each) => ({ ...each, file: portable(each.file) })),
      actions: policyCase.unused.actions.size,
      services: [...policyCase.unused.services].sort(),
      granted: counts.gone + counts.keptOnPurpose + counts.open,
    },
    entries: outcome.entries.map((entry) => entryFacts(result, entry, written.get(entry.ref.statement))),
    untouched: untouchedStatements(result),
    removed: outcome.gone.map((action) => removedAction(result, action, context)),
    ...(limit === undefined ? {} : { quota: quotaName(result, limit) }),
    deciders: decidersOf(outcome.decisions, outcome.approved, outcome.total),
  };
}

/** What a report says before all policies: the warnings first. */
export function generalNotes({ warnings = [], notes = [], portable }: OutputContext): string[] {
  return [...warnings, ...notes].map((text) => portable?.(text) ?? text);
}

/** The findings that speak of those who have the policy; all of them where it is not known who has it. */
function findingsFor(
  { outcome: { case: policyCase } }: ReviewedPolicy,
  { findings = [] }: OutputContext,
): SourceFinding[] {
  const holders = [...policyCase.attachedTo, ...policyCase.holders];
  if (holders.length === 0) return [...findings];
  const names = new Set(holders.flatMap(({ name, arn }) => (arn === undefined ? [name] : [name, arn])));
  return findings.filter(
    ({ principal }) =>
      principal === undefined ||
      names.has(principal) ||
      names.has(principal.slice(principal.lastIndexOf('/') + 1)),
  );
}

function statementName({ outcome: { case: policyCase } }: ReviewedPolicy, index: number): string {
  const sid = policyCase.policy.statements[index]?.sid;
  return `Statement ${index + 1}${sid === undefined || sid === '' ? '' : ` (${sid})`}`;
}

/** @param written what the statement has now; undefined where it is as it was */
function entryFacts(
  result: ReviewedPolicy,
  entry: EntryOutcome,
  written: ReadonlySet<string> | undefined,
): EntryFacts {
  const { trie, ref, changes } = entry;
  // A grant that something else in the statement covers is not written, so it is not shown either.
  const isWritten = (grant: string): boolean => written?.has(grant) ?? false;
  return {
    entry,
    statement: statementName(result, ref.statement),
    outcome: outcomeOf(entry),
    grants:
      entry.isWritten || entry.proposal !== 'replaced'
        ? []
        : [...new Set(changes.flatMap(({ grants }) => grants))].filter(isWritten).sort(),
    before: trie.total(0),
    unused: trie.unused(0),
    decided: decidedAs(entry),
  };
}

function outcomeOf({ proposal, original, isWritten, element, trie }: EntryOutcome): string {
  if (original !== undefined) return 'kept as it was written';
  if (isWritten) return 'open: it stays as it was written until all of it is decided';
  switch (proposal) {
    case 'stays':
      return element === 'NotAction' ? 'kept: it allows nothing unused' : 'kept: nothing of it is unused';
    case 'unknown':
      return 'kept: it matches no known action';
    case 'goes':
      return trie.total(0) === 0 ? 'removed: its service is unused' : 'removed: all of it is unused';
    case 'replaced':
      return element === 'NotAction' ? 'longer' : 'replaced';
  }
}

/** What a decision on a row did to it. */
export const DONE: Readonly<Record<NonNullable<Change['decision']>['kind'], string>> = {
  accept: 'accepted',
  list: 'listed one by one',
  drop: 'removed',
  narrow: 'narrowed',
  widen: 'widened',
  edit: 'edited',
};

function decidedAs({ changes, original }: EntryOutcome): string {
  if (original !== undefined) return `kept by ${original.by}`;
  if (changes.length === 0) return '';
  const kinds = Map.groupBy(changes, ({ decision }) =>
    decision === undefined ? 'as proposed' : DONE[decision.kind],
  );
  const who = [...new Set(changes.flatMap(({ decision }) => (decision === undefined ? [] : [decision.by])))];
  const what = [...kinds].map(([kind, { length }]) => `${length} ${kind}`).join(', ');
  return who.length === 0 ? what : `${what} (${who.join(', ')})`;
}

function untouchedStatements(result: ReviewedPolicy): string[] {
  return result.outcome.case.policy.statements.flatMap(({ index, effect, hasPrincipal }) => {
    const name = statementName(result, index);
    if (effect === 'Deny') return [`${name} denies; it is untouched`];
    return hasPrincipal ? [`${name} names a Principal; it is untouched`] : [];
  });
}

function removedAction(
  { outcome }: ReviewedPolicy,
  { action, statements }: GoneAction,
  { catalog }: OutputContext,
): RemovedAction {
  const reported = outcome.case.unused;
  const level = catalog?.details(action)?.accessLevel;
  return {
    action,
    statements: statements.map((index) => index + 1).join(', '),
    ...(level === undefined ? {} : { level }),
    lastAccessed: reported.has(action)
      ? lastAccess(reported, fold(action))
      : outcome.unused.has(action)
        ? 'not reported unused; removed by decision'
        : 'not reported unused; lost by an edited pattern',
  };
}

function lastAccess(unused: Unused, lower: string): string {
  const own = unused.actions.get(lower)?.lastAccessed;
  if (own !== undefined) return dayOf(own);
  const service = unused.serviceLastAccessed.get(lower.slice(0, Math.max(0, lower.indexOf(':'))));
  if (unused.actions.has(lower) || service === undefined) return 'never in the tracked period';
  return `its service ${dayOf(service)}`;
}

/** The day of an ISO date, or the text itself where it is none. */
export function dayOf(date: string): string {
  return /^\d{4}-\d{2}-\d{2}/.exec(date)?.[0] ?? date;
}

function quotaName({ outcome: { case: policyCase } }: ReviewedPolicy, limit: number): string {
  return policyCase.kind === 'inline'
    ? `of ${limit} for all inline policies of the ${policyCase.attachedTo[0]?.kind ?? 'principal'} together`
    : `of ${QUOTAS.managedPolicy} for a managed policy`;
}

function decidersOf(decisions: Decisions, decided: number, total: number): string {
  const people = [...new Set(decisions.map(({ by }) => by))];
  const days = decisions.map(({ at }) => dayOf(at)).sort();
  const [first = '', last = ''] = [days[0], days.at(-1)];
  const open = total - decided;
  if (people.length === 0)
    return total === 0
      ? 'nothing was to be decided'
      : 'nobody decided anything: the proposals stand as they are';
  const when = first === last ? `on ${first}` : `from ${first} to ${last}`;
  const who = `decided by ${people.join(', ')} ${when}`;
  return open === 0 ? who : `${who}; ${open} of ${total} changes stand undecided, as they are`;
}
