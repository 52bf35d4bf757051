import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { stubAwsEnvironment } from '../aws/support/session.ts';
import { runHere, temporaryFolder } from '../commands/support/run-here.ts';
import { type Moto, startMoto } from './support/moto.ts';
import { awsCli, isThere, program, unless } from './support/programs.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const server = program('moto_server');
const first = [1 as const, 2 as const].map(awsCli).find(isThere);
const { skip, why } = unless(server, first ?? { missing: 'the AWS CLI is not installed' });

const INLINE = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"sqs:*","Resource":"*"}]}';

let moto: Moto;

beforeAll(async () => {
  if (isThere(server)) moto = await startMoto(server.path);
});

afterAll(() => moto?.close());

describe.skipIf(skip)(`pull from moto${why}`, () => {
  test('policies alone', async () => {
    stubAwsEnvironment({ AWS_ENDPOINT_URL: moto.url });
    const cwd = temporaryFolder();
    const { code, stderr } = await runHere(['pull', '--all', '--policies-only', '-o', 'account'], { cwd });
    expect([code, stderr]).toEqual([0, expect.stringMatching(/^read .*managed polic/)]);
    expect(readdirSync(join(cwd, 'account'))).toEqual(['account']);
  });

  test.each([
    [[], 'access-analyzer:ListAnalyzers', '--no-analyzer'],
    [['--permission-sets'], 'access-analyzer:ListAnalyzers', '--policies-only'],
  ])('what it lacks is named, with what to do: %j', async (more, action, hint) => {
    stubAwsEnvironment({ AWS_ENDPOINT_URL: moto.url, AWS_MAX_ATTEMPTS: '1' });
    const cwd = temporaryFolder();
    const { code, stderr } = await runHere(['pull', '--all', ...more], { cwd });
    expect(code).toBe(2);
    expect(stderr).toContain(`does not serve ${action}`);
    expect(stderr).toContain(hint);
  });

  test('its Identity Center answers as AWS does', async () => {
    stubAwsEnvironment({ AWS_ENDPOINT_URL: moto.url });
    if (first === undefined) return;
    const sso = (...argv: string[]): string =>
      execFileSync(first.path, ['sso-admin', ...argv, '--region', 'eu-west-1', '--output', 'json'], {
        encoding: 'utf8',
      });
    const [{ InstanceArn: instance }] = JSON.parse(sso('list-instances')).Instances;
    const made = sso('create-permission-set', '--instance-arn', instance, '--name', 'Developer');
    const set = JSON.parse(made).PermissionSet.PermissionSetArn;
    const which = ['--instance-arn', instance, '--permission-set-arn', set];
    sso('put-inline-policy-to-permission-set', ...which, '--inline-policy', INLINE);
    const cwd = temporaryFolder();
    const { code, stderr } = await runHere(['pull', '--permission-sets', '-o', 'sets'], { cwd });
    expect([code, stderr]).toEqual([0, 'read 1 permission set into sets\n']);
    const text = readFileSync(join(cwd, 'sets/permission-sets/Developer/inline-policy.json'), 'utf8');
    expect(JSON.parse(text)).toEqual({ InlinePolicy: INLINE });
    expect((await runHere(['check', 'sets'], { cwd })).stderr).not.toContain('left out');
  });
});
