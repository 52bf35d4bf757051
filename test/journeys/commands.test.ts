import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { builtProgram } from '../../tools/terminal/program.ts';
import { provideTerminals, provideWorkspaces } from './support/provide.ts';
import { take, WORKED_ARGS, writeOut } from './support/reviewing.ts';
import type { Workspace } from './support/workspace.ts';

const openTerminal = provideTerminals();
const createWorkspace = provideWorkspaces();

const root = join(import.meta.dirname, '..', '..');
const example = (name: string): string => readFileSync(join(root, 'examples', 'worked', name), 'utf8');
const POLICY = example('policy.json');
const FINDING = example('finding.json');
const EXPECTED = readFileSync(join(root, 'test', 'commands', 'worked', '2026-09-26.json'), 'utf8');
const OLDER = readFileSync(join(root, 'examples', 'aws-article', 'result.json'), 'utf8');

function worked(): Workspace {
  return createWorkspace({ 'policy.json': POLICY, 'finding.json': FINDING });
}

describe('the built program', () => {
  test('refines the worked example exactly', async () => {
    const workspace = worked();
    const answer = { code: 0, signal: null, stderr: '' };
    expect(await workspace.run(['refine', 'policy.json', 'finding.json'])).toEqual({
      ...answer,
      stdout: EXPECTED,
    });
    const older = await workspace.run(['refine', '.', '--catalog', '2024-08-31']);
    expect(older).toEqual({ ...answer, stdout: OLDER });
    expect(workspace.files()).toEqual(['finding.json', 'policy.json']);
    expect(workspace.files('../home')).toEqual([]);
  });

  test('says its version', async () => {
    const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
    expect(await createWorkspace().run(['--version'])).toMatchObject({
      code: 0,
      stdout: `${version}\n`,
      stderr: '',
    });
  });

  test('shows the demo as text without a terminal', async () => {
    const { code, stdout, stderr } = await createWorkspace().run(['demo']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('◐ s3:Get*');
    expect(stdout).toContain('+        "s3:GetObject*",');
    expect(stdout).toContain('✔ 7 monotone');
  });

  test('puts nothing on standard output when it fails, and no stack trace anywhere', async () => {
    const workspace = worked();
    workspace.write('bad.json', POLICY.slice(0, 200));
    const { code, stdout, stderr } = await workspace.run(['refine', 'bad.json', 'finding.json']);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/^coppice: bad\.json, line \d+, column \d+: the text ends/);
    expect(stderr).toMatch(/^ *> +\d+ \| .*\n +\| +\^/m);
    expect(stderr).not.toMatch(/\n\s+at /);
  });

  test('ends quietly when nobody reads on', async () => {
    const workspace = worked();
    const script = `node ${builtProgram} explain '*' | head -n 1; echo "\${PIPESTATUS[0]}"`;
    const { stdout, stderr } = await workspace.run([], { command: ['bash', '-c', script] });
    expect(stdout).toBe('*  22,091 actions · 0 unused  catalogue 2026-09-26\n0\n'.replace('22,091', '22091'));
    expect(stderr).toBe('');
  });

  test.each([
    ['standard output', '>&9'],
    ['standard error', '2>&9'],
    ['both', '>&9 2>&9'],
  ])('%s that nobody reads changes no exit code and no file', async (_, to) => {
    const workspace = worked();
    const inputs = 'policy.json finding.json';
    for (const [args, code] of [
      [`check ${inputs}`, 1],
      [`check ${inputs} --json`, 1],
      [`drift ${inputs} --from 2024-08-31`, 1],
      [`verify --original policy.json --refined policy.json finding.json`, 1],
      [`refine ${inputs}`, 0],
      [`refine ${inputs} -o out/`, 0],
      ['explain "s3:*"', 0],
      ['refine missing.json', 2],
      ['--help', 0],
    ] as const) {
      const script = `exec 9> >(exec true); wait $!; node ${builtProgram} ${args} ${to}`;
      const ran = await workspace.run([], { command: ['bash', '-c', script] });
      expect([args, ran.code]).toEqual([args, code]);
    }
    expect(workspace.read('out/S3AndLambda.refined.json')).toBe(EXPECTED);
  });

  test('a stream ends when nobody reads its answers', async () => {
    const workspace = createWorkspace();
    const request = '{"policy":{"Statement":[]},"unused":[]}';
    const script = `yes '${request}' | node ${builtProgram} refine --stream | head -n 1`;
    const { stdout, stderr } = await workspace.run([], { command: ['bash', '-c', script] });
    expect(stdout.split('\n')).toHaveLength(2);
    expect(stderr).toBe('');
  });

  test('says so when its result cannot be written', async () => {
    const workspace = worked();
    const script = `node ${builtProgram} refine policy.json finding.json >/dev/full; echo "$?"`;
    const { stdout, stderr } = await workspace.run([], { command: ['bash', '-c', script] });
    expect(stdout).toBe('2\n');
    expect(stderr).toMatch(/^coppice: .*standard output.*\n$/);
  });

  test.skipIf(process.platform === 'win32')(
    'a limit on the size of files is an error, and leaves nothing',
    async () => {
      const workspace = worked();
      const script = `ulimit -f 0; exec node ${builtProgram} refine policy.json finding.json -o out.json`;
      const { code, signal, stderr } = await workspace.run([], { command: ['bash', '-c', script] });
      expect({ code, signal }).toEqual({ code: 2, signal: null });
      expect(stderr).toContain('out.json: this cannot be written: it would be larger than files may be here');
      expect(workspace.files()).toEqual(['finding.json', 'policy.json']);
    },
  );

  test('answers a stream as it comes, without waiting for its end', async () => {
    const workspace = createWorkspace();
    const policy = { Statement: [{ Effect: 'Allow', Action: 's3:Get*', Resource: '*' }] };
    const lines = Array.from(
      { length: 2000 },
      (_, id) => `${JSON.stringify({ id, policy, unused: ['s3:GetObject'] })}\n`,
    );
    const { code, stdout } = await workspace.run(['refine', '--stream'], { stdin: lines });
    expect(code).toBe(0);
    const ids = stdout
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line).id);
    expect(ids).toEqual(lines.map((_, id) => id));
  });

  test.each([
    [['refine', 'policy.json', 'finding.json']],
    [['check', '.']],
    [['explain', 's3:Get*', 'finding.json']],
    [['verify', '--original', 'policy.json', '--refined', 'policy.json', 'finding.json']],
  ])('%j loads no screen', async (args) => {
    const workspace = worked();
    workspace.write(
      'watch.mjs',
      `import {registerHooks} from 'node:module'; import {appendFileSync} from 'node:fs';
registerHooks({load(url, context, next) { appendFileSync('loaded.txt', url + '\\n'); return next(url, context); }});`,
    );
    await workspace.run([], { command: ['node', '--import', './watch.mjs', builtProgram, ...args] });
    const files = workspace
      .read('loaded.txt')
      .split('\n')
      .filter((url) => url.startsWith('file:') && !url.endsWith('watch.mjs'));
    const text = files.map((url) => readFileSync(fileURLToPath(url), 'utf8')).join('\n');
    // What only React and Ink say.
    for (const sign of ['react.transitional.element', 'ink-virtual-text']) {
      expect({ sign, isLoaded: text.includes(sign) }).toEqual({ sign, isLoaded: false });
    }
  });
});

