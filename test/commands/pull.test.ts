import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { nodeBinary } from '../../tools/terminal/program.ts';
import { ACCOUNT, analyzerArn } from '../aws/support/account.ts';
import { json } from '../aws/support/fake-analyzer.ts';
import { iamError } from '../aws/support/fake-aws.ts';
import { fakeAws, stubAwsEnvironment } from '../aws/support/session.ts';
import { runHere, stubHome, temporaryFolder } from './support/run-here.ts';

test('a role, into a folder that the other commands read', async () => {
  const cwd = temporaryFolder();
  stubHome(cwd);
  await fakeAws();
  const pulled = await runHere(['pull', '--role', 'MyRole'], { cwd });
  expect(pulled.code).toBe(0);
  expect(pulled.stdout).toBe('pull-MyRole\n');
  expect(pulled.stderr).toContain('read 1 role, 2 managed policies, 1 finding into pull-MyRole');
  expect(readdirSync(cwd)).toEqual(['pull-MyRole']);
  expect(readdirSync(join(cwd, 'pull-MyRole')).sort()).toEqual(['findings', 'policies', 'roles']);

  const checked = await runHere(['check', 'pull-MyRole', '--json'], { cwd });
  expect(checked.code).toBe(1);
  const { policies } = JSON.parse(checked.stdout);
  const mine = policies.find(({ policy }: { policy: string }) => policy === 'S3AndLambda');
  expect(mine).toMatchObject({ kind: 'inline', unused: 2 });

  const refined = await runHere(['refine', 'pull-MyRole', '-o', 'refined/'], { cwd });
  expect(refined.stderr).toContain('wrote');
  expect(refined.code).toBe(0);
});

test('for programs: counts and notes as JSON', async () => {
  const cwd = temporaryFolder();
  await fakeAws({ size: 100 });
  const { code, stdout, stderr } = await runHere(['pull', '--all', '-o', 'account', '--json', '-q'], { cwd });
  expect([code, stderr]).toEqual([0, '']);
  expect(JSON.parse(stdout)).toEqual({
    folder: 'account',
    roles: 4,
    users: 2,
    groups: 1,
    policies: 2,
    findings: 3,
    lastAccessed: 0,
    recommendations: 0,
    permissionSets: 0,
    calls: 0,
    analyzer: analyzerArn('unused'),
    notes: [
      'the findings are those of the analyzer unused in eu-west-1',
      expect.stringContaining('one of 2 analyzers'),
    ],
  });
});

test('without an analyzer it says what last-accessed information means', async () => {
  const cwd = temporaryFolder();
  await fakeAws({ account: { ...ACCOUNT, analyzers: [] } });
  const pulled = await runHere(['pull', '--role', 'Empty', '--user', 'bob'], { cwd });
  expect(pulled.code).toBe(0);
  expect(pulled.stderr).toMatch(/no active analyzer.*last 400 days.*create-analyzer/s);
  expect(pulled.stdout).toBe('pull-several\n');
});

test('progress is for terminals', async () => {
  const cwd = temporaryFolder();
  await fakeAws({ size: 100 });
  const looked = await runHere(['pull', '--all', '-o', 'a'], { cwd, onTerminal: true });
  expect(looked.stderr).toContain('\r\u001B[2Kaccount: 4 roles, 2 users, 2 policies');
  expect(looked.stderr).toContain('\r\u001B[2Kfindings: 3 of 3');
  expect(looked.stdout).toBe('a\n');
  const logged = await runHere(['pull', '--all', '-o', 'b'], { cwd });
  expect(logged.stderr).not.toContain('\r');
});

test('what fails half-way leaves no folder, and --resume goes on where it was', async () => {
  const cwd = temporaryFolder();
  await fakeAws({
    size: 2,
    disturb: ({ operation }, number) =>
      operation === 'GetFindingV2' && number === 2
        ? { status: 403, body: '{"message":"No."}', type: 'application/json' }
        : undefined,
  });
  const failed = await runHere(['pull', '--all', '-o', 'account'], { cwd });
  expect(failed.code).toBe(2);
  expect(failed.stderr).toContain('what was read is in account.partial; go on with --resume');
  expect(readdirSync(cwd)).toEqual(['account.partial']);

  const again = await runHere(['pull', '--all', '-o', 'account'], { cwd });
  expect(again.code).toBe(2);
  expect(again.stderr).toContain('--resume');
  const other = await runHere(['pull', '--role', 'MyRole', '-o', 'account', '--resume'], { cwd });
  expect(other.stderr).toContain('asked for something else');
  expect(existsSync(join(cwd, 'account.partial', 'account', 'page-0001.json'))).toBe(true);

  const aws = await fakeAws({ size: 2 });
  const resumed = await runHere(['pull', '--all', '-o', 'account', '--resume'], { cwd });
  expect(resumed.code).toBe(0);
  expect(readdirSync(cwd)).toEqual(['account']);
  expect(readdirSync(join(cwd, 'account')).sort()).toEqual(['account', 'findings']);
  expect(readdirSync(join(cwd, 'account', 'findings'))).toHaveLength(3);
  expect(aws.operations()).not.toContain('GetAccountAuthorizationDetails');
});

