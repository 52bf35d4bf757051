import { expect, test } from 'vitest';
import { casesOf } from '../../source/account/cases.ts';
import { type PullRequest, pull } from '../../source/aws/pull.ts';
import { readInputs } from '../../source/inputs/read.ts';
import { SETTINGS } from '../account/details.ts';
import { ACCOUNT, analyzerArn, arnOf } from './support/account.ts';
import { json } from './support/fake-analyzer.ts';
import { iamError } from './support/fake-aws.ts';
import { fakeAws, IMPATIENT, inputFiles, keeper, session } from './support/session.ts';

const NOTHING: PullRequest = { all: false, roles: [], users: [], analyzer: undefined };

test('a role: its policies, attached ones with their document, and its findings, whole', async () => {
  const aws = await fakeAws();
  const keep = keeper();
  const report = await pull({ ...NOTHING, roles: ['MyRole'] }, await session(), keep);

  expect(report.counts).toMatchObject({
    roles: 1,
    users: 0,
    groups: 0,
    policies: 2,
    findings: 1,
    lastAccessed: 0,
  });
  expect(report.analyzer).toBe(analyzerArn('unused'));
  expect([...keep.files.keys()].sort()).toEqual([
    'findings/1e952245-0001.json',
    'policies/Shared.json',
    'policies/aws/AmazonS3ReadOnlyAccess.json',
    'roles/MyRole.json',
  ]);

  const inputs = readInputs(inputFiles(keep.files));
  expect(inputs.principals.map(({ name, arn }) => [name, arn])).toEqual([
    ['MyRole', arnOf('role', 'MyRole')],
  ]);
  const policies = inputs.policies.map(({ name, kind, versions, attachments }) => {
    return [name, kind, versions, attachments].join(' ').trim();
  });
  expect(policies.sort()).toEqual([
    'AmazonS3ReadOnlyAccess aws-managed 1 3',
    'Logs inline',
    'S3AndLambda inline',
    'Shared customer-managed 2 3',
  ]);
  expect(inputs.findings).toHaveLength(1);
  expect(inputs.findings[0]?.principal).toBe(arnOf('role', 'MyRole'));
  // The pages are put together: three services of one item each.
  expect(inputs.findings[0]?.services.map(({ service }) => service)).toEqual(['s3', 'sns', 'logs']);

  const { cases } = casesOf(inputs, SETTINGS);
  const unusedOf = (name: string) => cases.find((policyCase) => policyCase.name === name)?.unused;
  expect(unusedOf('S3AndLambda')?.has('s3:GetBucketAcl')).toBe(true);
  // Attached to others as well, of whom nothing is known.
  expect(unusedOf('Shared')?.has('sns:Publish')).toBe(false);
  expect(aws.log.every(({ host }) => host.startsWith('127.0.0.1:'))).toBe(true);
});

test('a user: with its groups, and who else is in them holds their policies back', async () => {
  await fakeAws();
  const keep = keeper();
  const report = await pull({ ...NOTHING, users: ['alice'] }, await session(), keep);

  expect(report.counts).toMatchObject({ users: 1, groups: 1, policies: 2, findings: 1 });
  const inputs = readInputs(inputFiles(keep.files));
  const { cases } = casesOf(inputs, SETTINGS);
  const tables = cases.find(({ name }) => name === 'Tables');
  expect(tables?.holders.map(({ name, analysed }) => [name, analysed])).toEqual([
    ['alice', true],
    ['bob', false],
  ]);
  expect(tables?.unused.has('dynamodb:GetItem')).toBe(false);
});

test('both users of a group, at once or one after the other: then its policy answers to both', async () => {
  await fakeAws();
  const together = keeper();
  await pull({ ...NOTHING, users: ['alice', 'bob'] }, await session(), together);
  const alone = ['alice', 'bob'].map(async (user) => {
    const keep = keeper();
    await pull({ ...NOTHING, users: [user] }, await session(), keep);
    return inputFiles(keep.files).map((file) => ({ ...file, name: `${user}/${file.name}` }));
  });
  for (const files of [inputFiles(together.files), (await Promise.all(alone)).flat()]) {
    const inputs = readInputs(files);
    expect(inputs.principals.map(({ name }) => name).sort()).toEqual(['Developers', 'alice', 'bob']);
    const tables = casesOf(inputs, SETTINGS).cases.find(({ name }) => name === 'Tables');
    expect(tables?.holders).toHaveLength(2);
    expect(tables?.unused.has('dynamodb:GetItem')).toBe(false);
  }
});

