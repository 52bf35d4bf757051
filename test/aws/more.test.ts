import { expect, test } from 'vitest';
import { pull } from '../../source/aws/pull.ts';
import { readInputs } from '../../source/inputs/read.ts';
import { ACCOUNT, arnOf, type FakeAccount } from './support/account.ts';
import { json } from './support/fake-analyzer.ts';
import { fakeAws, IMPATIENT, inputFiles, keeper, session } from './support/session.ts';

const NOTHING = { all: false, roles: [], users: [], analyzer: undefined };
const OPTIONS = { patience: IMPATIENT };
const UNTIL = new Date('2026-11-25T12:00:00Z');

const HUB: FakeAccount = {
  ...ACCOUNT,
  analyzers: [{ name: 'hub', type: 'ACCOUNT_UNUSED_ACCESS', managedBy: 'securityhub.amazonaws.com' }],
};

test.each([
  ['Access Analyzer', ACCOUNT, 'GetFindingRecommendation', '1e952245-0001'],
  ['Security Hub', HUB, 'GetRecommendedPolicyV2', 'hub-1e952245-0001'],
] as const)(
  'recommendations of %s: started, waited for, with all pages, as the readers want them',
  async (_, account, get, id) => {
    const aws = await fakeAws({ account });
    const keep = keeper();
    const said: string[] = [];
    const request = { ...NOTHING, roles: ['MyRole'], recommendations: true };
    const onProgress = (text: string): void => void said.push(text);
    const { counts } = await pull(request, await session(), keep, { ...OPTIONS, onProgress });
    expect(counts.recommendations).toBe(1);
    expect(keep.files.has(`recommendations/${id}.json`)).toBe(true);
    expect(said).toContain('recommendations: 1 of 1');
    // In progress, and then two pages.
    expect(aws.operations().filter((name) => name === get)).toHaveLength(3);
    const { recommendations } = readInputs(inputFiles(keep.files));
    expect(
      recommendations.map(({ resourceArn, steps }) => [resourceArn, steps.map(({ action }) => action)]),
    ).toEqual([[arnOf('role', 'MyRole'), ['create', 'detach']]]);
  },
);

test('without the flag nothing that starts work is called', async () => {
  const aws = await fakeAws();
  await pull({ ...NOTHING, all: true }, await session(), keeper(), OPTIONS);
  expect(aws.operations().some((name) => /Recommend/.test(name))).toBe(false);
});

test('one that AWS cannot make is a note, and the others are there', async () => {
  const findings = ACCOUNT.findings.map((each) =>
    each.id.endsWith('2') ? { ...each, cannot: 'too large' } : each,
  );
  await fakeAws({
    account: { ...ACCOUNT, findings },
    disturb: ({ operation, path }) =>
      operation === 'GenerateFindingRecommendation' && path.endsWith('0003')
        ? json(400, { message: 'not for users' }, 'ValidationException')
        : undefined,
  });
  const keep = keeper();
  const request = { ...NOTHING, all: true, recommendations: true };
  const { counts, notes } = await pull(request, await session(), keep, OPTIONS);
  expect(counts.recommendations).toBe(1);
  expect(notes.join('\n')).toMatch(
    /finding 1e952245-0002: too large.*finding 1e952245-0003: .*not for users/s,
  );
  expect([...keep.files.keys()].filter((name) => name.startsWith('rec'))).toEqual([
    'recommendations/1e952245-0001.json',
  ]);
});

test('permission sets: outputs that belong together, in a folder each, with all pages', async () => {
  const aws = await fakeAws();
  const keep = keeper();
  const { counts } = await pull({ ...NOTHING, permissionSets: true }, await session(), keep, OPTIONS);
  expect(counts.permissionSets).toBe(2);
  expect([...keep.files.keys()].filter((name) => name.includes('/Developer/')).sort()).toEqual([
    'permission-sets/Developer/accounts.json',
    'permission-sets/Developer/customer-managed-policies.json',
    'permission-sets/Developer/describe-permission-set.json',
    'permission-sets/Developer/inline-policy.json',
    'permission-sets/Developer/managed-policies.json',
  ]);
  const { permissionSets, policies, warnings } = readInputs(inputFiles(keep.files));
  expect(warnings).toEqual([]);
  expect(permissionSets.map(({ name, accounts, managed }) => [name, accounts, managed])).toEqual([
    ['Developer', ['111122223333', '123456789012'], ['arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess']],
    ['Auditor', [], []],
  ]);
  expect(policies.map(({ principal }) => principal)).toEqual([
    'arn:aws:sso:::permissionSet/ssoins-6600aabbccdd1122/ps-Developer',
  ]);
  expect(aws.operations().every((name) => /^(List|Get|Describe)/.test(name))).toBe(true);
});

test('where there is no Identity Center, it says so', async () => {
  await fakeAws({ account: { ...ACCOUNT, permissionSets: [] } });
  await expect(
    pull({ ...NOTHING, permissionSets: true }, await session(), keeper(), OPTIONS),
  ).rejects.toMatchObject({
    message: expect.stringContaining('no IAM Identity Center in eu-west-1'),
    place: { hint: expect.stringContaining('--region') },
  });
});

test('calls: every event once, day by day, of the region and of us-east-1', async () => {
  const aws = await fakeAws({ account: { ...ACCOUNT, callsADay: 5 } });
  const keep = keeper();
  const calls = { days: 3, until: UNTIL };
  const { counts, notes } = await pull({ ...NOTHING, calls }, await session(), keep, OPTIONS);
  const events = [...keep.files.values()].flatMap(({ Events }) => Events as { EventId: string }[]);
  expect(new Set(events.map(({ EventId }) => EventId)).size).toBe(events.length);
  expect([counts.calls, events.length]).toEqual([30, 30]);
  expect(new Set(aws.log.map(({ region }) => region))).toEqual(new Set(['eu-west-1', 'us-east-1']));
  expect(notes.join()).toMatch(/management events.*data events/);
  expect([...keep.files.keys()].sort()[0]).toBe('calls/eu-west-1/2026-11-22-00001.json');
});

test('calls: what was kept is not asked for again', async () => {
  const calls = { days: 2, until: UNTIL };
  const keep = keeper();
  const broken = json(400, { message: 'No.' }, 'AccessDeniedException');
  await fakeAws({ disturb: (_, number) => (number === 4 ? broken : undefined) });
  await expect(pull({ ...NOTHING, calls }, await session(), keep, OPTIONS)).rejects.toThrow(
    /cloudtrail:LookupEvents/,
  );
  const before = keep.files.size;
  const aws = await fakeAws();
  expect((await pull({ ...NOTHING, calls }, await session(), keep, OPTIONS)).counts.calls).toBe(8);
  expect(before).toBeGreaterThan(0);
  expect(aws.operations()).toHaveLength(keep.files.size - before);
});

test('calls: where AWS has forgotten where it was, that is said', async () => {
  const forgotten = json(400, { message: 'Invalid token' }, 'InvalidNextTokenException');
  await fakeAws({ disturb: (_, number) => (number === 2 ? forgotten : undefined) });
  const calls = { days: 1, until: UNTIL };
  await expect(pull({ ...NOTHING, calls }, await session(), keeper(), OPTIONS)).rejects.toMatchObject({
    message: 'AWS no longer knows where it was with cloudtrail:LookupEvents',
    place: { hint: expect.stringContaining('.partial') },
  });
});
