import type { AccountCase } from '../account/cases.ts';
import { sha256 } from '../base/digest.ts';
import { isPolicyDigest, policyDigest } from '../policy/policy-digest.ts';
import type { CaseSettings } from '../refine/case.ts';
import type { Decision, Decisions } from '../refine/decision.ts';
import type { Generalize } from '../refine/grants.ts';
import type { Outcome } from '../refine/outcome.ts';
import type { Unused } from '../usage/unused.ts';

/** The mark by which a decision record is recognised. */
export const RECORD_FORMAT = 'coppice-decisions/1';

/** The decision record: what was decided, by whom and on what, so that the same bytes can be made again. */
export interface DecisionRecord {
  readonly format: typeof RECORD_FORMAT;
  readonly tool: { readonly name: string; readonly version: string };
  /** When the result was written, ISO 8601. */
  readonly writtenAt: string;
  /** What the result was written as, one of the `--format` names. */
  readonly output: string;
  readonly catalog: { readonly date: string; readonly sha256: string };
  readonly generalize: Generalize;
  /** The files that were read, for people; what counts is in each policy's `inputs`. */
  readonly files: readonly { readonly name: string; readonly sha256: string }[];
  readonly policies: readonly RecordedPolicy[];
}

export interface RecordedPolicy {
  readonly id: string;
  readonly name: string;
  readonly principal?: string;
  /** `policyDigest` of the policy, and SHA-256 of what was reported unused for it: see `policyDigests`. */
  readonly inputs: { readonly policy: string; readonly unused: string };
  readonly decisions: readonly Decision[];
  /** `policyDigest` of the final policy; null where nothing is left and the policy is to be detached. */
  readonly result: string | null;
  /** The certificate that the result was written with. Kept for the reader; a replay makes its own. */
  readonly certificate: unknown;
}

/** The digests that tie decisions to a policy. Dates of last access are left out: they change no result. */
export function policyDigests(subject: AccountCase): { readonly policy: string; readonly unused: string } {
  return { policy: policyDigest(subject.policy.text), unused: sha256(canonicalUnused(subject.unused)) };
}

function canonicalUnused(unused: Unused): string {
  return JSON.stringify([
    [...unused.services].sort(),
    [...unused.actions.keys()].sort(),
    [...unused.retained].sort(),
  ]);
}

/** Builds the part of a record that is about one policy. */
export function recordPolicy(outcome: Outcome<AccountCase>, certificate: unknown): RecordedPolicy {
  const { case: subject, decisions } = outcome;
  return {
    id: subject.id,
    name: subject.name,
    ...(subject.principal === undefined ? {} : { principal: subject.principal }),
    inputs: policyDigests(subject),
    decisions,
    result: outcome.text === null ? null : policyDigest(outcome.text),
    certificate,
  };
}

/** What a record says about the inputs at hand. */
export type Replay =
  | { readonly kind: 'fresh'; readonly decisions: ReadonlyMap<string, Decisions> }
  | { readonly kind: 'stale'; readonly changes: readonly string[] };

/**
 * Takes the decisions of a record over, if policies, findings, catalogue and generalization are those that it was made with.
 *
 * @returns `stale` with one sentence for each thing that changed
 */
export function replayRecord(
  record: DecisionRecord,
  subjects: readonly AccountCase[],
  settings: CaseSettings,
): Replay {
  const changes: string[] = [];
  if (record.catalog.sha256 !== settings.catalog.digest) {
    changes.push(
      `the catalogue is of ${settings.catalog.date}, the decisions were made with that of ${record.catalog.date}`,
    );
  }
  if (record.generalize !== settings.generalize) {
    changes.push(`the decisions were made with --generalize ${record.generalize}`);
  }
  const byId = new Map(subjects.map((subject) => [subject.id, subject]));
  const decisions = new Map<string, Decisions>();
  for (const recorded of record.policies) {
    const subject = byId.get(recorded.id);
    if (subject === undefined) {
      changes.push(`${recorded.name}: the policy is not among the inputs`);
      continue;
    }
    const now = policyDigests(subject);
    if (!isPolicyDigest(recorded.inputs.policy, subject.policy.text))
      changes.push(`${recorded.name}: the policy has changed`);
    if (now.unused !== recorded.inputs.unused)
      changes.push(`${recorded.name}: what is reported unused has changed`);
    decisions.set(recorded.id, recorded.decisions);
  }
  const recorded = new Set(record.policies.map(({ id }) => id));
  for (const subject of subjects) {
    if (!recorded.has(subject.id)) changes.push(`${subject.name}: nothing was decided about this policy`);
  }
  return changes.length === 0 ? { kind: 'fresh', decisions } : { kind: 'stale', changes };
}
