import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isPolicyDigest, policyDigest } from '../../source/policy/policy-digest.ts';

const POLICY = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 's3:Get*', Resource: '*' }] };

test('layout makes no difference to the digest of a policy', () => {
  const indent = fc.constantFrom(undefined, 1, 2, 4, '\t');
  const end = fc.constantFrom('\n', '\r\n', '\r');
  fc.assert(
    fc.property(fc.jsonValue(), indent, end, (extra, space, lineEnd) => {
      const value = { ...POLICY, Extra: extra };
      const laidOut = JSON.stringify(value, null, space).replaceAll('\n', lineEnd);
      expect(policyDigest(laidOut)).toBe(policyDigest(JSON.stringify(value)));
    }),
  );
});

test.each([
  ['another action', '{"Action": "s3:Get*"}', '{"Action": "s3:Put*"}'],
  ['another number', '{"a": 12345678901234567890}', '{"a": 12345678901234567891}'],
  ['another text of a number', '{"a": 1.50}', '{"a": 1.5}'],
  ['another order of keys', '{"a": 1, "b": 2}', '{"b": 2, "a": 1}'],
])('%s does', (_, one, other) => {
  expect(policyDigest(one)).not.toBe(policyDigest(other));
  expect(isPolicyDigest(policyDigest(one), other)).toBe(false);
});
