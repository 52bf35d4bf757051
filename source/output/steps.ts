import type { AccountCase } from '../account/cases.ts';
import { visible } from '../base/visible.ts';
import type { Outcome } from '../refine/outcome.ts';
import { documentsOf } from './documents.ts';

/**
 * What is to be created, attached and detached so that the documents are in force, in sentences for comments.
 */
export function stepsFor(outcome: Outcome<AccountCase>): string[] {
  const { case: policyCase } = outcome;
  const { kind, attachedTo } = policyCase;
  const documents = documentsOf(outcome);
  const which = policyCase.arn ?? `the policy ${policyCase.name}`;
  const holders = attachedTo.map((each) => `the ${each.kind} ${each.name}`).join(', ');
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

/** The path of a managed policy, `/` where its ARN has none. */
export function pathOf(arn: string | undefined): string {
  return /:policy(\/(?:.*\/)?)[^/]*$/.exec(arn ?? '')?.[1] ?? '/';
}

/** Sentences as comments, a line each. */
export function comments(sentences: readonly string[]): string[] {
  return sentences.map((sentence) => `# ${visible(sentence)}`);
}
