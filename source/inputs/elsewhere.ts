import { field, hasField, isObject, type View } from '../base/view.ts';

/** What coppice knows but cannot refine: what it is, and what to do. */
export interface Elsewhere {
  readonly says: string;
  readonly hint: string;
}

interface Known extends Elsewhere {
  readonly is: (view: View) => boolean;
}

const ACCOUNT = 'Get the policies: aws iam get-account-authorization-details';
const VERSION = 'Get the document: aws iam get-policy-version --policy-arn ARN --version-id ID';

const isList = (view: View, key: string): boolean => Array.isArray(field(view, key).value);
const isRecord = (view: View, key: string): boolean => isObject(field(view, key).value);

const KNOWN: readonly Known[] = [
  {
    is: (view) => isList(view, 'decisions') || (isList(view, 'policies') && hasField(view, 'writtenAt')),
    says: 'this is a decision record',
    hint: 'Give it to coppice apply with --decisions.',
  },
  {
    is: (view) => isList(view, 'keep'),
    says: 'this is an exceptions file',
    hint: 'Give it with --exceptions.',
  },
  {
    is: (view) => isRecord(view, 'Policy'),
    says: 'this describes a policy without its document',
    hint: VERSION,
  },
  {
    is: (view) => isList(view, 'Versions'),
    says: 'this lists versions without their documents',
    hint: VERSION,
  },
  {
    is: (view) => isList(view, 'Policies'),
    says: 'this lists policies without their documents',
    hint: ACCOUNT,
  },
  {
    is: (view) => isList(view, 'PolicyNames') || isList(view, 'AttachedPolicies'),
    says: 'this lists policies without their documents',
    hint: ACCOUNT,
  },
  {
    is: (view) => isRecord(view, 'Role') || isList(view, 'Roles'),
    says: 'this describes roles without their policies; trust policies are not refined',
    hint: ACCOUNT,
  },
  {
    is: (view) => ['User', 'Group'].some((key) => isRecord(view, key) || isList(view, `${key}s`)),
    says: 'this describes users or groups without their policies',
    hint: ACCOUNT,
  },
  {
    is: (view) => hasField(view, 'AWSTemplateFormatVersion') || hasField(view, 'Resources'),
    says: 'this is a CloudFormation template',
    hint: 'Give the policy documents in it by themselves.',
  },
  {
    is: (view) => hasField(view, 'terraform_version'),
    says: 'this is a Terraform state or plan',
    hint: 'Give the policy documents in it by themselves.',
  },
];

/** Is it something known that is no input? */
export function recogniseElsewhere(view: View): Elsewhere | undefined {
  return KNOWN.find(({ is }) => is(view));
}
