import fc from 'fast-check';
import { expect, test } from 'vitest';
import { InputError } from '../../source/base/errors.ts';
import type { JsonObject, JsonValue } from '../../source/base/json.ts';
import type { FindingOptions } from '../../source/usage/finding.ts';
import { readFinding } from '../../source/usage/read.ts';
import { damaged } from '../base/damaged.ts';
import { number } from '../model/json.ts';

const read = (value: JsonValue, options?: FindingOptions) => readFinding(value, 'f.json', options);

function refusalOf(value: JsonValue, options?: FindingOptions): InputError {
  try {
    read(value, options);
  } catch (error) {
    if (error instanceof InputError) return error;
    throw error;
  }
  throw new Error(`it was taken: ${JSON.stringify(value)}`);
}

const ACTIVE: { [key: string]: JsonValue } = {
  id: '1e952245-1111-2222-3333-444455556666',
  resource: 'arn:aws:iam::123456789012:role/MyRole',
  resourceType: 'AWS::IAM::Role',
  resourceOwnerAccount: '123456789012',
  status: 'ACTIVE',
  findingType: 'UnusedPermission',
  createdAt: '2024-05-29T07:25:34+00:00',
  analyzedAt: '2024-05-29T07:25:34+00:00',
  findingDetails: [
    {
      unusedPermissionDetails: {
        serviceNamespace: 's3',
        lastAccessed: '2024-05-20T10:00:00+00:00',
        actions: [
          { action: 'DeleteBucket' },
          { action: 'PutBucketAcl', lastAccessed: '2024-01-03T09:00:00+00:00' },
        ],
      },
    },
    { unusedPermissionDetails: { serviceNamespace: 'EC2' } },
  ],
  nextToken: null,
};

const JOB: { [key: string]: JsonValue } = {
  JobStatus: 'COMPLETED',
  JobType: 'ACTION_LEVEL',
  JobCreationDate: '2024-06-29T00:00:00+00:00',
  JobCompletionDate: '2024-06-30T00:00:00+00:00',
  ServicesLastAccessed: [
    {
      ServiceName: 'Amazon S3',
      ServiceNamespace: 's3',
      LastAuthenticated: '2024-06-20T00:00:00+00:00',
      TrackedActionsLastAccessed: [
        { ActionName: 'ListAllMyBuckets', LastAccessedTime: '2024-06-20T00:00:00+00:00' },
        { ActionName: 'PutBucketAcl', LastAccessedTime: '2024-01-01T00:00:00+00:00' },
        { ActionName: 's3:DeleteBucket' },
      ],
    },
    {
      ServiceNamespace: 'ec2',
      LastAuthenticated: '2024-01-01T00:00:00+00:00',
      TrackedActionsLastAccessed: null,
    },
    { ServiceNamespace: 'sqs' },
    { ServiceNamespace: 'iam', LastAuthenticated: '2024-06-01T00:00:00+00:00' },
  ],
  IsTruncated: false,
};

test('the short form', () => {
  const { findings } = read([
    {
      serviceNamespace: 'S3',
      actions: ['GetBucketAcl', 's3:PutBucketAcl', { action: 'DeleteBucket', lastAccessed: '2024-01-01' }],
    },
    { serviceNamespace: 'ec2' },
  ]);
  expect(findings).toEqual([
    {
      file: 'f.json',
      services: [
        {
          service: 's3',
          actions: [
            { action: 's3:GetBucketAcl' },
            { action: 's3:PutBucketAcl' },
            { action: 's3:DeleteBucket', lastAccessed: '2024-01-01' },
          ],
        },
        { service: 'ec2', actions: 'all' },
      ],
      notes: [],
    },
  ]);
  expect(read({ serviceNamespace: 'ec2' }).findings[0]?.services).toEqual([
    { service: 'ec2', actions: 'all' },
  ]);
  expect(read([{ serviceNamespace: 'ec2' }], { principal: 'MyRole' }).findings[0]?.principal).toBe('MyRole');
});

