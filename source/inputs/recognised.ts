import { isObject } from '../base/json.ts';
import { field, hasField, items, type Located } from '../base/located.ts';
import { isFinding } from '../usage/read.ts';
import { isFindingRecommendation, isRecommendedPolicy } from '../usage/recommendation.ts';
import { NEAR_FINDINGS } from '../usage/refused.ts';
import { isAccountDetails, isDetail } from './details.ts';
import { isOfPermissionSet } from './permission-sets.ts';
import {
  isBarePolicy,
  isInlinePolicy,
  isPolicyVersion,
  isResourcePolicy,
  isUnownedPolicy,
} from './single.ts';

/** The ways to read what is recognised. */
export type Reader =
  | 'account-details'
  | 'detail'
  | 'bare-policy'
  | 'inline-policy'
  | 'policy-version'
  | 'permission-set'
  | 'recommendation'
  | 'finding';

/** Something that a file may hold: what it is, how it is recognised, and what is done with it. */
export interface Recognised {
  /** in a word, as a person or AWS would call it */
  readonly what: string;
  readonly is: (located: Located) => boolean;
  readonly handling:
    | { readonly kind: 'read'; readonly as: Reader }
    /** left out with a note, even if a person named the file: it often comes along with what is needed */
    | { readonly kind: 'left-out'; readonly says: string }
    /** an error where a person named the file; `near` also where it was only found in a folder */
    | {
        readonly kind: 'refused';
        readonly says: string;
        readonly hint: (located: Located) => string;
        readonly near?: true;
      };
}

const ACCOUNT = 'aws iam get-account-authorization-details';
const DEPLOYED = `Get the policies as they are in the account: ${ACCOUNT}`;
const POLICIES = `Get the policies: ${ACCOUNT}`;
const LAST_ACCESSED =
  'Get what a principal last used: aws iam generate-service-last-accessed-details --granularity ACTION_LEVEL --arn ARN';

const isList = (located: Located, key: string): boolean => Array.isArray(field(located, key).value);
const isRecord = (located: Located, key: string): boolean => isObject(field(located, key).value);
const isText = (located: Located, key: string): boolean => typeof field(located, key).value === 'string';

const read = (what: string, is: Recognised['is'], as: Reader): Recognised => ({
  what,
  is,
  handling: { kind: 'read', as },
});

const refused = (
  what: string,
  is: Recognised['is'],
  says: string,
  hint: string | ((located: Located) => string),
): Recognised => ({
  what,
  is,
  handling: { kind: 'refused', says, hint: typeof hint === 'string' ? () => hint : hint },
});

/**
 * All that coppice recognises, in the order in which it is tried. Anything else is unknown.
 */
