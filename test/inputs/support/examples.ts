const POLICY = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: 's3:Get*', Resource: '*' }],
};
const TRUST = { Statement: [{ Effect: 'Allow', Principal: '*', Action: 'sts:AssumeRole' }] };
const ARN = 'arn:aws:iam::123456789012:role/app';
export const SHARED = 'arn:aws:iam::123456789012:policy/Shared';
const SCP = 'arn:aws:organizations::123456789012:policy/o-x/service_control_policy/p-abc';
const ASFF = { ProductFields: { numberOfUnusedActions: '3' } };
const OCSF = { class_uid: 2004, finding_info: { uid: 'x' }, metadata: { uid: 'y' } };

/** The smallest of each thing that is recognised, once or in several forms. */
export const EXAMPLES: Readonly<Record<string, readonly unknown[]>> = {
  'get-account-authorization-details': [{ RoleDetailList: [] }, { Policies: [], UserDetailList: [] }],
  'a part of account details': [
    { RoleName: 'app', Arn: ARN, RolePolicyList: [] },
    [{ RoleName: 'app', Arn: ARN, AttachedManagedPolicies: [] }],
    [{ UserName: 'jo', Arn: ARN.replace('role', 'user'), GroupList: [] }],
    [{ GroupName: 'g', Arn: ARN.replace('role', 'group'), GroupPolicyList: [] }],
    [
      {
        Arn: SHARED,
        DefaultVersionId: 'v1',
        PolicyVersionList: [{ VersionId: 'v1', IsDefaultVersion: true, Document: POLICY }],
      },
    ],
  ],
  'a trust or resource policy': [TRUST, { Statement: { Effect: 'Deny', NotPrincipal: '*' } }],
  'a policy': [POLICY, [POLICY]],
  'get-role-policy, get-user-policy, get-group-policy': [
    { RoleName: 'app', PolicyName: 'p', PolicyDocument: POLICY },
  ],
  'an inline policy without its principal': [[{ PolicyName: 'p', PolicyDocument: POLICY }]],
  'get-policy-version': [{ PolicyVersion: { Document: POLICY, IsDefaultVersion: true } }],
  'the outputs of sso-admin': [
    { PermissionSet: { Name: 'Ops' } },
    { InlinePolicy: JSON.stringify(POLICY) },
    { InlinePolicy: '' },
    { AttachedManagedPolicies: [{ Name: 'A', Arn: 'arn:aws:iam::aws:policy/A' }] },
    { CustomerManagedPolicyReferences: [{ Name: 'A', Path: '/' }] },
    { PermissionsBoundary: { ManagedPolicyArn: 'arn:aws:iam::aws:policy/A' } },
    { AccountIds: ['123456789012'] },
  ],
  'get-finding-recommendation': [
    { resourceArn: ARN, recommendationType: 'UNUSED_PERMISSION_RECOMMENDATION', status: 'IN_PROGRESS' },
    { resourceArn: ARN, recommendedSteps: [], status: 'SUCCEEDED' },
  ],
  'get-recommended-policy-v2': [{ ResourceArn: ARN, RecommendationSteps: [], Status: 'SUCCEEDED' }],
  'a log of calls': [
    { Records: [{ eventSource: 's3.amazonaws.com', eventName: 'GetObject' }] },
    { Events: [{ CloudTrailEvent: '{}' }] },
    { QueryResultRows: [[{ eventTime: '2026-05-01' }, { eventSource: 's3.amazonaws.com' }]] },
    { eventsource: 's3.amazonaws.com', eventname: 'GetObject' },
  ],
  'a decision record': [{ decisions: [] }, { policies: [], writtenAt: '2026' }],
  'an exceptions file': [{ keep: [] }],
  'a policy of AWS Organizations': [
    { Policy: { PolicySummary: { Arn: SCP, Type: 'SERVICE_CONTROL_POLICY' }, Content: '{}' } },
    { Policy: { PolicySummary: { Type: 'RESOURCE_CONTROL_POLICY' }, Content: '{}' } },
  ],
  'a list of policies of AWS Organizations': [{ Policies: [{ Id: 'p-abc', Arn: SCP }] }],
  'the policy of a resource': [{ Policy: JSON.stringify(TRUST) }, { ResourcePolicy: '{}' }],
  'get-policy': [{ Policy: { PolicyName: 'x', Arn: SHARED, DefaultVersionId: 'v7' } }],
  'list-policy-versions': [{ Versions: [{ VersionId: 'v7', IsDefaultVersion: true }] }],
  'list-policies': [{ Policies: [{ PolicyName: 'x', Arn: SHARED }] }],
  'list-role-policies, list-attached-role-policies': [{ PolicyNames: ['p'] }, { AttachedPolicies: [] }],
  'list-entities-for-policy': [{ PolicyRoles: [], PolicyUsers: [], PolicyGroups: [] }],
  'get-role, list-roles': [
    { Role: { RoleName: 'R', AssumeRolePolicyDocument: TRUST } },
    { Roles: [] },
    [{ RoleName: 'R', Arn: ARN, AssumeRolePolicyDocument: TRUST }],
  ],
  'get-user, get-group, list-users, list-groups': [
    { User: { UserName: 'u' } },
    { Groups: [] },
    [{ UserName: 'u', UserId: 'AIDA' }],
  ],
  'list-permission-sets': [{ PermissionSets: ['arn:aws:sso:::permissionSet/ssoins-1/ps-1'] }],
  'a CloudFormation template': [{ AWSTemplateFormatVersion: '2010-09-09' }, { Resources: {} }],
  'a Terraform plan': [
    { format_version: '1.2', terraform_version: '1.9', planned_values: {}, resource_changes: [] },
  ],
  'a Terraform state': [{ version: 4, terraform_version: '1.9', resources: [] }],
  'get-credential-report': [{ Content: 'dXNlcg==', ReportFormat: 'text/csv' }],
  'get-organizations-access-report': [{ JobStatus: 'COMPLETED', AccessDetails: [] }],
  'get-generated-policy': [{ jobDetails: {}, generatedPolicyResult: { generatedPolicies: [] } }],
  'an AWS Config snapshot': [{ configSnapshotId: 'x', configurationItems: [] }],
  'a finding': [
    { findingDetails: [], findingType: 'UnusedPermission' },
    [{ serviceNamespace: 's3' }],
    { JobStatus: 'COMPLETED', JobType: 'ACTION_LEVEL', JobCompletionDate: '2024-06-30T00:00:00Z' },
  ],
  'an EventBridge event': [
    { 'detail-type': 'Unused Access Finding for IAM entities', detail: { numberOfUnusedActions: 3 } },
  ],
  'a Security Hub finding (ASFF)': [ASFF, { Findings: [ASFF] }, [ASFF]],
  'a Security Hub finding (OCSF)': [OCSF, { Findings: [OCSF] }, [OCSF]],
  'list-findings-v2': [{ findings: [{ id: 'f-1', findingType: 'UnusedPermission' }] }],
  'the summary of a finding': [{ id: 'f-1', findingType: 'UnusedPermission' }],
  'get-finding': [{ finding: { id: 'x' } }],
  'get-service-last-accessed-details-with-entities': [{ EntityDetailsList: [] }],
  'generate-service-last-accessed-details': [{ JobId: 'x' }],
};
