/**
 * Every operation that coppice asks AWS for, by the SDK's name of its command, with the IAM action that allows it.
 * Nothing else is ever sent (`session.ts`), and docs/permissions.md grants exactly these.
 *
 * GetFindingV2, ListFindingsV2 and GetFindingsV2 need the action of their older versions (Service Authorization
 * Reference).
 */
export const OPERATIONS = {
  GetAccountAuthorizationDetailsCommand: 'iam:GetAccountAuthorizationDetails',
  GetRoleCommand: 'iam:GetRole',
  ListRolePoliciesCommand: 'iam:ListRolePolicies',
  GetRolePolicyCommand: 'iam:GetRolePolicy',
  ListAttachedRolePoliciesCommand: 'iam:ListAttachedRolePolicies',
  GetUserCommand: 'iam:GetUser',
  ListUserPoliciesCommand: 'iam:ListUserPolicies',
  GetUserPolicyCommand: 'iam:GetUserPolicy',
  ListAttachedUserPoliciesCommand: 'iam:ListAttachedUserPolicies',
  ListGroupsForUserCommand: 'iam:ListGroupsForUser',
  GetGroupCommand: 'iam:GetGroup',
  ListGroupPoliciesCommand: 'iam:ListGroupPolicies',
  GetGroupPolicyCommand: 'iam:GetGroupPolicy',
  ListAttachedGroupPoliciesCommand: 'iam:ListAttachedGroupPolicies',
  GetPolicyCommand: 'iam:GetPolicy',
  ListPolicyVersionsCommand: 'iam:ListPolicyVersions',
  GetPolicyVersionCommand: 'iam:GetPolicyVersion',
  GenerateServiceLastAccessedDetailsCommand: 'iam:GenerateServiceLastAccessedDetails',
  GetServiceLastAccessedDetailsCommand: 'iam:GetServiceLastAccessedDetails',
  ListAnalyzersCommand: 'access-analyzer:ListAnalyzers',
  ListFindingsV2Command: 'access-analyzer:ListFindings',
  GetFindingV2Command: 'access-analyzer:GetFinding',
  GenerateFindingRecommendationCommand: 'access-analyzer:GenerateFindingRecommendation',
  GetFindingRecommendationCommand: 'access-analyzer:GetFindingRecommendation',
  GetFindingsV2Command: 'securityhub:GetFindings',
  GenerateRecommendedPolicyV2Command: 'securityhub:GenerateRecommendedPolicyV2',
  GetRecommendedPolicyV2Command: 'securityhub:GetRecommendedPolicyV2',
  LookupEventsCommand: 'cloudtrail:LookupEvents',
  ListInstancesCommand: 'sso:ListInstances',
  ListPermissionSetsCommand: 'sso:ListPermissionSets',
  DescribePermissionSetCommand: 'sso:DescribePermissionSet',
  GetInlinePolicyForPermissionSetCommand: 'sso:GetInlinePolicyForPermissionSet',
  ListManagedPoliciesInPermissionSetCommand: 'sso:ListManagedPoliciesInPermissionSet',
  ListCustomerManagedPolicyReferencesInPermissionSetCommand:
    'sso:ListCustomerManagedPolicyReferencesInPermissionSet',
  ListAccountsForProvisionedPermissionSetCommand: 'sso:ListAccountsForProvisionedPermissionSet',
} as const;

/** The IAM action that allows an operation; undefined for one that coppice never asks for. */
export function actionOf(commandName: string | undefined): string | undefined {
  return Object.entries(OPERATIONS).find(([name]) => name === commandName)?.[1];
}