test('an empty list reports nothing and says so', () => {
  const [finding] = read([]).findings;
  expect(finding?.services).toEqual([]);
  expect(finding?.notes).toEqual([expect.stringContaining('empty')]);
  const [row] = read([{ serviceNamespace: 's3', actions: [] }]).findings;
  expect(row?.services).toEqual([{ service: 's3', actions: [] }]);
  expect(row?.notes).toEqual([expect.stringContaining('s3')]);
});

test('get-finding-v2', () => {
  expect(read(ACTIVE)).toEqual({
    findings: [
      {
        file: 'f.json',
        source: 'access-analyzer',
        id: '1e952245-1111-2222-3333-444455556666',
        principal: 'arn:aws:iam::123456789012:role/MyRole',
        status: 'ACTIVE',
        analyzedAt: '2024-05-29T07:25:34+00:00',
        services: [
          {
            service: 's3',
            lastAccessed: '2024-05-20T10:00:00+00:00',
            actions: [
              { action: 's3:DeleteBucket' },
              { action: 's3:PutBucketAcl', lastAccessed: '2024-01-03T09:00:00+00:00' },
            ],
          },
          { service: 'ec2', actions: 'all' },
        ],
        notes: [],
      },
    ],
    notes: [],
  });
});

test('only the service and the action are required', () => {
  const [finding] = read({
    findingDetails: [
      { unusedPermissionDetails: { serviceNamespace: 's3', actions: [{ action: 'GetObject' }] } },
    ],
  }).findings;
  expect(finding?.services).toEqual([{ service: 's3', actions: [{ action: 's3:GetObject' }] }]);
});

test('a list of findings, and its details by themselves', () => {
  expect(read([ACTIVE, ACTIVE]).findings).toHaveLength(2);
  expect(read(ACTIVE['findingDetails'] ?? null).findings[0]?.services).toHaveLength(2);
});

test('a page that is not the last says so', () => {
  expect(read({ ...ACTIVE, nextToken: 'abc' }).findings[0]?.truncated).toBe(true);
  expect(read(ACTIVE).findings[0]?.truncated).toBeUndefined();
});

test('details about something else are left out with a note', () => {
  const details = [{ unusedIamRoleDetails: { lastAccessed: null } }, { unusedIamRoleDetails: {} }];
  const both = read({
    ...ACTIVE,
    findingDetails: [...(ACTIVE['findingDetails'] as JsonValue[]), ...details],
  });
  expect(both.findings[0]?.services).toHaveLength(2);
  expect(both.findings[0]?.notes).toEqual([expect.stringContaining('2 × unusedIamRoleDetails')]);
  const none = read({ ...ACTIVE, findingType: 'UnusedIAMRole', findingDetails: details });
  expect(none.findings).toEqual([]);
  expect(none.notes).toEqual([expect.stringContaining('UnusedIAMRole')]);
});

test('get-service-last-accessed-details', () => {
  const [finding] = read(JOB).findings;
  expect(finding?.services).toEqual([
    {
      service: 's3',
      lastAccessed: '2024-06-20T00:00:00+00:00',
      actions: [
        { action: 's3:PutBucketAcl', lastAccessed: '2024-01-01T00:00:00+00:00' },
        { action: 's3:DeleteBucket' },
      ],
    },
    { service: 'ec2', lastAccessed: '2024-01-01T00:00:00+00:00', actions: 'all' },
    { service: 'sqs', actions: 'all' },
  ]);
  expect(finding?.source).toBe('last-accessed');
  expect(finding?.analyzedAt).toBe('2024-06-30T00:00:00+00:00');
  expect(finding?.notes).toEqual([
    expect.stringContaining('90 days'),
    expect.stringContaining('nothing is known: 1'),
  ]);
});

test('the window decides what is unused', () => {
  const [finding] = read(JOB, { windowDays: 365 }).findings;
  expect(finding?.services).toEqual([
    { service: 's3', lastAccessed: '2024-06-20T00:00:00+00:00', actions: [{ action: 's3:DeleteBucket' }] },
    { service: 'sqs', actions: 'all' },
  ]);
  // Its edge is still within.
  const edge = {
    ...JOB,
    ServicesLastAccessed: [{ ServiceNamespace: 's3', LastAuthenticated: '2024-06-20T00:00:00Z' }],
  };
  expect(read(edge, { windowDays: 10 }).findings[0]?.services).toEqual([]);
  expect(read(edge, { windowDays: 9.99 }).findings[0]?.services).toHaveLength(1);
});

