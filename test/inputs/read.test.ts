import { expect, test } from 'vitest';
import type { InputFile, InputOptions } from '../../source/account/facts.ts';
import { InputError } from '../../source/base/errors.ts';
import { readInputs } from '../../source/inputs/read.ts';

type Json = Record<string, unknown>;

const file = (name: string, content: unknown, indent: number | string = 2): InputFile => ({
  name,
  text: typeof content === 'string' ? content : JSON.stringify(content, null, indent),
});
const read = (content: unknown, options?: InputOptions) =>
  readInputs([file('dir/MyRole.json', content)], options);

function refusalOf(...files: InputFile[]): InputError {
  try {
    readInputs(files);
  } catch (error) {
    if (error instanceof InputError) return error;
    throw error;
  }
  throw new Error('it was taken');
}

const POLICY = {
  Version: '2012-10-17',
  Statement: [{ Sid: 'a b', Effect: 'Allow', Action: ['s3:Get*'], Resource: '*' }],
};
const TRUST = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' }],
};
const ROLE_ARN = 'arn:aws:iam::123456789012:role/app/MyRole';
const SHARED = 'arn:aws:iam::123456789012:policy/Shared';
const MANAGED = 'arn:aws:iam::aws:policy/ReadOnlyAccess';
const BOUNDARY = 'arn:aws:iam::123456789012:policy/Boundary';

const DETAILS = {
  UserDetailList: [
    {
      UserName: 'alice',
      Arn: 'arn:aws:iam::123456789012:user/alice',
      UserPolicyList: [{ PolicyName: 'own', PolicyDocument: POLICY }],
      GroupList: ['devs'],
      AttachedManagedPolicies: [{ PolicyName: 'Shared', PolicyArn: SHARED }],
      Tags: [],
    },
  ],
  GroupDetailList: [
    {
      GroupName: 'devs',
      Arn: 'arn:aws:iam::123456789012:group/devs',
      GroupPolicyList: [],
      AttachedManagedPolicies: { PolicyName: 'ReadOnlyAccess', PolicyArn: MANAGED },
    },
  ],
  RoleDetailList: [
    {
      RoleName: 'MyRole',
      Path: '/app/',
      Arn: ROLE_ARN,
      AssumeRolePolicyDocument: TRUST,
      RolePolicyList: [
        { PolicyName: 'first', PolicyDocument: JSON.stringify(POLICY) },
        { PolicyName: 'second', PolicyDocument: encodeURIComponent(JSON.stringify(POLICY)) },
      ],
      AttachedManagedPolicies: [{ PolicyName: 'Shared', PolicyArn: SHARED }],
      PermissionsBoundary: { PermissionsBoundaryType: 'Policy', PermissionsBoundaryArn: BOUNDARY },
      RoleLastUsed: { LastUsedDate: '2024-05-01T00:00:00+00:00', Region: 'eu-west-1' },
    },
  ],
  Policies: [
    {
      PolicyName: 'Boundary',
      Arn: BOUNDARY,
      DefaultVersionId: 'v1',
      PolicyVersionList: [{ VersionId: 'v1', Document: POLICY }],
    },
    {
      PolicyName: 'Shared',
      Arn: SHARED,
      DefaultVersionId: 'v2',
      AttachmentCount: 2,
      PolicyVersionList: [
        { VersionId: 'v1', IsDefaultVersion: false, Document: { Statement: [] } },
        {
          VersionId: 'v2',
          IsDefaultVersion: true,
          Document: POLICY,
          CreateDate: '2024-02-02T00:00:00+00:00',
        },
      ],
    },
    {
      PolicyName: 'ReadOnlyAccess',
      Arn: MANAGED,
      DefaultVersionId: 'v9',
      PolicyVersionList: [{ VersionId: 'v9', IsDefaultVersion: true, Document: POLICY }],
    },
  ],
  IsTruncated: false,
};

