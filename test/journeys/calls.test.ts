import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { root } from '../../tools/document.ts';
import type { Terminal } from '../../tools/terminal/terminal.ts';
import { provideTerminals, provideWorkspaces } from './support/provide.ts';
import type { Workspace } from './support/workspace.ts';

/** The worked example with the calls of `examples/calls`: its finding calls `s3:GetBucketAcl` unused, and it was called twice. */

const openTerminal = provideTerminals();
const createWorkspace = provideWorkspaces();

const example = (name: string): string => readFileSync(join(root, 'examples', name), 'utf8');
const INPUTS = ['policy.json', 'finding.json'];
const CALLED = 's3:GetBucketAcl';
const APPLY = ['apply', ...INPUTS, '--decisions', 'policy.decisions.json'];

function world(): Workspace {
  return createWorkspace({
    'policy.json': example('worked/policy.json'),
    'finding.json': example('worked/finding.json'),
    'logs/2026-05.json': example('calls/2026-05.json'),
  });
}

/** Opens the review with the calls, reads the warning, and goes to the row of the action that was called. */
async function onCalled(workspace: Workspace): Promise<Terminal> {
  const args = ['review', ...INPUTS, '--calls', 'logs'];
  const terminal = openTerminal({ args, cols: 120, rows: 40, ...workspace });
  await terminal.waitFor('1 warning');
  expect(terminal.text()).toContain('called although reported unused, so proposed to stay: s3:GetBucketAcl');
  await terminal.press('esc');
  await terminal.waitFor('s3:Get*');
  await terminal.press('/');
  await terminal.type('GetBucketAcl');
  await terminal.waitFor('/GetBucketAcl');
  await terminal.press('enter');
  await terminal.waitFor('Called 2 times, the last time 2026-05-31.');
  return terminal;
}

/** Accepts what is left, and writes as it is proposed. */
async function write(terminal: Terminal, isNamed: boolean): Promise<void> {
  await terminal.press('g', 'A');
  if (!isNamed) {
    await terminal.waitFor('Who decides?');
    await terminal.press('enter');
  }
  await terminal.waitFor('approved 18/18');
  await terminal.press('w');
  for (const question of ['Write in which format?', 'Write where?', '2 files to write', 'coppice apply']) {
    await terminal.waitFor(question);
    await terminal.press('enter');
  }
  expect(await terminal.waitForExit()).toEqual({ code: 0, signal: null });
}

interface Recorded {
  readonly calls: object;
  readonly inputs: readonly { readonly name: string }[];
  readonly policies: readonly { readonly certificate: { readonly ok: boolean; readonly calls: object } }[];
}

/** Replays the record with the calls and without: the same bytes, and a refusal that says what is missing. */
async function expectReplayed(workspace: Workspace): Promise<void> {
  const again = await workspace.run([...APPLY, '--calls', 'logs']);
  expect(again).toMatchObject({ code: 0, stdout: workspace.read('policy.refined.json') });
  const without = await workspace.run(APPLY);
  expect(without).toMatchObject({ code: 1, stdout: '' });
  expect(without.stderr).toContain('they were made with logs of calls: give the same logs with --calls');
}

test('what was called is marked, told and kept, and the record makes the same again', async () => {
  const workspace = world();
  const terminal = await onCalled(workspace);
  expect(terminal.text()).toContain('GetBucketAcl ×2');
  expect(terminal.text()).toMatch(/It was called, and a finding says/);
  await terminal.press('f', 'c', 'enter');
  await terminal.waitFor((t) => {
    expect(t.text()).not.toContain('GetBucketCORS');
    expect(t.text()).toContain('GetBucketAcl ×2');
  });
  await terminal.press('f', 'e', 'enter');
  await terminal.waitFor('GetBucketCORS');
  await write(terminal, false);
  expect(workspace.read('policy.refined.json')).toContain(`"${CALLED}"`);
  const { calls, inputs, policies } = workspace.json('policy.decisions.json') as Recorded;
  expect(calls).toEqual({
    sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
    events: 9,
    first: '2026-05-04T06:00:11Z',
    last: expect.stringMatching(/^2026-05-31T/),
  });
  expect(inputs.map(({ name }) => name)).toEqual(INPUTS);
  expect(policies).toMatchObject([
    { certificate: { ok: true, calls: { events: 8, kept: [CALLED], denied: [] } } },
  ]);
  await expectReplayed(workspace);
});

test('somebody drops it all the same: the certificate says that it was called', async () => {
  const workspace = world();
  const terminal = await onCalled(workspace);
  await terminal.press('r', 'd');
  await terminal.waitFor('1 of them was called.');
  expect(terminal.text()).toMatch(/Goes:[\s\S]*s3:GetBucketAcl ×2/);
  await terminal.press('enter');
  await terminal.waitFor('Why?');
  await terminal.type('the audit is over');
  await terminal.press('enter');
  await terminal.waitFor('Who decides?');
  await terminal.press('enter');
  await terminal.waitFor('approved 1/18');
  expect(terminal.text()).toContain('it goes all the same');
  await write(terminal, true);
  expect(workspace.read('policy.refined.json')).not.toContain(CALLED);
  const { policies } = workspace.json('policy.decisions.json') as Recorded;
  expect(policies).toMatchObject([{ certificate: { ok: true, calls: { kept: [], denied: [CALLED] } } }]);
  await expectReplayed(workspace);
  const { stdout } = await workspace.run([...APPLY, '--calls', 'logs', '--format', 'markdown']);
  expect(stdout).toContain(`| \`${CALLED}\` | 2 | Read | reported unused, but called; removed on purpose |`);
  expect(stdout).toMatch(new RegExp(`\\| \`${CALLED}\` \\| goes, although it was called \\| 2 calls`));
});
