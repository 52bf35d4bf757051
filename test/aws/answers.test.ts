import { writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { pull } from '../../source/aws/pull.ts';
import type { JsonObject } from '../../source/base/json.ts';
import { readInputs } from '../../source/inputs/read.ts';
import type { Disturb } from './support/fake-aws.ts';
import { iamError } from './support/fake-aws.ts';
import { fakeAws, IMPATIENT, inputFiles, keeper, session, stubAwsEnvironment } from './support/session.ts';

const REQUEST = { all: false, roles: ['MyRole'], users: [], analyzer: undefined };
const OPERATIONS = ['GetRole', 'GetPolicyVersion', 'ListAnalyzers', 'GetFindingV2'];

const on =
  (name: string, reply: ReturnType<Disturb>): Disturb =>
  ({ operation }) =>
    operation === name ? reply : undefined;

test.each(OPERATIONS)('an answer to %s that never ends is given up, whatever is sent', async (name) => {
  await fakeAws({ disturb: on(name, 'endless') });
  const limits = { bytes: 1_000_000, milliseconds: 60_000 };
  await expect(pull(REQUEST, await session({ limits }), keeper())).rejects.toMatchObject({
    message: expect.stringMatching(/127\.0\.0\.1:\d+ does not stop answering: more than 1 MB came/),
    place: { hint: expect.stringContaining('AWS_ENDPOINT_URL') },
  });
});

test.each(OPERATIONS)('one that drips is given up, too: %s', async (name) => {
  await fakeAws({ disturb: on(name, 'drip') });
  const limits = { bytes: 1_000_000, milliseconds: 1000 };
  await expect(pull(REQUEST, await session({ limits }), keeper())).rejects.toThrow(
    /does not come to an end with its answer: 1 seconds? have passed/,
  );
});

test('an answer that the other commands would refuse is refused before it is kept', async () => {
  const list = encodeURIComponent('[{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]');
  const body = `<GetRolePolicyResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><GetRolePolicyResult><PolicyName>S3AndLambda</PolicyName><PolicyDocument>${list}</PolicyDocument></GetRolePolicyResult></GetRolePolicyResponse>`;
  await fakeAws({ disturb: on('GetRolePolicy', { status: 200, type: 'text/xml', body }) });
  const keep = keeper();
  await expect(pull(REQUEST, await session(), keep)).rejects.toMatchObject({
    message: expect.stringMatching(/an answer of AWS cannot be read \(it was to be roles\/MyRole\.json/),
    place: { hint: expect.stringContaining('stand-in') },
  });
  expect(keep.files.size).toBe(0);
});

test('a policy without its name has it from its ARN', async () => {
  const document = encodeURIComponent('{"Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"*"}]}');
  const policy = `<member><Arn>arn:aws:iam::123456789012:policy/Nameless</Arn><DefaultVersionId>v1</DefaultVersionId><PolicyVersionList><member><VersionId>v1</VersionId><IsDefaultVersion>true</IsDefaultVersion><Document>${document}</Document></member></PolicyVersionList></member>`;
  const body = `<GetAccountAuthorizationDetailsResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><GetAccountAuthorizationDetailsResult><IsTruncated>false</IsTruncated><Policies>${policy}</Policies></GetAccountAuthorizationDetailsResult></GetAccountAuthorizationDetailsResponse>`;
  await fakeAws({ disturb: on('GetAccountAuthorizationDetails', { status: 200, type: 'text/xml', body }) });
  const keep = keeper();
  await pull({ ...REQUEST, all: true, policiesOnly: true }, await session(), keep);
  expect(readInputs(inputFiles(keep.files)).policies.map(({ name }) => name)).toEqual(['Nameless']);
});

test.each([
  ['ListAnalyzers', undefined, 'access-analyzer:ListAnalyzers', '--no-analyzer'],
  ['GenerateServiceLastAccessedDetails', false, 'iam:GenerateServiceLastAccessedDetails', '--policies-only'],
] as const)(
  'a server without %s is named by what it lacks, with what to do',
  async (name, analyzer, action, hint) => {
    for (const reply of [
      { status: 500, type: 'text/html', body: '<!doctype html><title>500 Internal Server Error</title>' },
      { status: 404, type: 'text/html', body: 'Not yet implemented' },
      iamError(501, 'NotImplemented', 'not implemented'),
    ]) {
      await fakeAws({ disturb: on(name, reply) });
      process.env['AWS_MAX_ATTEMPTS'] = '1';
      const pulling = pull({ ...REQUEST, analyzer }, await session(), keeper(), { patience: IMPATIENT });
      await expect(pulling).rejects.toMatchObject({
        message: expect.stringMatching(new RegExp(`^127.0.0.1:\\d+ does not serve ${action}$`)),
        place: { hint: expect.stringContaining(hint) },
      });
    }
  },
);

test('--policies-only asks nobody about what is unused', async () => {
  const aws = await fakeAws();
  const keep = keeper();
  const { counts, notes } = await pull({ ...REQUEST, policiesOnly: true }, await session(), keep);
  expect(counts).toMatchObject({ roles: 1, policies: 2, findings: 0, lastAccessed: 0 });
  expect(notes).toEqual([]);
  expect(aws.operations().some((name) => /Analyzer|Finding|Accessed/.test(name))).toBe(false);
  expect([...keep.files.keys()].some((name) => name.startsWith('findings'))).toBe(false);
});

test('a profile that does not exist is called that, with those that do', async () => {
  stubAwsEnvironment();
  writeFileSync(
    process.env['AWS_CONFIG_FILE'] ?? '',
    '[default]\nregion = eu-west-1\n[profile audit]\nregion = eu-west-1\n[sso-session corp]\nsso_region = eu-west-1\n',
  );
  writeFileSync(process.env['AWS_SHARED_CREDENTIALS_FILE'] ?? '', '[keys]\naws_access_key_id = A\n');
  await expect(session({ profile: 'nope' })).rejects.toMatchObject({
    message: 'there is no profile nope in the AWS configuration',
    place: { hint: 'Those there are: audit, default, keys.' } satisfies JsonObject,
  });
  expect((await session({ profile: 'audit' })).region).toBe('eu-west-1');
});
