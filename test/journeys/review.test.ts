import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Terminal } from '../../tools/terminal/terminal.ts';
import { provideTerminals, provideWorkspaces } from './support/provide.ts';
import type { Workspace } from './support/workspace.ts';

/** The review as a person goes through it: the real program, its screen, and the files that it leaves. */

const openTerminal = provideTerminals();
const createWorkspace = provideWorkspaces();

const root = join(import.meta.dirname, '..', '..');
const example = (name: string): string => readFileSync(join(root, 'examples', 'worked', name), 'utf8');

function worked(): Workspace {
  return createWorkspace({ 'policy.json': example('policy.json'), 'finding.json': example('finding.json') });
}

/** Opens the review of the worked example and waits until its tree is there. */
async function review(workspace: Workspace, args: readonly string[] = []): Promise<Terminal> {
  const terminal = openTerminal({
    args: ['policy.json', 'finding.json', ...args],
    cols: 110,
    rows: 40,
    ...workspace,
  });
  await terminal.waitFor('decided 0/9');
  return terminal;
}

/** Goes to a row by searching for it. */
async function goTo(terminal: Terminal, name: string): Promise<void> {
  await terminal.press('/');
  await terminal.type(name);
  await terminal.waitFor(`/${name}`);
  await terminal.press('enter');
  await terminal.waitFor(cursorOn(name), `the cursor on ${name}`);
}

const cursorOn = (name: string) => (terminal: Terminal) =>
  terminal.screen().some((row) => row.includes('❯') && row.includes(name));

/** Chooses the item of an open menu that begins so, by its number. */
async function choose(terminal: Terminal, item: string): Promise<void> {
  const number = (): string => {
    const row = terminal.screen().find((each) => each.includes(` ${item}`)) ?? '';
    return /(\d)$/.exec(row.slice(0, row.indexOf(` ${item}`)))?.[1] ?? '';
  };
  await terminal.waitFor(() => number() !== '', `the item "${item}"`);
  await terminal.press(number());
}

/** Accepts what is left and writes the result where it is proposed to go. */
async function write(terminal: Terminal): Promise<void> {
  await terminal.press('g', 'A', 'w');
  await terminal.waitFor('Write the result as');
  await terminal.press('enter');
  await terminal.waitFor('Write as json to');
  await terminal.press('enter');
  await terminal.waitFor('leave');
  await terminal.press('enter');
  expect(await terminal.waitForExit()).toEqual({ code: 0, signal: null });
  expect(terminal.leftOn()).toEqual([]);
}

interface Written {
  readonly Statement: readonly { readonly Action: readonly string[] }[];
}

/** What the written policy allows of S3. */
function writtenActions(workspace: Workspace): readonly string[] {
  const name = workspace.files().find((file) => file.endsWith('.refined.json')) ?? 'no refined policy';
  return (workspace.json(name) as Written).Statement[1]?.Action ?? [];
}

interface Recorded {
  readonly policies: readonly {
    readonly decisions: readonly Record<string, unknown>[];
    readonly certificate: { readonly ok: boolean; readonly deviations: readonly Record<string, unknown>[] };
  }[];
}

function record(workspace: Workspace): Recorded['policies'][number] {
  const name = workspace.files().find((file) => file.endsWith('.decisions.json')) ?? 'no record';
  const [policy] = (workspace.json(name) as Recorded).policies;
  if (policy === undefined) throw new Error('the record has no policy');
  return policy;
}

const PROPOSED = [
  's3:GetAccess*',
  's3:GetAccountPublicAccessBlock',
  's3:GetBucketAbac',
  's3:GetBucketMetadataTableConfiguration',
  's3:GetDataAccess',
  's3:GetJobTagging',
  's3:GetMulti*',
  's3:GetObject*',
  's3:GetStorage*',
  's3:List*',
];
const without = (...gone: string[]): string[] => PROPOSED.filter((grant) => !gone.includes(grant));

/** A review of the worked example with one decision made: on a row, by a key and an item of its menu. */
async function decided(
  row: string,
  key: 'r' | 'e',
  item: string,
): Promise<{ workspace: Workspace; terminal: Terminal }> {
  const workspace = worked();
  const terminal = await review(workspace);
  await goTo(terminal, row);
  await terminal.press(key);
  await choose(terminal, item);
  return { workspace, terminal };
}

