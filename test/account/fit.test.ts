import { expect, test } from 'vitest';
import type { Attachment } from '../../source/account/cases.ts';
import { fitsOf, isOverfull } from '../../source/account/fit.ts';

const role = (managed?: number): Attachment => ({
  kind: 'role',
  name: 'web',
  arn: 'arn:aws:iam::1:role/web',
  ...(managed === undefined ? {} : { managed }),
});
const user: Attachment = { kind: 'user', name: 'jo', managed: 0 };

const placed = (
  kind: 'inline' | 'customer-managed' | 'aws-managed' | 'bare',
  attachedTo: Attachment[],
  after: number,
  parts = 1,
) => ({
  policyCase: { kind, attachedTo },
  before: 100,
  after,
  parts,
  isChanged: after !== 100,
});

test('inline policies of a principal count together, managed ones by their parts', () => {
  const policies = [
    placed('inline', [role(2)], 6_000),
    placed('inline', [role(2)], 0, 0),
    placed('customer-managed', [role(2), user], 9_000, 3),
    placed('aws-managed', [role(2)], 0, 0),
    placed('inline', [user], 2_048),
    placed('bare', [], 9_000),
  ];
  const fits = fitsOf(policies);
  expect(fits).toEqual([
    {
      principal: role(2),
      inline: { before: 200, after: 6_000, limit: 10_240 },
      managed: { before: 2, after: 3 },
      policies: policies.slice(0, 4),
    },
    {
      principal: user,
      inline: { before: 100, after: 2_048, limit: 2_048 },
      managed: { before: 0, after: 2 },
      policies: [policies[2], policies[4]],
    },
  ]);
  expect(fits.map(isOverfull)).toEqual([false, false]);
});

test('what is left of an AWS-managed policy of a permission set counts to its inline policy', () => {
  const set: Attachment = { kind: 'permission-set', name: 'Ops', managed: 2 };
  const policies = [
    placed('inline', [set], 20_000),
    placed('aws-managed', [set], 12_769),
    placed('aws-managed', [set], 100),
  ];
  const [fit] = fitsOf(policies);
  expect(fit).toMatchObject({
    inline: { before: 100, after: 32_769, limit: 32_768 },
    managed: { before: 2, after: 1 },
  });
  expect(fitsOf(policies).some(isOverfull)).toBe(true);
});

test.each([
  ['inline characters beyond the limit', [placed('inline', [user], 2_049)], true],
  ['as many attachments as there may be', [placed('customer-managed', [role(8)], 9_000, 3)], false],
  ['one more', [placed('customer-managed', [role(9)], 9_000, 3)], true],
  ['more than that, but no more than before', [placed('customer-managed', [role(15)], 6_000, 1)], false],
  ['attachments that nobody knows', [placed('customer-managed', [role()], 99_000, 30)], false],
])('%s', (_, policies, expected) => {
  expect(fitsOf(policies).some(isOverfull)).toBe(expected);
});
