import { execFileSync } from 'node:child_process';
import { appendFileSync, cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Terminal } from '../../tools/terminal/terminal.ts';
import { provideTerminals, provideWorkspaces } from './support/provide.ts';
import {
  ask,
  cursorOn,
  fill,
  replay,
  searchFor,
  take,
  WORKED_ARGS,
  workedFiles,
  writeOut,
} from './support/reviewing.ts';
import type { Workspace } from './support/workspace.ts';

/** The review as a person goes through it: the real program, its screen, and the files that it leaves. */

const openTerminal = provideTerminals();
const createWorkspace = provideWorkspaces();
const worked = (): Workspace => createWorkspace(workedFiles());

/** Opens the review of the worked example and waits until its tree is there. */
async function review(
  workspace: Workspace,
  args: readonly string[] = [],
  env: Readonly<Record<string, string>> = {},
): Promise<Terminal> {
  const terminal = openTerminal({ args: [...WORKED_ARGS, ...args], cols: 120, rows: 44, env, ...workspace });
  await terminal.waitFor(/approved \d+\/\d+/);
  return terminal;
}

interface WrittenPolicy {
  readonly Statement: readonly { readonly Action: readonly string[] }[];
}

/** What the written policy allows, statement by statement. */
function writtenActions(workspace: Workspace, name = 'policy.refined.json'): (readonly string[])[] {
  return (workspace.json(name) as WrittenPolicy).Statement.map(({ Action }) => Action);
}

interface Recorded {
  readonly approved: number;
  readonly total: number;
  readonly decisions: readonly Record<string, unknown>[];
  readonly open: readonly { readonly was: string }[];
  readonly certificate: { readonly ok: boolean; readonly deviations: readonly Record<string, unknown>[] };
}