describe('decisions', () => {
  test('the worked example, row by row', async () => {
    const workspace = worked();
    const terminal = await review(workspace);
    for (let decided = 1; decided <= 9; decided++) {
      await terminal.press('tab', 'a');
      await terminal.waitFor(`decided ${decided}/9`);
    }
    await terminal.press('w');
    await terminal.waitFor('Write the result as');
    await terminal.press('enter');
    await terminal.waitFor('.refined.json');
    await terminal.press('enter');
    await terminal.waitFor('leave');
    await terminal.press('enter');
    expect(await terminal.waitForExit()).toEqual({ code: 0, signal: null });
    expect(writtenActions(workspace)).toEqual(PROPOSED);
    expect(record(workspace).decisions).toHaveLength(9);
    expect(record(workspace).certificate).toMatchObject({ ok: true, deviations: [] });
  });

  test('a grant is rejected into its actions', async () => {
    const { workspace, terminal } = await decided('GetMulti*', 'r', 'list its 4 actions');
    await terminal.waitFor('decided 1/9');
    await write(terminal);
    expect(writtenActions(workspace)).toEqual(
      [
        ...without('s3:GetMulti*'),
        's3:GetMultiRegionAccessPoint',
        's3:GetMultiRegionAccessPointPolicy',
        's3:GetMultiRegionAccessPointPolicyStatus',
        's3:GetMultiRegionAccessPointRoutes',
      ].sort(),
    );
    expect(record(workspace).certificate).toMatchObject({ ok: true, deviations: [] });
  });

  test('a grant is rejected with its actions, which nobody reported', async () => {
    const { workspace, terminal } = await decided('GetStorage*', 'r', 'remove its 4 actions');
    await leaveReason(terminal, 'no lens here');
    await terminal.waitFor('decided 1/9');
    await write(terminal);
    expect(writtenActions(workspace)).toEqual(without('s3:GetStorage*'));
    const { certificate } = record(workspace);
    expect(certificate.ok).toBe(true);
    expect(certificate.deviations).toHaveLength(4);
    expect(certificate.deviations[0]).toMatchObject({
      kind: 'removed',
      action: 's3:GetStorageLensConfiguration',
    });
  });

  test('a grant is rejected for the original entry', async () => {
    const { workspace, terminal } = await decided('GetObject*', 'r', 'keep the original');
    await leaveReason(terminal, 'the yearly job');
    await terminal.waitFor('decided 9/9');
    await write(terminal);
    expect(writtenActions(workspace)).toEqual(['s3:Get*', 's3:List*']);
    const { certificate } = record(workspace);
    expect(certificate).toMatchObject({ ok: true, deviations: [{ kind: 'kept', action: 's3:Get*' }] });
    expect(certificate.deviations[0]?.['actions']).toHaveLength(22);
  });

  test('a grant is widened, for a reason, over the unused actions that come back', async () => {
    const { workspace, terminal } = await decided('GetBucketAbac', 'e', 'widen to');
    await terminal.waitFor('GetBucketAcl');
    await terminal.type('audits come in spring');
    await terminal.press('enter');
    await terminal.waitFor('[~]');
    await write(terminal);
    expect(writtenActions(workspace)).toEqual(
      [...without('s3:GetBucketAbac', 's3:GetBucketMetadataTableConfiguration'), 's3:GetBucket*'].sort(),
    );
    const { certificate } = record(workspace);
    expect(certificate.ok).toBe(true);
    expect(certificate.deviations).toMatchObject([
      { kind: 'kept', action: 's3:GetBucket*', reason: 'audits come in spring' },
    ]);
    expect(certificate.deviations[0]?.['actions']).toHaveLength(14);
  });

  test('a grant is narrowed to its next words', async () => {
    const { workspace, terminal } = await decided('GetAccess*', 'e', 'narrow to');
    await terminal.waitFor('[~]');
    await write(terminal);
    expect(writtenActions(workspace)).toEqual(
      [...without('s3:GetAccess*'), 's3:GetAccessGrant', 's3:GetAccessGrants*', 's3:GetAccessPoint*'].sort(),
    );
  });

  test('an edit outside the original is refused, one inside is taken', async () => {
    const { workspace, terminal } = await decided('GetObject*', 'e', 'edit the');
    await terminal.waitFor('s3:GetObject*');
    await terminal.press(...Array.from({ length: 12 }, () => 'backspace' as const));
    await terminal.type('*Object*');
    await terminal.press('enter');
    await terminal.waitFor('it would let in what s3:Get* does not');
    await terminal.waitFor('Edit s3:GetObject*');
    await terminal.press(...Array.from({ length: 8 }, () => 'backspace' as const));
    await terminal.type('3:GetObjectT*');
    await terminal.waitFor('s3:GetObjectT*');
    await terminal.press('enter');
    await terminal.waitFor((t) => expect(t.text()).toMatch(/\[~\]|[Rr]eason|[Ww]hy/));
    await leaveReason(terminal, 'tags and torrents will do');
    await terminal.waitFor('[~]');
    await write(terminal);
    expect(writtenActions(workspace)).toEqual([...without('s3:GetObject*'), 's3:GetObjectT*'].sort());
    const { certificate } = record(workspace);
    expect(certificate.ok).toBe(true);
    expect(certificate.deviations.length).toBeGreaterThan(0);
    expect(new Set(certificate.deviations.map(({ kind }) => kind))).toEqual(new Set(['removed']));
  });

  test('an unused action is kept for a while', async () => {
    const { workspace, terminal } = await decided('GetBucketAcl', 'e', 'keep it');
    await leaveReason(terminal, 'restores read it');
    await terminal.waitFor(/until/i);
    await terminal.type('2027-03-31');
    await terminal.press('enter');
    await terminal.waitFor('decided 1/10');
    await write(terminal);
    expect(writtenActions(workspace)).toEqual([...PROPOSED, 's3:GetBucketAcl'].sort());
    expect(record(workspace).certificate).toMatchObject({
      ok: true,
      deviations: [
        { kind: 'kept', action: 's3:GetBucketAcl', reason: 'restores read it', until: '2027-03-31' },
      ],
    });
  });

  test('undo goes back to the start, redo to the end again', async () => {
    const workspace = worked();
    const terminal = await review(workspace);
    const start = terminal.text();
    await terminal.press('tab', 'a', 'tab', 'a', 'tab', 'a');
    await terminal.waitFor('decided 3/9');
    await terminal.press('u', 'u', 'u');
    await terminal.waitFor('decided 0/9');
    await terminal.press('g');
    await terminal.waitFor(cursorOn('s3:Get*'), 'the cursor at the top');
    expect(withoutMessage(terminal.text())).toBe(withoutMessage(start));
    await terminal.press('ctrl-r', 'ctrl-r', 'ctrl-r');
    await terminal.waitFor('decided 3/9');
  });

  test('a chunk of keys is the keys one by one', async () => {
    const workspace = worked();
    const terminal = await review(workspace);
    // Down twice to GetAccess*, accept; to the next undecided, reject it into a removal; leave a menu.
    await terminal.type('jja');
    await terminal.waitFor('decided 1/9');
    await terminal.waitFor(cursorOn('GetAccess*'));
    await terminal.type('\tr\x1b');
    await terminal.waitFor(cursorOn('GetAccountPublicAccessBlock'));
    await terminal.type('jjjjjjA');
    await terminal.waitFor((t) => expect(t.text()).not.toContain('decided 0/9'));
  });
});

