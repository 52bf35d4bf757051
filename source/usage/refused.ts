import type { InputError } from '../base/errors.ts';
import { field, hasField, invalid, isObject, type View } from '../base/view.ts';

const FINDING_ID = /^[\w-]{1,64}$/;
const ANALYZER_ARN = /^arn:[\w-]+:access-analyzer:[\w-]*:\d*:analyzer\/[\w.-]+$/;

/**
 * What is about unused access, or leads to it, but names no actions: says so, with the AWS CLI command that gets them.
 * Undefined for everything else.
 */
export function refusal(view: View): InputError | undefined {
  for (const { is, says, hint } of REFUSED) {
    if (is(view)) return invalid(view, says, hint(view));
  }
  return undefined;
}

interface Refused {
  readonly is: (view: View) => boolean;
  readonly says: string;
  readonly hint: (view: View) => string;
}

const REFUSED: readonly Refused[] = [
  {
    is: (view) => hasField(view, 'detail-type') && hasField(view, 'detail'),
    says: 'this is an EventBridge event: it counts unused permissions but does not name them',
    hint: (view) => getFinding(field(field(view, 'detail'), 'id'), field(view, 'resources')),
  },
  {
    is: (view) => hasField(view, 'ProductFields') || isSecurityHubList(field(view, 'Findings')),
    says: 'this is a Security Hub finding: it counts unused permissions but does not name them',
    hint: () => getFinding(),
  },
  {
    is: (view) => Array.isArray(field(view, 'findings').value),
    says: 'this is a list of findings: it has their summaries but not the unused actions',
    hint: (view) => getFinding(field(first(field(view, 'findings')), 'id')),
  },
  {
    is: (view) => hasField(view, 'findingType') && (hasField(view, 'id') || hasField(view, 'resource')),
    says: 'this is the summary of a finding: it does not have the unused actions',
    hint: (view) => getFinding(field(view, 'id')),
  },
  {
    is: (view) => isObject(field(view, 'finding').value),
    says: 'this is a finding about access from outside, not about unused access',
    hint: () => getFinding(),
  },
  {
    is: (view) => hasField(view, 'EntityDetailsList'),
    says: 'this says who last used a service, not which actions a principal used',
    hint: () => 'Get those: aws iam get-service-last-accessed-details --job-id JOB_ID',
  },
  {
    is: (view) => hasField(view, 'JobId') && !hasField(view, 'JobStatus'),
    says: 'this only names a job; its result is not here',
    hint: () => 'Get it: aws iam get-service-last-accessed-details --job-id JOB_ID',
  },
  {
    is: (view) => hasField(view, 'recommendedSteps'),
    says: 'this is a recommendation, not a finding',
    hint: () => getFinding(),
  },
];

function isSecurityHubList(view: View): boolean {
  return isObject(first(view).value) && hasField(first(view), 'ProductFields');
}

function first(view: View): View {
  const { value, file, path } = view;
  return { value: Array.isArray(value) ? value[0] : undefined, file, path: `${path}[0]` };
}

/** The command that gets a finding with its actions; names from the file only if they are what they should be. */
function getFinding(id?: View, resources?: View): string {
  const known = typeof id?.value === 'string' && FINDING_ID.test(id.value) ? id.value : 'FINDING_ID';
  const given = resources === undefined ? undefined : first(resources).value;
  const analyzer = typeof given === 'string' && ANALYZER_ARN.test(given) ? given : 'ANALYZER_ARN';
  return `Get the actions: aws accessanalyzer get-finding-v2 --analyzer-arn ${analyzer} --id ${known}`;
}