test('the whole account, page by page, as the export of the AWS CLI is read', async () => {
  const aws = await fakeAws({ size: 3 });
  const keep = keeper();
  const report = await pull({ ...NOTHING, all: true }, await session(), keep);

  expect(report.counts).toMatchObject({
    roles: 4,
    users: 2,
    groups: 1,
    policies: 2,
    findings: 3,
    lastAccessed: 0,
  });
  expect(aws.operations().filter((name) => name === 'GetAccountAuthorizationDetails')).toHaveLength(3);
  const inputs = readInputs(inputFiles(keep.files));
  expect(inputs.principals).toHaveLength(7);
  expect(inputs.findings.map(({ id }) => id).sort()).toEqual([
    '1e952245-0001',
    '1e952245-0002',
    '1e952245-0003',
  ]);
  expect(inputs.notes.some((note) => note.includes('page that is missing'))).toBe(false);
});

test('findings that are resolved, or of another kind, are not read', async () => {
  const aws = await fakeAws();
  await pull({ ...NOTHING, all: true }, await session(), keeper());
  const listing = aws.log.filter(({ operation }) => operation === 'GetFindingV2');
  expect(listing.length).toBe(5);
});

test('without an analyzer of unused access: last-accessed information of everyone who has policies', async () => {
  const aws = await fakeAws({ account: { ...ACCOUNT, analyzers: [{ name: 'external', type: 'ACCOUNT' }] } });
  const keep = keeper();
  const report = await pull({ ...NOTHING, all: true }, await session(), keep, { patience: IMPATIENT });

  expect(report.analyzer).toBeUndefined();
  expect(report.counts).toMatchObject({ findings: 0, lastAccessed: 4 });
  expect(report.notes.join('\n')).toMatch(
    /no active analyzer of unused access in eu-west-1.*400 days.*create-analyzer/s,
  );
  const inputs = readInputs(inputFiles(keep.files));
  expect(new Set(inputs.findings.map(({ principal }) => principal))).toEqual(
    new Set([arnOf('role', 'MyRole'), arnOf('role', 'Other'), arnOf('user', 'alice'), arnOf('user', 'bob')]),
  );
  const mine = inputs.findings.find(({ principal }) => principal === arnOf('role', 'MyRole'));
  expect(mine?.services).toEqual([
    expect.objectContaining({
      service: 's3',
      actions: [{ action: 's3:GetBucketAcl' }, { action: 's3:GetBucketCORS' }],
    }),
    expect.objectContaining({ service: 'sns' }),
    { service: 'logs', actions: 'all' },
  ]);
  // The job is asked after until it is done, and no analyzer is asked for findings.
  expect(aws.operations()).not.toContain('ListFindingsV2');
});

test('--no-analyzer does not even look for one', async () => {
  const aws = await fakeAws();
  await pull({ ...NOTHING, roles: ['Other'], analyzer: false }, await session(), keeper(), {
    patience: IMPATIENT,
  });
  expect(aws.operations()).not.toContain('ListAnalyzers');
  expect(aws.operations()).toContain('GenerateServiceLastAccessedDetails');
});

test('a job that never ends, and one that fails, are said to', async () => {
  await fakeAws({
    disturb: ({ operation }) =>
      operation === 'GetServiceLastAccessedDetails'
        ? {
            status: 200,
            type: 'text/xml',
            body: '<GetServiceLastAccessedDetailsResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><GetServiceLastAccessedDetailsResult><JobStatus>IN_PROGRESS</JobStatus></GetServiceLastAccessedDetailsResult></GetServiceLastAccessedDetailsResponse>',
          }
        : undefined,
  });
  const request = { ...NOTHING, roles: ['Other'], analyzer: false } as const;
  await expect(pull(request, await session(), keeper(), { patience: IMPATIENT })).rejects.toThrow(
    /does not finish/,
  );

  await fakeAws({
    disturb: ({ operation }) =>
      operation === 'GetServiceLastAccessedDetails'
        ? {
            status: 200,
            type: 'text/xml',
            body: '<GetServiceLastAccessedDetailsResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><GetServiceLastAccessedDetailsResult><JobStatus>FAILED</JobStatus><Error><Message>internal</Message><Code>X</Code></Error></GetServiceLastAccessedDetailsResult></GetServiceLastAccessedDetailsResponse>',
          }
        : undefined,
  });
  await expect(pull(request, await session(), keeper(), { patience: IMPATIENT })).rejects.toThrow(
    /last used: internal/,
  );
});

test('no finding at all: an empty list says that somebody has looked', async () => {
  await fakeAws({ account: { ...ACCOUNT, findings: [] } });
  const keep = keeper();
  const report = await pull({ ...NOTHING, roles: ['MyRole'] }, await session(), keep);
  expect(keep.files.get('findings/none.json')).toEqual([]);
  expect(report.notes).toContainEqual(expect.stringContaining('no active finding'));
  expect(readInputs(inputFiles(keep.files)).findings).toHaveLength(1);
});

