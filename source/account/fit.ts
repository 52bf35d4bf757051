import type { AccountCase, Attachment } from './cases.ts';
import { goesInline, QUOTAS } from './quota.ts';

/** A policy with its size before and after, and the number of policies that take its place. */
export interface PlacedPolicy {
  readonly policyCase: Partial<Pick<AccountCase, 'kind' | 'attachedTo'>>;
  /** Characters as IAM counts them; 0 after: nothing is left of it. */
  readonly before: number;
  readonly after: number;
  /** 0: it is detached. */
  readonly parts: number;
  readonly isChanged: boolean;
}

/** How much of its quotas one principal uses once all its policies are in place. */
export interface PrincipalFit<T extends PlacedPolicy = PlacedPolicy> {
  readonly principal: Attachment;
  /** All its inline policies together; absent where it has none. */
  readonly inline?: { readonly before: number; readonly after: number; readonly limit: number };
  /** How many managed policies are attached to it, if the inputs say. */
  readonly managed?: { readonly before: number; readonly after: number };
  /** Those of the policies that it has itself. */
  readonly policies: readonly T[];
}

/** Adds up, principal by principal, what the policies use of the quotas; in the order of the policies. */
export function fitsOf<T extends PlacedPolicy>(placed: readonly T[]): PrincipalFit<T>[] {
  const held = placed.flatMap((policy) =>
    (policy.policyCase.attachedTo ?? []).map((principal) => ({ principal, policy })),
  );
  const groups = Map.groupBy(held, ({ principal: { kind, arn, name } }) => arn ?? `${kind} ${name}`);
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    return first === undefined
      ? []
      : [
          fitOf(
            first.principal,
            group.map(({ policy }) => policy),
          ),
        ];
  });
}

function fitOf<T extends PlacedPolicy>(principal: Attachment, policies: readonly T[]): PrincipalFit<T> {
  const isInline = ({ policyCase }: T): boolean => policyCase.kind === 'inline';
  // The rest of an AWS-managed policy of a permission set moves into the set's inline policy.
  const moves = ({ policyCase, isChanged }: T): boolean => goesInline(policyCase) && isChanged;
  const inline = policies.filter((policy) => isInline(policy) || moves(policy));
  const added = policies
    .filter(({ policyCase }) => policyCase.kind === 'customer-managed' || policyCase.kind === 'aws-managed')
    .reduce((sum, policy) => sum + (moves(policy) ? 0 : policy.parts) - 1, 0);
  const total = (size: (policy: T) => number): number =>
    inline.reduce((sum, policy) => sum + size(policy), 0);
  return {
    principal,
    ...(inline.length === 0
      ? {}
      : {
          inline: {
            before: total((policy) => (isInline(policy) ? policy.before : 0)),
            after: total(({ after }) => after),
            limit: QUOTAS.inline[principal.kind],
          },
        }),
    ...(principal.managed === undefined
      ? {}
      : { managed: { before: principal.managed, after: principal.managed + added } }),
    policies,
  };
}

/** Whether a principal would have more inline characters, or more managed policies, than it may. */
export function isOverfull({ inline, managed }: PrincipalFit): boolean {
  return (
    (inline !== undefined && inline.after > inline.limit) ||
    (managed !== undefined && managed.after > Math.max(QUOTAS.attachments, managed.before))
  );
}
