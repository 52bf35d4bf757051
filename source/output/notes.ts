import { QUOTAS, quotaSize } from '../account/quota.ts';
import type { FinalPolicy } from '../review/result.ts';
import { documentsOf, isManaged } from './documents.ts';
import { titleOf } from './names.ts';
import type { ReviewedPolicy } from './result.ts';

/** What to say of results that are policy documents: what is to be detached, and what is over a quota. */
export function notesOn(results: readonly ReviewedPolicy[]): string[] {
  return results.flatMap(({ final }) => {
    const title = titleOf(final.subject);
    if (final.text === null)
      return [`${title}: nothing of it is used, so it is to be detached; there is no document`];
    const over = overQuota(final);
    return over === undefined ? [] : [`${title}: ${over}`];
  });
}

/**
 * What it means that a managed policy is over its quota (product: "Several policies"); undefined where it is not.
 * Inline policies have theirs together: see `withQuotaNotes`.
 */
export function overQuota(final: FinalPolicy): string | undefined {
  const { subject, text } = final;
  const size = quotaSize(text ?? '');
  if (!isManaged(subject) || size <= QUOTAS.managedPolicy) return undefined;
  const over = `${size} characters, over the quota of ${QUOTAS.managedPolicy}`;
  const parts = documentsOf(final).length;
  if (parts === 1) return `${over}, and it cannot be split: a part of it is too large by itself`;
  return `${over}, so it is written as ${parts} policies`;
}
