import { afterEach, describe, expect, test } from 'vitest';
import { readPolicy } from '../../source/policy/policy.ts';
import type { ReviewedPolicy } from '../../source/review/session/context.ts';
import type { SessionAction } from '../../source/review/session/session-action.ts';
import { sessionData } from '../../source/review/session/session-data.ts';
import type { Size } from '../../source/screen/layout.ts';
import { readFinding } from '../../source/usage/read.ts';
import { unusedFrom } from '../../source/usage/unused.ts';
import { caseOf } from '../model/case.ts';
import { contextOf, Driver, NEWEST, OF_2024, workedCase } from '../review/session/support.ts';
import { type Outside, openSessionStage, type SessionStage, sessionRun } from './session-stage.ts';

let stage: SessionStage | undefined;
afterEach(() => stage?.close());

function policyOf(
  name: string,
  statements: readonly object[],
  unused: Readonly<Record<string, readonly string[]>>,
  principal = 'deploy',
): ReviewedPolicy {
  const policy = readPolicy(
    JSON.stringify({ Version: '2012-10-17', Statement: statements }, null, 2),
    `${name}.json`,
  );
  const rows = Object.entries(unused).map(([serviceNamespace, actions]) => ({
    serviceNamespace,
    actions: [...actions],
  }));
  const findings = unusedFrom(readFinding(rows, 'finding.json').findings);
  return {
    case: caseOf({ id: `${principal}/${name}`, name, principal, policy, unused: findings, catalog: NEWEST }),
    quota: 6_144,
  };
}

const worked = (): ReviewedPolicy => ({ case: workedCase(), quota: 10_240 });

/** Two policies of one principal, one of them with what can lead to more rights. */
const several = (): ReviewedPolicy[] => [
  policyOf(
    'Roles',
    [
      {
        Sid: 'Hand',
        Effect: 'Allow',
        Action: ['iam:Pass*', 'iam:Get*'],
        Resource: ['arn:aws:iam::123456789012:role/app/*', 'arn:aws:iam::123456789012:role/other'],
        Condition: { StringEquals: { 'aws:RequestedRegion': 'eu-central-1' } },
      },
      { Effect: 'Deny', Action: 's3:Delete*', Resource: '*' },
    ],
    { iam: ['GetUser', 'GetRolePolicy', 'GetGroup'] },
  ),
  policyOf('Queues', [{ Effect: 'Allow', NotAction: ['iam:*', 's3:*'], Resource: '*' }], {
    sqs: ['SendMessage', 'DeleteQueue'],
  }),
  worked(),
];

interface View {
  readonly of?: () => ReviewedPolicy[];
  readonly facts?: Parameters<typeof sessionRun>[1];
  readonly outside?: Outside;
  /** The keys that lead to it. */
  readonly keys: readonly string[];
  /** What comes then, with what it waits for. */
  readonly after?: (stage: SessionStage) => Promise<void> | void;
  /** A text that tells that it is there. */
  readonly text: string;
}

/** An entry that goes with several actions. */
const whole = (): ReviewedPolicy[] => [
  policyOf('Points', [{ Effect: 'Allow', Action: ['s3:GetAccessPoint', 's3:GetObjectT*'], Resource: '*' }], {
    s3: ['GetObjectTagging', 'GetObjectTorrent'],
  }),
];

const UNSAVED: Outside = { effects: [], answer: () => ({ type: 'save-failed', why: 'no space left' }) };

const ELSEWHERE: SessionAction = {
  type: 'opened-elsewhere',
  elsewhere: { by: 'tom', since: '2026-10-05T08:00:00Z' },
};

/** Tom decides the row that was decided here, and differently. */
function decidedByTom({ store }: SessionStage): void {
  const theirs = new Driver(contextOf(store.run.context.policies)).named('tom');
  theirs.go('0/0').choose('reject', 'o').write('it is needed');
  store.dispatch({ type: 'changed-underneath', session: sessionData(theirs.context, theirs.state) });
}