const FINDING = {
  id: 'f-1',
  resource: ROLE_ARN,
  status: 'ACTIVE',
  findingType: 'UnusedPermission',
  analyzedAt: '2024-05-29T07:25:34+00:00',
  findingDetails: [
    { unusedPermissionDetails: { serviceNamespace: 's3', actions: [{ action: 'GetBucketAcl' }] } },
  ],
};
const SHORT = [{ serviceNamespace: 's3', actions: ['GetBucketAcl'] }];
const JOB = {
  JobStatus: 'COMPLETED',
  JobType: 'ACTION_LEVEL',
  JobCompletionDate: '2024-06-30T00:00:00+00:00',
  ServicesLastAccessed: [{ ServiceNamespace: 'sqs' }],
};

test('a bare policy keeps the text of its file', () => {
  const text = '\ufeff {"Statement": [ ],"Version":"2012-10-17"}\r\n';
  const { policies, principals, findings, notes, files } = read(text);
  expect(policies).toEqual([
    {
      name: 'MyRole',
      file: 'dir/MyRole.json',
      path: '',
      kind: 'bare',
      value: { Statement: [], Version: '2012-10-17' },
      text: text.slice(1),
    },
  ]);
  expect({ principals, findings, notes, files }).toEqual({
    principals: [],
    findings: [],
    notes: [],
    files: ['dir/MyRole.json'],
  });
});

test.each([
  ['Role', 'role'],
  ['User', 'user'],
  ['Group', 'group'],
])('get-%s-policy, its document in every form', (key, kind) => {
  const forms: unknown[] = [
    POLICY,
    JSON.stringify(POLICY),
    JSON.stringify(POLICY, null, 1),
    encodeURIComponent(JSON.stringify(POLICY)),
  ];
  for (const PolicyDocument of forms) {
    const { policies, principals } = read({ [`${key}Name`]: 'X', PolicyName: 'p', PolicyDocument });
    expect(policies).toEqual([
      expect.objectContaining({
        name: 'p',
        kind: 'inline',
        principal: 'X',
        path: 'PolicyDocument',
        value: POLICY,
      }),
    ]);
    expect(JSON.parse(policies[0]?.text ?? '')).toEqual(POLICY);
    expect(principals).toEqual([{ kind, name: 'X', groups: [], attached: [], inline: [0] }]);
  }
});

test('an embedded document takes on the indentation of its file', () => {
  const inside = { RoleName: 'R', PolicyName: 'p', PolicyDocument: POLICY };
  for (const indent of ['  ', '    ', '\t']) {
    expect(read(JSON.stringify(inside, null, indent)).policies[0]?.text).toBe(
      `${JSON.stringify(POLICY, null, indent)}\n`,
    );
    const asText = { ...inside, PolicyDocument: JSON.stringify(POLICY) };
    expect(read(JSON.stringify(asText, null, indent)).policies[0]?.text).toBe(
      `${JSON.stringify(POLICY, null, indent)}\n`,
    );
  }
  expect(read(JSON.stringify(inside)).policies[0]?.text).toBe(`${JSON.stringify(POLICY, null, 2)}\n`);
});

test('get-policy-version', () => {
  const version = {
    Document: POLICY,
    VersionId: 'v3',
    IsDefaultVersion: false,
    CreateDate: '2024-01-01T00:00:00+00:00',
  };
  const { policies, notes } = read({ PolicyVersion: version });
  expect(policies).toEqual([
    expect.objectContaining({
      name: 'MyRole',
      kind: 'customer-managed',
      path: 'PolicyVersion.Document',
      updatedAt: version.CreateDate,
    }),
  ]);
  expect(notes).toEqual([expect.stringContaining('v3 is not the version in force')]);
});

