import fc from 'fast-check';
import { expect, test } from 'vitest';
import { InputError } from '../../source/base/errors.ts';
import type { JsonValue } from '../../source/base/json.ts';
import { readInputs } from '../../source/inputs/read.ts';
import { damaged } from '../base/damaged.ts';
import { number } from '../model/json.ts';

const ARN = 'arn:aws:iam::123456789012:role/R';
const POLICY: JsonValue = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: 's3:*', Resource: '*' }],
};

function refusalOf(content: JsonValue | string): InputError {
  try {
    readInputs([{ name: 'f.json', text: typeof content === 'string' ? content : JSON.stringify(content) }]);
  } catch (error) {
    if (error instanceof InputError) return error;
    throw error;
  }
  throw new Error('it was taken');
}

const role = (more: { [key: string]: JsonValue }): JsonValue => ({
  RoleDetailList: [{ RoleName: 'R', Arn: ARN, ...more }],
});
const inline = (PolicyDocument: JsonValue): JsonValue => ({ RoleName: 'R', PolicyName: 'p', PolicyDocument });
const managed = (more: { [key: string]: JsonValue }): JsonValue => ({
  Policies: [{ PolicyName: 'p', Arn: 'arn:x', PolicyVersionList: [], ...more }],
});

test.each<[string, JsonValue]>([
  ['PolicyDocument', inline(null)],
  ['PolicyDocument', inline(number(1))],
  ['PolicyDocument', inline([])],
  ['PolicyDocument', inline('[]')],
  ['PolicyDocument', inline('"{}"')],
  ['PolicyDocument, line 1, column 1', inline('')],
  ['PolicyDocument, line 1, column 2', inline('{')],
  ['PolicyDocument, line 2, column 8', inline('{"a":1,\n"b":2, "a":3}')],
  ['PolicyDocument, line 1, column 201', inline('['.repeat(20_000))],
  ['PolicyDocument', inline('%7B%22a%')],
  ['PolicyDocument', inline('%FF')],
  ['PolicyDocument, line 1, column 8', inline(encodeURIComponent('{"a":1,}'))],
  ['PolicyName', { RoleName: 'R', PolicyDocument: POLICY }],
  ['RoleName', { RoleName: number(1), PolicyName: 'p', PolicyDocument: POLICY }],
  ['RoleDetailList', { RoleDetailList: {} }],
  ['RoleDetailList[0]', { RoleDetailList: ['R'] }],
  ['RoleDetailList[0].RoleName', { RoleDetailList: [{ Arn: ARN }] }],
  ['RoleDetailList[0].Arn', { RoleDetailList: [{ RoleName: 'R' }] }],
  ['RoleDetailList[0].RolePolicyList', role({ RolePolicyList: {} })],
  ['RoleDetailList[0].RolePolicyList[0]', role({ RolePolicyList: [null] })],
  ['RoleDetailList[0].RolePolicyList[0].PolicyName', role({ RolePolicyList: [{}] })],
  ['RoleDetailList[0].RolePolicyList[0].PolicyDocument', role({ RolePolicyList: [{ PolicyName: 'p' }] })],
  ['RoleDetailList[0].AttachedManagedPolicies', role({ AttachedManagedPolicies: 'x' })],
  ['RoleDetailList[0].AttachedManagedPolicies[0]', role({ AttachedManagedPolicies: ['x'] })],
  [
    'RoleDetailList[0].AttachedManagedPolicies.PolicyArn',
    role({ AttachedManagedPolicies: { PolicyName: 'x' } }),
  ],
  ['RoleDetailList[0].PermissionsBoundary', role({ PermissionsBoundary: 'x' })],
  [
    'RoleDetailList[0].PermissionsBoundary.PermissionsBoundaryArn',
    role({ PermissionsBoundary: { PermissionsBoundaryArn: [] } }),
  ],
  ['RoleDetailList[0].RoleLastUsed.LastUsedDate', role({ RoleLastUsed: { LastUsedDate: 'x' } })],
  [
    'UserDetailList[0].GroupList[0]',
    { UserDetailList: [{ UserName: 'u', Arn: ARN, GroupList: [number(1)] }] },
  ],
  ['Policies[0].PolicyVersionList', managed({})],
  ['Policies[0].PolicyVersionList', managed({ PolicyVersionList: 'x' })],
  ['Policies[0].PolicyVersionList[0]', managed({ PolicyVersionList: [number(1)] })],
  ['Policies[0].PolicyVersionList[0].Document', managed({ PolicyVersionList: [{ VersionId: 'v1' }] })],
  ['Policies[0].PolicyName', managed({ PolicyName: {} })],
  ['PolicyVersion.Document', { PolicyVersion: {} }],
  ['[1].PolicyDocument', [POLICY, inline(number(1))]],
])('a fault at %s is placed there', (at, content) => {
  expect(refusalOf(content).place).toMatchObject({ file: 'f.json', at });
});

test('a fault in a later document of a file names the document', () => {
  expect(refusalOf(`${JSON.stringify(POLICY)}\n${JSON.stringify(inline(number(1)))}`).place.at).toBe(
    'document 2.PolicyDocument',
  );
});

