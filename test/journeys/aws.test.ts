import { expect, test } from 'vitest';
import { action, index, service, startFakeReference } from '../aws/support/fake-reference.ts';
import { fakeAws } from '../aws/support/session.ts';
import { provideWorkspaces } from './support/provide.ts';

const createWorkspace = provideWorkspaces();

const SIGNED_IN = {
  AWS_ACCESS_KEY_ID: 'AKIAEXAMPLE',
  AWS_SECRET_ACCESS_KEY: 'secret',
  AWS_REGION: 'eu-west-1',
  AWS_EC2_METADATA_DISABLED: 'true',
};

test('from AWS to a refined policy, with the SDK that is built in', async () => {
  const workspace = createWorkspace();
  const aws = await fakeAws();
  const env = { ...SIGNED_IN, AWS_ENDPOINT_URL: aws.url };
  const pulled = await workspace.run(['pull', '--role', 'MyRole'], { env });
  expect(pulled).toMatchObject({ code: 0, stdout: 'pull-MyRole\n' });
  expect(aws.operations()).toContain('GetFindingV2');
  const refined = await workspace.run(['refine', 'pull-MyRole', '-o', 'refined/'], { env });
  expect(refined.code).toBe(0);
  expect(workspace.files('refined').length).toBeGreaterThan(0);
});

test('without an analyzer, by IAM’s last-accessed information', async () => {
  const workspace = createWorkspace();
  const aws = await fakeAws();
  const env = {
    ...SIGNED_IN,
    AWS_ENDPOINT_URL_IAM: aws.url,
    AWS_ENDPOINT_URL_ACCESSANALYZER: 'http://127.0.0.1:1',
  };
  const pulled = await workspace.run(['pull', '--role', 'MyRole', '--no-analyzer', '-o', 'mine'], { env });
  expect(pulled).toMatchObject({ code: 0, stdout: 'mine\n' });
  const checked = await workspace.run(['check', 'mine', '--window', '30'], { env });
  expect(checked.code).toBe(1);
  expect(checked.stdout).toContain('logs:*');
});

test('the configuration files of AWS are read: a profile with its region and its endpoint', async () => {
  const workspace = createWorkspace();
  const aws = await fakeAws();
  const config = workspace.write(
    '.aws',
    `[profile audit]\nregion = eu-central-1\naws_access_key_id = AKIAEXAMPLE\naws_secret_access_key = secret\nendpoint_url = ${aws.url}\n`,
  );
  const env = { AWS_CONFIG_FILE: config, AWS_EC2_METADATA_DISABLED: 'true' };
  const pulled = await workspace.run(['pull', '--role', 'Empty', '--profile', 'audit', '-q'], { env });
  expect(pulled).toMatchObject({ code: 0, stdout: 'pull-Empty\n', stderr: '' });
  expect(new Set(aws.log.map(({ region }) => region))).toEqual(new Set(['eu-central-1']));
});

test('nothing to sign in with: two lines that say so, and no folder', async () => {
  const workspace = createWorkspace();
  const env = {
    AWS_REGION: 'eu-west-1',
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_ENDPOINT_URL: 'http://127.0.0.1:1',
  };
  const { code, stdout, stderr } = await workspace.run(['pull', '--all'], { env });
  expect([code, stdout]).toEqual([2, '']);
  expect(stderr).toBe(
    'coppice: there are no AWS credentials\n  Sign in (aws sso login), name a profile with --profile, or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.\n',
  );
  expect(workspace.files()).toEqual([]);
});

test('a catalogue that was fetched is the default from then on', async () => {
  const workspace = createWorkspace();
  const actions = [action('GetThing', [], false), action('GetOther', [], false)];
  const server = await startFakeReference({
    files: { '': index('brandnew'), 'v1/brandnew/brandnew.json': service('brandnew', actions) },
  });
  const env = { COPPICE_SERVICE_REFERENCE_URL: server.url };
  expect(await workspace.run(['catalog', 'update'], { env })).toMatchObject({ code: 0 });
  const { stdout } = await workspace.run(['explain', 'brandnew:*'], { env });
  expect(stdout).toContain('brandnew:*  2 actions');
});