test('--resume sweeps what a killed pull left, and asks once more for what is damaged', async () => {
  const cwd = temporaryFolder();
  const disturb = ({ operation }: { readonly operation: string }, number: number) =>
    operation === 'GetFindingV2' && number === 2
      ? { status: 403, body: '{"message":"No."}', type: 'application/json' }
      : undefined;
  await fakeAws({ size: 2, disturb });
  expect((await runHere(['pull', '--all', '-o', 'account'], { cwd })).code).toBe(2);
  const partial = join(cwd, 'account.partial');
  for (const folder of ['.', 'account', 'findings'])
    writeFileSync(join(partial, folder, `.coppice-${2 ** 30}-0.tmp`), 'half');
  // What the power was lost over is there, and empty.
  writeFileSync(join(partial, 'account', 'page-0001.json'), '');
  await fakeAws({ size: 2 });
  expect((await runHere(['pull', '--all', '-o', 'account', '--resume'], { cwd })).code).toBe(0);
  const names = readdirSync(join(cwd, 'account'), { recursive: true }).map(String);
  expect(names.filter((name) => name.includes('.coppice-'))).toEqual([]);
  expect(readFileSync(join(cwd, 'account', 'account', 'page-0001.json'), 'utf8')).toContain('RoleDetailList');
});

test('--resume of a pull of which nobody knows what it was asked for says so', async () => {
  const cwd = temporaryFolder();
  await fakeAws();
  for (const state of ['', '{}', '{"asked":{}}', '[', '{"begun":"soon"}']) {
    mkdirSync(join(cwd, 'mine.partial'), { recursive: true });
    writeFileSync(join(cwd, 'mine.partial', '.pull.json'), state);
    const { code, stdout, stderr } = await runHere(['pull', '--all', '-o', 'mine', '--resume'], { cwd });
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain(
      'mine.partial/.pull.json: what the pull that was stopped here was asked for cannot be read',
    );
  }
});

test('what fails at once leaves nothing', async () => {
  const cwd = temporaryFolder();
  await fakeAws({
    disturb: ({ operation }) =>
      operation === 'GetRole' ? iamError(404, 'NoSuchEntity', 'No such role') : undefined,
  });
  const { code, stdout, stderr } = await runHere(['pull', '--role', 'Nobody', '--resume'], { cwd });
  expect([code, stdout]).toEqual([2, '']);
  expect(stderr).toMatch(/^coppice: .*No such role\n {2}Check the name/);
  expect(readdirSync(cwd)).toEqual([]);
});

test('nothing that is there is overwritten, and AWS is not even asked', async () => {
  const cwd = temporaryFolder();
  const aws = await fakeAws();
  mkdirSync(join(cwd, 'mine'));
  writeFileSync(join(cwd, 'mine', 'file'), '');
  writeFileSync(join(cwd, 'file'), '');
  for (const [folder, says] of [
    ['mine', 'not empty'],
    ['file', 'this is a file'],
  ] as const) {
    const { code, stderr } = await runHere(['pull', '--role', 'MyRole', '-o', folder], { cwd });
    expect(code).toBe(2);
    expect(stderr).toContain(says);
  }
  expect(aws.log).toEqual([]);
  mkdirSync(join(cwd, 'empty'));
  expect((await runHere(['pull', '--role', 'MyRole', '-o', 'empty'], { cwd })).code).toBe(0);
});

test.each([
  [[], /nothing to pull was named/],
  [['--all', '--role', 'MyRole'], /--all already includes/],
  [['--role', '../../etc'], /is not the name of a role/],
  [['--user', 'arn:aws:iam::123456789012:role/MyRole'], /is not the name of a user/],
  [['--role', 'MyRole', '--analyzer', 'unused'], /is not an ARN of an analyzer/],
  [
    ['--role', 'MyRole', '--analyzer', analyzerArn('unused'), '--region', 'us-east-1'],
    /is in eu-west-1, and --region says us-east-1/,
  ],
  [['--calls', '91'], /not a number of days from 1 to 90/],
  [['--role', 'MyRole', '--recommendations', '--no-analyzer'], /recommendations are about findings/],
  [['--permission-sets', '--recommendations'], /recommendations are about findings/],
  [['--role', 'MyRole', '--policies-only', '--no-analyzer'], /--policies-only reads no findings/],
  [['--role', 'MyRole', '--profile', 'nope'], /there is no profile nope/],
  [['--role', 'MyRole', '--format', 'html'], /does not write html/],
  [['MyRole'], /too many arguments/],
])('refused before anything is asked: pull %j', async (argv, says) => {
  const cwd = temporaryFolder();
  const aws = await fakeAws();
  const { code, stderr } = await runHere(['pull', ...argv], { cwd });
  expect(code).toBe(2);
  expect(stderr).toMatch(says);
  expect(stderr).toMatch(/\n {2}\S/);
  expect(aws.log).toEqual([]);
  expect(readdirSync(cwd)).toEqual([]);
});

