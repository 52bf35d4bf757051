import type { InputError } from '../base/errors.ts';
import { isObject } from '../base/json.ts';
import { field, hasField, invalid, type Located } from '../base/located.ts';
import { isFindingRecommendation, isRecommendedPolicy } from './recommendation.ts';

const FINDING_ID = /^[\w-]{1,64}$/;
const ANALYZER_ARN = /^arn:[\w-]+:access-analyzer:[\w-]*:\d*:analyzer\/[\w.-]+$/;

/** Something about unused access that names no actions and so cannot serve as a finding. */
export interface NearFinding {
  /** in a word, as a person would call it */
  readonly what: string;
  readonly is: (located: Located) => boolean;
  readonly says: string;
  /** with the AWS CLI command that gets what is needed */
  readonly hint: (located: Located) => string;
}

/** The error for something that is nearly a finding, with what to do; undefined for everything else. */
export function refusal(located: Located): InputError | undefined {
  for (const { is, says, hint } of NEAR_FINDINGS) {
    if (is(located)) return invalid(located, says, hint(located));
  }
  return undefined;
}

export const NEAR_FINDINGS: readonly NearFinding[] = [
  {
    what: 'an EventBridge event',
    is: (located) => hasField(located, 'detail-type') && hasField(located, 'detail'),
    says: 'this is an EventBridge event: it counts unused permissions but does not name them',
    hint: (located) => getFinding(field(field(located, 'detail'), 'id'), field(located, 'resources')),
  },
  {
    what: 'a Security Hub finding (ASFF)',
    is: (located) =>
      hasField(located, 'ProductFields') || hasField(first(field(located, 'Findings')), 'ProductFields'),
    says: 'this is a Security Hub finding: it counts unused permissions but does not name them',
    hint: () => getFinding(),
  },
  {
    what: 'a Security Hub finding (OCSF)',
    is: (located) => isOcsf(located) || isOcsf(first(field(located, 'Findings'))),
    says: 'this is a Security Hub finding: it counts unused permissions but does not name them',
    hint: () => getFinding(),
  },
  {
    what: 'list-findings-v2',
    is: (located) => Array.isArray(field(located, 'findings').value),
    says: 'this is a list of findings: it has their summaries but not the unused actions',
    hint: (located) => getFinding(field(first(field(located, 'findings')), 'id')),
  },
  {
    what: 'the summary of a finding',
    is: (located) =>
      hasField(located, 'findingType') && (hasField(located, 'id') || hasField(located, 'resource')),
    says: 'this is the summary of a finding: it does not have the unused actions',
    hint: (located) => getFinding(field(located, 'id')),
  },
  {
    what: 'get-finding',
    is: (located) => isObject(field(located, 'finding').value),
    says: 'this is a finding about access from outside, not about unused access',
    hint: () => getFinding(),
  },
  {
    what: 'get-service-last-accessed-details-with-entities',
    is: (located) => hasField(located, 'EntityDetailsList'),
    says: 'this says who last used a service, not which actions a principal used',
    hint: () => 'Get those: aws iam get-service-last-accessed-details --job-id JOB_ID',
  },
  {
    what: 'generate-service-last-accessed-details',
    is: (located) => hasField(located, 'JobId') && !hasField(located, 'JobStatus'),
    says: 'this only names a job; its result is not here',
    hint: () => 'Get it: aws iam get-service-last-accessed-details --job-id JOB_ID',
  },
  {
    what: 'get-finding-recommendation',
    is: (located) => isFindingRecommendation(located) || isRecommendedPolicy(located),
    says: 'this is a recommendation, not a finding',
    hint: () => getFinding(),
  },
];

/** The Open Cybersecurity Schema Framework, in which the newer Security Hub writes. */
function isOcsf(located: Located): boolean {
  return (
    hasField(located, 'finding_info') || (hasField(located, 'class_uid') && hasField(located, 'metadata'))
  );
}

function first(located: Located): Located {
  const { value, file, path } = located;
  return { value: Array.isArray(value) ? value[0] : undefined, file, path: `${path}[0]` };
}

/** The command that gets a finding with its actions. It uses names from the file only if they are well-formed. */
function getFinding(id?: Located, resources?: Located): string {
  const known = typeof id?.value === 'string' && FINDING_ID.test(id.value) ? id.value : 'FINDING_ID';
  const given = resources === undefined ? undefined : first(resources).value;
  const analyzer = typeof given === 'string' && ANALYZER_ARN.test(given) ? given : 'ANALYZER_ARN';
  return `Get the actions: aws accessanalyzer get-finding-v2 --analyzer-arn ${analyzer} --id ${known}`;
}
