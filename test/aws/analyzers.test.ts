import { expect, test } from 'vitest';
import { pull } from '../../source/aws/pull.ts';
import { ACCOUNT, analyzerArn, type FakeAccount } from './support/account.ts';
import { json } from './support/fake-analyzer.ts';
import type { Disturb } from './support/fake-aws.ts';
import { fakeAws, IMPATIENT, keeper, session } from './support/session.ts';

type Analyzers = FakeAccount['analyzers'];

const REQUEST = { all: false, roles: ['MyRole'], users: [], analyzer: undefined };
const OWN = { name: 'own', type: 'ACCOUNT_UNUSED_ACCESS' };
const ORGANIZATION = { name: 'org', type: 'ORGANIZATION_UNUSED_ACCESS' };
const MANAGED = { ...OWN, name: 'hub', managedBy: 'securityhub.amazonaws.com' };
const HERE = 'eu-west-1';
const THERE = 'us-east-1';

async function pulled(analyzers: Analyzers, disturb?: Disturb, region?: string) {
  const aws = await fakeAws({ account: { ...ACCOUNT, analyzers }, ...(disturb && { disturb }) });
  const report = await pull(REQUEST, await session(region === undefined ? {} : { region }), keeper(), {
    patience: IMPATIENT,
  });
  const askedIn = (name: string): unknown[] => [
    ...new Set(aws.log.filter(({ operation }) => operation === name).map((each) => each.region)),
  ];
  return { ...report, notes: report.notes.join('\n'), askedIn };
}

test.each<[string, Analyzers, string, string]>([
  ['one of the account here', [{ ...OWN, region: HERE }], analyzerArn('own', HERE), 'own in eu-west-1'],
  ['one there', [{ ...OWN, region: THERE }], analyzerArn('own', THERE), 'own in us-east-1'],
  [
    'one of its own there, and here the one of Security Hub',
    [
      { ...MANAGED, region: HERE },
      { ...OWN, region: THERE },
    ],
    analyzerArn('own', THERE),
    'own in us-east-1',
  ],
  [
    'one of the organization before the one of Security Hub',
    [MANAGED, ORGANIZATION],
    analyzerArn('org', HERE),
    'org in eu-west-1',
  ],
  [
    'only the one of Security Hub',
    [{ ...MANAGED, region: THERE }],
    analyzerArn('hub', THERE),
    'hub in us-east-1, the one that Security Hub manages',
  ],
])('the search takes %s, and says so', async (_, analyzers, arn, says) => {
  const { analyzer, notes, counts, askedIn } = await pulled(analyzers);
  expect(analyzer).toBe(arn);
  expect(notes).toContain(`the findings are those of the analyzer ${says}`);
  expect(counts.findings).toBe(1);
  const region = arn.split(':')[3];
  expect([askedIn('ListFindingsV2'), askedIn('GetFindingV2')]).toEqual([[region], [region]]);
});

test('where there is one of its own in the region, no other region is asked', async () => {
  const { askedIn } = await pulled([OWN]);
  expect(askedIn('ListAnalyzers')).toEqual([HERE]);
});

test('nor where a person named the region', async () => {
  const { askedIn, analyzer, notes } = await pulled([{ ...OWN, region: THERE }], undefined, 'eu-north-1');
  expect([askedIn('ListAnalyzers'), analyzer]).toEqual([['eu-north-1'], undefined]);
  expect(notes).toContain('no active analyzer of unused access in eu-north-1');
});

test('none anywhere names both regions', async () => {
  expect((await pulled([])).notes).toContain('no active analyzer of unused access in eu-west-1 or us-east-1');
});

test('who may not ask in the other region is told, and goes on with what is here', async () => {
  const { analyzer, notes } = await pulled([MANAGED], ({ operation, region }) =>
    operation === 'ListAnalyzers' && region === THERE
      ? json(403, { message: 'No.' }, 'AccessDeniedException')
      : undefined,
  );
  expect(analyzer).toBe(analyzerArn('hub', HERE));
  expect(notes).toMatch(/no analyzer was looked for in us-east-1: these credentials may not/);
});