describe('finding the way', () => {
  test('search finds what is folded, and moves among the matches', async () => {
    const terminal = await review(worked());
    await terminal.press('/');
    await terminal.type('objacl');
    await terminal.waitFor('2 matches');
    await terminal.press('enter');
    await terminal.waitFor(cursorOn('GetObjectAcl'));
    await terminal.press('n');
    await terminal.waitFor(cursorOn('GetObjectVersionAcl'));
    await terminal.press('N');
    await terminal.waitFor(cursorOn('GetObjectAcl'));
  });

  test('the screen follows the window, down to where it has to wait', async () => {
    const terminal = await review(worked());
    await terminal.press('j', 'j', 'a');
    await terminal.waitFor('decided 1/9');
    terminal.resize(60, 15);
    await terminal.waitFor((t) => {
      expect(t.row(0).length).toBeLessThanOrEqual(60);
      expect(t.text()).toContain('GetAccess*');
    });
    terminal.resize(40, 10);
    await terminal.waitFor(/60.*15/);
    terminal.resize(140, 40);
    await terminal.waitFor((t) => {
      expect(t.text()).toContain('decided 1/9');
      expect(cursorOn('GetAccess*')(t)).toBe(true);
    });
  });

  test('a policy with nothing to refine says so', async () => {
    const workspace = createWorkspace({
      'policy.json': {
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Action: 's3:GetObject', Resource: '*' }],
      },
      'finding.json': [{ serviceNamespace: 'ec2' }],
    });
    const terminal = openTerminal({ args: ['policy.json', 'finding.json'], ...workspace });
    await terminal.waitFor('s3:GetObject');
    await terminal.waitFor(/nothing (is )?(left )?to (be )?decide|nothing to refine|0\/0/i);
    await terminal.press('q');
    expect((await terminal.waitForExit()).signal).toBeNull();
    expect(workspace.files()).toEqual(['finding.json', 'policy.json']);
  });
});

