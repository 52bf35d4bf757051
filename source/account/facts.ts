import type { JsonObject } from '../base/json.ts';
import type { Finding, FindingOptions } from '../usage/finding.ts';
import type { Recommendation } from '../usage/recommendation.ts';

/** A file as it was given: coppice recognises by its content what it is. */
export interface InputFile {
  /** as the person named it; `-` for standard input */
  readonly name: string;
  readonly text: string;
  /** found in a folder, not named by the person: if coppice cannot use it, that is a note and not an error */
  readonly found?: boolean;
}

export interface LoadedPolicy {
  /** its own name, or the file's where it has none */
  readonly name: string;
  readonly file: string;
  /**
   * the way to the document in the file, such as `RoleDetailList[0].RolePolicyList[1].PolicyDocument`; '' if it is the
   * file
   */
  readonly path: string;
  readonly kind: 'bare' | 'inline' | 'customer-managed' | 'aws-managed';
  /** of a managed policy, where the file says */
  readonly arn?: string;
  /** whose inline policy it is: ARN, or the name where the file has no more */
  readonly principal?: string;
  /** the document as JSON: the file's own text, or the part of it that is the document, with the file's indentation */
  readonly text: string;
  /** the parsed document */
  readonly value: JsonObject;
  /** ISO 8601 */
  readonly updatedAt?: string;
  /** how many versions a managed policy has */
  readonly versions?: number;
  /** to how many principals a managed policy is attached, according to AWS; they need not all be among the inputs */
  readonly attachments?: number;
  /** it came with a recommendation for one principal, which does not say who else has it */
  readonly holdersUnknown?: true;
}

/** What can have policies. A permission set of IAM Identity Center has the policies of the roles that it makes. */
export type PrincipalKind = 'role' | 'user' | 'group' | 'permission-set';

/** The same for people. */
export const KINDS: Readonly<Record<PrincipalKind, string>> = {
  role: 'role',
  user: 'user',
  group: 'group',
  'permission-set': 'permission set',
};

/** What is known of a permission set beyond its name and policies. */
export interface PermissionSetFacts {
  /** the ARN of the set, `arn:aws:sso:::permissionSet/ssoins-…/ps-…`, where its own outputs were given */
  readonly arn?: string;
  /** the ARN of the instance of IAM Identity Center, which the set's ARN tells */
  readonly instanceArn?: string;
  /** the inputs do not say what inline policy it has, if any */
  readonly inlineUnknown?: true;
  /** the roles that it made, one in each account */
  readonly roles: readonly { readonly account: string; readonly arn?: string; readonly name: string }[];
}

export interface LoadedPrincipal {
  readonly kind: PrincipalKind;
  readonly name: string;
  /** absent where only its inline policies were given, which do not say */
  readonly arn?: string;
  /** the names of a user's groups */
  readonly groups: readonly string[];
  /** the ARNs of the managed policies attached to it */
  readonly attached: readonly string[];
  /** places in `Inputs.policies` */
  readonly inline: readonly number[];
  /** the ARN of its permissions boundary */
  readonly boundary?: string;
  /** a role that an AWS service made for itself: its policies cannot be changed */
  readonly serviceLinked?: boolean;
  /** when the role was last used, ISO 8601 */
  readonly lastUsed?: string;
  /** what is known of it, for a permission set */
  readonly set?: PermissionSetFacts;
}

/** A permission set as its own outputs (of `aws sso-admin`) describe it. */
export interface LoadedPermissionSet extends Pick<PermissionSetFacts, 'arn' | 'instanceArn'> {
  readonly name: string;
  readonly file: string;
  /** the place of its inline policy in `Inputs.policies`; null: it has none; undefined: that output was not given */
  readonly inline?: number | null;
  /** the ARNs of its AWS-managed policies; undefined: that output was not given */
  readonly managed?: readonly string[];
  /** the accounts that it is provisioned in, where that was given */
  readonly accounts?: readonly string[];
  /** whether further accounts are on a page that was not given */
  readonly moreAccounts?: true;
}

/** All inputs, by what they are, each list in the order of the files. */
export interface Inputs {
  readonly policies: readonly LoadedPolicy[];
  /** managed policies that are somebody's permissions boundary; they are never refined */
  readonly boundaries: readonly LoadedPolicy[];
  readonly principals: readonly LoadedPrincipal[];
  readonly permissionSets: readonly LoadedPermissionSet[];
  readonly findings: readonly Finding[];
  /** what AWS would do: only compared with the result */
  readonly recommendations: readonly Recommendation[];
  /** whether pages of account details are missing, so that some holders of a policy may not be known */
  readonly pagesMissing: boolean;
  /** reasons why the result may not be what one expects */
  readonly warnings: readonly string[];
  /** what else a person should know about how the inputs were read */
  readonly notes: readonly string[];
  /** the names of all files */
  readonly files: readonly string[];
}

export type InputOptions = FindingOptions;