export const RECOGNISED: readonly Recognised[] = [
  read('get-account-authorization-details', isAccountDetails, 'account-details'),
  read('a part of account details', isDetail, 'detail'),
  {
    what: 'a trust or resource policy',
    is: isResourcePolicy,
    handling: {
      kind: 'left-out',
      says: 'a policy with a Principal is a trust or resource policy and therefore left out',
    },
  },
  read('a policy', isBarePolicy, 'bare-policy'),
  read('get-role-policy, get-user-policy, get-group-policy', isInlinePolicy, 'inline-policy'),
  read('an inline policy without its principal', isUnownedPolicy, 'inline-policy'),
  read('get-policy-version', isPolicyVersion, 'policy-version'),
  read('the outputs of sso-admin', isOfPermissionSet, 'permission-set'),
  read('get-finding-recommendation', isFindingRecommendation, 'recommendation'),
  read('get-recommended-policy-v2', isRecommendedPolicy, 'recommendation'),
  refused('a log of calls', isLogOfCalls, 'this is a log of calls', 'Give it with --calls.'),
  refused(
    'a decision record',
    (located) =>
      isList(located, 'decisions') || (isList(located, 'policies') && hasField(located, 'writtenAt')),
    'this is a decision record',
    'Give it to coppice apply with --decisions.',
  ),
  refused(
    'an exceptions file',
    (located) => isList(located, 'keep'),
    'this is an exceptions file',
    'Give it with --exceptions.',
  ),
  refused(
    'a policy of AWS Organizations',
    (located) => isOfOrganizations(field(located, 'Policy')),
    'this is a policy of AWS Organizations: it limits what others allow and grants nothing, so it is not refined',
    POLICIES,
  ),
  refused(
    'a list of policies of AWS Organizations',
    (located) => isList(located, 'Policies') && items(field(located, 'Policies')).some(isSummary),
    'this lists policies of AWS Organizations: they limit what others allow and grant nothing, so they are not refined',
    POLICIES,
  ),
  refused(
    'the policy of a resource',
    (located) => isText(located, 'Policy') || isText(located, 'ResourcePolicy'),
    'this is the policy of a resource, such as a bucket, a queue or a key: those are not refined',
    POLICIES,
  ),
  refused(
    'get-policy',
    (located) => isRecord(located, 'Policy'),
    'this describes a policy without its document',
    getVersion,
  ),
  refused(
    'list-policy-versions',
    (located) => isList(located, 'Versions'),
    'this lists versions without their documents',
    getVersion,
  ),
  refused(
    'list-policies',
    (located) => isList(located, 'Policies'),
    'this lists policies without their documents',
    POLICIES,
  ),
  refused(
    'list-role-policies, list-attached-role-policies',
    (located) => isList(located, 'PolicyNames') || isList(located, 'AttachedPolicies'),
    'this lists policies without their documents',
    POLICIES,
  ),
  refused(
    'list-entities-for-policy',
    (located) => ['PolicyRoles', 'PolicyUsers', 'PolicyGroups'].some((key) => isList(located, key)),
    'this lists who has a policy, but not which one',
    POLICIES,
  ),
  refused(
    'get-role, list-roles',
    (located) =>
      isRecord(located, 'Role') || isList(located, 'Roles') || hasField(located, 'AssumeRolePolicyDocument'),
    'this describes roles without their policies; trust policies are not refined',
    POLICIES,
  ),
  refused(
    'get-user, get-group, list-users, list-groups',
    (located) =>
      ['User', 'Group'].some(
        (key) => isRecord(located, key) || isList(located, `${key}s`) || isUnread(located, key),
      ),
    'this describes users or groups without their policies',
    POLICIES,
  ),
  refused(
    'list-permission-sets',
    (located) => isList(located, 'PermissionSets'),
    'this lists permission sets without their policies',
    'Get each: aws sso-admin describe-permission-set and get-inline-policy-for-permission-set, into a folder of its own',
  ),
  refused(
    'a CloudFormation template',
    (located) => hasField(located, 'AWSTemplateFormatVersion') || hasField(located, 'Resources'),
    'this is a CloudFormation template',
    DEPLOYED,
  ),
  refused(
    'a Terraform plan',
    (located) => hasField(located, 'planned_values') || hasField(located, 'resource_changes'),
    'this is a Terraform plan',
    DEPLOYED,
  ),
  refused(
    'a Terraform state',
    (located) => hasField(located, 'terraform_version'),
    'this is a Terraform state',
    DEPLOYED,
  ),
  refused(
    'get-credential-report',
    (located) => hasField(located, 'ReportFormat') && hasField(located, 'Content'),
    'this is a credential report: it says when passwords and keys were used, and nothing of actions',
    LAST_ACCESSED,
  ),
  refused(
    'get-organizations-access-report',
    (located) => isList(located, 'AccessDetails') || hasField(located, 'NumberOfServicesAccessible'),
    'this is an access report of AWS Organizations: it says when an account last used a service, not who used what',
    LAST_ACCESSED,
  ),
  refused(
    'get-generated-policy',
    (located) => isRecord(located, 'generatedPolicyResult'),
    'this is a policy that Access Analyzer generated from calls: it says what was used, not what is granted',
    'To compare it with the policy in force, take the document out of it and give it to coppice verify with --refined.',
  ),
  refused(
    'an AWS Config snapshot',
    (located) =>
      hasField(located, 'configSnapshotId') ||
      isList(located, 'configurationItems') ||
      hasField(located, 'configurationItemCaptureTime'),
    'this is what AWS Config recorded of resources',
    DEPLOYED,
  ),
  read('a finding', isFinding, 'finding'),
  ...NEAR_FINDINGS.map(
    ({ what, is, says, hint }): Recognised => ({
      what,
      is,
      handling: { kind: 'refused', says, hint, near: true },
    }),
  ),
];