describe('what is kept', () => {
  test('a killed review goes on where it was', async () => {
    const workspace = worked();
    const first = await review(workspace);
    await first.press('tab', 'a', 'tab', 'a');
    await first.waitFor('decided 2/9');
    first.kill('SIGKILL');
    await first.waitForExit();
    const second = openTerminal({ args: ['policy.json', 'finding.json', '--resume'], ...workspace });
    await second.waitFor('decided 2/9');
    await second.press('tab', 'a');
    await second.waitFor('decided 3/9');
    await second.press('q');
    expect(await second.waitForExit()).toEqual({ code: 1, signal: null });
    expect(second.leftOn()).toEqual([]);
    expect(second.normalText()).toMatch(/3 of 9|6 .*left|6 of 9/);
  });

  test.each([
    ['Ctrl+C', (terminal: Terminal) => terminal.press('ctrl-c')],
    ['SIGTERM', (terminal: Terminal) => terminal.kill('SIGTERM')],
  ])('%s leaves the terminal clean and the decisions saved', async (_, stop) => {
    const workspace = worked();
    const terminal = await review(workspace);
    await terminal.press('tab', 'a');
    await terminal.waitFor('decided 1/9');
    await stop(terminal);
    const { code } = await terminal.waitForExit();
    expect(code).not.toBe(0);
    expect(terminal.leftOn()).toEqual([]);
    const again = openTerminal({ args: ['policy.json', 'finding.json', '--resume'], ...workspace });
    await again.waitFor('decided 1/9');
  });

  test('a file that exists is not replaced unasked', async () => {
    const workspace = worked();
    const terminal = await review(workspace);
    const path = (): Promise<void> => terminal.waitFor('Write as json to');
    await terminal.press('A', 'w');
    await terminal.waitFor('Write the result as');
    await terminal.press('enter');
    await path();
    const name = /(\S+)\.refined\.json/.exec(terminal.text())?.[0] ?? '';
    workspace.write(name, 'precious');
    await terminal.press('enter');
    await terminal.waitFor(/exists/);
    expect(workspace.read(name)).toBe('precious');
    await choose(terminal, 'replace it');
    await terminal.waitFor('leave');
    await terminal.press('enter');
    expect(await terminal.waitForExit()).toEqual({ code: 0, signal: null });
    expect(writtenActions(workspace)).toEqual(PROPOSED);
  });

  test('what was decided is written again, byte for byte, from its record', async () => {
    const { workspace, terminal } = await decided('GetMulti*', 'r', 'list its 4 actions');
    await terminal.waitFor('decided 1/9');
    await write(terminal);
    const files = workspace.files();
    const name = files.find((file) => file.endsWith('.refined.json')) ?? '';
    const decisions = files.find((file) => file.endsWith('.decisions.json')) ?? '';
    const applied = await workspace.run(['apply', 'policy.json', 'finding.json', '--decisions', decisions]);
    expect(applied).toMatchObject({ code: 0, stdout: workspace.read(name) });
  });
});

/** Gives a reason where one is asked, and passes by where none is. */
async function leaveReason(terminal: Terminal, reason: string): Promise<void> {
  await terminal.waitFor((t) => expect(t.text()).toMatch(/[Ww]hy|[Rr]eason|decided [1-9]/));
  if (!/[Ww]hy|[Rr]eason/.test(terminal.text())) return;
  await terminal.type(reason);
  await terminal.press('enter');
}

/** The screen without its line of messages, which says what the last key did. */
function withoutMessage(text: string): string {
  return text
    .split('\n')
    .filter((line) => !/undid|undone|redid|[✔✗!] /.test(line.trim().slice(0, 8)) || line.includes('│'))
    .slice(0, -2)
    .join('\n');
}