function recorded(workspace: Workspace): Recorded {
  const [policy] = (workspace.json('policy.decisions.json') as { policies: Recorded[] }).policies;
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

async function expectReplayed(terminal: Terminal, workspace: Workspace): Promise<void> {
  expect(await replay(terminal, workspace)).toMatchObject({
    code: 0,
    stdout: workspace.read('policy.refined.json'),
  });
}

describe('signing off', () => {
  test('the worked example, row by row: entries that go are signed off as well', async () => {
    const workspace = worked();
    const terminal = openTerminal({
      args: ['policy.json', 'finding.json'],
      cols: 120,
      rows: 44,
      ...workspace,
    });
    await terminal.waitFor('approved 0/17');
    await terminal.press('tab', 'a');
    // The name is asked for once, before the first decision.
    await fill(terminal, 'Who decides?', 'kim', 'approved 1/17');
    for (let approved = 2; approved <= 17; approved++) {
      await terminal.press('a');
      await terminal.waitFor(`approved ${approved}/17`);
    }
    await writeOut(terminal);
    expect(writtenActions(workspace)).toEqual([['lambda:Invoke*'], PROPOSED]);
    const { decisions, certificate, open } = recorded(workspace);
    expect(decisions).toHaveLength(17);
    expect(decisions.every((each) => each['by'] === 'kim' && each['bulk'] === undefined)).toBe(true);
    expect(open).toEqual([]);
    expect(certificate).toMatchObject({ ok: true, deviations: [] });
    expect(terminal.normalText()).toContain('All decisions are saved.');
    await expectReplayed(terminal, workspace);
    // The next review knows the name.
    const again = openTerminal({ args: ['policy.json', 'finding.json', '--fresh'], ...workspace });
    await again.waitFor('approved 0/17');
    await again.press('tab', 'a');
    await again.waitFor('approved 1/17');
  });

  test('all at once: the record tells it, x takes it back, undo goes to the start and redo to the end', async () => {
    const workspace = worked();
    const terminal = await review(workspace);
    await terminal.press('A');
    await terminal.waitFor('approved 17/17');
    await searchFor(terminal, 'GetMulti');
    await terminal.press('x');
    await terminal.waitFor('approved 16/17');
    await terminal.press('u', 'u');
    await terminal.waitFor('approved 0/17');
    await terminal.press('ctrl-r');
    await terminal.waitFor('approved 17/17');
    await writeOut(terminal);
    expect(writtenActions(workspace)[1]).toEqual(PROPOSED);
    expect(recorded(workspace).decisions.every((each) => each['bulk'] === true)).toBe(true);
    await expectReplayed(terminal, workspace);
  });

  test('additions to a NotAction list are signed off, and are added together or not at all', async () => {
    const workspace = createWorkspace({
      'policy.json': {
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', NotAction: ['iam:*', 's3:*'], Resource: '*' }],
      },
      'finding.json': [{ serviceNamespace: 'sqs', actions: ['SendMessage', 'DeleteQueue'] }],
    });
    const terminal = openTerminal({ args: WORKED_ARGS, cols: 120, rows: 40, ...workspace });
    await terminal.waitFor('approved 0/2');
    await terminal.press('tab');
    await terminal.waitFor('sqs:DeleteQueue is added to NotAction,');
    await terminal.press('a');
    await terminal.waitFor('approved 1/2');
    // The list is one entry: with one of its additions open it stays as it was.
    await terminal.press('w', '1');
    await terminal.waitFor(/all but iam:\*, s3:\*|iam:\*, s3:\* in statement 1/);
    await terminal.press('esc');
    await terminal.waitFor((t) => !t.text().includes('write what is approved'));
    await terminal.waitFor('sqs:SendMessage is added to NotAction,');
    await terminal.press('a');
    await terminal.waitFor('approved 2/2');
    await writeOut(terminal);
    expect(workspace.json('policy.refined.json')).toMatchObject({
      Statement: [{ NotAction: ['iam:*', 's3:*', 'sqs:DeleteQueue', 'sqs:SendMessage'] }],
    });
    await expectReplayed(terminal, workspace);
  });

  test('what is approved is written alone, what is open stays as it was and is named', async () => {
    const workspace = worked();
    const terminal = await review(workspace);
    await terminal.press('tab', 'a', 'a');
    await terminal.waitFor('approved 2/17');
    await writeOut(terminal, '1');
    expect(writtenActions(workspace)).toEqual([
      [
        'lambda:UpdateFunctionConfiguration',
        'lambda:UpdateFunctionCode',
        'lambda:CreateFunction',
        'lambda:DeleteFunction',
        'lambda:ListVersionsByFunction',
        'lambda:GetFunction',
        'lambda:Invoke*',
      ],
      ['s3:Get*', 's3:List*'],
    ]);
    expect(recorded(workspace)).toMatchObject({ approved: 2, total: 17, certificate: { ok: true } });
    expect(recorded(workspace).open.map(({ was }) => was)).toContain('s3:Get*');
    expect(terminal.normalText()).toMatch(/open, and left as it was: s3:Get\*/);
    expect(terminal.normalText()).toContain('Go on with:  coppice review policy.json finding.json');
    await expectReplayed(terminal, workspace);
    // Nothing approved: nothing changes, and the replay says so.
    const untouched = await review(workspace, ['--fresh']);
    await untouched.press('w');
    await untouched.waitFor('write what is approved');
    await take(untouched, 'Write in which format?');
    await take(untouched, 'Write where?');
    await fill(untouched, 'Write where?', 'same.json', 'files to write');
    await take(untouched, 'Written:');
    await untouched.press('enter');
    await untouched.waitForExit();
    const again = await replay(untouched, workspace);
    expect(again.stderr).toContain('nothing is approved');
    expect(writtenActions(workspace, 'same.json')[1]).toEqual(['s3:Get*', 's3:List*']);
  });
});

describe('decisions', () => {
  test('each with what would come of it before, and tree and result after it', async () => {
    const workspace = worked();
    const terminal = await review(workspace);
    // A letter is the same on every row: where it does not fit, it says so.
    await searchFor(terminal, 'AddPermission');
    await terminal.press('r');
    await terminal.waitFor('Reject lambda:AddPermission');
    await terminal.press('d');
    await terminal.waitFor('d is no choice here; the letters are k, o');
    await terminal.press('2');
    await terminal.waitFor('2 is no choice here');
    await terminal.press('esc');
    await terminal.waitFor((t) => !t.text().includes('Reject lambda'));
    // It moves and does nothing: what it would do stands below.
    await searchFor(terminal, 'GetMulti');
    await ask(terminal, 'r', 'd', /4 actions go/);
    expect(terminal.text()).toContain('approved 0/17');
    await terminal.press('l');
    await terminal.waitFor('No action comes back, and none goes.');
    await take(terminal, 'approved 1/17');

    await searchFor(terminal, 'GetStorage');
    await ask(terminal, 'r', 'd', /4 actions go/);
    await take(terminal, 'Why?');
    await fill(terminal, 'Why?', 'no lens here', 'approved 2/17');
    await terminal.waitFor(/○ GetStorage/);

    await searchFor(terminal, 'GetAccess');
    await ask(terminal, 'e', 'n', 's3:GetAccessGrants*');
    await take(terminal, 'approved 3/17');

    // An edit outside the original is refused while it is written, one inside tells what goes.
    await searchFor(terminal, 'GetObject');
    await ask(terminal, 'e', 'e', 'Write another pattern');
    await take(terminal, 'The pattern in place of');
    await terminal.press('ctrl-u');
    await terminal.type('s3:*Object*');
    await terminal.waitFor(/lets in|let in|law 3|outside/);
    await terminal.press('ctrl-u');
    await terminal.type('s3:GetObjectT*');
    await terminal.waitFor(/actions go/);
    await take(terminal, 'Why?');
    await fill(terminal, 'Why?', 'tags and torrents will do', 'approved 4/17');
    // Row and panel tell the result and not the proposal.
    await terminal.waitFor(/◐ GetObject\* +14 go, 2 stay/);

    await searchFor(terminal, 'GetBucketAcl');
    await ask(terminal, 'e', 'k', /1 action comes back/);
    await take(terminal, 'Why?');
    await fill(terminal, 'Why?', 'restores read it', 'Until when?');
    await terminal.type('2027-03-31');
    await terminal.waitFor('2027-03-31');
    await take(terminal, 'Into the exceptions file');
    await terminal.press('p');
    await terminal.waitFor(cursorOn('p for this principal'));
    await take(terminal, /approved \d\/18/);

    await terminal.press('d');
    await terminal.waitFor('s3:GetObjectT*');
    await terminal.press('esc');
    await terminal.press('g', 'A');
    await terminal.waitFor(/approved 18\/18/);
    await writeOut(terminal);
    expect(writtenActions(workspace)[1]).toEqual(
      [
        ...without('s3:GetMulti*', 's3:GetStorage*', 's3:GetAccess*', 's3:GetObject*'),
        's3:GetAccessGrant',
        's3:GetAccessGrants*',
        's3:GetAccessPoint*',
        's3:GetBucketAcl',
        's3:GetMultiRegionAccessPoint',
        's3:GetMultiRegionAccessPointPolicy',
        's3:GetMultiRegionAccessPointPolicyStatus',
        's3:GetMultiRegionAccessPointRoutes',
        's3:GetObjectT*',
      ].sort(),
    );
    const { certificate } = recorded(workspace);
    expect(certificate.ok).toBe(true);
    expect(certificate.deviations).toContainEqual(
      expect.objectContaining({ kind: 'kept', action: 's3:GetBucketAcl', until: '2027-03-31', by: 'rosa' }),
    );
    expect(certificate.deviations.filter(({ kind }) => kind === 'removed')).toHaveLength(4 + 14);
    expect(workspace.json('coppice.exceptions.json')).toMatchObject({
      keep: [{ action: 's3:GetBucketAcl', reason: 'restores read it', until: '2027-03-31' }],
    });
    // With the exception in place the record holds all the same.
    await expectReplayed(terminal, workspace);
  });

  test('what lets unused access back in says what, and asks why: widen, the original, keeping of what goes', async () => {
    const workspace = worked();
    const terminal = await review(workspace);
    await searchFor(terminal, 'GetBucketAbac');
    await ask(terminal, 'e', 'w', /14 actions come back/);
    await take(terminal, 'Why?');
    // Nothing is no reason.
    await terminal.press('enter');
    await terminal.waitFor('say why');
    await fill(terminal, 'Why?', 'audits come in spring', /approved 1\/16/);
    await terminal.waitFor(/✔ GetBucket\*/);
    await searchFor(terminal, 'DeleteFunction');
    await ask(terminal, 'r', 'o', /1 action comes back/);
    await take(terminal, 'Why?');
    await fill(terminal, 'Why?', 'emergency releases', /approved 2\/16/);
    await terminal.press('v');
    await terminal.waitFor('audits come in spring');
    await terminal.press('esc');
    await terminal.press('g', 'A');
    await terminal.waitFor('approved 16/16');
    await writeOut(terminal);
    const [lambda, s3] = writtenActions(workspace);
    expect(lambda).toEqual(['lambda:DeleteFunction', 'lambda:Invoke*']);
    expect(s3).toContain('s3:GetBucket*');
    expect(recorded(workspace).certificate.ok).toBe(true);
    expect(
      recorded(workspace)
        .certificate.deviations.map((each) => each['reason'])
        .sort(),
    ).toEqual(['audits come in spring', 'emergency releases']);
    await expectReplayed(terminal, workspace);
  });

  test('keys in one chunk are the keys one by one; what is pasted or answered by the terminal decides nothing', async () => {
    const terminal = await review(worked());
    await terminal.type('jja');
    await terminal.waitFor('approved 1/17');
    await terminal.paste('aaaa\nA\n');
    await terminal.waitFor('pasted text decides nothing');
    // The colour of a background, the name of a terminal, a clipboard: in pieces.
    for (const piece of [
      '\u001b]11;rgb:aa',
      'aa/aaaa/aaaa\u001b\\',
      '\u001bP>|aaA',
      '(1)\u001b\\',
      '\u001b]52;c;YWFh\u0007',
    ])
      terminal.send(piece);
    await terminal.press('u');
    await terminal.waitFor('approved 0/17');
    await terminal.press('/');
    await terminal.paste('GetObjectAcl');
    await terminal.waitFor(cursorOn('GetObjectAcl'));
  });
});

describe('finding the way', () => {
  test('filters show what matches and say what is hidden; A is about what is shown', async () => {
    const workspace = worked();
    const terminal = await review(workspace);
    await terminal.press('f');
    await terminal.waitFor('Show only rows that are');
    await terminal.press('n');
    await terminal.waitFor(/rows would be hidden/);
    await take(terminal, /rows? hidden/);
    expect(terminal.text()).toContain('GetBucketAbac');
    expect(terminal.text()).not.toContain('GetDataAccess');
    await terminal.press('g', 'A');
    await terminal.waitFor(/approved [1-9]\d?\/17/);
    expect(terminal.text()).not.toContain('approved 17/17');
    // Several at once: what came in since and is undecided is nothing now.
    await terminal.press('f', 'u');
    await take(terminal, /nothing here matches|hidden/);
    await terminal.press('esc');
    await terminal.waitFor('GetDataAccess');
    await searchFor(terminal, 'GetObjectAcl');
    await terminal.press('y');
    await terminal.waitFor('copied');
    expect(terminal.output()).toContain(`\u001b]52;c;${Buffer.from('s3:GetObjectAcl').toString('base64')}`);
  });

  test('the screen follows the window, down to where it has to wait', async () => {
    const terminal = await review(worked());
    await terminal.press('j', 'j', 'a');
    await terminal.waitFor('approved 1/17');
    terminal.resize(60, 15);
    await terminal.waitFor((t) => {
      expect(t.row(0).length).toBeLessThanOrEqual(60);
      expect(t.text()).toContain('GetFunction');
    });
    terminal.resize(40, 10);
    await terminal.waitFor(/60.*15/);
    terminal.resize(140, 40);
    await terminal.waitFor('approved 1/17');
  });

  test('a policy with nothing to sign off says so', async () => {
    const workspace = createWorkspace({
      'policy.json': {
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Action: 's3:GetObject', Resource: '*' }],
      },
      'finding.json': [{ serviceNamespace: 'ec2' }],
    });
    const terminal = openTerminal({ args: ['policy.json', 'finding.json'], ...workspace });
    await terminal.waitFor('approved 0/0');
    await terminal.press('q');
    expect(await terminal.waitForExit()).toEqual({ code: 1, signal: null });
    expect(terminal.normalText()).toContain('There was nothing to sign off, and nothing was written.');
    expect(workspace.files()).toEqual(['finding.json', 'policy.json']);
  });
});

