import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { EXAMPLES } from '../../inputs/support/examples.ts';
import { cloudTrailEvent, FORMS, type MadeEvent } from '../../usage/calls/logs.ts';

const ROOT = join(import.meta.dirname, '..', '..', '..');
const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');
const laidOut = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

const ARN = 'arn:aws:iam::123456789012:role/MyRole';

/** A document with all that may stand in one: every kind of pattern, numbers and texts that are easily rewritten. */
const DOCUMENT = `{
    "Version": "2012-10-17",
    "Id": "all",
    "Statement": [
        {
            "Sid": "Objects",
            "Effect": "Allow",
            "Action": ["s3:Get*", "S3:list*", "s3:?utObject*", "s3:*Tagging", "s3:GetObject", "newsvc:*"],
            "Resource": "*",
            "Condition": {"NumericLessThan": {"s3:max-keys": [12345678901234567890, 1.50]}}
        },
        {"Effect": "Deny", "Action": "s3:Delete*", "Resource": "*"},
        {"Effect": "Allow", "Action": "sqs:*", "NotResource": "arn:aws:sqs:*:*:q", "Sid": "Queue"},
        {"Effect": "Allow", "Action": ["lambda:Invoke*", "lambda:*Function?oncurrency", "dynamodb:*Item"], "Resource": ["arn:aws:s3:::\\u0062/*"], "x": null}
    ]
}
`;
/** What is about all of AWS, and therefore dear. */
const WIDE = {
  Statement: [
    { Effect: 'Allow', NotAction: ['iam:*', 'sqs:Send*', 'newsvc:Do*'], Resource: '*' },
    { Effect: 'Allow', Action: ['*:ListTag*', '?qs:*'], Resource: '*' },
  ],
};
const SMALL = { Version: '2008-10-17', Statement: { Effect: 'Allow', Action: 's3:Get*', Resource: '*' } };

const FINDING = {
  id: '1e952245-0000-4000-8000-000000000001',
  resource: ARN,
  resourceType: 'AWS::IAM::Role',
  resourceOwnerAccount: '123456789012',
  status: 'ACTIVE',
  findingType: 'UnusedPermission',
  analyzedAt: '2026-09-29T07:25:34+00:00',
  findingDetails: [
    {
      unusedPermissionDetails: {
        serviceNamespace: 's3',
        lastAccessed: '2026-05-20T10:00:00+00:00',
        actions: [{ action: 'GetBucketAcl' }, { action: 's3:ListAllMyBuckets', lastAccessed: 1_767_225_600 }],
      },
    },
    { unusedPermissionDetails: { serviceNamespace: 'sqs' } },
  ],
};

const SECURITY_HUB = {
  ResourceArn: ARN,
  RecommendationType: 'UNUSED_PERMISSION_RECOMMENDATION',
  Status: 'SUCCEEDED',
  RecommendationSteps: [
    {
      UnusedPermissions: {
        RecommendedAction: 'CREATE_POLICY',
        ExistingPolicyId: 'S3AndLambda',
        ExistingPolicy: JSON.stringify(SMALL),
        RecommendedPolicy: JSON.stringify({
          Version: '2012-10-17',
          Statement: [{ Effect: 'Allow', Action: ['s3:GetObject*'], Resource: '*' }],
        }),
      },
    },
    { UnusedPermissions: { RecommendedAction: 'DETACH_POLICY', ExistingPolicyId: 'S3AndLambda' } },
  ],
};

const shared = (holders: object): object => ({
  ...holders,
  Policies: [
    {
      PolicyName: 'shared',
      Arn: 'arn:aws:iam::123456789012:policy/team/shared',
      DefaultVersionId: 'v2',
      AttachmentCount: 2,
      PermissionsBoundaryUsageCount: 0,
      PolicyVersionList: [
        { VersionId: 'v2', IsDefaultVersion: true, Document: encodeURIComponent(JSON.stringify(SMALL)) },
        { VersionId: 'v1', IsDefaultVersion: false, Document: SMALL },
      ],
    },
  ],
});
const ATTACHED = { PolicyName: 'shared', PolicyArn: 'arn:aws:iam::123456789012:policy/team/shared' };
const USER = {
  UserName: 'jo',
  Arn: 'arn:aws:iam::123456789012:user/jo',
  UserPolicyList: [{ PolicyName: 'own', PolicyDocument: JSON.stringify(SMALL) }],
  GroupList: ['g'],
  AttachedManagedPolicies: [],
  PermissionsBoundary: { PermissionsBoundaryArn: 'arn:aws:iam::123456789012:policy/edge' },
  Tags: [{ Key: 'team', Value: 'x' }],
};
const GROUP = {
  GroupName: 'g',
  Arn: 'arn:aws:iam::123456789012:group/g',
  GroupPolicyList: [{ PolicyName: 'all', PolicyDocument: SMALL }],
  // As in an example that AWS published.
  AttachedManagedPolicies: ATTACHED,
};

const EVENTS: readonly MadeEvent[] = ['ListBuckets', 'GetObject', 'GetBucketAcl', 'Dreamt'].map(
  (name, i) => ({
    source: 's3.amazonaws.com',
    name,
    time: `2026-05-0${i + 1}T06:00:00Z`,
    id: `00000000-0000-4000-8000-00000000000${i}`,
    region: 'eu-central-1',
    role: 'MyRole',
    ...(i === 3 ? { error: 'AccessDenied' } : {}),
  }),
);

/** What is packed is changed before it is packed. */
export const PACKED = /\.gz$/;

const CALLS = Object.fromEntries(
  Object.entries(FORMS).flatMap(([, form], i) => {
    const made = form(EVENTS);
    return typeof made === 'string' ? [[`calls-${i}.log`, made]] : [];
  }),
);

