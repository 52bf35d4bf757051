import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { pull } from '../../source/aws/pull.ts';
import { InputError } from '../../source/base/errors.ts';
import { analyzerArn } from './support/account.ts';
import { json } from './support/fake-analyzer.ts';
import { type Disturb, iamError } from './support/fake-aws.ts';
import { fakeAws, keeper, session, stubAwsEnvironment } from './support/session.ts';

const REQUEST = { all: false, roles: ['MyRole'], users: [], analyzer: undefined };

interface Met {
  readonly says: string;
  readonly hint: string;
}

/** What a person is told when a pull ends badly. */
async function met(region?: string, analyzer?: string): Promise<Met> {
  try {
    const request = { ...REQUEST, analyzer };
    await pull(request, await session(region === undefined ? {} : { region }), keeper());
  } catch (error) {
    if (error instanceof InputError) return { says: error.message, hint: error.place.hint ?? '' };
    throw error;
  }
  throw new Error('nothing went wrong');
}

const on =
  (name: string, reply: ReturnType<Disturb>): Disturb =>
  ({ operation }) =>
    operation === name ? reply : undefined;

test('no credentials', async () => {
  await fakeAws();
  stubAwsEnvironment({ AWS_ACCESS_KEY_ID: undefined, AWS_SECRET_ACCESS_KEY: undefined });
  expect(await met()).toEqual({
    says: 'there are no AWS credentials',
    hint: expect.stringContaining('--profile'),
  });
});

test('a profile that is not there', async () => {
  await fakeAws();
  stubAwsEnvironment({
    AWS_ACCESS_KEY_ID: undefined,
    AWS_SECRET_ACCESS_KEY: undefined,
    AWS_PROFILE: 'nobody',
  });
  expect(await met()).toMatchObject({ says: expect.stringContaining('not configured') });
});

test('a session of IAM Identity Center that has ended', async () => {
  await fakeAws();
  stubAwsEnvironment({ AWS_ACCESS_KEY_ID: undefined, AWS_SECRET_ACCESS_KEY: undefined, AWS_PROFILE: 'sso' });
  writeFileSync(
    process.env['AWS_CONFIG_FILE'] ?? '',
    '[profile sso]\nsso_start_url = https://example.invalid/start\nsso_region = eu-west-1\nsso_account_id = 123456789012\nsso_role_name = Audit\n',
  );
  expect(await met()).toEqual({
    says: 'the credentials have expired',
    hint: expect.stringContaining('aws sso login'),
  });
});

test.each([
  ['GetRole', iamError(403, 'ExpiredToken', 'The security token included in the request is expired')],
  ['ListAnalyzers', json(403, { message: 'The security token is expired' }, 'ExpiredTokenException')],
])('credentials that expire on the way: %s', async (name, reply) => {
  await fakeAws({ disturb: on(name, reply) });
  expect(await met()).toMatchObject({ says: 'the credentials have expired' });
});

test.each([
  [
    'ListRolePolicies',
    'iam:ListRolePolicies',
    iamError(
      403,
      'AccessDenied',
      'User: arn:aws:iam::123456789012:user/x is not authorized to perform: iam:ListRolePolicies on resource: role MyRole because no identity-based policy allows the iam:ListRolePolicies action',
    ),
  ],
  ['GetPolicy', 'iam:GetPolicy', iamError(403, 'AccessDenied', 'Access denied.')],
  ['ListFindingsV2', 'access-analyzer:ListFindings', json(403, { message: 'No.' }, 'AccessDeniedException')],
])('access denied names the action that is missing: %s', async (name, action, reply) => {
  await fakeAws({ disturb: on(name, reply) });
  const { says, hint } = await met();
  expect(says).toContain(`may not ${action}: `);
  expect(hint).toContain('docs/permissions.md');
});

test.each([
  ['InvalidClientTokenId', 'does not know these credentials in eu-west-1'],
  ['SignatureDoesNotMatch', 'refuses the signature'],
  ['RequestExpired', 'the clock of this machine is wrong'],
  ['ValidationError', 'does not accept the question (iam:GetRole)'],
  ['SomethingNew', 'iam:GetRole failed with SomethingNew: because'],
])('IAM answers %s', async (code, says) => {
  await fakeAws({ disturb: on('GetRole', iamError(400, code, 'because')) });
  expect((await met()).says).toContain(says);
});

test('a role that does not exist', async () => {
  await fakeAws({
    disturb: on('GetRole', iamError(404, 'NoSuchEntity', 'The role with name MyRole cannot be found.')),
  });
  expect((await met()).says).toContain('The role with name MyRole cannot be found.');
});

test('an analyzer that does not exist, or is in another region', async () => {
  const gone = json(
    404,
    { message: 'Analyzer not found', resourceId: 'x', resourceType: 'analyzer' },
    'ResourceNotFoundException',
  );
  await fakeAws({ disturb: on('ListFindingsV2', gone) });
  const { says, hint } = await met('eu-west-1', analyzerArn('nothing'));
  expect(says).toContain('there is no analyzer');
  expect(hint).toContain('list-analyzers');
  const unlisted = json(403, { message: 'No.' }, 'AccessDeniedException');
  await fakeAws({
    disturb: ({ operation }) =>
      operation === 'ListFindingsV2' ? gone : operation === 'ListAnalyzers' ? unlisted : undefined,
  });
  expect(await met('eu-west-1', analyzerArn('nothing'))).toEqual({
    says: 'AWS does not find it in eu-west-1: Analyzer not found',
    hint: expect.stringContaining('--region'),
  });
});

test('no region', async () => {
  stubAwsEnvironment({ AWS_REGION: undefined });
  await expect(session()).rejects.toThrow(/no region is set/);
});

test('a region that is none', async () => {
  stubAwsEnvironment();
  expect(await met('not a region')).toMatchObject({ says: '"not a region" is not a region' });
});

test('throttled without end', async () => {
  stubAwsEnvironment();
  await fakeAws({ disturb: on('GetRole', iamError(400, 'Throttling', 'Rate exceeded')) });
  process.env['AWS_MAX_ATTEMPTS'] = '2';
  expect(await met()).toEqual({
    says: 'AWS takes no more requests for now (iam:GetRole)',
    hint: expect.stringContaining('--resume'),
  });
});

test('nobody answers', async () => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  stubAwsEnvironment({ AWS_ENDPOINT_URL: `http://127.0.0.1:${port}`, AWS_MAX_ATTEMPTS: '1' });
  expect(await met()).toEqual({
    says: `127.0.0.1:${port} cannot be reached: ECONNREFUSED`,
    hint: expect.stringContaining('AWS_ENDPOINT_URL'),
  });
});

test('an endpoint that is no address', async () => {
  stubAwsEnvironment({ AWS_ENDPOINT_URL: 'nonsense' });
  expect((await met()).says).toMatch(/endpoint|address|reached/);
});

test('each service may have an endpoint of its own', async () => {
  const iam = await fakeAws();
  const analyzer = await fakeAws();
  stubAwsEnvironment({ AWS_ENDPOINT_URL_IAM: iam.url, AWS_ENDPOINT_URL_ACCESSANALYZER: analyzer.url });
  await pull(REQUEST, await session(), keeper());
  expect(iam.operations().filter((name) => /Finding|Analyzer/.test(name))).toEqual([]);
  expect(new Set(analyzer.operations())).toEqual(
    new Set(['ListAnalyzers', 'ListFindingsV2', 'GetFindingV2']),
  );
});
