import type { AccountCase } from '../account/cases.ts';
import { KINDS } from '../account/facts.ts';
import { fitsOf, type PrincipalFit } from '../account/fit.ts';
import { QUOTAS } from '../account/quota.ts';
import { quotaSize } from '../policy/size.ts';
import type { Outcome } from '../refine/outcome.ts';
import { documentsOf, isManaged, placed } from './documents.ts';
import type { SetWorks } from './permission-set.ts';
import type { ProvenPolicy } from './result.ts';

/**
 * Why AWS would refuse each result, as a sentence; undefined where it would not. The results are checked together, since
 * the policies of one principal share its quotas.
 *
 * @param works as `setWorksOf` makes them of the same results
 */
export function refusalsOf(results: readonly ProvenPolicy[], works: SetWorks): (string | undefined)[] {
  const fits = fitsOf(results.map(placed));
  return results.map((result) => {
    const own = fits.filter(({ policies }) => policies.some((policy) => policy.result === result));
    return refusal(result.outcome, own) ?? works.get(result)?.refusal;
  });
}

/** Why AWS would refuse a result, as a sentence; undefined where it would not. */
function refusal(outcome: Outcome<AccountCase>, fits: readonly PrincipalFit[]): string | undefined {
  const { case: policyCase } = outcome;
  const documents = documentsOf(outcome);
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
    const whose = `the ${KINDS[principal.kind]} ${principal.name}`;
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
