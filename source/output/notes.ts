import { QUOTAS, quotaOf, quotaSize } from '../account/quota.ts';
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

/** What it means that a policy is over its quota (product: "Several policies"); undefined where it is not. */
export function overQuota(final: FinalPolicy): string | undefined {
  const { subject, text } = final;
  const limit = quotaOf(subject.kind ?? 'bare', subject.attachedTo?.[0]?.kind);
  const size = quotaSize(text ?? '');
  if (limit === undefined || size <= limit) return undefined;
  const over = `${size} characters, over the quota of ${limit}`;
  if (!isManaged(subject))
    return `${over}; as an inline policy it cannot be put in place, as several managed ones it can`;
  const parts = documentsOf(final).length;
  if (parts === 1) return `${over}, and it cannot be split: a part of it is too large by itself`;
  const several = `${over}, so it is written as ${parts} policies`;
  return parts <= QUOTAS.attachments
    ? several
    : `${several}; a principal may have ${QUOTAS.attachments} managed policies, ${QUOTAS.attachmentsAtMost} at most: --generalize compact makes it shorter`;
}
