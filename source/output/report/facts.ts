import { QUOTAS, quotaOf } from '../../account/quota.ts';
import { counted } from '../../base/words.ts';
import type { AccessLevel } from '../../catalog/catalog.ts';
import { fold } from '../../pattern/fold.ts';
import type { Decisions } from '../../refine/decision.ts';
import type { Change, Counts, EntryOutcome, GoneAction } from '../../refine/outcome.ts';
import type { Unused } from '../../usage/unused.ts';
import { documentsOf, isManaged, isUnchanged } from '../documents.ts';
import type { OutputContext, ProvenPolicy, SourceFinding } from '../result.ts';
import { type AwsChoice, awsChoices } from './aws-choice.ts';

/** What a report says about one policy, in either format. */
export interface ReportFacts {
  readonly result: ProvenPolicy;
  /** the name of the file that it was read from */
  readonly file?: string;
  readonly outcome: 'not-refined' | 'unchanged' | 'changed' | 'split' | 'detached';
  /** What became of the known actions, as the certificate counts them. */
  readonly counts: Counts;
  readonly asked: Asked;
  readonly entries: readonly EntryFacts[];
  /** Statements that are never refined, with the reason. */
  readonly untouched: readonly string[];
  readonly removed: readonly RemovedAction[];
  /** Entries that stay as written because some of their changes are not approved. */
  readonly open: readonly OpenEntry[];
  /** What the size is measured against, in words. */
  readonly quota?: string;
  readonly deciders: string;
}

/** What was reported unused. */
interface Asked {
  readonly findings: readonly SourceFinding[];
  /** How many actions were reported unused, and which services as a whole. */
  readonly actions: number;
  readonly services: readonly string[];
  /** How many known actions that the policy granted are reported unused. */
  readonly granted: number;
}

/** One row of "what changed": an entry, with what became of it. */
interface EntryFacts {
  readonly entry: EntryOutcome;
  /** `Statement 2 (Reading)`. */
  readonly statement: string;
  /** What became of it, in a few words. */
  readonly outcome: string;
  /** The strings that replace it, or that were added to a NotAction list. */
  readonly grants: readonly string[];
  readonly before: number;
  readonly unused: number;
  /** Who decided what, in a few words. */
  readonly decided: string;
  /** What AWS recommends for it; absent where no recommendation is among the inputs. */
  readonly aws?: AwsChoice;
}

interface OpenEntry {
  readonly entry: EntryOutcome;
  readonly statement: string;
  /** The strings that would replace it; none where it would go. */
  readonly proposed: readonly string[];
  /** Unused actions that stay meanwhile, sorted. */
  readonly unused: readonly string[];
}

interface RemovedAction {
  readonly action: string;
  readonly statements: string;
  readonly level?: AccessLevel;
  /** When it was last used, or why nobody knows. */
  readonly lastAccessed: string;
}

/** Gathers what a report says about a policy. */
export function reportFactsOf(result: ProvenPolicy, context: OutputContext): ReportFacts {
  const { outcome, certificate } = result;
  const { case: policyCase } = outcome;
  const { counts } = certificate;
  const { portable = (text: string) => text } = context;
  const written = new Map([...outcome.edits].map(([index, entries]) => [index, new Set(entries)]));
  const limit = quotaOf(policyCase.kind, policyCase.attachedTo[0]?.kind);
  const day = policyCase.recommended?.completedAt?.slice(0, 10);
  const choiceOf = awsChoices(result, day === undefined ? undefined : context.catalogOn?.(day));
  return {
    result,
    ...(policyCase.file === '-' ? {} : { file: portable(policyCase.file) }),
    outcome: resultOf(result),
    counts,
    asked: {
      findings: findingsFor(result, context).map((each) => ({ ...each, file: portable(each.file) })),
      actions: policyCase.unused.actions.size,
      services: [...policyCase.unused.services].sort(),
      granted: counts.gone + counts.keptOnPurpose + counts.open,
    },
    entries: outcome.entries.map((entry) => ({
      ...entryFacts(result, entry, written.get(entry.ref.statement)),
      ...(choiceOf === undefined ? {} : { aws: choiceOf(entry) }),
    })),
    untouched: untouchedStatements(result),
    removed: outcome.gone.map((action) => removedAction(result, action, context)),
    open: outcome.entries.filter(isLeftOpen).map((entry) => ({
      entry,
      statement: statementName(result, entry.ref.statement),
      proposed: proposedFor(entry),
      unused: entry.extent().unused,
    })),
    ...(limit === undefined ? {} : { quota: quotaName(result, limit) }),
    deciders: decidersOf(
      outcome.decisions,
      outcome.approved,
      outcome.total,
      outcome.entries.some(isLeftOpen),
    ),
  };
}

function resultOf({ outcome }: ProvenPolicy): ReportFacts['outcome'] {
  if (outcome.case.notRefined !== undefined) return 'not-refined';
  if (isUnchanged(outcome)) return 'unchanged';
  const parts = documentsOf(outcome).length;
  if (parts === 0) return 'detached';
  return parts > 1 ? 'split' : 'changed';
}

/** Whether an entry stays as written because it is open, and not because somebody decided so. */
function isLeftOpen({ original, isWritten }: EntryOutcome): boolean {
  return original === undefined && isWritten;
}

function proposedFor({ changes }: EntryOutcome): string[] {
  return [...new Set(changes.flatMap(({ grants }) => grants))].sort();
}

/** The notes at the start of a report; warnings come first. */
export function generalNotes({ warnings = [], notes = [], portable }: OutputContext): string[] {
  return [...warnings, ...notes].map((text) => portable?.(text) ?? text);
}