test('get-account-authorization-details', () => {
  const inputs = read(DETAILS);
  expect(
    inputs.policies.map(({ name, kind, arn, principal, path }) => [name, kind, arn ?? principal, path]),
  ).toEqual([
    [
      'own',
      'inline',
      'arn:aws:iam::123456789012:user/alice',
      'UserDetailList[0].UserPolicyList[0].PolicyDocument',
    ],
    ['first', 'inline', ROLE_ARN, 'RoleDetailList[0].RolePolicyList[0].PolicyDocument'],
    ['second', 'inline', ROLE_ARN, 'RoleDetailList[0].RolePolicyList[1].PolicyDocument'],
    ['Shared', 'customer-managed', SHARED, 'Policies[1].PolicyVersionList[1].Document'],
    ['ReadOnlyAccess', 'aws-managed', MANAGED, 'Policies[2].PolicyVersionList[0].Document'],
  ]);
  for (const policy of inputs.policies) {
    expect(policy.value).toEqual(POLICY);
    expect(policy.text).toBe(`${JSON.stringify(POLICY, null, 2)}\n`);
  }
  expect(inputs.policies[3]).toMatchObject({
    versions: 2,
    attachments: 2,
    updatedAt: '2024-02-02T00:00:00+00:00',
  });
  expect(inputs.boundaries.map(({ name }) => name)).toEqual(['Boundary']);
  expect(inputs.principals).toEqual([
    {
      kind: 'user',
      name: 'alice',
      arn: 'arn:aws:iam::123456789012:user/alice',
      groups: ['devs'],
      attached: [SHARED],
      inline: [0],
    },
    {
      kind: 'group',
      name: 'devs',
      arn: 'arn:aws:iam::123456789012:group/devs',
      groups: [],
      attached: [MANAGED],
      inline: [],
    },
    {
      kind: 'role',
      name: 'MyRole',
      arn: ROLE_ARN,
      groups: [],
      attached: [SHARED],
      inline: [1, 2],
      boundary: BOUNDARY,
      lastUsed: '2024-05-01T00:00:00+00:00',
    },
  ]);
  expect(inputs.notes).toEqual([
    expect.stringContaining('trust policies are not refined'),
    expect.stringContaining('Boundary is a permissions boundary'),
  ]);
});

const { UserDetailList, GroupDetailList, RoleDetailList, Policies } = DETAILS;
const PAGES: Json[] = [
  { UserDetailList, GroupDetailList, RoleDetailList: [], Policies: [], IsTruncated: true, Marker: 'm1' },
  { RoleDetailList, IsTruncated: true, Marker: 'm2' },
  { Policies, IsTruncated: false },
];

test('pages in files of their own, in a list and one after the other are one account', () => {
  const summary = (files: InputFile[]) => {
    const { policies, principals, boundaries, notes } = readInputs(files);
    return {
      policies: policies.map(({ name, text }) => [name, text]),
      boundaries: boundaries.length,
      principals,
      notes,
    };
  };
  const whole = summary([file('a.json', DETAILS)]);
  expect(summary(PAGES.map((page, index) => file(`${index}.json`, page)))).toEqual(whole);
  expect(summary([file('a.json', PAGES)])).toEqual(whole);
  expect(summary([file('a.json', PAGES.map((page) => JSON.stringify(page, null, 2)).join('\n'))])).toEqual(
    whole,
  );
  expect(summary([file('a.json', [[PAGES[0]], PAGES.slice(1)])])).toEqual(whole);
});

test('a missing page is noted', () => {
  expect(read(PAGES.slice(0, 2)).notes).toContainEqual(expect.stringContaining('page that is missing'));
  expect(read(PAGES).notes).not.toContainEqual(expect.stringContaining('missing'));
});

test('a managed policy that is attached but not given is noted', () => {
  expect(read({ RoleDetailList }).notes).toContainEqual(
    expect.stringContaining(`${SHARED} is attached to a principal`),
  );
});

