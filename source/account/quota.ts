import type { AccountCase } from './cases.ts';
import type { LoadedPolicy, LoadedPrincipal } from './facts.ts';

/** IAM's limits on policies (IAM reference, "IAM and AWS STS quotas"); characters without white space. */
export const QUOTAS = {
  managedPolicy: 6_144,
  /** Summed over all inline policies of one principal. */
  inline: { role: 10_240, user: 2_048, group: 5_120, 'permission-set': 32_768 },
  versions: 5,
  /** How many managed policies a principal may have; AWS raises it on request up to `attachmentsAtMost`. */
  attachments: 10,
  attachmentsAtMost: 20,
} as const;

/**
 * The most characters that one policy may have; for an inline policy, the most that all inline policies of its
 * principal may have together. Undefined where the kind of policy is not known.
 */
export function quotaOf(
  kind: LoadedPolicy['kind'],
  principal: LoadedPrincipal['kind'] | undefined,
): number | undefined {
  switch (kind) {
    case 'bare':
      return undefined;
    case 'inline':
      return principal === undefined ? undefined : QUOTAS.inline[principal];
    case 'aws-managed':
      // The rest of it goes into the set's inline policy.
      return principal === 'permission-set' ? QUOTAS.inline[principal] : QUOTAS.managedPolicy;
    case 'customer-managed':
      return QUOTAS.managedPolicy;
  }
}

/**
 * Whether the result goes into the inline policy of a permission set, as it does for the set's AWS-managed policies.
 */
export function goesInline({ kind, attachedTo }: Partial<Pick<AccountCase, 'kind' | 'attachedTo'>>): boolean {
  return kind === 'aws-managed' && attachedTo?.[0]?.kind === 'permission-set';
}
