import { isObject } from '../base/json.ts';
import { field, hasField, type Located } from '../base/located.ts';

/** What coppice knows but cannot refine: what it is, and what to do. */
export interface Elsewhere {
  readonly says: string;
  readonly hint: string;
}

interface Known extends Elsewhere {
  readonly is: (located: Located) => boolean;
}

const ACCOUNT = 'Get the policies: aws iam get-account-authorization-details';
const VERSION = 'Get the document: aws iam get-policy-version --policy-arn ARN --version-id ID';

const isList = (located: Located, key: string): boolean => Array.isArray(field(located, key).value);
const isRecord = (located: Located, key: string): boolean => isObject(field(located, key).value);

const KNOWN: readonly Known[] = [
  {
    is: (located) =>
      isList(located, 'decisions') || (isList(located, 'policies') && hasField(located, 'writtenAt')),
    says: 'this is a decision record',
    hint: 'Give it to coppice apply with --decisions.',
  },
  {
    is: (located) => isList(located, 'keep'),
    says: 'this is an exceptions file',
    hint: 'Give it with --exceptions.',
  },
  {
    is: (located) => isRecord(located, 'Policy'),
    says: 'this describes a policy without its document',
    hint: VERSION,
  },
  {
    is: (located) => isList(located, 'Versions'),
    says: 'this lists versions without their documents',
    hint: VERSION,
  },
  {
    is: (located) => isList(located, 'Policies'),
    says: 'this lists policies without their documents',
    hint: ACCOUNT,
  },
  {
    is: (located) => isList(located, 'PolicyNames') || isList(located, 'AttachedPolicies'),
    says: 'this lists policies without their documents',
    hint: ACCOUNT,
  },
  {
    is: (located) => isRecord(located, 'Role') || isList(located, 'Roles'),
    says: 'this describes roles without their policies; trust policies are not refined',
    hint: ACCOUNT,
  },
  {
    is: (located) => ['User', 'Group'].some((key) => isRecord(located, key) || isList(located, `${key}s`)),
    says: 'this describes users or groups without their policies',
    hint: ACCOUNT,
  },
  {
    is: (located) => hasField(located, 'AWSTemplateFormatVersion') || hasField(located, 'Resources'),
    says: 'this is a CloudFormation template',
    hint: 'Give the policy documents in it by themselves.',
  },
  {
    is: (located) => hasField(located, 'terraform_version'),
    says: 'this is a Terraform state or plan',
    hint: 'Give the policy documents in it by themselves.',
  },
];

/** Is it something known that is no input? */
export function recogniseElsewhere(located: Located): Elsewhere | undefined {
  return KNOWN.find(({ is }) => is(located));
}