test.each([
  ['empty', '', 'line 1, column 1'],
  ['cut off', JSON.stringify(POLICY).slice(0, -2), `line 1, column ${JSON.stringify(POLICY).length - 1}`],
  ['duplicate keys', '{"Statement": [],\n "Statement": []}', 'line 2, column 2'],
  ['comments', '{\n  // why\n}', 'line 2, column 3'],
  ['NUL', '{"a": \0}', 'line 1, column 7'],
  ['deep', '{"Statement":'.repeat(20_000), `line 1, column ${200 * 13 + 1}`],
  ['HTML', '<!doctype html>', 'line 1, column 1'],
])('%s is refused with its place', (_, content, at) => {
  expect(refusalOf(content).place).toMatchObject({ file: 'f.json', at });
});

test('keys that mean something to JavaScript stay in the document and touch nothing', () => {
  const text =
    '{"RoleName":"R","PolicyName":"p","PolicyDocument":{"__proto__":{"polluted":1},"Statement":[],"10":1,"2":2}}';
  const [policy] = readInputs([{ name: 'f.json', text }]).policies;
  expect(Object.hasOwn(policy?.value ?? {}, '__proto__')).toBe(true);
  expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  // In the text the keys stay in their order.
  expect(policy?.text.replaceAll(/\s/g, '')).toBe('{"__proto__":{"polluted":1},"Statement":[],"10":1,"2":2}');
  expect(() => readInputs([{ name: 'f.json', text: '{"__proto__":{"Statement":[]}}' }])).toThrow('neither');
});

const DETAILS: JsonValue = {
  UserDetailList: [
    { UserName: 'u', Arn: 'arn:u', UserPolicyList: [], GroupList: ['g'], AttachedManagedPolicies: [] },
  ],
  GroupDetailList: [{ GroupName: 'g', Arn: 'arn:g', GroupPolicyList: [], AttachedManagedPolicies: {} }],
  RoleDetailList: [
    {
      RoleName: 'R',
      Arn: ARN,
      AssumeRolePolicyDocument: {},
      RolePolicyList: [{ PolicyName: 'p', PolicyDocument: POLICY }],
      AttachedManagedPolicies: [{ PolicyName: 'm', PolicyArn: 'arn:m' }],
      PermissionsBoundary: { PermissionsBoundaryArn: 'arn:b' },
      RoleLastUsed: { LastUsedDate: '2024-05-01' },
    },
  ],
  Policies: [
    {
      PolicyName: 'm',
      Arn: 'arn:m',
      DefaultVersionId: 'v1',
      PolicyVersionList: [{ VersionId: 'v1', Document: POLICY }],
    },
  ],
  IsTruncated: false,
};

/** Reads it, and every document's text back; nothing but a refusal may come out otherwise. */
function readOrRefuse(text: string): void {
  let policies: ReturnType<typeof readInputs>['policies'];
  try {
    policies = readInputs([{ name: 'f.json', text }]).policies;
  } catch (error) {
    expect(error).toBeInstanceOf(InputError);
    return;
  }
  for (const policy of policies)
    expect(JSON.parse(policy.text)).toEqual(JSON.parse(JSON.stringify(policy.value)));
}

test.each<JsonValue>([null, number(1), 'x', '', [], {}, '\u001b]0;x\u0007', true, [[]], '%7B%7D', '{}'])(
  '%j anywhere gives inputs or a refusal, nothing else',
  (by) => {
    for (const whole of [
      DETAILS,
      [DETAILS],
      inline(POLICY),
      { PolicyVersion: { Document: POLICY } },
      POLICY,
    ]) {
      for (const value of damaged(whole, by)) readOrRefuse(JSON.stringify(value));
    }
  },
);

test('a file cut off anywhere gives a refusal', () => {
  const text = JSON.stringify(DETAILS, null, 1);
  for (let length = 0; length < text.length; length++)
    expect(() => refusalOf(text.slice(0, length))).not.toThrow();
});

test('a document comes back as it was, however it was wrapped', () => {
  const document = fc
    .dictionary(
      fc.oneof(fc.constantFrom('Version', 'Id', '__proto__', '7'), fc.string({ unit: 'binary' })),
      fc.jsonValue(),
    )
    .map((more) => ({ ...more, Statement: [] }));
  const wrap = fc.constantFrom(
    (text: string) => text,
    (text: string) => `{"RoleName":"R","PolicyName":"p","PolicyDocument":${text}}`,
    (text: string) => `{"RoleName":"R","PolicyName":"p","PolicyDocument":${JSON.stringify(text)}}`,
    (text: string) =>
      `{"RoleName":"R","PolicyName":"p","PolicyDocument":${JSON.stringify(encodeURIComponent(text))}}`,
    (text: string) => `[${text}]`,
    (text: string) => `${text}\n${text}`,
    (text: string) => `{"PolicyVersion":{"Document":${text}}}`,
  );
  fc.assert(
    fc.property(document, fc.constantFrom('', '  ', '\t'), wrap, (value, indent, wrapped) => {
      // Lone surrogates cannot be URL-encoded, and JSON.stringify escapes them.
      const text = JSON.stringify(value, null, indent);
      const { policies } = readInputs([{ name: 'f.json', text: wrapped(text) }]);
      expect(policies.length).toBeGreaterThan(0);
      for (const policy of policies) {
        expect(JSON.stringify(policy.value)).toBe(JSON.stringify(JSON.parse(text)));
        expect(JSON.stringify(JSON.parse(policy.text))).toBe(JSON.stringify(JSON.parse(text)));
      }
    }),
  );
});