test('a job about services only says how to get at actions', () => {
  expect(read({ ...JOB, JobType: 'SERVICE_LEVEL' }).findings[0]?.notes.join()).toContain(
    '--granularity ACTION_LEVEL',
  );
});

test.each([
  ['IN_PROGRESS', 'get-service-last-accessed-details'],
  ['FAILED', 'generate-service-last-accessed-details'],
])('a job that is %s is refused', (status, command) => {
  const { place } = refusalOf({
    JobStatus: status,
    JobType: 'ACTION_LEVEL',
    JobCreationDate: '2024-06-30T00:00:00Z',
  });
  expect(place).toMatchObject({ at: 'JobStatus', hint: expect.stringContaining(command) });
});

const SUMMARY = {
  id: 'abc-1',
  resource: 'arn:aws:iam::123456789012:role/R',
  findingType: 'UnusedPermission',
  status: 'ACTIVE',
};
const ANALYZER = 'arn:aws:access-analyzer:eu-west-1:123456789012:analyzer/unused';

test.each<[string, JsonValue, string]>([
  ['list-findings-v2', { findings: [SUMMARY, SUMMARY] }, '--analyzer-arn ANALYZER_ARN --id abc-1'],
  ['an empty list-findings-v2', { findings: [] }, '--id FINDING_ID'],
  ['a summary', SUMMARY, '--id abc-1'],
  ['a list of summaries', [SUMMARY, SUMMARY], '--id abc-1'],
  [
    'an EventBridge event',
    {
      'detail-type': 'Unused Access Finding for IAM entities',
      source: 'aws.access-analyzer',
      resources: [ANALYZER],
      detail: { id: 'ev-1', numberOfUnusedActions: number(12) },
    },
    `--analyzer-arn ${ANALYZER} --id ev-1`,
  ],
  [
    'a Security Hub finding',
    { SchemaVersion: '2018-10-08', ProductFields: { numberOfUnusedActions: '12' } },
    'get-finding-v2',
  ],
  [
    'Security Hub get-findings',
    { Findings: [{ ProductFields: { numberOfUnusedActions: '12' } }] },
    'get-finding-v2',
  ],
  ['a finding about access from outside', { finding: { id: 'x', principal: {} } }, 'get-finding-v2'],
  ['a job', { JobId: 'abc' }, 'get-service-last-accessed-details'],
  ['entities', { JobStatus: 'COMPLETED', EntityDetailsList: [] }, 'get-service-last-accessed-details'],
  ['a recommendation', { recommendedSteps: [], status: 'SUCCEEDED' }, 'get-finding-v2'],
])('%s is refused with the command that helps', (_, value, command) => {
  expect(refusalOf(value).place.hint).toContain(command);
});

test('a command never quotes what could do harm in a shell', () => {
  const evil = 'x; rm -rf ~ #';
  expect(refusalOf({ findings: [{ id: evil }] }).place.hint).toContain('--id FINDING_ID');
  const event = { 'detail-type': 'x', resources: [`${ANALYZER}$(id)`], detail: { id: '`id`' } };
  expect(refusalOf(event).place.hint).toBe(
    'Get the actions: aws accessanalyzer get-finding-v2 --analyzer-arn ANALYZER_ARN --id FINDING_ID',
  );
});

const action = (value: JsonValue): JsonValue => ({
  ...ACTIVE,
  findingDetails: [
    { unusedIamRoleDetails: {} },
    { unusedPermissionDetails: { serviceNamespace: 's3', actions: [{ action: 'A' }, 'B', 'C', value] } },
  ],
});

