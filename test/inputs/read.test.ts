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
test('a byte order mark at the start of a document is dropped wherever it stands', () => {
  const document = JSON.stringify(POLICY);
  for (const given of [
    `\ufeff${document}`,
    encodeURIComponent(`\ufeff${document}`),
    `\ufeff${encodeURIComponent(document)}`,
  ]) {
    const [policy] = read({ RoleName: 'R', PolicyName: 'p', PolicyDocument: given }).policies;
    expect(policy?.value).toEqual(POLICY);
    expect(policy?.text.charAt(0)).toBe('{');
  }
  const [bare] = read(`\ufeff${document}`).policies;
  expect(bare?.text).toBe(document);
});

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

const role = (RoleName: string) => ({
  RoleName,
  Arn: `arn:aws:iam::123456789012:role/${RoleName}`,
  AttachedManagedPolicies: [],
});

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
  expect(inputs.notes).toEqual([expect.stringContaining('trust policies are not refined')]);
  expect(inputs.warnings).toEqual([]);
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

const pagesOf = (...pages: object[]) => {
  const { pagesMissing, warnings } = read(pages);
  expect(warnings.some((warning) => warning.includes('page that is missing'))).toBe(pagesMissing);
  return pagesMissing;
};

test('a missing page is a warning, however its end is marked, in each account by itself', () => {
  const other = { RoleDetailList: [{ ...role('x'), Arn: 'arn:aws:iam::999999999999:role/x' }] };
  const mine = { RoleDetailList: [role('y')] };
  expect(pagesOf(...PAGES)).toBe(false);
  expect(pagesOf(...PAGES.slice(0, 2))).toBe(true);
  for (const mark of [{ IsTruncated: true }, { Marker: 'm' }, { NextToken: 't' }, { nextToken: 't' }]) {
    expect(pagesOf({ ...mine, ...mark })).toBe(true);
    expect(pagesOf({ ...mine, ...mark }, other)).toBe(true);
    expect(pagesOf({ ...mine, ...mark }, other, mine)).toBe(false);
    // A page with AWS's own policies alone may be the last of any one account.
    expect(pagesOf({ ...mine, ...mark }, { Policies: [Policies[2]] })).toBe(false);
    expect(pagesOf({ ...mine, ...mark }, { ...other, ...mark }, { Policies: [Policies[2]] })).toBe(true);
  }
  for (const mark of [{ IsTruncated: false }, { Marker: '' }, { NextToken: null }])
    expect(pagesOf({ ...mine, ...mark })).toBe(false);
});

test('a managed policy that is attached and has no document is named', () => {
  expect(read({ RoleDetailList }).warnings).toContainEqual(
    expect.stringMatching(`^${SHARED} is attached to a principal, but its document is missing`),
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

const PEOPLE = { RoleDetailList: [role('MyRole'), role('app'), role('app-frontend')] };

test.each([
  ['x/MyRole.json', 'MyRole'],
  ['x/MyRole.last-accessed.json', 'MyRole'],
  ['app.JSON', 'app'],
  ['app-frontend.last-accessed.json', 'app-frontend'],
])('last-accessed details in %s that say nothing themselves are about %s', (name, principal) => {
  const found = (options?: InputOptions) => readInputs([file('a.json', PEOPLE), file(name, JOB)], options);
  expect(found().findings[0]?.principal).toBe(principal);
  expect(found({ principal: 'Other' }).findings[0]?.principal).toBe('Other');
});

test.each([
  '-',
  'MyRole2.json',
  'MyRole.2024.json',
  'MyRole-service-last-accessed-details.json',
  'myrole.json',
  'app-backend.json',
  'last-accessed.json',
  '.json',
])('last-accessed details in %s are not used where they may be about anybody', (name) => {
  const { findings, warnings } = readInputs([file('a.json', PEOPLE), file(name, JOB)]);
  expect(findings).toEqual([]);
  expect(warnings).toEqual([expect.stringMatching(/does not say whose it is.*--principal/)]);
});

test('last-accessed details that nobody is named in belong to what they are given with, if they are alone', () => {
  const alone = readInputs([file('p.json', POLICY), file('j.json', JOB)]);
  expect(alone.findings.map(({ principal }) => principal)).toEqual([undefined]);
  expect(alone.warnings).toEqual([]);
  const two = readInputs([file('p.json', POLICY), file('j.json', JOB), file('k.json', JOB)]);
  expect([two.findings.length, two.warnings.length]).toEqual([0, 2]);
});

test('what was only found in a folder is passed over with a note, unless it is broken or near a finding', () => {
  const found = (content: unknown): InputFile => ({ ...file('f.json', content), found: true });
  const { policies, notes } = readInputs([found({ name: 'x' }), found({ decisions: [] }), found(POLICY)]);
  expect(policies).toHaveLength(1);
  expect(notes).toEqual([expect.stringContaining('"name"'), expect.stringContaining('decision record')]);
  expect(refusalOf(found('{')).place.file).toBe('f.json');
  expect(refusalOf(found({ findings: [] })).place.hint).toContain('get-finding-v2');
});

const AT: Readonly<Record<string, (document: unknown) => unknown>> = {
  'get-role-policy': (PolicyDocument) => ({ RoleName: 'R', PolicyName: 'p', PolicyDocument }),
  'a list of inline policies': (PolicyDocument) => [{ PolicyName: 'p', PolicyDocument }],
  'get-policy-version': (Document) => ({ PolicyVersion: { Document } }),
  'an inline policy in account details': (PolicyDocument) => ({
    RoleDetailList: [{ ...role('R'), RolePolicyList: [{ PolicyName: 'p', PolicyDocument }] }],
  }),
  'a managed policy in account details': (Document) => ({
    Policies: [{ PolicyName: 'p', Arn: SHARED, PolicyVersionList: [{ VersionId: 'v1', Document }] }],
  }),
  'a managed policy by itself': (Document) => [
    { Arn: SHARED, PolicyVersionList: [{ VersionId: 'v1', Document }] },
  ],
  'a permission set': (InlinePolicy) => ({ InlinePolicy }),
};

test.each(Object.entries(AT))('a document in %s', (_, put) => {
  const text = JSON.stringify(POLICY);
  const mark = '\ufeff';
  for (const form of [
    POLICY,
    text,
    encodeURIComponent(text),
    mark + text,
    mark + encodeURIComponent(text),
    encodeURIComponent(mark + text),
  ]) {
    const [policy] = read(put(form)).policies;
    expect(policy?.value).toEqual(POLICY);
    expect(policy?.text.startsWith('{')).toBe(true);
  }
  for (const list of [[POLICY], JSON.stringify([POLICY])])
    expect(refusalOf(file('f.json', put(list))).message).toContain(
      'there is a list where the policy document belongs',
    );
});

test('findings that name more services than there can be are refused by the one that goes too far', () => {
  const services = (from: number, count: number): Json[] =>
    Array.from({ length: count }, (_, i) => ({ serviceNamespace: `service${from + i}` }));
  const taken = readInputs([file('a.json', services(0, 6_000)), file('b.json', services(3_000, 6_000))]);
  expect(taken.findings).toHaveLength(2);
  const refused = refusalOf(file('a.json', services(0, 6_000)), file('b.json', services(5_000, 6_000)));
  expect(refused.message).toContain('more than 10,000 services');
  expect(refused.place.file).toBe('b.json');
});
