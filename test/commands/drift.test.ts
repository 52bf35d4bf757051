import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { driftOf } from '../../source/account/drift.ts';
import { catalogPair } from '../../source/catalog/compare.ts';
import { readPolicy } from '../../source/policy/policy.ts';
import { openStoredCatalog } from '../../source/store/catalogs.ts';
import { runHere, stubHome, temporaryFolder, type World } from './support/run-here.ts';

const OLDER = openStoredCatalog('2024-08-31');
const NEWER = openStoredCatalog('2026-09-26');

function statements(...all: readonly object[]): string {
  return JSON.stringify({ Version: '2012-10-17', Statement: all });
}

function world(policy: string, name = 'policy.json'): World {
  const cwd = temporaryFolder();
  stubHome(cwd);
  writeFileSync(join(cwd, name), policy);
  return { cwd };
}

const POLICY = statements(
  { Sid: 'Storage', Effect: 'Allow', Action: ['s3:GetBucket*', 's3:GetBucketAbac', 'sqs:*'], Resource: '*' },
  { Effect: 'Deny', Action: 's3:*', Resource: '*' },
);

test('wildcards that have come to allow more: exit 1, and what, by access level', async () => {
  const ran = await runHere(
    ['drift', 'policy.json', '--from', '2024-08-31', '--to', '2026-09-26'],
    world(POLICY),
  );
  expect([ran.code, ran.stderr]).toEqual([1, '']);
  expect(ran.stdout).toBe(`policy  policy.json
  Statement[0].Action[0]  s3:GetBucket*  2 actions came in
    Read: s3:GetBucketAbac, s3:GetBucketMetadataTableConfiguration

2 actions came in between 2024-08-31 and 2026-09-26, in 1 policy of 1
`);
});

test('as JSON, and as Markdown for a pull request', async () => {
  const place = world(POLICY);
  const json = await runHere(['drift', 'policy.json', '--from', '2024-08-31', '--json'], place);
  expect(json.code).toBe(1);
  expect(JSON.parse(json.stdout)).toMatchObject({
    from: '2024-08-31',
    to: '2026-09-26',
    looked: 1,
    actions: 2,
    policies: [
      {
        policy: 'policy',
        file: 'policy.json',
        entries: [
          {
            at: 'Statement[0].Action[0]',
            sid: 'Storage',
            element: 'Action',
            entry: 's3:GetBucket*',
            actions: [
              { action: 's3:GetBucketAbac', accessLevel: 'Read', description: expect.any(String) },
              { action: 's3:GetBucketMetadataTableConfiguration', accessLevel: 'Read' },
            ],
          },
        ],
      },
    ],
  });
  const markdown = await runHere(
    ['drift', 'policy.json', '--from', '2024-08-31', '--format', 'markdown'],
    place,
  );
  expect(markdown.stdout).toContain(
    '| `Statement[0].Action[0]` | `s3:GetBucket*` | Read | 2 | `s3:GetBucketAbac`, `s3:GetBucketMetadataTableConfiguration` |',
  );
  const written = await runHere(
    ['drift', 'policy.json', '--from', '2024-08-31', '--json', '-o', 'out.json'],
    place,
  );
  expect([written.code, written.stdout]).toEqual([1, '']);
});

test('nothing new: exit 0, in every format', async () => {
  const place = world(statements({ Effect: 'Allow', Action: 'sqs:*', Resource: '*' }));
  const argv = ['drift', 'policy.json', '--from', '2024-08-31'];
  expect(await runHere(argv, place)).toMatchObject({
    code: 0,
    stdout: '✔ no wildcard has come to allow anything new between 2024-08-31 and 2026-09-26 (1 policy)\n',
  });
  expect((await runHere([...argv, '--format', 'markdown'], place)).stdout).toContain('No wildcard');
  expect(JSON.parse((await runHere([...argv, '--json'], place)).stdout)).toEqual({
    from: '2024-08-31',
    to: '2026-09-26',
    looked: 1,
    actions: 0,
    policies: [],
    warnings: [],
    notes: [],
  });
});