describe('writing', () => {
  test('asks before it replaces, each file by name; the source only when told twice', async () => {
    const workspace = worked();
    workspace.write('policy.refined.json', 'precious');
    const terminal = await review(workspace);
    await terminal.press('A', 'w');
    await take(terminal, 'Write where?');
    await take(terminal, 'files to write');
    await terminal.waitFor(/policy\.refined\.json +(?:replaced|exists|is there)|replace/i);
    // Enter by itself replaces nothing.
    await terminal.press('enter');
    await terminal.waitFor('Write where?');
    expect(workspace.read('policy.refined.json')).toBe('precious');
    await fill(terminal, 'Write where?', 'policy.json', 'files to write');
    await terminal.press('w');
    await terminal.waitFor(cursorOn('w '));
    await take(terminal, /enter again does it/);
    expect(workspace.read('policy.json')).toBe(workedFiles()['policy.json']);
    await take(terminal, 'Written:');
    await terminal.press('enter');
    await terminal.waitForExit();
    expect(workspace.json('policy.json')).toMatchObject({ Statement: [{}, { Action: PROPOSED }] });
    expect(workspace.read('policy.refined.json')).toBe('precious');
  });

  test('a result over its quota says so before it is written', async () => {
    const document = {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: 'ec2:*', Resource: '*' }],
    };
    const workspace = createWorkspace({
      'policy.json': { PolicyVersion: { Document: document, VersionId: 'v1', IsDefaultVersion: true } },
      'finding.json': [{ serviceNamespace: 'ec2', actions: ['AcceptVpcPeeringConnection'] }],
    });
    const args = [
      'policy.json',
      'finding.json',
      '--by',
      'rosa',
      '--generalize',
      'exact',
      '--assume-sole-holder',
    ];
    const terminal = openTerminal({ args, cols: 120, rows: 40, ...workspace });
    await terminal.waitFor(/approved 0\/\d+/);
    await terminal.press('A');
    await terminal.waitFor(/enter does it/);
    await take(terminal, /approved (\d+)\/\1/);
    await terminal.press('w');
    await take(terminal, 'Write where?');
    await fill(terminal, 'Write where?', 'out/', /files to write/);
    const over = /over the quota of 6144, so it is written as \d+ policies/;
    await terminal.waitFor(over);
    await take(terminal, 'Written:');
    await terminal.press('enter');
    expect((await terminal.waitForExit()).code).toBe(0);
    expect(terminal.normalText()).toMatch(over);
    expect((await replay(terminal, workspace)).code).toBe(0);
  });

  test('a folder reviewed, written and reviewed again: results are no inputs, the printed command works', async () => {
    const files = workedFiles();
    const workspace = createWorkspace({
      'in/policy.json': files['policy.json'] ?? '',
      'in/finding.json': files['finding.json'] ?? '',
      'in/other.json': (files['policy.json'] ?? '').replaceAll('MyRole', 'OtherRole'),
      'in/unused.json': (files['finding.json'] ?? '')
        .replaceAll('MyRole', 'OtherRole')
        .replace('6a1f2a0c', '7a1f2a0c'),
    });
    const open = async (...args: string[]): Promise<Terminal> => {
      const terminal = openTerminal({ args: [...args, '--by', 'rosa'], cols: 120, rows: 40, ...workspace });
      await terminal.waitFor(/2 policies|approved 17\/17/);
      return terminal;
    };
    const terminal = await open('review', 'in');
    await writeOut(terminal, '2');
    const written = workspace.files('in-refined');
    expect(written).toHaveLength(3);
    const before = written.map((name) => workspace.read(name));
    expect(await replay(terminal, workspace)).toMatchObject({ code: 0, stdout: '' });
    expect(written.map((name) => workspace.read(name))).toEqual(before);
    // From the folder above, results and record are left out; into an input nothing is written.
    const again = await open('review', '.');
    // The inputs are the same, so all of it is decided already.
    await again.press('w');
    await again.waitFor('Write in which format?');
    await take(again, 'Write where?');
    await fill(again, 'Write where?', 'in/more/', /in\/more.*: \. is an input/);
    // A key that follows at once would be Alt and that key.
    await again.press('esc');
    await again.waitFor((t) => !t.text().includes('Write where?'), 'the field to be gone');
    await again.press('q');
    expect((await again.waitForExit()).code).toBe(1);
    expect(workspace.files('in')).toHaveLength(4);
  });
});

