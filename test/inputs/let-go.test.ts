import { expect, test } from 'vitest';
import type { Inputs } from '../../source/account/facts.ts';
import { parseJson } from '../../source/base/json.ts';
import { readInputs } from '../../source/inputs/read.ts';
import { heapInUse } from '../model/heap.ts';

const MEGABYTE = 2 ** 20;

/** How much is held once inputs are read and their texts are let go. */
async function held(read: () => Inputs): Promise<{ inputs: Inputs; bytes: number }> {
  const before = await heapInUse();
  const inputs = read();
  return { inputs, bytes: (await heapInUse()) - before };
}

test('what is read of findings holds neither their texts nor what else was in them', async () => {
  const finding = (i: number): string =>
    JSON.stringify({
      findingDetails: [{ unusedPermissionDetails: { serviceNamespace: 'elasticloadbalancing' } }],
      resource: `arn:aws:iam::111122223333:role/service-role-number-${i}`,
      status: 'ACTIVE',
      id: `00000000-0000-4000-8000-${String(i).padStart(12, '0')}`,
      somethingElse: Array.from({ length: 1000 }, () => 'x'.repeat(1000)),
    });
  const { inputs, bytes } = await held(() =>
    readInputs(Array.from({ length: 20 }, (_, i) => ({ name: `${i}.json`, text: finding(i) }))),
  );
  expect(inputs.findings).toHaveLength(20);
  expect(bytes).toBeLessThan(4 * MEGABYTE);
});

test('an action that many findings name is held once', async () => {
  const names = Array.from({ length: 1000 }, (_, i) => `GetSomethingWithALongName${i}`);
  const text = JSON.stringify([{ serviceNamespace: 's3', actions: names }]);
  const { inputs, bytes } = await held(() =>
    readInputs(Array.from({ length: 100 }, (_, i) => ({ name: `${i}.json`, text }))),
  );
  const [first, ...others] = inputs.findings.map(({ services }) => services[0]?.actions);
  expect(first).toHaveLength(1000);
  for (const each of others) expect(each?.[999]).toBe(first?.[999]);
  expect(bytes).toBeLessThan(4 * MEGABYTE);
});

test('of account details the policies are held, and not all that their text was read into', async () => {
  const document = { Version: '2012-10-17', Statement: { Effect: 'Allow', Action: 's3:*', Resource: '*' } };
  const role = {
    RoleName: 'MyRole',
    Arn: 'arn:aws:iam::111122223333:role/MyRole',
    RolePolicyList: [{ PolicyName: 'Inline', PolicyDocument: document }],
    AttachedManagedPolicies: [],
    Tags: Array.from({ length: 50_000 }, (_, i) => ({ Key: `k${i}`, Value: 'v' })),
  };
  const page = (): string => JSON.stringify({ RoleDetailList: [role], Policies: [], IsTruncated: false });
  const { inputs, bytes } = await held(() => readInputs([{ name: 'account.json', text: page() }]));
  expect(JSON.parse(inputs.policies[0]?.text ?? '')).toEqual(document);
  expect(bytes).toBeLessThan(2 * page().length);
});

test('a string that comes over and over in a file is held once', async () => {
  const read = (): unknown => parseJson(`[${'"s3:GetSomethingWithALongName",'.repeat(200_000)}0]`, 'f').value;
  const before = await heapInUse();
  const value = read();
  expect((await heapInUse()) - before).toBeLessThan(4 * MEGABYTE);
  expect(value).toHaveLength(200_001);
});