/** Views by name: all that can be in front. */
const VIEWS: Readonly<Record<string, View>> = {
  tree: { keys: [], text: 'approved 0/17' },
  'an entry that goes': { keys: ['\t'], text: '❯     ○ lambda:' },
  'a grant': { keys: ['G', 'k', '/GetObj\r'], text: 'GetObject' },
  'the name': { keys: ['\t', 'a'], text: 'Who decides?' },
  'accepted, the next one': { keys: ['\t', 'a', '\r'], text: 'approved 1/17' },
  reject: { keys: ['\t', 'r'], text: 'Reject' },
  'adjust a grant': { keys: ['/GetMulti\r', 'e'], text: 'Adjust s3:GetMulti*' },
  'a pattern': { keys: ['/GetObject*\r', 'ee\r', '\u0015s3:GetObjectA*'], text: 'It matches' },
  'a reason': { keys: ['\t', 'rk\r'], text: 'Why?' },
  filter: { keys: ['f', 'w', 'u'], text: 'Show only' },
  filtered: { keys: ['f', 'w', 'u', '\r'], text: 'rows hidden' },
  search: { keys: ['/objta'], text: '/objta' },
  'accept all': { of: several, keys: ['j\r', 'gA'], text: 'enter does it' },
  diff: { keys: ['\t', 'a', '\r', 'd'], text: 'what would be written now' },
  verification: { keys: ['v'], text: 'Every law holds' },
  help: { keys: ['?'], text: 'keys and marks' },
  'what is left': { keys: ['w'], text: '17 changes are open' },
  format: { keys: ['w', '\r'], text: 'Write in which format?' },
  path: { keys: ['w', '\r', '\r'], text: 'Write where?' },
  written: { keys: ['w', '\r', '\r', '\r'], text: '2 files to write' },
  overview: { of: several, keys: [], text: 'all policies' },
  statement: { of: several, keys: ['j\r', 'j'], text: '1 Allow on' },
  risks: { of: several, keys: ['j\r', '/PassRole\r'], text: 'PassRole' },
  'a NotAction list': { of: several, keys: ['jj\r', 'jj'], text: 'all but' },
  'some of its actions': { of: whole, keys: ['\t', 'rk\r', ' '], text: '[✓]' },
  'until when': { keys: ['/GetBucketAcl\r', 'ek\r', 'restores\r'], text: 'Until when?' },
  'the exceptions file': {
    keys: ['/GetBucketAcl\r', 'ek\r', 'restores\r', '2027-03-31\r'],
    text: 'Into the exceptions file',
  },
  'taken back': { keys: ['\t', 'a', '\r', 'a', 'g', 'x'], text: 'enter does it' },
  'kept on purpose': {
    keys: ['/GetBucketAcl\r', 'ek\r', 'restores\r', '2027-03-31\r', 'n\r', '\r', '/GetBucketAcl\r'],
    text: '[+]',
  },
  'verification with deviations': {
    keys: ['/GetObject*\r', 'rd\r', 'no objects\r', '\r', 'v'],
    text: 'removed on purpose',
  },
  details: { keys: ['/GetObject*\r', 'p'], text: 'GetObject*' },
  'files written': {
    keys: ['w', '2\r', '\r', '\r', '\r'],
    after: async (shown) => {
      await shown.waitFor('2 files to write');
      await shown.send('\r');
    },
    text: 'Written: 2 files',
  },
  'a path that is refused': {
    outside: {
      effects: [],
      answer: ({ kind }) =>
        kind === 'plan-files' ? { type: 'files-refused', why: 'in/more: in is an input' } : undefined,
    },
    keys: ['w', '\r', '\r', '\r'],
    text: 'in is an input',
  },
  warnings: { facts: { warnings: ['MyRole: page 2 is missing', 'another'] }, keys: [], text: '2 warnings' },
  'open elsewhere': { facts: { actions: [ELSEWHERE] }, keys: [], text: 'tom has this review open' },
  'looking on': { facts: { actions: [ELSEWHERE] }, keys: ['\r', '\t', 'a'], text: 'looking on' },
  'a conflict': {
    outside: UNSAVED,
    keys: ['\t', 'a', '\r'],
    after: decidedByTom,
    text: 'decided here and elsewhere',
  },
  'leaving unsaved': { outside: UNSAVED, keys: ['\t', 'a', '\r', 'q'], text: 'leave without' },
  'help over a dialog': { keys: ['\t', 'r', '?'], text: 'keys and marks' },
  'overview, folded': { of: several, keys: [' '], text: '▸ deploy' },
  'overview, searched': { of: several, keys: ['/PassRole'], text: '2 of 3 policies' },
};