test('overlapping exports are taken once, contradicting ones refused', () => {
  const again = readInputs([file('a.json', DETAILS), file('b.json', DETAILS)]);
  expect(again.policies).toHaveLength(5);
  expect(again.principals).toHaveLength(3);
  expect(again.notes).toContainEqual(
    expect.stringMatching(/^b\.json: the role .* twice with the same contents/),
  );
  const changed = { RoleDetailList: [{ ...RoleDetailList[0], RolePolicyList: [] }] };
  const { message, place } = refusalOf(file('a.json', DETAILS), file('b.json', changed));
  expect(message).toContain('twice with different contents');
  expect(place).toMatchObject({
    file: 'b.json',
    at: 'RoleDetailList[0]',
    hint: expect.stringContaining('a.json'),
  });
});

test('an inline policy by itself goes to the principal that the details describe, wherever it stands', () => {
  const more = file('more.json', { RoleName: 'MyRole', PolicyName: 'third', PolicyDocument: POLICY });
  const same = file('same.json', { RoleName: 'MyRole', PolicyName: 'first', PolicyDocument: POLICY });
  const { policies, principals, notes } = readInputs([more, same, file('a.json', DETAILS)]);
  const role = principals.find(({ name }) => name === 'MyRole');
  expect(role?.inline.map((place) => policies[place]?.name)).toEqual(['first', 'second', 'third']);
  expect(policies.find(({ name }) => name === 'third')?.principal).toBe(ROLE_ARN);
  expect(notes).toContainEqual(expect.stringMatching(/^same\.json: .*first/));
});

test('a name that is in two accounts is neither of them', () => {
  const other = { ...RoleDetailList[0], Arn: ROLE_ARN.replace('1234', '9999') };
  const loose = { RoleName: 'MyRole', PolicyName: 'third', PolicyDocument: POLICY };
  const fourth = { ...loose, PolicyName: 'fourth' };
  const { principals } = readInputs([
    file('a.json', { RoleDetailList: [RoleDetailList[0], other] }),
    file('b.json', [loose, fourth]),
  ]);
  expect(principals.map(({ arn, inline }) => [arn, inline.length])).toEqual([
    [ROLE_ARN, 2],
    [other.Arn, 2],
    [undefined, 2],
  ]);
});

test('trust and resource policies are left out and said so', () => {
  const { policies, notes } = read(TRUST);
  expect(policies).toEqual([]);
  expect(notes).toEqual([expect.stringContaining('trust or resource policy')]);
});

test('a service-linked role is marked', () => {
  const Arn = 'arn:aws:iam::123456789012:role/aws-service-role/x.amazonaws.com/R';
  expect(read({ RoleDetailList: [{ RoleName: 'R', Arn }] }).principals[0]?.serviceLinked).toBe(true);
});

test('findings of every kind beside policies', () => {
  const { policies, findings } = readInputs([
    file('p.json', POLICY),
    file('f.json', FINDING),
    file('-', SHORT),
    file('MyRole.json', JOB),
  ]);
  expect(policies).toHaveLength(1);
  expect(findings.map(({ file: name, principal }) => [name, principal])).toEqual([
    ['f.json', ROLE_ARN],
    ['-', undefined],
    ['MyRole.json', 'MyRole'],
  ]);
});

test('a list and one after the other of several things', () => {
  const parts = [POLICY, FINDING, { ...FINDING, id: 'f-2' }];
  for (const text of [JSON.stringify(parts), parts.map((part) => JSON.stringify(part)).join('\n')]) {
    const { policies, findings } = read(text);
    expect(policies.map(({ text: own }) => own)).toEqual([`${JSON.stringify(POLICY, null, 2)}\n`]);
    expect(findings).toHaveLength(2);
  }
});

test('pages of a finding are joined over files, and what is over is left out', () => {
  const next = { ...FINDING, findingDetails: [{ unusedPermissionDetails: { serviceNamespace: 'ec2' } }] };
  const { findings, notes } = readInputs([
    file('1.json', { ...FINDING, nextToken: 'x' }),
    file('2.json', next),
  ]);
  expect(findings.map(({ services }) => services.length)).toEqual([2]);
  expect(notes).toEqual([]);
  const over = readInputs([file('1.json', { ...FINDING, status: 'ARCHIVED' })]);
  expect(over.findings).toEqual([]);
  expect(over.notes).toEqual([expect.stringContaining('ARCHIVED')]);
  expect(
    readInputs([file('1.json', { ...FINDING, status: 'ARCHIVED' })], { includeInactive: true }).findings,
  ).toHaveLength(1);
});