test('calls: stopped and gone on with, they are those of one and the same time', async () => {
  const cwd = temporaryFolder();
  writeFileSync(
    join(cwd, 'p.json'),
    '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"*"}]}',
  );
  const broken = json(400, { message: 'No.' }, 'AccessDeniedException');
  await fakeAws({
    disturb: ({ operation }, number) => (operation === 'LookupEvents' && number > 3 ? broken : undefined),
  });
  const failed = await runHere(['pull', '--calls', '2', '-o', 'calls'], { cwd });
  expect(failed.stderr).toMatch(/may not cloudtrail:LookupEvents/);
  const filesIn = (folder: string): number =>
    readdirSync(join(cwd, folder, 'calls'), { recursive: true }).filter((name) =>
      String(name).endsWith('.json'),
    ).length;
  const before = filesIn('calls.partial');
  expect(before).toBeGreaterThan(0);

  const aws = await fakeAws();
  const resumed = await runHere(['pull', '--calls', '2', '-o', 'calls', '--resume'], { cwd });
  expect(resumed.code).toBe(0);
  expect(resumed.stdout).toBe('calls\n');
  expect(resumed.stderr).toMatch(/read \d+ calls into calls/);
  expect(resumed.stderr).toContain('data events');
  expect(aws.operations()).toHaveLength(filesIn('calls') - before);
  const replayed = await runHere(
    ['replay', '--original', 'p.json', '--refined', 'p.json', '--calls', 'calls', '--json'],
    { cwd },
  );
  expect(JSON.stringify(JSON.parse(replayed.stdout))).toContain('MyRole');
});

test('permission sets go into a folder of their own by default', async () => {
  const cwd = temporaryFolder();
  await fakeAws();
  const { code, stdout, stderr } = await runHere(['pull', '--permission-sets'], { cwd });
  expect([code, stdout]).toEqual([0, 'pull-permission-sets\n']);
  expect(stderr).toContain('read 2 permission sets');
});

test('a role by its ARN, with a path', async () => {
  const cwd = temporaryFolder();
  const aws = await fakeAws();
  await runHere(['pull', '--role', 'arn:aws:iam::123456789012:role/teams/data/MyRole'], { cwd });
  expect(aws.log.find(({ operation }) => operation === 'GetRole')?.parameters['RoleName']).toBe('MyRole');
});

test('no region is needed where no analyzer is asked', async () => {
  const cwd = temporaryFolder();
  const aws = await fakeAws();
  stubAwsEnvironment({ AWS_REGION: undefined, AWS_ENDPOINT_URL: aws.url });
  const { code } = await runHere(['pull', '--role', 'Other', '--no-analyzer'], { cwd });
  expect(code).toBe(0);
  expect(aws.log[0]?.region).toBe('us-east-1');
});

test('Ctrl+C: no folder, what was read is kept, and it goes on from there', async () => {
  const cwd = temporaryFolder();
  let stop: () => void = () => undefined;
  await fakeAws({
    disturb: ({ operation }) => {
      if (operation !== 'ListFindingsV2') return undefined;
      stop();
      return 'hang';
    },
  });
  const main = new URL('support/main.ts', import.meta.url).pathname;
  const child = spawn(nodeBinary(), [main, 'pull', '--role', 'MyRole', '-o', 'mine'], {
    cwd,
    env: process.env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  stop = () => child.kill('SIGINT');
  const [[code], stdout, stderr] = await Promise.all([
    once(child, 'close'),
    text(child.stdout),
    text(child.stderr),
  ]);
  expect([code, stdout]).toEqual([130, '']);
  expect(stderr).toContain('stopped; what was read is in mine.partial; go on with --resume');
  expect(readdirSync(cwd)).toEqual(['mine.partial']);

  const aws = await fakeAws();
  expect((await runHere(['pull', '--role', 'MyRole', '-o', 'mine', '--resume'], { cwd })).code).toBe(0);
  expect(new Set(aws.operations())).toEqual(new Set(['ListAnalyzers', 'ListFindingsV2', 'GetFindingV2']));
  expect(readdirSync(cwd)).toEqual(['mine']);
});