test('a whole account: each inline and managed policy, once', async () => {
  const document = (action: string): object => ({
    Version: '2012-10-17',
    Statement: { Effect: 'Allow', Action: action, Resource: '*' },
  });
  const details = {
    RoleDetailList: [
      {
        RoleName: 'MyRole',
        Arn: 'arn:aws:iam::123456789012:role/MyRole',
        RolePolicyList: [{ PolicyName: 'Inline', PolicyDocument: document('s3:GetBucketA*') }],
        AttachedManagedPolicies: [],
      },
    ],
    Policies: [
      {
        PolicyName: 'Managed',
        Arn: 'arn:aws:iam::123456789012:policy/Managed',
        PolicyVersionList: [{ VersionId: 'v1', IsDefaultVersion: true, Document: document('sqs:*') }],
      },
    ],
    IsTruncated: false,
  };
  const ran = await runHere(['drift', '.', '--from', '2024-08-31', '--json'], world(JSON.stringify(details)));
  expect(ran.code).toBe(1);
  expect(JSON.parse(ran.stdout)).toMatchObject({
    looked: 2,
    policies: [
      {
        policy: 'Inline',
        principal: 'arn:aws:iam::123456789012:role/MyRole',
        path: 'RoleDetailList[0].RolePolicyList[0].PolicyDocument',
        entries: [{ at: 'Statement.Action', actions: [{ action: 's3:GetBucketAbac' }] }],
      },
    ],
  });
});

test.each([
  [['policy.json'], /required option '--from/],
  [['policy.json', '--from', '2020-01-01'], /no catalogue of 2020-01-01/],
  [['policy.json', '--from', '2026-09-26', '--to', '2024-08-31'], /the newer one of the two/],
  [['policy.json', '--from', '2024-08-31', '--format', 'html'], /does not write html/],
  [['nothing.json', '--from', '2024-08-31'], /no such file/],
])('refused: drift %j', async (argv, says) => {
  const { code, stdout, stderr } = await runHere(['drift', ...argv], world(POLICY));
  expect([code, stdout]).toEqual([2, '']);
  expect(stderr).toMatch(says);
});

const actionsOf = (policy: string): string[] =>
  driftOf(readPolicy(policy, 'p'), catalogPair(OLDER, NEWER)).flatMap(({ actions }) =>
    actions.map(({ action }) => action),
  );

test('a NotAction list allows all that is new and that it does not name', () => {
  const fresh = actionsOf(statements({ Effect: 'Allow', NotAction: ['iam:*'], Resource: '*' }));
  const all = actionsOf(statements({ Effect: 'Allow', Action: '*', Resource: '*' }));
  expect(all.filter((action) => action.startsWith('iam:')).length).toBeGreaterThan(0);
  expect([...fresh].sort()).toEqual(all.filter((action) => !action.startsWith('iam:')).sort());
  const [entry] = driftOf(
    readPolicy(statements({ Effect: 'Allow', NotAction: ['iam:*', 's3:*'], Resource: '*' }), 'p'),
    catalogPair(OLDER, NEWER),
  );
  expect(entry).toMatchObject({ at: 'Statement[0].NotAction', element: 'NotAction', entry: 'iam:*, s3:*' });
});

test('what is written out, denied, or of another kind of policy is no drift', () => {
  expect(actionsOf(statements({ Effect: 'Allow', Action: 's3:GetBucketAbac', Resource: '*' }))).toEqual([]);
  expect(actionsOf(statements({ Effect: 'Deny', Action: 's3:*', Resource: '*' }))).toEqual([]);
  expect(actionsOf(statements({ Effect: 'Allow', Principal: '*', Action: 's3:*', Resource: '*' }))).toEqual(
    [],
  );
});

test('the more dangerous comes first', () => {
  const [entry] = driftOf(
    readPolicy(statements({ Effect: 'Allow', Action: 's3:*', Resource: '*' }), 'p'),
    catalogPair(OLDER, NEWER),
  );
  const levels = entry?.actions.map(({ accessLevel }) => accessLevel) ?? [];
  const order = ['Permissions management', 'Write', 'Tagging', 'Read', 'List'];
  expect(levels.map((level) => order.indexOf(level))).toEqual(
    levels.map((level) => order.indexOf(level)).sort((a, b) => a - b),
  );
  expect(new Set(levels).size).toBeGreaterThan(2);
});

test('between a catalogue and itself nothing came in', () => {
  const policy = readPolicy(statements({ Effect: 'Allow', Action: '*', Resource: '*' }), 'p');
  expect(driftOf(policy, catalogPair(NEWER, NEWER))).toEqual([]);
});