/** Whether it is a CloudTrail file, the output of `lookup-events`, rows of CloudTrail Lake or Athena, or one event. */
function isLogOfCalls(located: Located): boolean {
  const lists = ['Records', 'Events', 'QueryResultRows'].filter((key) => isList(located, key));
  return isCall(located) || lists.some((key) => items(field(located, key)).slice(0, 1).some(isCall));
}

/** Whether it is one call. A row of CloudTrail Lake is a list of columns. */
function isCall(located: Located): boolean {
  const cells = Array.isArray(located.value) ? items(located) : [located];
  const columns = ['eventSource', 'eventsource', 'CloudTrailEvent', 'eventJson'];
  return cells.some((cell) => columns.some((key) => isText(cell, key)));
}

function isOfOrganizations(located: Located): boolean {
  return isRecord(located, 'PolicySummary') || isSummary(located);
}

function isSummary(located: Located): boolean {
  const arn = field(located, 'Arn').value;
  return typeof arn === 'string' && /^arn:[^:]*:organizations:/.test(arn);
}

/** Whether it is an item of `list-users` or `list-groups`, taken out with `--query`. */
function isUnread(located: Located, key: string): boolean {
  return hasField(located, `${key}Name`) && hasField(located, `${key}Id`);
}

const POLICY_ARN = /^arn:[\w-]+:iam::(?:\d{12}|aws):policy\/[\w+=,.@/-]+$/;
const VERSION_ID = /^v\d+$/;

/** The command that gets a document. It names what the file says only if that is well-formed. */
function getVersion(located: Located): string {
  const policy = field(located, 'Policy');
  const arn = matching(field(policy, 'Arn'), POLICY_ARN) ?? 'ARN';
  const id = matching(field(policy, 'DefaultVersionId'), VERSION_ID) ?? inForce(located) ?? 'ID';
  return `Get the document: aws iam get-policy-version --policy-arn ${arn} --version-id ${id}`;
}

/** The default version, which is in force, in a list of versions. */
function inForce(located: Located): string | undefined {
  if (!isList(located, 'Versions')) return undefined;
  const found = items(field(located, 'Versions')).find(
    (version) => field(version, 'IsDefaultVersion').value === true,
  );
  return found === undefined ? undefined : matching(field(found, 'VersionId'), VERSION_ID);
}

function matching({ value }: Located, pattern: RegExp): string | undefined {
  return typeof value === 'string' && pattern.test(value) ? value : undefined;
}

/** A text that is not JSON but is recognised. */
export interface RecognisedText {
  readonly what: string;
  readonly is: (text: string) => boolean;
  readonly says: string;
  readonly hint: string;
}

const AS_JSON = 'Run the same command with --output json.';

/** All texts that are not JSON and that coppice recognises. */
export const RECOGNISED_TEXTS: readonly RecognisedText[] = [
  {
    what: 'a credential report',
    is: (text) => /^user,arn,user_creation_time,/.test(text),
    says: 'this is a credential report: it says when passwords and keys were used, and nothing of actions',
    hint: LAST_ACCESSED,
  },
  {
    what: '--output table',
    is: (text) => /^-{4,}\s*\n\|/.test(text),
    says: 'this is a table for people (--output table)',
    hint: AS_JSON,
  },
  {
    what: 'a CloudFormation template in YAML',
    is: (text) => /^(?:---\s*\n)?(?:#.*\n)*(?:AWSTemplateFormatVersion|Resources):/m.test(text),
    says: 'this is a CloudFormation template',
    hint: DEPLOYED,
  },
  {
    what: 'Terraform code',
    is: (text) =>
      /^(?:resource|data|module|provider|variable|locals|terraform|output)\b[^\n:]*\{/m.test(text),
    says: 'this is Terraform code',
    hint: DEPLOYED,
  },
  {
    what: '--output yaml',
    is: (text) => /^(?:---\s*\n)?(?:- )*[A-Za-z][\w-]*:(?:[ \t]|\r?\n|$)/.test(text),
    says: 'this is YAML (--output yaml), and JSON is needed',
    hint: AS_JSON,
  },
  {
    what: '--output text',
    is: (text) => /^[A-Z][A-Z0-9]+\t/.test(text) || /^[^\n{[]*\t[^\n{[]*\n/.test(text),
    says: 'this is text in columns (--output text), and JSON is needed',
    hint: AS_JSON,
  },
];
