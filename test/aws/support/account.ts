/** An account as AWS would have it, small enough to be known by heart. */
export interface FakeAccount {
  readonly roles: readonly FakePrincipal[];
  readonly users: readonly (FakePrincipal & { readonly groups: readonly string[] })[];
  readonly groups: readonly FakePrincipal[];
  readonly policies: readonly FakePolicy[];
  readonly analyzers: readonly FakeAnalyzer[];
  readonly findings: readonly FakeFinding[];
  readonly permissionSets?: readonly FakePermissionSet[];
  /** events of CloudTrail a day in each region */
  readonly callsADay?: number;
}

interface FakePermissionSet {
  readonly name: string;
  readonly inline?: object;
  /** ARNs */
  readonly managed: readonly string[];
  readonly accounts: readonly string[];
}

export interface FakePrincipal {
  readonly name: string;
  readonly path?: string;
  /** documents by name */
  readonly inline: { readonly [name: string]: object };
  /** ARNs */
  readonly attached: readonly string[];
}

export interface FakePolicy {
  readonly arn: string;
  /** the newest first; that is the one in force */
  readonly versions: readonly object[];
}

interface FakeAnalyzer {
  readonly name: string;
  readonly type: string;
  readonly status?: string;
  /** the only one that it is in; unless given it is wherever one asks */
  readonly region?: string;
  readonly managedBy?: string;
}

export interface FakeFinding {
  readonly id: string;
  readonly resource: string;
  readonly status?: string;
  readonly findingType?: string;
  /** an item each; a service without actions is unused as a whole */
  /** why AWS has no recommendation for it */
  readonly cannot?: string;
  readonly services: readonly { readonly service: string; readonly actions?: readonly string[] }[];
}

export const ACCOUNT_ID = '123456789012';

export function arnOf(kind: 'role' | 'user' | 'group' | 'policy', name: string, path = '/'): string {
  return `arn:aws:iam::${ACCOUNT_ID}:${kind}${path}${name}`;
}

export function analyzerArn(name: string, region = 'eu-west-1'): string {
  return `arn:aws:access-analyzer:${region}:${ACCOUNT_ID}:analyzer/${name}`;
}

function allow(...actions: readonly string[]): object {
  return { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: actions, Resource: '*' }] };
}

const SHARED = arnOf('policy', 'Shared');
const READ_ONLY = 'arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess';

/** Two roles and two users with a finding each, a shared policy, a group, and a role of a service's own. */
export const ACCOUNT: FakeAccount = {
  roles: [
    {
      name: 'MyRole',
      inline: { S3AndLambda: allow('s3:Get*', 's3:List*', 'lambda:Invoke*'), Logs: allow('logs:*') },
      attached: [SHARED, READ_ONLY],
    },
    { name: 'Other', inline: { Queues: allow('sqs:*') }, attached: [SHARED] },
    {
      name: 'AWSServiceRoleForSupport',
      path: '/aws-service-role/support.amazonaws.com/',
      inline: {},
      attached: [READ_ONLY],
    },
    { name: 'Empty', inline: {}, attached: [] },
  ],
  users: [
    { name: 'alice', inline: { Own: allow('ec2:Describe*') }, attached: [READ_ONLY], groups: ['Developers'] },
    { name: 'bob', inline: {}, attached: [], groups: ['Developers'] },
  ],
  groups: [{ name: 'Developers', inline: { Tables: allow('dynamodb:*') }, attached: [SHARED] }],
  policies: [
    { arn: SHARED, versions: [allow('sns:*'), allow('*')] },
    { arn: READ_ONLY, versions: [allow('s3:Get*', 's3:List*', 's3:Describe*')] },
  ],
  analyzers: [
    { name: 'external', type: 'ACCOUNT' },
    { name: 'org-unused', type: 'ORGANIZATION_UNUSED_ACCESS' },
    { name: 'unused', type: 'ACCOUNT_UNUSED_ACCESS' },
  ],
  permissionSets: [
    {
      name: 'Developer',
      inline: allow('lambda:*', 'sqs:*'),
      managed: [READ_ONLY],
      accounts: ['111122223333', ACCOUNT_ID],
    },
    { name: 'Auditor', managed: [], accounts: [] },
  ],
  findings: [
    {
      id: '1e952245-0001',
      resource: arnOf('role', 'MyRole'),
      services: [
        { service: 's3', actions: ['GetBucketAcl', 'GetBucketCORS'] },
        { service: 'sns', actions: ['Publish'] },
        { service: 'logs' },
      ],
    },
    { id: '1e952245-0002', resource: arnOf('role', 'Other'), services: [{ service: 'sns' }] },
    { id: '1e952245-0003', resource: arnOf('user', 'alice'), services: [{ service: 'dynamodb' }] },
    {
      id: '1e952245-0004',
      resource: arnOf('role', 'Other'),
      status: 'RESOLVED',
      services: [{ service: 'sqs' }],
    },
    {
      id: '1e952245-0005',
      resource: arnOf('role', 'Empty'),
      findingType: 'UnusedIAMRole',
      services: [],
    },
  ],
};
