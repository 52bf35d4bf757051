import type { InputError } from '../base/errors.ts';
import { isObject } from '../base/json.ts';
import { field, hasField, invalid, type Located } from '../base/located.ts';

const FINDING_ID = /^[\w-]{1,64}$/;
const ANALYZER_ARN = /^arn:[\w-]+:access-analyzer:[\w-]*:\d*:analyzer\/[\w.-]+$/;

/**
 * What is about unused access, or leads to it, but names no actions: says so, with the AWS CLI command that gets them.
 * Undefined for everything else.
 */
export function refusal(located: Located): InputError | undefined {
  for (const { is, says, hint } of REFUSED) {
    if (is(located)) return invalid(located, says, hint(located));
  }
  return undefined;
}

interface Refused {
  readonly is: (located: Located) => boolean;
  readonly says: string;
  readonly hint: (located: Located) => string;
}

const REFUSED: readonly Refused[] = [
  {
    is: (located) => hasField(located, 'detail-type') && hasField(located, 'detail'),
    says: 'this is an EventBridge event: it counts unused permissions but does not name them',
    hint: (located) => getFinding(field(field(located, 'detail'), 'id'), field(located, 'resources')),
  },
  {
    is: (located) => hasField(located, 'ProductFields') || isSecurityHubList(field(located, 'Findings')),
    says: 'this is a Security Hub finding: it counts unused permissions but does not name them',
    hint: () => getFinding(),
  },
  {
    is: (located) => Array.isArray(field(located, 'findings').value),
    says: 'this is a list of findings: it has their summaries but not the unused actions',
    hint: (located) => getFinding(field(first(field(located, 'findings')), 'id')),
  },
  {
    is: (located) =>
      hasField(located, 'findingType') && (hasField(located, 'id') || hasField(located, 'resource')),
    says: 'this is the summary of a finding: it does not have the unused actions',
    hint: (located) => getFinding(field(located, 'id')),
  },
  {
    is: (located) => isObject(field(located, 'finding').value),
    says: 'this is a finding about access from outside, not about unused access',
    hint: () => getFinding(),
  },
  {
    is: (located) => hasField(located, 'EntityDetailsList'),
    says: 'this says who last used a service, not which actions a principal used',
    hint: () => 'Get those: aws iam get-service-last-accessed-details --job-id JOB_ID',
  },
  {
    is: (located) => hasField(located, 'JobId') && !hasField(located, 'JobStatus'),
    says: 'this only names a job; its result is not here',
    hint: () => 'Get it: aws iam get-service-last-accessed-details --job-id JOB_ID',
  },
  {
    is: (located) => hasField(located, 'recommendedSteps'),
    says: 'this is a recommendation, not a finding',
    hint: () => getFinding(),
  },
];

function isSecurityHubList(located: Located): boolean {
  return isObject(first(located).value) && hasField(first(located), 'ProductFields');
}

function first(located: Located): Located {
  const { value, file, path } = located;
  return { value: Array.isArray(value) ? value[0] : undefined, file, path: `${path}[0]` };
}

/** The command that gets a finding with its actions; names from the file only if they are what they should be. */
function getFinding(id?: Located, resources?: Located): string {
  const known = typeof id?.value === 'string' && FINDING_ID.test(id.value) ? id.value : 'FINDING_ID';
  const given = resources === undefined ? undefined : first(resources).value;
  const analyzer = typeof given === 'string' && ANALYZER_ARN.test(given) ? given : 'ANALYZER_ARN';
  return `Get the actions: aws accessanalyzer get-finding-v2 --analyzer-arn ${analyzer} --id ${known}`;
}