test.each([
  ['-', undefined],
  ['x/MyRole.json', 'MyRole'],
  ['x/MyRole.last-accessed.json', 'MyRole'],
  ['MyRole-service-last-accessed-details.JSON', 'MyRole'],
  ['MyRole2.json', 'MyRole2'],
  ['last-accessed.json', 'last-accessed'],
  ['.json', '.json'],
])('last-accessed details in %s are about %s', (name, principal) => {
  expect(readInputs([file(name, JOB)]).findings[0]?.principal).toBe(principal);
  expect(readInputs([file(name, JOB)], { principal: 'Other' }).findings[0]?.principal).toBe('Other');
});

test('of known principals, the longest name that the file name starts with counts', () => {
  const roles = ['app', 'app.web'].map((RoleName) => ({ RoleName, Arn: `arn:aws:iam::1:role/${RoleName}` }));
  const about = (name: string) =>
    readInputs([file('a.json', { RoleDetailList: roles }), file(name, JOB)]).findings[0]?.principal;
  expect(about('app.web.2024.json')).toBe('app.web');
  expect(about('app_2024.json')).toBe('app');
  expect(about('application.json')).toBe('application');
});

test.each<[string, unknown, string]>([
  ['a decision record', { format: 'coppice-decisions/1', writtenAt: '2026', policies: [] }, '--decisions'],
  ['an exceptions file', { keep: [] }, '--exceptions'],
  ['get-policy', { Policy: { PolicyName: 'x', Arn: SHARED } }, 'get-policy-version'],
  ['list-policies', { Policies: [{ PolicyName: 'x', Arn: SHARED }] }, 'get-account-authorization-details'],
  ['list-policy-versions', { Versions: [{ VersionId: 'v1' }] }, 'get-policy-version'],
  ['list-role-policies', { PolicyNames: ['p'] }, 'get-account-authorization-details'],
  ['list-attached-role-policies', { AttachedPolicies: [] }, 'get-account-authorization-details'],
  [
    'get-role',
    { Role: { RoleName: 'R', AssumeRolePolicyDocument: TRUST } },
    'get-account-authorization-details',
  ],
  ['list-users', { Users: [] }, 'get-account-authorization-details'],
  [
    'a CloudFormation template',
    { AWSTemplateFormatVersion: '2010-09-09', Resources: {} },
    'policy documents',
  ],
  ['a Terraform plan', { terraform_version: '1.9', resource_changes: [] }, 'policy documents'],
  ['list-findings-v2', { findings: [{ id: 'f-1', findingType: 'UnusedPermission' }] }, 'get-finding-v2'],
  ['something else', { name: 'x', version: '1' }, 'get-account-authorization-details'],
  ['an empty object', {}, 'get-account-authorization-details'],
  ['a number', 3, 'get-account-authorization-details'],
  ['a list of numbers', [1], 'get-account-authorization-details'],
])('%s is refused with what to do', (_, content, hint) => {
  expect(refusalOf(file('f.json', content)).place).toMatchObject({
    file: 'f.json',
    hint: expect.stringContaining(hint),
  });
});

test('what was only found in a folder is passed over with a note, unless it is broken or near a finding', () => {
  const found = (content: unknown): InputFile => ({ ...file('f.json', content), found: true });
  const { policies, notes } = readInputs([found({ name: 'x' }), found({ decisions: [] }), found(POLICY)]);
  expect(policies).toHaveLength(1);
  expect(notes).toEqual([expect.stringContaining('"name"'), expect.stringContaining('decision record')]);
  expect(refusalOf(found('{')).place.file).toBe('f.json');
  expect(refusalOf(found({ findings: [] })).place.hint).toContain('get-finding-v2');
});