test.each<[string, JsonValue]>([
  ['findingDetails[1].unusedPermissionDetails.actions[3]', action(number(7))],
  ['findingDetails[1].unusedPermissionDetails.actions[3]', action(null)],
  ['findingDetails[1].unusedPermissionDetails.actions[3]', action([])],
  ['findingDetails[1].unusedPermissionDetails.actions[3]', action('')],
  ['findingDetails[1].unusedPermissionDetails.actions[3]', action('Get*')],
  ['findingDetails[1].unusedPermissionDetails.actions[3]', action('s3:')],
  ['findingDetails[1].unusedPermissionDetails.actions[3]', action(':GetObject')],
  ['findingDetails[1].unusedPermissionDetails.actions[3]', action('s3:Get:Object')],
  ['findingDetails[1].unusedPermissionDetails.actions[3]', action('Get Object')],
  ['findingDetails[1].unusedPermissionDetails.actions[3]', action('Get\u001b[31mObject')],
  ['findingDetails[1].unusedPermissionDetails.actions[3].action', action({})],
  ['findingDetails[1].unusedPermissionDetails.actions[3].action', action({ action: number(1) })],
  ['findingDetails[1].unusedPermissionDetails.actions[3].action', action({ action: 'a*' })],
  [
    'findingDetails[1].unusedPermissionDetails.actions[3].lastAccessed',
    action({ action: 'a', lastAccessed: 'never' }),
  ],
  ['findingDetails', { findingDetails: {} }],
  ['findingDetails', { findingDetails: null }],
  ['findingDetails[0]', { findingDetails: ['x'] }],
  ['findingDetails[0].unusedPermissionDetails', { findingDetails: [{ unusedPermissionDetails: null }] }],
  ['findingDetails[0].unusedPermissionDetails', { findingDetails: [{ unusedPermissionDetails: [] }] }],
  [
    'findingDetails[0].unusedPermissionDetails.serviceNamespace',
    { findingDetails: [{ unusedPermissionDetails: {} }] },
  ],
  [
    'findingDetails[0].unusedPermissionDetails.serviceNamespace',
    { findingDetails: [{ unusedPermissionDetails: { serviceNamespace: 's3:*' } }] },
  ],
  [
    'findingDetails[0].unusedPermissionDetails.actions',
    { findingDetails: [{ unusedPermissionDetails: { serviceNamespace: 's3', actions: 'GetObject' } }] },
  ],
  ['id', { ...ACTIVE, id: number(1) }],
  ['resource', { ...ACTIVE, resource: {} }],
  ['status', { ...ACTIVE, status: [] }],
  ['analyzedAt', { ...ACTIVE, analyzedAt: 'soon' }],
  ['nextToken', { ...ACTIVE, nextToken: true }],
  ['[1].actions', [{ serviceNamespace: 's3' }, { serviceNamespace: 's3', actions: {} }]],
  ['[1].findingDetails', [ACTIVE, { findingDetails: number(3) }]],
  ['[0]', [number(1)]],
  ['ServicesLastAccessed', { ...JOB, ServicesLastAccessed: {} }],
  ['ServicesLastAccessed[0]', { ...JOB, ServicesLastAccessed: ['s3'] }],
  ['ServicesLastAccessed[0].ServiceNamespace', { ...JOB, ServicesLastAccessed: [{}] }],
  [
    'ServicesLastAccessed[0].LastAuthenticated',
    { ...JOB, ServicesLastAccessed: [{ ServiceNamespace: 's3', LastAuthenticated: 'x' }] },
  ],
  [
    'ServicesLastAccessed[0].TrackedActionsLastAccessed',
    { ...JOB, ServicesLastAccessed: [{ ServiceNamespace: 's3', TrackedActionsLastAccessed: {} }] },
  ],
  [
    'ServicesLastAccessed[0].TrackedActionsLastAccessed[0].ActionName',
    { ...JOB, ServicesLastAccessed: [{ ServiceNamespace: 's3', TrackedActionsLastAccessed: [{}] }] },
  ],
  ['JobStatus', { ...JOB, JobStatus: number(1) }],
  ['JobCompletionDate', { ...JOB, JobCompletionDate: null }],
])('a fault at %s is placed there', (at, value) => {
  expect(refusalOf(value).place).toMatchObject({ file: 'f.json', at });
});

test('what is no finding is refused with what is', () => {
  for (const value of [{}, null, true, 'x', number(3), { a: number(1) }])
    expect(refusalOf(value).place.hint).toContain('get-finding-v2');
});