describe('sessions', () => {
  test('a killed review goes on where it was, with cursor, filter and the whole history', async () => {
    const workspace = worked();
    const first = await review(workspace);
    await first.press('tab', 'a', 'a');
    await first.waitFor('approved 2/17');
    await first.press('f', 'u');
    await take(first, /hidden/);
    await searchFor(first, 'GetMulti');
    await first.press('a');
    await first.waitFor('approved 3/17');
    first.kill('SIGKILL');
    await first.waitForExit();
    const second = await review(workspace);
    await second.waitFor('approved 3/17');
    await second.waitFor(/goes on where it was left/);
    expect(second.text()).not.toContain('lambda:AddPermission ');
    await second.press('u', 'u', 'u');
    await second.waitFor('approved 0/17');
    await second.press('ctrl-r', 'ctrl-r', 'ctrl-r');
    await second.waitFor('approved 3/17');
    await second.press('q');
    expect(await second.waitForExit()).toEqual({ code: 1, signal: null });
    expect(second.normalText()).toContain('3 of 17 changes approved, and nothing was written.');
    const fresh = await review(workspace, ['--fresh']);
    await fresh.waitFor('approved 0/17');
  });

  test('two at once: the second is told, looks on and sees, takes over; the first learns of it; nothing is lost', async () => {
    const workspace = worked();
    const first = await review(workspace);
    await first.press('tab', 'a');
    await first.waitFor('approved 1/17');
    const second = await review(workspace, ['--by', 'kim']);
    await second.waitFor(/rosa .*open|rosa has/);
    await second.press('l');
    await second.waitFor(cursorOn('l look on'));
    await take(second, 'looking on');
    await second.press('tab', 'a');
    await second.waitFor(/rosa/);
    expect(second.text()).toContain('approved 1/17');
    await first.press('a');
    await first.waitFor('approved 2/17');
    // Who looks on sees it.
    await second.waitFor('approved 2/17');
    // A third takes over: the first is told, and decides nothing any more.
    const third = await review(workspace, ['--by', 'lea']);
    await third.press('t');
    await third.waitFor(cursorOn('t take over'));
    await take(third, 'this review is yours now');
    await third.waitFor('approved 2/17');
    await first.waitFor('lea');
    await first.waitFor('looking on');
    await first.press('a');
    await third.press('tab', 'a');
    await third.waitFor('approved 3/17');
    await first.waitFor('approved 3/17');
    await first.press('q');
    await first.waitForExit();
    expect(first.normalText()).toContain('lea has this review open since');
    await third.press('q');
    await third.waitForExit();
    // Nobody is there any more but who looked on.
    await second.waitFor('this review is yours now');
    await second.press('tab', 'a');
    await second.waitFor('approved 4/17');
  });

  test('that went on in two places are put together; what both decided, and differently, is asked about', async () => {
    const workspace = worked();
    const places = ['here', 'elsewhere'].map((name) => workspace.path(`../home/${name}`));
    const [here = '', elsewhere = ''] = places;
    /** As a folder that two machines have in common, and that knows nothing of locks. */
    const carry = (from: string, to: string): void => {
      const folder = join(from, 'coppice', 'sessions');
      for (const name of readdirSync(folder).filter((each) => each.endsWith('.json')))
        cpSync(join(folder, name), join(to, 'coppice', 'sessions', name));
    };
    /** What kim decides elsewhere, beginning with what is saved here. */
    const byKim = async (decide: (kim: Terminal) => Promise<void>): Promise<void> => {
      carry(here, elsewhere);
      const kim = await review(workspace, ['--by', 'kim'], { XDG_CONFIG_HOME: elsewhere });
      await decide(kim);
      await kim.press('q');
      expect((await kim.waitForExit()).code).toBe(1);
      carry(elsewhere, here);
    };
    const drop = async (terminal: Terminal, row: string, approved: string): Promise<void> => {
      await searchFor(terminal, row);
      await ask(terminal, 'r', 'd', /actions go/);
      await take(terminal, 'Why?');
      await fill(terminal, 'Why?', 'not here', approved);
    };
    const rosa = await review(workspace, [], { XDG_CONFIG_HOME: here });
    await rosa.press('tab', 'a');
    await rosa.waitFor('approved 1/17');
    // Different rows: nothing is asked, nothing is lost.
    await byKim((kim) => drop(kim, 'GetStorage', 'approved 2/17'));
    await searchFor(rosa, 'GetMulti');
    await rosa.press('a');
    await rosa.waitFor('approved 3/17');
    await rosa.waitFor(/○ GetStorage/);
    // The same row: theirs count.
    await byKim((kim) => drop(kim, 'GetObject', 'approved 4/17'));
    await searchFor(rosa, 'GetObject');
    await rosa.press('a');
    await rosa.waitFor('1 row was decided here and elsewhere, and differently');
    expect(rosa.text()).toContain('s3:GetObject*');
    await rosa.press('t');
    await rosa.waitFor(cursorOn('t theirs count'));
    await take(rosa, 'theirs count on the rows that both decided');
    await searchFor(rosa, 'GetObject');
    await rosa.waitFor(/○ GetObject\*/);
    await rosa.waitFor('approved 4/17');
    // And the other way: ours count.
    await byKim((kim) => drop(kim, 'GetAccess', 'approved 5/17'));
    await searchFor(rosa, 'GetAccess');
    await rosa.press('a');
    await rosa.waitFor('decided here and elsewhere');
    await rosa.press('m');
    await rosa.waitFor(cursorOn('m mine count'));
    await take(rosa, 'yours count on the rows that both decided');
    await searchFor(rosa, 'GetAccess');
    await rosa.waitFor(/✔ GetAccess\*/);
    await rosa.waitFor('approved 5/17');
    await rosa.press('q');
    await rosa.waitForExit();
    expect(rosa.normalText()).toContain('All decisions are saved.');
    const again = await review(workspace, [], { XDG_CONFIG_HOME: here });
    await again.waitFor('approved 5/17');
    for (const row of [/○ GetStorage/, /○ GetObject\*/, /✔ GetAccess\*/]) expect(again.text()).toMatch(row);
  });

  test('of a review that was killed nobody is told', async () => {
    const workspace = worked();
    const first = await review(workspace);
    await first.press('tab', 'a');
    await first.waitFor('approved 1/17');
    const second = await review(workspace, ['--by', 'kim']);
    await second.waitFor('look on');
    first.kill('SIGKILL');
    await first.waitForExit();
    await second.waitFor('this review is yours now');
    await second.press('tab', 'a');
    await second.waitFor('approved 2/17');
    second.kill('SIGKILL');
    await second.waitForExit();
    const third = await review(workspace);
    await third.waitFor('approved 2/17');
    expect(third.text()).not.toContain('look on');
  });

  test('that cannot be saved: said lastingly, asked about on q, told truthfully; the record is the way out', async () => {
    const workspace = worked();
    const terminal = await review(workspace, [], { XDG_CONFIG_HOME: '/dev/null' });
    await terminal.press('tab', 'a');
    await terminal.waitFor('not saved');
    await terminal.press('a');
    await terminal.waitFor('approved 2/17');
    expect(terminal.text()).toContain('not saved');
    await terminal.press('q');
    await terminal.waitFor('leave without');
    await terminal.press('e');
    await terminal.waitFor(cursorOn('e write the record'));
    await terminal.press('enter');
    await terminal.press('ctrl-u');
    await terminal.type('kept.decisions.json');
    await terminal.waitFor('kept.decisions.json');
    await terminal.press('enter');
    expect(await terminal.waitForExit()).toEqual({ code: 1, signal: null });
    expect(terminal.normalText()).toContain('The decisions are not saved');
    expect(terminal.normalText()).not.toContain('All decisions are saved');
    const [, line = ''] = /What is approved is written by: {2}coppice (.*)/.exec(terminal.normalText()) ?? [];
    const applied = await workspace.run(line.split(' '));
    expect(applied.code).toBe(0);
    expect(applied.stdout).not.toContain('lambda:AddPermission');
    // A signal asks nothing and tells the same.
    const ended = await review(workspace, [], { XDG_CONFIG_HOME: '/dev/null' });
    await ended.press('tab', 'a');
    await ended.waitFor('not saved');
    ended.kill('SIGTERM');
    expect((await ended.waitForExit()).code).toBe(143);
    expect(ended.normalText()).toContain('The decisions are not saved');
  });

  test.runIf(canMount())('on a disk that fills up: what is not saved is said until it is again', async () => {
    const workspace = worked();
    const disk = workspace.path('../disk');
    mkdirSync(disk);
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', disk]);
    try {
      const terminal = await review(workspace, [], { XDG_CONFIG_HOME: disk });
      await terminal.press('tab', 'a');
      await terminal.waitFor('approved 1/17');
      expect(terminal.text()).not.toContain('not saved');
      fillUp(join(disk, 'full'));
      await terminal.press('a');
      await terminal.waitFor('not saved');
      await terminal.press('a');
      await terminal.waitFor('approved 3/17');
      rmSync(join(disk, 'full'));
      await terminal.press('a');
      await terminal.waitFor('approved 4/17');
      await terminal.waitFor((t) => !t.text().includes('not saved'), 'it to be saved again');
      await terminal.press('q');
      await terminal.waitForExit();
      expect(terminal.normalText()).toContain('All decisions are saved.');
      const again = await review(workspace, [], { XDG_CONFIG_HOME: disk });
      await again.waitFor('approved 4/17');
      await again.press('q');
      await again.waitForExit();
    } finally {
      execFileSync('umount', ['-l', disk]);
    }
  });

  test.each([
    ['Ctrl+C', (terminal: Terminal) => terminal.press('ctrl-c')],
    ['SIGTERM', (terminal: Terminal) => terminal.kill('SIGTERM')],
  ])('%s leaves the terminal clean and the decisions saved', async (_, stop) => {
    const workspace = worked();
    const terminal = await review(workspace);
    await terminal.press('tab', 'a');
    await terminal.waitFor('approved 1/17');
    await stop(terminal);
    const { code } = await terminal.waitForExit();
    expect(code).not.toBe(0);
    expect(terminal.leftOn()).toEqual([]);
    expect(terminal.normalText()).toContain('All decisions are saved.');
    const again = await review(workspace);
    await again.waitFor('approved 1/17');
  });
});

/** Whether this machine lets a test have a disk of its own. */
function canMount(): boolean {
  const place = mkdtempSync(join(tmpdir(), 'coppice-disk-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', place], { stdio: 'ignore' });
    execFileSync('umount', [place]);
    return true;
  } catch {
    return false;
  } finally {
    rmSync(place, { recursive: true });
  }
}

/** Writes until there is no space left. */
function fillUp(path: string): void {
  for (let size = 65_536; size >= 1; size = Math.floor(size / 2)) {
    try {
      for (;;) appendFileSync(path, 'x'.repeat(size));
    } catch {
      // As much as fits.
    }
  }
}
