import type { AccountCase, Attachment } from '../../account/cases.ts';
import { fitsOf, type PrincipalFit } from '../../account/fit.ts';
import { QUOTAS } from '../../account/quota.ts';
import { quotaSize } from '../../policy/size.ts';
import type { Outcome } from '../../refine/outcome.ts';
import { documentsOf, isManaged, type PolicyDocument } from '../documents.ts';
import type { ReviewedPolicy } from '../result.ts';

/** What a script is to do about one policy that changes (product: "Scripts that are safe to run"). */
export type Task =
  | {
      readonly kind: 'inline';
      readonly owner: Owner;
      readonly name: string;
      /** undefined: nothing is left, so the policy is deleted */
      readonly result: PolicyDocument | undefined;
    }
  /** A customer-managed policy gets a new version, and `added` are what does not fit into it. */
  | {
      readonly kind: 'versions';
      readonly result: PolicyDocument;
      readonly added: readonly PolicyDocument[];
    }
  /** A managed policy gives way to `added`, or to nothing. */
  | { readonly kind: 'exchange'; readonly added: readonly PolicyDocument[] }
  /** What AWS would refuse, with the reason. */
  | { readonly kind: 'refused'; readonly reason: string };

/** Whose inline policy it is. */
interface Owner {
  readonly kind: 'role' | 'user' | 'group';
  readonly name: string;
}

/** What is to be done about each of the policies; they are looked at together, since they share their holders' quotas. */
export function tasksOf(results: readonly ReviewedPolicy[]): Task[] {
  const fits = fitsOf(
    results.map((result) => ({
      result,
      policyCase: result.outcome.case,
      before: quotaSize(result.outcome.case.policy.text),
      after: quotaSize(result.outcome.text ?? ''),
      parts: documentsOf(result.outcome).length,
    })),
  );
  return results.map((result) => {
    const own = fits.filter(({ policies }) => policies.some((policy) => policy.result === result));
    return taskOf(result.outcome, own);
  });
}

function taskOf(outcome: Outcome<AccountCase>, fits: readonly PrincipalFit[]): Task {
  const { case: policyCase } = outcome;
  const documents = documentsOf(outcome);
  const reason = refusal(outcome, documents, fits);
  if (reason !== undefined) return { kind: 'refused', reason };
  const [first, ...others] = documents;
  const owner = ownerOf(policyCase.attachedTo[0]);
  if (policyCase.kind === 'inline' && owner !== undefined)
    return { kind: 'inline', owner, name: policyCase.name, result: first };
  if (policyCase.kind === 'aws-managed' || first === undefined) return { kind: 'exchange', added: documents };
  return { kind: 'versions', result: first, added: others };
}

function ownerOf(attachment: Attachment | undefined): Owner | undefined {
  if (attachment === undefined || attachment.kind === 'permission-set') return undefined;
  return { kind: attachment.kind, name: attachment.name };
}

/** Why AWS would refuse a result, as a sentence; undefined where it would not. */
function refusal(
  outcome: Outcome<AccountCase>,
  documents: readonly PolicyDocument[],
  fits: readonly PrincipalFit[],
): string | undefined {
  const { case: policyCase } = outcome;
  if (policyCase.notRefined !== undefined) return policyCase.notRefined.message;
  const isShared = policyCase.kind === 'customer-managed' && documents.length > 0;
  for (const { name, arn = '' } of isShared ? [] : policyCase.attachedTo) {
    if (arn.includes(':role/aws-service-role/'))
      return `the role ${name} belongs to a service of AWS, and only that service changes it`;
    if (arn.includes(':role/aws-reserved/sso.amazonaws.com/'))
      return `the role ${name} belongs to IAM Identity Center, which puts it back; its permission set is to be changed`;
  }
  const size = quotaSize(documents[0]?.text ?? '');
  if (isManaged(policyCase) && size > QUOTAS.managedPolicy) {
    return `the result has ${size} characters of ${QUOTAS.managedPolicy} that a policy may have, and it cannot be split; --generalize compact makes it shorter`;
  }
  for (const { principal, inline, managed } of fits) {
    const whose = `the ${principal.kind} ${principal.name}`;
    const grows = quotaSize(outcome.text ?? '') > quotaSize(policyCase.policy.text);
    if (policyCase.kind === 'inline' && inline !== undefined && grows && inline.after > inline.limit) {
      return `all inline policies of ${whose} would come to ${inline.after} characters of ${inline.limit} that they may have; --generalize compact makes them shorter`;
    }
    const isMore = documents.length > (policyCase.kind === 'aws-managed' ? 0 : 1);
    if (
      isManaged(policyCase) &&
      isMore &&
      managed !== undefined &&
      managed.after > QUOTAS.attachmentsAtMost
    ) {
      return `${whose} would have ${managed.after} managed policies of ${QUOTAS.attachmentsAtMost} that it may have at most`;
    }
  }
  return undefined;
}