/** The findings about the holders of the policy; all findings where the holders are not known. */
function findingsFor(
  { outcome: { case: policyCase } }: ProvenPolicy,
  { findings = [] }: OutputContext,
): SourceFinding[] {
  const holders = [...policyCase.attachedTo, ...policyCase.holders];
  if (holders.length === 0) return [...findings];
  return findings.filter(
    ({ principal }) => principal === undefined || holders.some((holder) => isNamed(holder, principal)),
  );
}

/** Whether a finding's principal, an ARN or a name, is this one. */
function isNamed(
  { name, arn }: { readonly name: string; readonly arn?: string },
  principal: string,
): boolean {
  if (principal === arn || principal === name) return true;
  return arn === undefined && principal.slice(principal.lastIndexOf('/') + 1) === name;
}

function statementName({ outcome: { case: policyCase } }: ProvenPolicy, index: number): string {
  const sid = policyCase.policy.statements[index]?.sid;
  return `Statement ${index + 1}${sid === undefined || sid === '' ? '' : ` (${sid})`}`;
}

/** Makes a row. @param written the strings of the statement now; undefined where it is unchanged */
function entryFacts(
  result: ProvenPolicy,
  entry: EntryOutcome,
  written: ReadonlySet<string> | undefined,
): EntryFacts {
  const { trie, ref, changes } = entry;
  // A grant that another string of the statement covers is not written, so it is not shown either.
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

function outcomeOf(entry: EntryOutcome): string {
  const { proposal, original, element, trie } = entry;
  if (original !== undefined) return 'kept on purpose, as it was written';
  if (isLeftOpen(entry)) return 'open: stays as it was written until all of it is approved';
  switch (proposal) {
    case 'stays':
      return element === 'NotAction' ? 'stays: it allows nothing unused' : 'stays: nothing of it is unused';
    case 'unknown':
      return 'stays: it matches no known action';
    case 'goes':
      return trie.total(0) === 0 ? 'goes: its service is unused' : 'goes: all of it is unused';
    case 'replaced':
      return element === 'NotAction' ? 'gets longer' : 'replaced';
  }
}

/** The words for what a decision did to a row. */
export const DONE: Readonly<Record<NonNullable<Change['decision']>['kind'], string>> = {
  accept: 'approved',
  list: 'listed one by one',
  drop: 'removed on purpose',
  narrow: 'narrowed',
  widen: 'widened',
  edit: 'edited',
};

function decidedAs({ changes, original }: EntryOutcome): string {
  if (original !== undefined) return `kept on purpose (${original.by})`;
  if (changes.length === 0) return '';
  const kinds = Map.groupBy(changes, ({ decision }) =>
    decision === undefined ? 'not approved yet' : DONE[decision.kind],
  );
  const who = [...new Set(changes.flatMap(({ decision }) => (decision === undefined ? [] : [decision.by])))];
  const what = [...kinds].map(([kind, { length }]) => `${length} ${kind}`).join(', ');
  return who.length === 0 ? what : `${what} (${who.join(', ')})`;
}

function untouchedStatements(result: ProvenPolicy): string[] {
  return result.outcome.case.policy.statements.flatMap(({ index, effect, hasPrincipal }) => {
    const name = statementName(result, index);
    if (effect === 'Deny') return [`${name} denies; it is untouched`];
    return hasPrincipal ? [`${name} names a Principal; it is untouched`] : [];
  });
}

function removedAction(
  { outcome }: ProvenPolicy,
  { action, statements }: GoneAction,
  { catalog }: OutputContext,
): RemovedAction {
  const { unused: reported, calls } = outcome.case;
  const isContradiction = calls?.kept.some((each) => each.action === action && each.why === 'contradiction');
  const was = isContradiction === true ? 'reported unused, but called' : 'not reported unused';
  const level = catalog?.details(action)?.accessLevel;
  return {
    action,
    statements: statements.map((index) => index + 1).join(', '),
    ...(level === undefined ? {} : { level }),
    lastAccessed: reported.has(action)
      ? lastAccess(reported, fold(action))
      : outcome.unused.has(action)
        ? `${was}; removed on purpose`
        : `${was}; removed on purpose, by an edited pattern`,
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

function quotaName({ outcome: { case: policyCase } }: ProvenPolicy, limit: number): string {
  const [owner] = policyCase.attachedTo;
  if (isManaged(policyCase)) return `of ${QUOTAS.managedPolicy} for a managed policy`;
  return owner?.kind === 'permission-set'
    ? `of ${limit} for the inline policy of the permission set`
    : `of ${limit} for all inline policies of the ${owner?.kind ?? 'principal'} together`;
}

/** Says who decided how much. @param isLeftOpen whether some entries stay as written because they are open */
function decidersOf(decisions: Decisions, approved: number, total: number, isLeftOpen: boolean): string {
  if (total === 0 && decisions.length === 0) return 'nothing is to be approved';
  if (decisions.length === 0)
    return `${counted(total, 'change')} proposed, none approved yet${isLeftOpen ? '; what is not approved is open' : ''}`;
  const ofAll = `${approved} of ${counted(total, 'change')} approved`;
  const people = [...new Set(decisions.map(({ by }) => by))];
  const days = decisions.map(({ at }) => dayOf(at)).sort();
  const [first = '', last = ''] = [days[0], days.at(-1)];
  const when = first === last ? `on ${first}` : `from ${first} to ${last}`;
  const who = `; decided by ${people.join(', ')} ${when}`;
  if (approved === total) return `${ofAll}${who}`;
  return `${ofAll}${who}; ${isLeftOpen ? 'the others are open' : 'the others stand as coppice proposes them'}`;
}