describe('on a terminal', () => {
  test('coppice alone prints its help', async () => {
    const terminal = openTerminal({ args: [] });
    expect(await terminal.waitForExit()).toEqual({ code: 0, signal: null });
    expect(terminal.normalText()).toContain('Usage: coppice [command] [options] INPUT...');
    expect(terminal.normalText()).toContain('$ coppice demo');
  });

  test('a dumb terminal is told what else there is', async () => {
    const terminal = openTerminal({
      args: ['policy.json', 'finding.json'],
      env: { TERM: 'dumb' },
      ...worked(),
    });
    expect(await terminal.waitForExit()).toEqual({ code: 2, signal: null });
    expect(terminal.normalText()).toContain('coppice refine');
  });

  test('the demo can be finished with the keys on the screen, and leaves two files', async () => {
    const workspace = createWorkspace();
    const terminal = openTerminal({ args: ['demo'], rows: 30, ...workspace });
    await terminal.waitFor('approved 0/17');
    await terminal.press('A');
    await terminal.waitFor('Who decides?');
    await take(terminal, 'approved 17/17');
    await writeOut(terminal);
    expect(workspace.files()).toEqual(['S3AndLambda.decisions.json', 'S3AndLambda.refined.json']);
    expect(workspace.read('S3AndLambda.refined.json')).toBe(EXPECTED);
    expect(terminal.normalText()).toContain('wrote S3AndLambda.refined.json');
    expect(terminal.leftOn()).toEqual([]);
  });

  test('a review is left, gone on with, written, and applied again byte for byte', async () => {
    const workspace = worked();
    const args = ['policy.json', 'finding.json'];
    const first = openTerminal({ args: [...args, '--by', 'Ann'], rows: 30, ...workspace });
    await first.waitFor('approved 0/17');
    await first.press('tab');
    await first.press('a');
    await first.waitFor('approved 1/17');
    await first.press('q');
    expect(await first.waitForExit()).toEqual({ code: 1, signal: null });
    expect(first.normalText()).toContain(
      '1 of 17 changes approved, and nothing was written.\nAll decisions are saved.',
    );
    expect(first.normalText()).toContain('Go on with:  coppice review policy.json finding.json');

    const second = openTerminal({ args: ['review', '--resume'], rows: 30, ...workspace });
    await second.waitFor('approved 1/17');
    await second.waitFor('goes on where it was left');
    await second.press('g', 'A');
    await second.waitFor('approved 17/17');
    await writeOut(second);
    expect(workspace.read('policy.refined.json')).toBe(EXPECTED);
    const { policies } = workspace.json('policy.decisions.json') as {
      policies: { decisions: { by: string }[] }[];
    };
    // The name is remembered from the first time.
    expect(policies.flatMap(({ decisions }) => decisions.map(({ by }) => by))).toEqual(Array(17).fill('Ann'));

    const record = ['--decisions', 'policy.decisions.json'];
    const again = await workspace.run(['apply', ...args, ...record]);
    expect(again).toEqual({ code: 0, signal: null, stdout: EXPECTED, stderr: '' });
    workspace.write('finding.json', FINDING.replace('{ "action": "GetBucketWebsite" },', ''));
    const stale = await workspace.run(['apply', ...args, ...record]);
    expect(stale).toMatchObject({ code: 1, stdout: '' });
    expect(stale.stderr).toContain('S3AndLambda: what is reported unused has changed');
  });

  test('a review of inputs that have changed says what holds and asks', async () => {
    const workspace = worked();
    const args = WORKED_ARGS;
    const first = openTerminal({ args, rows: 30, ...workspace });
    await first.waitFor('approved 0/17');
    await first.press('A');
    await first.waitFor('approved 17/17');
    await first.press('q');
    await first.waitForExit();
    // GetObject… is no longer safe, all else is.
    workspace.write('finding.json', FINDING.replace('"GetBucketWebsite"', '"GetObjectTorrent"'));

    const second = openTerminal({ args, rows: 30, ...workspace });
    await second.waitFor('Go on with what still holds? [Y/n]');
    expect(second.normalText()).toContain('finding.json has changed');
    expect(second.normalText()).toContain('16 decisions still hold');
    expect(second.normalText()).toContain('no longer holds: S3AndLambda: accept s3:GetObject*');
    await second.type('y\r');
    await second.waitFor(/approved 16\/\d+/);
    await second.press('q');
    await second.waitForExit();

    const third = openTerminal({ args: [...args, '--fresh'], rows: 30, ...workspace });
    await third.waitFor(/approved 0\/\d+/);
  });

  test('a session that is damaged is put aside, and the review begins anew', async () => {
    const workspace = worked();
    const args = WORKED_ARGS;
    const first = openTerminal({ args, rows: 30, ...workspace });
    await first.waitFor('approved 0/17');
    await first.press('A');
    await first.waitFor('approved 17/17');
    await first.press('q');
    await first.waitForExit();
    const sessions = '../home/.config/coppice/sessions';
    const [session = ''] = workspace.files(sessions);
    workspace.write(session, workspace.read(session).slice(0, 500));
    const second = openTerminal({ args, rows: 30, ...workspace });
    await second.waitFor('approved 0/17');
    expect(workspace.files(sessions)).toContain(`${session}.damaged`);
    expect(workspace.files(sessions)).not.toContain(session);
    await second.press('q');
    await second.waitForExit();
    expect(second.normalText()).toContain('an earlier session cannot be read and was put aside');
  });

  test('preferences that cannot be kept are no reason to fail', async () => {
    const workspace = worked();
    mkdirSync(join(workspace.home, '.config', 'coppice'), { recursive: true });
    workspace.write('../home/.config/coppice/preferences.json', '{"reviewer": 1}');
    const terminal = openTerminal({ args: ['policy.json', 'finding.json'], rows: 30, ...workspace });
    await terminal.waitFor('approved 0/17');
    await terminal.press('q');
    await terminal.waitForExit();
    expect(terminal.normalText()).toContain('the preferences were put aside');
  });
});
