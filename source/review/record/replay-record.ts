import type { AccountCase } from '../../account/cases.ts';
import { sha256 } from '../../base/digest.ts';
import { visible } from '../../base/visible.ts';
import type { PolicyEdits } from '../../policy/edit.ts';
import { printPolicy } from '../../policy/print.ts';
import type { CaseSettings } from '../../refine/case.ts';
import type { Decisions } from '../../refine/decision.ts';
import { derive } from '../../refine/derive.ts';
import type { Outcome } from '../../refine/outcome.ts';
import { checkDecisions } from './read-decisions.ts';
import { inputDigests, type RecordedCalls, type ReviewedRecord, type ReviewRecord } from './review-record.ts';

/** A policy as its record describes it, still to be proved and written. */
export interface ReplayedPolicy {
  readonly case: AccountCase;
  readonly recorded: ReviewedRecord;
  readonly decisions: Decisions;
  /** What each entry became, by statement; the certificate is about these. */
  readonly edits: PolicyEdits;
  /** The new text; null where nothing is left. */
  readonly text: string | null;
}

/** What a record says about the inputs at hand. */
export type RecordReplay =
  /** `notes`: what changed without a matter, and what the record left as it was: a sentence each. */
  | {
      readonly kind: 'fresh';
      readonly policies: readonly ReplayedPolicy[];
      readonly notes: readonly string[];
    }
  /** A sentence for each thing that changed. */
  | { readonly kind: 'stale'; readonly changes: readonly string[] }
  /** The record itself cannot hold: which decision, and why. */
  | { readonly kind: 'refused'; readonly faults: readonly string[] };

/**
 * Makes the results of a record again, from what each entry became: today's catalogue and cut do not matter. The results
 * are still to be proved. It refuses where the policy or what is reported has changed.
 *
 * @param settings what the cases were made with, and the calls, if there were any
 * @param today `YYYY-MM-DD`: a keep whose last day is over no longer holds
 */
export function replayReview(
  record: ReviewRecord,
  cases: readonly AccountCase[],
  settings: CaseSettings & { readonly calls?: RecordedCalls },
  today: string,
): RecordReplay {
  if (record.calls !== undefined && settings.calls === undefined)
    return {
      kind: 'stale',
      changes: ['they were made with logs of calls: give the same logs with --calls'],
    };
  if (record.calls === undefined && settings.calls !== undefined)
    return { kind: 'stale', changes: ['they were made without logs of calls: leave --calls out'] };
  const changes: string[] = [];
  const faults: string[] = [];
  const notes = settingNotes(record, settings);
  const isSameSetting = notes.length === 0;
  const policies: ReplayedPolicy[] = [];
  const byId = new Map(cases.map((each) => [each.id, each]));
  const recordedIds = new Set<string>();
  for (const recorded of record.policies) {
    const name = visible(recorded.name);
    if (recordedIds.has(recorded.id)) faults.push(`${name}: the record speaks of it twice`);
    recordedIds.add(recorded.id);
    const policyCase = byId.get(recorded.id);
    if (policyCase === undefined) {
      changes.push(`${name}: the policy is not among the inputs`);
      continue;
    }
    const now = inputDigests(policyCase, recorded.decisions);
    const isSamePolicy = now.policy === recorded.inputs.policy;
    if (!isSamePolicy) changes.push(`${name}: the policy has changed`);
    if (now.unused !== recorded.inputs.unused) changes.push(`${name}: what is reported unused has changed`);
    if (!isSamePolicy) continue;
    const fault = whyNoEdits(policyCase, recorded);
    if (fault !== undefined) {
      faults.push(`${name}: ${fault}`);
      continue;
    }
    for (const { why } of checkDecisions(policyCase, recorded.decisions, today, isSameSetting).refused)
      faults.push(`${name}: ${why}`);
    const edits = new Map(recorded.statements.map(({ statement, becomes }) => [statement, becomes]));
    const text = printPolicy(policyCase.policy, edits);
    if (now.layout !== recorded.inputs.layout)
      notes.push(`${name}: only the layout of the policy changed; the result has the new one`);
    else if ((text === null ? null : sha256(text)) !== recorded.result)
      faults.push(`${name}: what the record says of its statements does not make the result that it names`);
    if (recorded.statements.length === 0)
      notes.push(
        recorded.total === 0
          ? `${name}: nothing was to be signed off; it stays as it was`
          : recorded.approved === 0
            ? `${name}: nothing is approved, so it is written as it was`
            : `${name}: it stays as it was`,
      );
    const open = recorded.open.length;
    if (open === 1) notes.push(`${name}: 1 entry is open and stays as it was`);
    if (open > 1) notes.push(`${name}: ${open} entries are open and stay as they were`);
    policies.push({ case: policyCase, recorded, decisions: recorded.decisions, edits, text });
  }
  for (const { id, name } of cases)
    if (!recordedIds.has(id)) changes.push(`${visible(name)}: nothing was decided about this policy`);
  if (record.calls?.sha256 !== settings.calls?.sha256) {
    const says = 'the calls are not those that the decisions were made with';
    if (changes.length > 0) changes.push(says);
    else notes.push(`${says}; what stays because of them is the same`);
  }
  if (faults.length > 0) return { kind: 'refused', faults };
  return changes.length > 0 ? { kind: 'stale', changes } : { kind: 'fresh', policies, notes };
}

/**
 * The outcome of a policy according to its record: as it would be derived now, where that gives the same, or else with
 * the recorded statements. It is still to be proved.
 *
 * @param catalog day of the catalogue that it was decided with, if that is another one than the case has
 */
export function recordedOutcome(
  { case: policyCase, decisions, edits, text }: ReplayedPolicy,
  catalog?: string,
): { readonly outcome: Outcome<AccountCase>; readonly isMadeAgain: boolean } {
  const made = derive(policyCase, decisions, 'as-written');
  if (made.text === text) return { outcome: made, isMadeAgain: true };
  const recorded = { edits, ...(catalog === undefined ? {} : { catalog }) };
  return { outcome: derive(policyCase, decisions, 'as-written', recorded), isMadeAgain: false };
}

function settingNotes({ catalog, generalize }: ReviewRecord, settings: CaseSettings): string[] {
  const notes: string[] = [];
  if (catalog.sha256 !== settings.catalog.digest)
    notes.push(
      `decided with the catalogue of ${visible(catalog.date)}; proved with that of ${settings.catalog.date}`,
    );
  if (generalize !== settings.generalize)
    notes.push(`decided with --generalize ${generalize}; what each entry became is taken as it is`);
  return notes;
}

/** Why the statements of a record cannot be those of a policy; undefined where they can. */
function whyNoEdits({ policy }: AccountCase, { statements }: ReviewedRecord): string | undefined {
  const seen = new Set<number>();
  for (const { statement } of statements) {
    const found = policy.statements[statement];
    if (found === undefined) return `it has no Statement[${statement}]`;
    if (seen.has(statement)) return `Statement[${statement}] is there twice`;
    seen.add(statement);
    if (found.effect !== 'Allow' || found.hasPrincipal) return `Statement[${statement}] is never changed`;
  }
  return undefined;
}