const SIZES: readonly (readonly [number, number])[] = [
  [60, 15],
  [80, 24],
  [140, 40],
];

describe.each(SIZES)('%i×%i', (columns, rows) => {
  test.each(Object.entries(VIEWS))(
    '%s',
    async (_, { of = () => [worked()], facts, outside, keys, after, text }) => {
      stage = openSessionStage(sessionRun(of(), { older: OF_2024, ...facts }, outside), { columns, rows });
      await stage.send(...keys);
      await after?.(stage);
      await stage.waitFor(text);
      const shown = stage.rows();
      expect(shown).toHaveLength(rows);
      expect(shown.join('\n')).toMatchSnapshot();
    },
  );
});

const SMALL: Size = { columns: 80, rows: 24 };

test('below the smallest size it says so and waits', async () => {
  stage = openSessionStage(sessionRun([worked()]), SMALL);
  await stage.send('j');
  stage.resize({ columns: 50, rows: 10 });
  await stage.waitFor('coppice needs 60×15; this is 50×10');
  stage.resize({ columns: 100, rows: 30 });
  await stage.waitFor('❯ ▾ 1 Allow on');
});

const RESIZED: readonly Size[] = [
  { columns: 170, rows: 24 },
  { columns: 80, rows: 24 },
  { columns: 60, rows: 15 },
  { columns: 140, rows: 40 },
  { columns: 100, rows: 16 },
  { columns: 50, rows: 10 },
  { columns: 70, rows: 30 },
];

test.each([
  ['the overview', []],
  ['the tree', ['jj\r', '+']],
  ['a dialog', ['G\r', '\t', 'r']],
  ['a field', ['/', 'Role']],
  ['what is left', ['w']],
  ['the diff', ['G\r', 'd']],
])('nothing of a larger window is left behind: %s', async (_, keys) => {
  const run = sessionRun(several(), { older: OF_2024 });
  const resized = openSessionStage(run, { columns: 150, rows: 45 });
  stage = resized;
  await resized.send(...keys);
  for (const size of RESIZED) {
    resized.resize(size);
    // What changes with a key is drawn over what was there.
    await resized.send('\u001b[B', '\u001b[A');
    const { state } = resized.store.get();
    const drawn = resized.rows();
    const fresh = openSessionStage({ ...run, initial: state }, size);
    await fresh.send();
    expect([size, drawn]).toEqual([size, fresh.rows()]);
    fresh.close();
  }
});

test('what is lastingly so stands above the tree: not saved, looking on', async () => {
  stage = openSessionStage(
    sessionRun(
      [worked()],
      {},
      { effects: [], answer: () => ({ type: 'save-failed', why: 'no space left' }) },
    ),
    SMALL,
  );
  await stage.send('\t', 'a', '\r');
  await stage.waitFor('not saved: no space left');
  await stage.send('j', 'k');
  expect(stage.rows()[2]).toContain('not saved: no space left');
  await stage.send('q');
  await stage.waitFor('What was decided last is not saved');
  stage.close();
  stage = openSessionStage(
    sessionRun([worked()], {
      actions: [{ type: 'opened-elsewhere', elsewhere: { by: 'tom', since: '2026-10-05T08:00:00Z' } }],
    }),
    SMALL,
  );
  await stage.waitFor('tom has this review open since 2026-10-05 08:00 UTC');
  await stage.send('\r', '\t', 'a');
  await stage.waitFor('looking on: tom has it open');
  expect(stage.store.get().state.decisions.size).toBe(0);
});

test('decisions from elsewhere that differ: whose count is asked, with the rows', async () => {
  // What was decided here was never saved, since somebody else saved in between.
  const outside: Outside = { effects: [], answer: () => ({ type: 'save-failed', why: 'it changed' }) };
  stage = openSessionStage(sessionRun([worked()], {}, outside), SMALL);
  await stage.send('\t', 'a', '\r');
  const { decisions } = stage.store.get().state;
  const theirs = new Driver(contextOf(stage.store.run.context.policies)).named('tom');
  theirs.go('0/0').choose('reject', 'o').write('it is needed');
  stage.store.dispatch({
    type: 'changed-underneath',
    session: sessionData(theirs.context, theirs.state),
  });
  await stage.waitFor('1 row was decided here and elsewhere, and differently');
  await stage.send('t');
  await stage.waitFor('❯ t theirs count');
  expect(stage.store.get().state.decisions).toBe(decisions);
  await stage.send('\r');
  await stage.waitFor('[=]');
});

