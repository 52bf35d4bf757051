import { quotaSize } from '../account/quota.ts';
import { editPolicy } from '../policy/edit.ts';
import type { Decisions } from '../review/decision.ts';
import { deviationsOf, type PolicyDeviation } from '../review/deviation.ts';
import { scopeOf } from '../review/entry.ts';
import { finalPolicy } from '../review/result.ts';
import { type ReviewSettings, type Subject, unusedAfter } from '../review/subject.ts';
import { againFor } from './again.ts';
import { actionsInReach } from './reach.ts';
import type { LawVerdict } from './types.ts';
import { unusedLists } from './unused-lists.ts';
import { verifyRefinement } from './verify.ts';

/** The proof that goes with a written policy: the laws, what was departed from on purpose, and what it was made with. */
export interface Certificate {
  readonly tool: { readonly name: string; readonly version: string };
  readonly catalog: { readonly date: string; readonly sha256: string };
  readonly laws: readonly LawVerdict[];
  /** Every law holds, or does not apply. */
  readonly ok: boolean;
  readonly deviations: readonly PolicyDeviation[];
  /** Characters as IAM counts them for its quotas: white space left out. `after` is 0 for a policy to be detached. */
  readonly size: { readonly before: number; readonly after: number };
}

/**
 * Checks a final policy, law by law, with the verifier, which shares no code with what made it.
 *
 * @param version of the tool, for the record
 */
export function certify(
  subject: Subject,
  settings: ReviewSettings,
  decisions: Decisions,
  version: string,
): Certificate {
  const final = finalPolicy(subject, settings, decisions);
  const unused = unusedAfter(subject, decisions);
  const scope = scopeOf(settings.catalog, unused);
  const deviations = deviationsOf(final, decisions);
  const refined = editPolicy(subject.policy, final.edits);
  const actions = actionsInReach(scope, [subject.policy.value, refined]);
  const { laws, ok } = verifyRefinement({
    original: subject.policy.value,
    refined,
    actions,
    unused: unusedLists(unused),
    deviations: deviations.map(({ kind, action, statement, reason, by }) => ({
      kind,
      action,
      by,
      ...(statement === undefined ? {} : { statement }),
      ...(reason === undefined ? {} : { reason }),
    })),
    again: againFor({
      final,
      refined,
      settings: { ...settings, catalog: scope },
      reach: actions.rows,
      decisions,
      unused,
      deviations,
    }),
  });
  return {
    tool: { name: 'coppice', version },
    catalog: { date: settings.catalog.date, sha256: settings.catalog.digest },
    laws,
    ok,
    deviations,
    size: { before: quotaSize(subject.policy.text), after: quotaSize(final.text ?? '') },
  };
}
