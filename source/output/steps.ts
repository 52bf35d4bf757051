import type { AccountCase } from '../account/cases.ts';
import { KINDS } from '../account/facts.ts';
import { visible } from '../base/visible.ts';
import type { Outcome } from '../refine/outcome.ts';
import { documentsOf, isUnchanged, type ResultDocument } from './documents.ts';
import { titleOf } from './names.ts';
import type { SetWork } from './permission-set.ts';
import type { ProvenPolicy } from './result.ts';

/**
 * The steps that put the documents in force (create, attach, detach), in sentences for comments.
 *
 * @param work what is done to the policy's permission set, if it has one
 */
export function stepsFor({ outcome }: ProvenPolicy, work: SetWork | undefined): string[] {
  const { case: policyCase } = outcome;
  if (work !== undefined) return setSteps(outcome, work);
  const { kind, attachedTo } = policyCase;
  const documents = documentsOf(outcome);
  if (staysAsItIs(outcome)) return ['Nothing of it goes: it stays attached as it is. There is no document.'];
  const which = policyCase.arn ?? `the policy ${policyCase.name}`;
  const holders = attachedTo.map((each) => `the ${KINDS[each.kind]} ${each.name}`).join(', ');
  const to = holders === '' ? 'all who have it' : holders;
  if (documents.length === 0) {
    return kind === 'inline'
      ? [`Nothing of it is used: delete it from ${to}. There is no document.`]
      : [`Nothing of it is used: detach ${which} from ${to}. There is no document.`];
  }
  if (kind === 'aws-managed') {
    const names = documents.map(({ name }) => name).join(', ');
    return [
      `AWS manages ${which}, which nobody else can change: create ${names} with this, attach it to ${to}, and detach ${which} after that.`,
    ];
  }
  return documents
    .slice(1)
    .map(
      ({ name }, i) =>
        `Over the quota, so it is ${documents.length} policies: create ${name} with part ${i + 2}, and attach it to ${to}, before part 1 takes the place of what there is.`,
    );
}

function setSteps(outcome: Outcome<AccountCase>, work: SetWork): string[] {
  const { owner, carrier, detached, document } = work;
  const set = `the permission set ${owner.name}`;
  if (carrier.outcome === outcome) {
    return [
      ...(document === undefined
        ? [`Nothing is left of the inline policy of ${set}: delete it. There is no document.`]
        : []),
      ...detached.map(
        (each) =>
          `Once this is in the inline policy of ${set}, and before it is provisioned, take ${each} from it.`,
      ),
    ];
  }
  const what =
    outcome.text === null ? 'Nothing of it is used' : `What is left of it is in the inline policy of ${set}`;
  return [`${what}: see ${titleOf(carrier.outcome.case)}. There is no document here.`];
}

/** The path of a managed policy, `/` where its ARN has none. */
export function pathOf(arn: string | undefined): string {
  return /:policy(\/(?:.*\/)?)[^/]*$/.exec(arn ?? '')?.[1] ?? '/';
}

/** Whether an AWS-managed policy stays attached, because nothing of it goes. */
function staysAsItIs(outcome: Outcome<AccountCase>): boolean {
  return outcome.case.kind === 'aws-managed' && isUnchanged(outcome);
}

/** The documents to be written for a result; those of a permission set all belong to its carrier. */
export function documentsToPut(result: ProvenPolicy, work: SetWork | undefined): ResultDocument[] {
  if (staysAsItIs(result.outcome)) return [];
  if (work === undefined) return documentsOf(result.outcome);
  return work.carrier === result && work.document !== undefined ? [work.document] : [];
}

/** Writes sentences as comments, one to a line. */
export function comments(sentences: readonly string[]): string[] {
  return sentences.map((sentence) => `# ${visible(sentence)}`);
}