test.each<[string, JsonValue]>([
  ['null', null],
  ['a number', number(1)],
  ['a string', 'x'],
  ['an empty string', ''],
  ['a list', []],
  ['an object', {}],
  ['an escape sequence', '\u001b]0;x\u0007'],
  ['true', true],
])('%s anywhere gives findings or a refusal, nothing else', (_, by) => {
  for (const whole of [
    ACTIVE,
    [ACTIVE],
    JOB,
    [{ serviceNamespace: 's3', actions: ['A', { action: 'B' }] }],
  ]) {
    for (const value of damaged(whole, by)) {
      try {
        read(value);
      } catch (error) {
        expect(error).toBeInstanceOf(InputError);
      }
    }
  }
});

test('any JSON at all gives findings or a refusal', () => {
  const key = fc.constantFrom(
    'findingDetails',
    'serviceNamespace',
    'actions',
    'findings',
    'ServicesLastAccessed',
    'JobStatus',
    '__proto__',
    'id',
  );
  const { value } = fc.letrec<{ value: JsonValue }>((tie) => ({
    value: fc.oneof(
      { depthSize: 'small' },
      fc.constantFrom<JsonValue>(null, number(1), 's3', '', true),
      fc.array(tie('value'), { maxLength: 3 }),
      fc.dictionary(key, tie('value'), { maxKeys: 3 }),
    ),
  }));
  fc.assert(
    fc.property(value, (given) => {
      try {
        read(given);
      } catch (error) {
        expect(error).toBeInstanceOf(InputError);
      }
    }),
    { numRuns: 2000 },
  );
});

const APP = 'arn:aws:iam::123456789012:role/team/app';
const OTHER = 'arn:aws:iam::123456789012:role/app-frontend';
const SESSION = 'arn:aws:sts::123456789012:assumed-role/app/session';

/** A report whose rows name these as the last that used something. */
function reportBy(...entities: readonly (string | undefined)[]): JsonObject {
  return {
    JobStatus: 'COMPLETED',
    JobCompletionDate: '2024-06-30T00:00:00Z',
    ServicesLastAccessed: entities.map((entity, i) => ({
      ServiceNamespace: `s${i}`,
      ...(entity === undefined ? {} : { LastAuthenticatedEntity: entity }),
    })),
  };
}

test.each<[string, JsonObject, { principal?: string; account?: string }]>([
  ['one role', reportBy(APP), { principal: APP }],
  ['one role, and services that nobody used', reportBy(undefined, APP, undefined, APP), { principal: APP }],
  ['one user', reportBy(APP.replace('role', 'user')), { principal: APP.replace('role', 'user') }],
  ['a session of a role', reportBy(SESSION), { principal: 'app', account: '123456789012' }],
  ['nobody', reportBy(undefined), {}],
  ['two roles, as a report about a policy does', reportBy(APP, OTHER), {}],
  ['one role by two ways', reportBy(APP, SESSION), {}],
  ['a group', reportBy(APP.replace('role', 'group')), {}],
  ['something else', reportBy('arn:aws:iam::123456789012:root'), {}],
  ['one role, but for a resource that counts', { ...reportBy(APP), resource: OTHER }, { principal: OTHER }],
  [
    'another in its actions',
    {
      ...reportBy(),
      ServicesLastAccessed: [
        {
          ServiceNamespace: 's3',
          LastAuthenticatedEntity: APP,
          TrackedActionsLastAccessed: [{ ActionName: 'Get', LastAccessedEntity: OTHER }],
        },
      ],
    },
    {},
  ],
])('last-accessed details whose rows name %s', (_, report, whose) => {
  const [told] = readFinding(report, 'f.json').findings;
  expect([told?.principal, told?.account]).toEqual([whose.principal, whose.account]);
  const [said] = readFinding(report, 'f.json', { principal: 'X' }).findings;
  expect(said?.principal).toBe(whose.principal ?? 'X');
  expect(said?.notes.some((note) => note.includes('--principal X does not count'))).toBe(
    whose.principal !== undefined,
  );
});
