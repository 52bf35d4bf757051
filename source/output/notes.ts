import type { AccountCase } from '../account/cases.ts';
import { goesInline, QUOTAS } from '../account/quota.ts';
import { quotaSize } from '../policy/size.ts';
import type { Outcome } from '../refine/outcome.ts';
import { documentsOf, isManaged, isUnchanged } from './documents.ts';
import { titleOf } from './names.ts';
import type { ProvenPolicy } from './result.ts';

/** Notes on results that are policy documents: which are to be detached, and which are over a quota. */
export function notesOn(results: readonly ProvenPolicy[]): string[] {
  return results.flatMap(({ outcome }) => {
    const title = titleOf(outcome.case);
    if (outcome.text === null)
      return [`${title}: nothing of it is used, so it is to be detached; there is no document`];
    if (goesInline(outcome.case) && !isUnchanged(outcome))
      return [
        `${title}: AWS manages it, so what is left of it goes into the inline policy of the permission set`,
      ];
    const over = overQuota(outcome);
    return over === undefined ? [] : [`${title}: ${over}`];
  });
}

/**
 * Says what happens to a managed policy that is over its quota (product: "Several policies"); undefined for any other.
 * Inline policies share a quota: see `withQuotaNotes`.
 */
export function overQuota(outcome: Outcome<AccountCase>): string | undefined {
  const { case: policyCase, text } = outcome;
  const size = quotaSize(text ?? '');
  if (!isManaged(policyCase) || size <= QUOTAS.managedPolicy) return undefined;
  const over = `${size} characters, over the quota of ${QUOTAS.managedPolicy}`;
  const parts = documentsOf(outcome).length;
  if (parts === 1) return `${over}, and it cannot be split: a part of it is too large by itself`;
  return `${over}, so it is written as ${parts} policies`;
}