test('warnings come first, with their number, and the first key only puts them away', async () => {
  stage = openSessionStage(
    sessionRun([worked()], { warnings: ['MyRole: page 2 is missing', 'another'] }),
    SMALL,
  );
  await stage.waitFor('2 warnings: the result may not be what you think');
  await stage.send('a');
  await stage.waitFor('❯ ◐ S3AndLambda');
  expect(stage.store.get().state.mode.kind).toBe('tree');
  await stage.send('v');
  await stage.waitFor('Every law holds');
  await stage.send('G');
  await stage.waitFor('MyRole: page 2 is missing');
});

test('a result over the quota says so in the second line and before it is written', async () => {
  stage = openSessionStage(sessionRun([{ case: workedCase(), quota: 300 }]), SMALL);
  await stage.waitFor('over the quota of 300');
  await stage.send('w', '2');
  await stage.waitFor('more than its quota of 300');
});

test('names from files cannot move the cursor or colour the screen', async () => {
  const nasty = policyOf(
    'bad\u001b[31mname',
    [{ Sid: '\u202e', Effect: 'Allow', Action: 's3:Get*', Resource: '\u001b]0;x\u0007' }],
    { s3: ['GetObject'] },
  );
  stage = openSessionStage(sessionRun([nasty]), { columns: 100, rows: 30 });
  await stage.waitFor('bad␛[31mname');
  await stage.send('j');
  await stage.waitFor('Statement 1');
  expect(stage.rows().join('')).toContain('␛]0;x␇');
});

test('wide characters keep the columns straight', async () => {
  const wide = policyOf('政策', [{ Effect: 'Allow', Action: 's3:Get*', Resource: '資源資源資源資源資源' }], {
    s3: ['GetObject'],
  });
  stage = openSessionStage(sessionRun([wide]), SMALL);
  await stage.waitFor('政策');
  const bars = stage.rows().flatMap((row, y) => (y > 2 && y < 22 ? [widthBefore(row)] : []));
  expect(new Set(bars).size).toBe(1);
});

/** How many columns there are before the bar beside the tree. */
function widthBefore(row: string): number {
  const before = row.slice(0, row.indexOf('│'));
  return [...before].reduce((sum, character) => sum + (/[\u3000-\u9fff]/.test(character) ? 2 : 1), 0);
}

test.each([60, 61, 72, 80, 97, 120])('no key of the footer is cut at %i columns', async (columns) => {
  stage = openSessionStage(sessionRun(several(), { older: OF_2024 }), { columns, rows: 20 });
  await stage.waitFor('help');
  const labels = /^ (?:\S+ [a-z ]+?)(?: {2}\S+ [a-z ]+?)*$/;
  for (const key of ['', 'j\r', '\t', 'r', '\u001b', 'f', '\u001b', 'd', '\u001b', '/']) {
    if (key !== '') await stage.send(key);
    const footer = stage.rows().at(-1) ?? '';
    expect(footer.length).toBeLessThan(columns);
    expect(footer).toMatch(/help/);
    expect(footer).not.toMatch(/…/);
    expect(footer.replace(/[:*]/g, '')).toMatch(labels);
  }
});

test.each([60, 80, 140])('whatever goes says so in a word, at %i columns', async (columns) => {
  stage = openSessionStage(sessionRun([worked()], {}), { columns, rows: 60 });
  await stage.waitFor('help');
  await stage.send('+');
  const going = stage.rows().flatMap((row) => /^.{3} +[▸▾]? +○ [^│]*/.exec(row)?.[0] ?? []);
  expect(going.length).toBeGreaterThan(5);
  for (const row of going) expect(row).toMatch(/ goes\b/);
});

test('what is heard is sentences', async () => {
  const run = sessionRun([worked()], {
    older: OF_2024,
    preferences: { ascii: false, color: 'never', screenReader: true, mouse: false },
  });
  stage = openSessionStage(run, { columns: 80, rows: 40 });
  await stage.waitFor('MyRole, S3AndLambda, 0 of 17 approved.');
  await stage.send('\t');
  await stage.waitFor('lambda:AddPermission, goes, open');
  await stage.send('r');
  await stage.waitFor('marked: k keep it although unused');
});
