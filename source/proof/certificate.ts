import { quotaSize } from '../account/quota.ts';
import type { Outcome, PolicyDeviation } from '../refine/outcome.ts';
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
 * Checks what became of a policy, law by law, with the verifier, which shares no code with what made it.
 *
 * @param version of the tool, for the record
 */
export function certify(outcome: Outcome, version: string): Certificate {
  const { case: policyCase, deviations, catalog, value: refined } = outcome;
  const { policy } = policyCase;
  const actions = actionsInReach(catalog, [policy.value, refined]);
  const { laws, ok } = verifyRefinement({
    original: policy.value,
    refined,
    actions,
    // What was reported, not what somebody made of it: what departs from that is told one by one.
    unused: unusedLists(policyCase.unused),
    deviations: deviations.map(({ kind, action, statement, reason, by }) => ({
      kind: kind === 'open' ? 'kept' : kind,
      action,
      ...(by === undefined ? {} : { by }),
      ...(statement === undefined ? {} : { statement }),
      ...(reason === undefined ? {} : { reason }),
    })),
    again: againFor(outcome, actions.rows),
  });
  return {
    tool: { name: 'coppice', version },
    catalog: { date: policyCase.catalog.date, sha256: policyCase.catalog.digest },
    laws,
    ok,
    deviations,
    size: { before: quotaSize(policy.text), after: quotaSize(outcome.text ?? '') },
  };
}