test('an analyzer that is named is asked without a look at the others', async () => {
  const aws = await fakeAws();
  const arn = analyzerArn('org-unused', 'us-west-2');
  const request = { ...NOTHING, roles: ['MyRole'], analyzer: arn };
  const report = await pull(request, await session({ region: 'us-west-2' }), keeper());
  expect([report.analyzer, report.notes]).toEqual([arn, []]);
  expect(aws.operations()).not.toContain('ListAnalyzers');
  expect(new Set(aws.log.map(({ region }) => region))).toEqual(new Set(['us-west-2']));
});

test.each([
  ['has no findings', undefined],
  [
    'refuses to be asked about unused access',
    json(400, { message: 'Invalid filter' }, 'ValidationException'),
  ],
  ['is not there', json(404, { message: 'Not found', resourceId: 'x' }, 'ResourceNotFoundException')],
] as const)('one of another kind that %s is found out', async (_, reply) => {
  await fakeAws({ disturb: ({ operation }) => (operation === 'ListFindingsV2' ? reply : undefined) });
  const pulling = async (name: string): Promise<unknown> =>
    pull({ ...NOTHING, roles: ['Empty'], analyzer: analyzerArn(name) }, await session(), keeper());
  await expect(pulling('external')).rejects.toThrow('external is an analyzer of external access');
  await expect(pulling('nothing')).rejects.toThrow(/there is no analyzer .*nothing in eu-west-1/);
});

test('what is kept is not asked for again, and a pull that failed goes on where it was', async () => {
  const keep = keeper();
  await fakeAws({
    size: 2,
    disturb: ({ operation }, number) =>
      operation === 'GetAccountAuthorizationDetails' && number === 3
        ? iamError(403, 'AccessDenied')
        : undefined,
  });
  await expect(pull({ ...NOTHING, all: true }, await session(), keep)).rejects.toThrow();
  expect([...keep.files.keys()]).toEqual(['account/page-0001.json', 'account/page-0002.json']);

  const aws = await fakeAws({ size: 2 });
  const report = await pull({ ...NOTHING, all: true }, await session(), keep);
  expect(report.counts).toMatchObject({ roles: 4, users: 2, groups: 1, policies: 2, findings: 3 });
  const pages = aws.log.filter(({ operation }) => operation === 'GetAccountAuthorizationDetails');
  expect(pages.map(({ parameters }) => parameters['Marker'])).toEqual(['from-4', 'from-6', 'from-8']);
});

test('throttled and broken answers are asked for again', async () => {
  const aws = await fakeAws({
    disturb: ({ operation }, number) => {
      if (number > 1) return undefined;
      if (operation === 'GetRole') return iamError(400, 'Throttling', 'Rate exceeded');
      return operation === 'ListRolePolicies' ? 'cut' : undefined;
    },
  });
  const report = await pull({ ...NOTHING, roles: ['Empty'] }, await session(), keeper());
  expect(report.counts.roles).toBe(1);
  expect(aws.operations().filter((name) => name === 'GetRole')).toHaveLength(2);
  expect(aws.operations().filter((name) => name === 'ListRolePolicies')).toHaveLength(2);
});

test('a page that leads to itself does not go on for ever', async () => {
  await fakeAws({
    disturb: ({ operation }) =>
      operation === 'ListAnalyzers'
        ? { status: 200, type: 'application/json', body: '{"analyzers":[],"nextToken":"1"}' }
        : undefined,
  });
  await expect(pull({ ...NOTHING, roles: ['Empty'] }, await session(), keeper())).rejects.toThrow(
    /again and again/,
  );
});

test.each([
  ['GetRole', '<html>Please sign in</html>'],
  ['ListRolePolicies', '<html>Please sign in</html>'],
  ['GetRole', 'garbage'],
])('an answer to %s that is not AWS’s does not pass for an empty one: %s', async (name, body) => {
  await fakeAws({
    disturb: ({ operation }) => (operation === name ? { status: 200, type: 'text/html', body } : undefined),
  });
  const keep = keeper();
  await expect(pull({ ...NOTHING, roles: ['MyRole'] }, await session(), keep)).rejects.toThrow(/answer/);
  expect(keep.files.size).toBe(0);
});

test.each(['ListAnalyzers', 'ListFindingsV2', 'GetFindingV2'])('nor does one to %s', async (name) => {
  for (const body of ['{}', '<html>', '[]']) {
    await fakeAws({
      disturb: ({ operation }) =>
        operation === name ? { status: 200, type: 'application/json', body } : undefined,
    });
    await expect(pull({ ...NOTHING, roles: ['MyRole'] }, await session(), keeper())).rejects.toThrow(
      /answer/,
    );
  }
});

test('stopped from outside, it ends at once', async () => {
  const stop = new AbortController();
  await fakeAws({
    disturb: ({ operation }) => {
      if (operation !== 'GetRole') return undefined;
      queueMicrotask(() => stop.abort());
      return 'hang';
    },
  });
  const running = pull({ ...NOTHING, roles: ['MyRole'] }, await session({ signal: stop.signal }), keeper());
  await expect(running).rejects.toThrow(/abort/i);
});