const request = (id: unknown, policy: unknown, unused: unknown): string =>
  `{"id": ${JSON.stringify(id)}, "policy": ${typeof policy === 'string' ? policy : JSON.stringify(policy)}, "unused": ${JSON.stringify(unused)}}\n`;

const below = (folder: string): Record<string, string> =>
  Object.fromEntries(
    readdirSync(join(ROOT, 'examples', folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.json'))
      .map((name) => [`${folder}/${relative('', name)}`, read(`examples/${folder}/${name}`)]),
  );

/** A file of each kind and shape that coppice reads, by its name in the working folder. */
export const FILES: Readonly<Record<string, string>> = {
  'policy.json': read('examples/worked/policy.json'),
  'finding.json': read('examples/worked/finding.json'),
  'bare.json': DOCUMENT,
  'short.json': laidOut([
    {
      serviceNamespace: 's3',
      actions: ['GetBucketAcl', 's3:ListAllMyBuckets', 'putobjectacl', 'GetObjectTagging'],
    },
    { serviceNamespace: 'sqs' },
    { serviceNamespace: 'dynamodb', actions: ['UpdateItem', 'Dreamt'] },
  ]),
  'wide.json': laidOut(WIDE),
  'single.json': laidOut(SMALL),
  'user-policy.json': laidOut({
    UserName: 'jo',
    PolicyName: 'p',
    PolicyDocument: encodeURIComponent(DOCUMENT),
  }),
  'group-policy.json': laidOut({ GroupName: 'g', PolicyName: 'p', PolicyDocument: DOCUMENT }),
  'version.json': laidOut({
    PolicyVersion: {
      Document: SMALL,
      VersionId: 'v3',
      IsDefaultVersion: true,
      CreateDate: '2024-01-01T00:00:00Z',
    },
  }),
  'page-1.json': read('examples/account/account-1.json'),
  'account.json': laidOut(
    shared({
      UserDetailList: [USER],
      GroupDetailList: [GROUP],
      RoleDetailList: [
        {
          RoleName: 'MyRole',
          Path: '/',
          Arn: ARN,
          CreateDate: '2020-01-01T00:00:00Z',
          AssumeRolePolicyDocument: {
            Statement: [{ Effect: 'Allow', Principal: '*', Action: 'sts:AssumeRole' }],
          },
          RolePolicyList: [{ PolicyName: 'S3AndLambda', PolicyDocument: DOCUMENT }],
          AttachedManagedPolicies: [ATTACHED],
          Tags: [],
          RoleLastUsed: { LastUsedDate: '2026-05-01T00:00:00Z', Region: 'eu-west-1' },
        },
      ],
      IsTruncated: false,
    }),
  ),
  'roles.json': read('test/data/faults/parts-of-account-details/role-details.json'),
  'users.json': laidOut([USER]),
  'groups.json': laidOut([GROUP]),
  'documents.json': laidOut([{ PolicyName: 'p', PolicyDocument: SMALL }]),
  'several.json': `${JSON.stringify(FINDING)}\n${JSON.stringify({ ...FINDING, findingDetails: [], nextToken: 'x' })}`,
  'findings.json': laidOut([FINDING, { ...FINDING, id: 'x', resource: `${ARN}2`, status: 'ARCHIVED' }]),
  'role-finding.json': read('examples/account/findings/legacy-batch.json'),
  'metrics-exporter.last-accessed.json': read(
    'examples/account/findings/metrics-exporter.last-accessed.json',
  ),
  'recommendation.json': read('examples/aws-recommendation/get-finding-recommendation.json'),
  'security-hub.json': laidOut(SECURITY_HUB),
  'AmazonS3ReadOnlyAccess.json': read('examples/aws-recommendation/AmazonS3ReadOnlyAccess.json'),
  'known.json': laidOut(EXAMPLES['a policy of AWS Organizations']?.[0]),
  'exceptions.json': laidOut({
    keep: [
      { action: 's3:GetBucketAcl', reason: 'audit' },
      { action: 'sqs:*', principal: 'arn:aws:iam::*:role/MyRole', reason: 'soon', until: '2027-03-31' },
      { action: '*', principal: 'nobody', reason: 'over', until: '2020-01-01' },
    ],
  }),
  'reference/s3.json': read('test/data/faults/import-of-an-older-reference/imp/s3.json'),
  'reference/index.json': laidOut([
    { service: 's3', url: 'https://servicereference.us-east-1.amazonaws.com/v1/s3/s3.json' },
  ]),
  'stream.jsonl':
    request(1, SMALL, ['s3:GetBucketAcl', 'ec2:*']) +
    request('12345678901234567890', DOCUMENT, ['sqs:*', 's3:ListAllMyBuckets']).replaceAll('\n', ' ') +
    `\n\n${request({ a: [null] }, SMALL, [])}{"id": 1.50, "policy": 3}\nnonsense\n${request(null, SMALL, ['s3:*'])}`,
  ...CALLS,
  'packed.log.gz': JSON.stringify({ Records: EVENTS.map(cloudTrailEvent) }),
  ...below('organisation'),
};

/** Texts of which a part may get into another file: all of these, and everything else that is recognised. */
export const OTHERS: readonly string[] = [
  ...Object.values(FILES).filter((text) => text.length < 8_000),
  ...Object.values(EXAMPLES).flatMap((list) => list.map((each) => JSON.stringify(each))),
  'null',
  '',
  'resource "aws_iam_policy" "x" {\n}\n',
  'PolicyName: x\nStatement:\n  - Effect: Allow\n',
  'user,arn,user_creation_time,x\n',
  '------\n| x |\n------\n',
  'POLICIES\tx\ty\n',
];
