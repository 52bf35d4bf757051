import { describe, expect, test } from 'vitest';
import type { AccountCase } from '../../../source/account/cases.ts';
import { readPolicy } from '../../../source/policy/policy.ts';
import { EXCEPTION_CHOICES } from '../../../source/review/session/dialog.ts';
import { TREE_FILTERS } from '../../../source/review/session/filter.ts';
import {
  columnsOf,
  OVERVIEW_FILTERS,
  OVERVIEW_SORTS,
  overviewRowsOf,
} from '../../../source/review/session/overview.ts';
import {
  CONFLICT_CHOICES,
  ELSEWHERE_CHOICES,
  isField,
  LEAVE_CHOICES,
} from '../../../source/review/session/reduce-session.ts';
import {
  parseSessionData,
  resumedSession,
  sessionData,
} from '../../../source/review/session/session-data.ts';
import { hasUnsaved } from '../../../source/review/session/state.ts';
import { mergeDecisions } from '../../../source/review/session/together.ts';
import { decisionsOf } from '../../../source/review/session/tree.ts';
import { leftToDecide, unusableResults, WRITING_CHOICES } from '../../../source/review/session/writing.ts';
import { unusedFrom } from '../../../source/usage/unused.ts';
import { AT, contextOf, Driver, NEWEST, OF_2024, smallCase, VIEWPORT, workedCase } from './support.ts';

const worked = (catalog = NEWEST): Driver =>
  new Driver(contextOf([{ case: workedCase(catalog) }], { older: OF_2024 })).named();
const ID = 'MyRole/S3AndLambda';
const OBJECT = '1/0 s3:GetObject*';

describe('signing off', () => {
  test('the worked example has 15 changes under the older catalogue and 17 under the newest', () => {
    expect([worked(OF_2024).approved, worked().approved]).toEqual(['0/15', '0/17']);
  });

  test('a accepts and goes to the next undecided row; the preference keeps the cursor', () => {
    const driver = worked().go('0/0').do({ type: 'accept', at: AT });
    expect([driver.approved, driver.cursor]).toEqual(['1/17', '0/1']);
    expect(driver.row('0/0')?.mark).toMatchObject({ kind: 'accepted', by: 'rosa', bulk: false });
    expect(driver.effects).toEqual([{ kind: 'save' }]);
    const staying = new Driver(contextOf([{ case: workedCase() }], { staysOnAccept: true })).named();
    expect(staying.go('0/0').do({ type: 'accept', at: AT }).cursor).toBe('0/0');
  });

  test('keys typed fast act on the row that they have come to', () => {
    const driver = worked().go('0');
    driver.do({ type: 'move', rows: 1 }, { type: 'move', rows: 1 }, { type: 'accept', at: AT });
    expect(decisionsOf(driver.state, ID)).toMatchObject([{ row: 'lambda:GetFunctionConfiguration' }]);
  });

  test('the name is asked for once, before the first decision, and what waited for it is done', () => {
    const driver = new Driver(contextOf([{ case: workedCase() }])).go('0/0').do({ type: 'accept', at: AT });
    expect(driver.state.mode).toMatchObject({ kind: 'name', value: 'rosa' });
    expect([isField(driver.state), driver.approved]).toEqual([true, '0/17']);
    expect(driver.write(' ').state.mode.kind).toBe('name');
    driver.write('Ada');
    expect([driver.approved, driver.state.reviewer]).toEqual(['1/17', 'Ada']);
    expect(driver.do({ type: 'accept', at: AT }).state.mode.kind).toBe('tree');
  });

  test('A asks where there are more than 20 rows, and marks what it decides', () => {
    const names = Array.from({ length: 60 }, (_, i) => `Get${String.fromCharCode(65 + (i % 26))}${i}`);
    const many = smallCase(
      names,
      ['s:*'],
      names.filter((_, i) => i % 2 === 0),
    );
    const driver = new Driver(contextOf([{ case: many }])).named().do({ type: 'accept-shown', at: AT });
    expect(driver.state.mode).toMatchObject({ kind: 'confirm', risks: [] });
    expect(driver.do({ type: 'close' }).approved).toMatch(/^0/);
    driver.do({ type: 'accept-shown', at: AT }, { type: 'enter', at: AT });
    const row = driver.row('');
    expect(row?.approved).toBe(row?.total);
    expect(decisionsOf(driver.state, 'R/P').every(({ bulk }) => bulk === true)).toBe(true);
  });

  test('A asks where a ▲ stays, and names it', () => {
    const driver = new Driver(contextOf([{ case: riskyCase() }]))
      .named()
      .do({ type: 'accept-shown', at: AT });
    expect(driver.state.mode).toMatchObject({ kind: 'confirm', rows: 2, risks: ['iam:PassRole'] });
    expect(driver.row('')?.risks).toMatchObject({ stay: 1, open: 1 });
    expect(driver.do({ type: 'enter', at: AT }).row('')?.risks).toMatchObject({ stay: 1, open: 0 });
  });

  test('x makes a row undecided again; above several it asks', () => {
    const driver = worked().go('1/0').do({ type: 'accept-shown', at: AT });
    expect(driver.row('1/0')).toMatchObject({ approved: 9, total: 9 });
    driver.go('1/0 s3:GetObject*').do({ type: 'take-back', at: AT });
    expect(driver.row('1/0')).toMatchObject({ approved: 8, total: 9 });
    driver.go('1').do({ type: 'take-back', at: AT });
    expect(driver.state.mode).toMatchObject({ kind: 'confirm', rows: 8 });
    expect(driver.do({ type: 'enter', at: AT }).approved).toBe('0/17');
    expect(driver.do({ type: 'undo' }).approved).toBe('8/17');
    expect(driver.go('0').do({ type: 'take-back', at: AT }).said).toBe(
      'nothing is decided at or below statement 1',
    );
  });

  test.each([
    ['1/0 s3:GetBucketAcl', 's3:GetBucketAcl is unused and goes with its entry; e keeps it'],
    ['1/0 s3:GetBucket*', 's3:GetBucket* is above changes; A accepts the 2 undecided ones below it'],
    ['1/0 s3:GetObjectAcl', 's3:GetObjectAcl is granted by s3:GetObject*: go up to that row to accept it'],
    ['1/1', 'nothing that s3:List* grants is reported unused, so it stays as it is'],
    ['1', 'statement 2 is no change itself; A accepts the 9 undecided changes below it'],
  ])('a on %s says why it does nothing', (address, why) => {
    const driver = worked().go(address).do({ type: 'accept', at: AT });
    expect([driver.said, driver.state.message?.kind, driver.approved]).toEqual([why, 'no', '0/17']);
  });
});

function riskyCase(facts: Partial<AccountCase> = {}): AccountCase {
  const unused = (NEWEST.actions('iam')?.sorted ?? []).filter(
    (each) => each !== 'iam:passrole' && each !== 'iam:getrole',
  );
  return smallCase([], [], [], {
    catalog: NEWEST,
    policy: readPolicy('{"Statement":{"Effect":"Allow","Action":"iam:*","Resource":"*"}}', 'p.json'),
    unused: unusedFrom([], { removed: unused }),
    ...facts,
  });
}

function overviewNames({ context, state }: Driver): string[] {
  return overviewRowsOf(context, state).map(({ name }) => name);
}

describe('triage', () => {
  test('a filter shows what matches with the rows above, and says how many are hidden', () => {
    const driver = worked().do(
      { type: 'filter' },
      { type: 'letter', letter: 'n' },
      { type: 'enter', at: AT },
    );
    const keys = driver.rows().map(({ key }) => key);
    expect(keys).toContain('s3:GetBucketAbac');
    expect(keys).toContain('s3:Get*');
    expect(keys).not.toContain('s3:GetBucketAcl');
    expect(driver.said).toMatch(/^\d+ rows hidden$/);
    driver.do({ type: 'filter' }, { type: 'letter', letter: 'u' }, { type: 'enter', at: AT });
    expect(driver.state.filter).toEqual(['new', 'undecided']);
    driver.do({ type: 'close' });
    expect([driver.state.filter, driver.said]).toEqual([[], 'everything is shown']);
  });

  test('A accepts only what the filter shows', () => {
    const driver = worked().do(
      { type: 'filter' },
      { type: 'letter', letter: 'n' },
      { type: 'enter', at: AT },
    );
    driver.do({ type: 'to-end', end: 'first' }, { type: 'accept-shown', at: AT }, { type: 'enter', at: AT });
    const rows = decisionsOf(driver.state, ID).map((each) => ('row' in each ? each.row : ''));
    expect(rows).toContain('s3:GetBucketAbac');
    expect(rows).not.toContain('s3:GetJobTagging');
    expect(rows).not.toContain('lambda:AddPermission');
  });

  test('undecided rows go away as they are decided, and none is left', () => {
    const driver = worked().do(
      { type: 'filter' },
      { type: 'letter', letter: 'u' },
      { type: 'enter', at: AT },
    );
    for (let i = 0; i < 17; i++) driver.do({ type: 'undecided', direction: 1 }, { type: 'accept', at: AT });
    expect(driver.approved).toBe('17/17');
    expect(driver.rows()).toHaveLength(1);
    expect(driver.do({ type: 'undecided', direction: 1 }).said).toContain('nothing undecided is shown');
  });

  test('search finds folded rows; n and N go around, esc goes back', () => {
    const driver = worked().go('0').do({ type: 'search' }, { type: 'type', value: 'getobjecttag' });
    expect(driver.cursor).toBe('1/0 s3:GetObjectTagging');
    expect(driver.do({ type: 'close' }).cursor).toBe('0');
    driver.do({ type: 'search' }).write('getbucketp');
    expect([driver.cursor, driver.state.query]).toEqual(['1/0 s3:GetBucketPolicy*', 'getbucketp']);
    const seen = [1, 1, 1, 1].map(() => driver.do({ type: 'match', direction: 1 }).cursor);
    expect(seen).toEqual([
      '1/0 s3:GetBucketPolicy',
      '1/0 s3:GetBucketPolicyStatus',
      '1/0 s3:GetBucketPublicAccessBlock',
      '1/0 s3:GetBucketPolicy*',
    ]);
    expect(driver.do({ type: 'match', direction: -1 }).cursor).toBe('1/0 s3:GetBucketPublicAccessBlock');
    expect(driver.do({ type: 'search' }, { type: 'type', value: 'nowhere' }).said).toBe(
      'nothing here matches',
    );
  });

  test('what AWS chose otherwise and what was called are told and filtered', () => {
    const recommended = readPolicy(
      '{"Statement":[{"Effect":"Allow","Action":["lambda:Invoke*","s3:List*","s3:GetObject*","s3:GetBucketAcl"],"Resource":"*"}]}',
      'aws.json',
    );
    const calls = new Map([['s3:getbucketacl', { count: 3, last: AT }]]);
    const driver = new Driver(contextOf([{ case: workedCase(), recommended, calls }])).named();
    driver.do({ type: 'fold-all', folded: false });
    expect(driver.row('1/0 s3:GetBucketAcl')).toMatchObject({ differs: true, calls: { count: 3 } });
    expect(driver.row('1/0 s3:GetObjectAcl')?.differs).toBe(false);
    expect(driver.row('1/1')?.differs).toBe(false);
    driver.do(
      { type: 'filter' },
      { type: 'letter', letter: 'c' },
      { type: 'letter', letter: 'd' },
      { type: 'enter', at: AT },
    );
    expect(
      driver
        .rows()
        .filter(({ kind }) => kind === 'action')
        .map(({ key }) => key),
    ).toEqual(['s3:GetBucketAcl']);
  });
});

describe('the overview', () => {
  const policies = [
    { case: workedCase(NEWEST, { id: '1' }) },
    { case: riskyCase({ id: '2', name: 'Admin', principal: 'Boss' }) },
    { case: workedCase(NEWEST, { id: '3', name: 'Other' }), quota: 100 },
  ];
  const driver = (): Driver => new Driver(contextOf(policies)).named();

  test('is what opens where there are several; principals fold; enter opens a policy', () => {
    const over = driver();
    expect(over.state.mode.kind).toBe('overview');
    expect(overviewNames(over)).toEqual(['MyRole', 'S3AndLambda', 'Other', 'Boss ▸ Admin']);
    over.do({ type: 'move', rows: 1 }, { type: 'toggle' });
    expect(overviewNames(over)).toEqual(['MyRole', 'Boss ▸ Admin']);
    over.do({ type: 'in' }, { type: 'move', rows: 2 }, { type: 'enter', at: AT });
    expect([over.state.mode.kind, over.state.policy]).toEqual(['tree', 2]);
    expect(over.do({ type: 'overview' }).state.mode.kind).toBe('overview');
  });

  test('is searched also by what patterns grant', () => {
    const over = driver().do({ type: 'search' }, { type: 'type', value: 'PassRole' });
    expect(overviewNames(over)).toEqual(['Boss ▸ Admin']);
    expect(overviewNames(over.do({ type: 'close' }))).toHaveLength(4);
  });

  test('hands what was searched for to the tree of the policy that is opened', () => {
    const search = (value: string): Driver =>
      driver().do(
        { type: 'search' },
        { type: 'type', value },
        { type: 'enter', at: AT },
        { type: 'enter', at: AT },
      );
    const found = search('PassRole');
    expect(found.state.message?.text).toMatch(/^1 match of PassRole in this policy; n goes there$/);
    found.do({ type: 'match', direction: 1 });
    expect(found.state.message?.text).toBe('1 of 1 match');
    // Found by its principal's name: nothing in the tree has it.
    expect([search('Boss').state.mode.kind, search('Boss').state.query]).toEqual(['tree', undefined]);
  });

  test('is sorted and filtered by its columns', () => {
    const over = driver().do({ type: 'sort' }, { type: 'sort' }, { type: 'sort' });
    expect([over.state.overview.sort, overviewNames(over)[0]]).toEqual(['risks', 'Boss ▸ Admin']);
    over.do({ type: 'filter' }, { type: 'filter' }, { type: 'filter' });
    expect([over.state.overview.filter, overviewNames(over)]).toEqual(['over quota', ['MyRole ▸ Other']]);
    expect(columnsOf(over.context, over.state, 2)).toMatchObject({
      changes: 17,
      approved: 0,
      unused: 30,
      quota: 100,
    });
  });
});

describe('saved or not', () => {
  test('is shown until it is true again, asked about on q, and told at the end', () => {
    const driver = worked()
      .go('0/0')
      .do({ type: 'accept', at: AT }, { type: 'save-failed', why: 'disk full' });
    expect(driver.do({ type: 'accept', at: AT }).state.saved).toEqual({ failed: 'disk full' });
    driver.do({ type: 'quit' });
    expect([driver.state.mode.kind, driver.state.ended]).toEqual(['leave', undefined]);
    driver.do({ type: 'enter', at: AT });
    expect(driver.effects).toEqual([{ kind: 'save' }]);
    driver.do({ type: 'quit' }, { type: 'letter', letter: 'e' }, { type: 'enter', at: AT });
    driver.write('/tmp/x.json');
    expect(driver.effects).toEqual([{ kind: 'write-record', path: '/tmp/x.json' }]);
    driver.do({ type: 'record-failed', why: 'no such folder' });
    expect(driver.state.mode).toMatchObject({ path: '/tmp/x.json', refusal: 'no such folder' });
    driver.do({ type: 'close' }, { type: 'letter', letter: 'q' }, { type: 'enter', at: AT });
    expect(driver.state.ended).toMatchObject({ saved: { failed: 'disk full' }, approved: 2, total: 17 });
  });

  test('a saved review ends at once', () => {
    expect(worked().do({ type: 'quit' }).state.ended).toMatchObject({ saved: true, total: 17 });
  });
});

describe('what decides nothing', () => {
  test('pasted text, outside a field', () => {
    const driver = worked().go('0/0').do({ type: 'paste', text: 'aaaq' });
    expect([driver.said, driver.approved]).toEqual([
      'pasted text decides nothing: 4 characters left out',
      '0/17',
    ]);
  });

  test('help lies over a dialog and leaves it as it was', () => {
    const driver = worked().go('0/0').do({ type: 'reject' });
    const { mode } = driver.state;
    driver.do({ type: 'read', view: 'help' }, { type: 'enter', at: AT });
    expect([driver.said, driver.approved]).toEqual(['esc leaves the help', '0/17']);
    driver.do({ type: 'scroll', rows: 2, last: 9 });
    expect(driver.state.help).toEqual({ top: 2 });
    expect(driver.do({ type: 'close' }).state.mode).toEqual(mode);
  });
});

describe('writing', () => {
  const toFormat = (): Driver => worked().go('0/0').do({ type: 'accept', at: AT }, { type: 'write' });

  test('1 writes what is approved: open entries stay as they were', () => {
    const driver = toFormat();
    expect(leftToDecide(driver.context, driver.state)).toMatchObject({ left: 16 });
    driver.do({ type: 'letter', letter: '1' }, { type: 'enter', at: AT }, { type: 'enter', at: AT });
    expect(driver.state.mode).toMatchObject({
      writing: { kind: 'path', value: 'policy.refined.json', open: 'as-written' },
    });
    driver.do({ type: 'enter', at: AT });
    const order = { format: 'json', path: 'policy.refined.json', open: 'as-written' };
    expect(driver.effects).toEqual([{ kind: 'plan-files', order }]);
    driver.do({
      type: 'files-planned',
      plan: { files: [{ path: 'a', exists: false, isSource: false }], warnings: [] },
    });
    driver.do({ type: 'enter', at: AT });
    expect(driver.effects).toEqual([{ kind: 'write', order }]);
    driver.do({ type: 'wrote', files: ['a'], replay: 'coppice apply' }, { type: 'enter', at: AT });
    expect(driver.state.ended).toMatchObject({ written: ['a'], approved: 1 });
  });

  test('2 accepts what is left, marked as bulk, and goes on', () => {
    const driver = toFormat().do({ type: 'letter', letter: '2' }, { type: 'enter', at: AT });
    expect([driver.approved, driver.state.mode]).toMatchObject(['17/17', { writing: { kind: 'format' } }]);
    expect(decisionsOf(driver.state, ID).filter(({ bulk }) => bulk === true)).toHaveLength(16);
  });

  test('3 and esc change nothing', () => {
    expect(toFormat().do({ type: 'letter', letter: '3' }, { type: 'enter', at: AT }).state.mode.kind).toBe(
      'tree',
    );
    expect(toFormat().do({ type: 'close' }).approved).toBe('1/17');
  });

  test('what is there is not stood on, a source asks twice, and a refused path keeps what was typed', () => {
    const driver = toFormat().do({ type: 'enter', at: AT }, { type: 'enter', at: AT });
    driver.write('in/policy.json').do({ type: 'files-refused', why: 'that is inside an input' });
    expect(driver.state.mode).toMatchObject({
      writing: { value: 'in/policy.json', refusal: 'that is inside an input' },
    });
    driver.do({ type: 'complete' });
    expect(driver.effects).toEqual([{ kind: 'complete-path', value: 'in/policy.json' }]);
    driver.do({ type: 'completed', value: 'policy.json' }, { type: 'enter', at: AT });
    driver.do({
      type: 'files-planned',
      plan: { files: [{ path: 'policy.json', exists: true, isSource: true }], warnings: [] },
    });
    expect(driver.state.mode).toMatchObject({ writing: { kind: 'ready', cursor: 1 } });
    driver.do({ type: 'letter', letter: 'w' }, { type: 'enter', at: AT });
    expect([driver.effects, driver.state.mode]).toMatchObject([[], { writing: { sure: true } }]);
    driver.do({ type: 'enter', at: AT });
    expect(driver.effects).toMatchObject([{ kind: 'write' }]);
    driver.do({ type: 'write-failed', why: 'law 2 does not hold' });
    expect(driver.state.mode).toMatchObject({ writing: { kind: 'path', refusal: 'law 2 does not hold' } });
  });

  test('what would be over its quota, or nothing, is told before', () => {
    const driver = new Driver(
      contextOf([{ case: workedCase(), quota: 100 }, { case: smallCase(['A'], ['s:A'], ['A']) }]),
    );
    expect(unusableResults(driver.context, driver.state, 'as-proposed')).toEqual([
      'S3AndLambda would have 406 characters, 306 more than its quota of 100',
      'P: nothing is left of it, so it is to be detached',
    ]);
  });
});

describe('two reviews at once', () => {
  const elsewhere = { by: 'Ada', since: AT };

  test('who looks on decides nothing, sees what is decided, and can take over', () => {
    const driver = worked().do({ type: 'opened-elsewhere', elsewhere }, { type: 'enter', at: AT });
    expect(driver.go('0/0').do({ type: 'accept', at: AT }).said).toContain('you are looking on');
    expect(driver.do({ type: 'reject' }).state.mode.kind).toBe('tree');
    const other = worked().go('0/1').do({ type: 'accept', at: AT });
    const session = sessionData(other.context, other.state);
    expect(driver.do({ type: 'changed-underneath', session }).approved).toBe('1/17');
    const taker = worked().do(
      { type: 'opened-elsewhere', elsewhere },
      { type: 'letter', letter: 't' },
      { type: 'enter', at: AT },
    );
    expect(taker.effects).toEqual([{ kind: 'take-over' }]);
    taker.do({ type: 'taken-over', session }).go('0/0').do({ type: 'accept', at: AT });
    expect([taker.approved, taker.effects]).toEqual(['2/17', [{ kind: 'save' }]]);
    expect(taker.do({ type: 'lost', elsewhere }, { type: 'accept', at: AT }).approved).toBe('2/17');
  });

  test('what the other one decided is nothing unsaved of who looks on, and comes back for nobody who takes over', () => {
    const other = worked().go('0/1').do({ type: 'accept', at: AT });
    const decided = sessionData(other.context, other.state);
    const undone = sessionData(other.context, other.do({ type: 'undo' }).state);
    const driver = worked().do({ type: 'opened-elsewhere', elsewhere }, { type: 'enter', at: AT });
    expect(hasUnsaved(driver.state)).toBe(false);
    driver.do({ type: 'changed-underneath', session: decided });
    expect([driver.approved, hasUnsaved(driver.state)]).toEqual(['1/17', false]);
    expect(driver.do({ type: 'taken-over', session: undone }).approved).toBe('0/17');
  });

  test('what was decided here before it was lost stays unsaved, whatever the other one decides, until it is taken over', () => {
    const other = worked().go('0/1').do({ type: 'accept', at: AT });
    const session = sessionData(other.context, other.state);
    const driver = worked().go('0/0').do({ type: 'accept', at: AT }, { type: 'lost', elsewhere });
    expect(hasUnsaved(driver.state)).toBe(true);
    driver.do({ type: 'changed-underneath', session });
    expect([driver.approved, hasUnsaved(driver.state)]).toEqual(['2/17', true]);
    expect(driver.do({ type: 'taken-over', session }).approved).toBe('2/17');
  });

  test('decisions of rows untouched here are taken over, others wait for a word', () => {
    const driver = worked().go('0/0').do({ type: 'accept', at: AT });
    const other = worked().go('0/1').do({ type: 'accept', at: AT });
    driver.do({ type: 'changed-underneath', session: sessionData(other.context, other.state) });
    expect([driver.approved, driver.state.mode.kind]).toEqual(['2/17', 'tree']);
    expect(driver.do({ type: 'undo' }).approved).toBe('1/17');
    const third = worked().go('0/0').choose('reject', 'o').write('deploys');
    for (const [letter, mark] of [
      ['m', 'accepted'],
      ['t', 'original'],
    ] as const) {
      const mine = worked().go('0/0').do({ type: 'accept', at: AT });
      mine.do({ type: 'changed-underneath', session: sessionData(third.context, third.state) });
      expect(mine.effects).toEqual([]);
      expect(mine.do({ type: 'close' }).said).toContain('nothing is saved');
      mine.do({ type: 'letter', letter }, { type: 'enter', at: AT });
      expect([mine.row('0/0')?.mark?.kind, mine.effects.at(-1)]).toEqual([mark, { kind: 'save' }]);
    }
  });

  test('the same row decided in two ways is a conflict, whosever counts', () => {
    const on = { by: 'a', at: AT, statement: 0, entry: 0, row: 's:A' };
    const base = new Map();
    const ours = new Map([['p', [{ kind: 'accept', ...on }] as const]]);
    const theirs = new Map([['p', [{ kind: 'list', ...on }] as const]]);
    expect(mergeDecisions(base, ours, theirs)).toMatchObject({
      kind: 'conflict',
      conflict: { rows: [{ policy: 'p', row: '0/0 s:A' }] },
    });
    expect(mergeDecisions(base, ours, theirs, 'ours')).toEqual({ kind: 'merged', decisions: ours });
    expect(mergeDecisions(base, ours, theirs, 'theirs')).toEqual({ kind: 'merged', decisions: theirs });
    expect(mergeDecisions(ours, ours, new Map())).toEqual({
      kind: 'merged',
      decisions: new Map([['p', []]]),
    });
  });
});

describe('another day', () => {
  test('goes on where it was left, and names what cannot be taken over', () => {
    const driver = worked().go('1/0 s3:GetObject*').do({ type: 'accept', at: AT });
    const data = sessionData(driver.context, driver.state);
    const again = resumedSession(driver.context, VIEWPORT, data);
    expect([again.notes, new Driver(driver.context, again.state).cursor]).toEqual([[], driver.cursor]);
    const damaged = {
      ...data,
      decisions: [
        { id: ID, decisions: [{ kind: 'keep', by: 'x', at: AT, actions: ['s3:*'], reason: 'y' } as const] },
      ],
    };
    const { notes, state } = resumedSession(driver.context, VIEWPORT, damaged);
    expect(notes[0]).toBe(
      'S3AndLambda: keep s3:*: s3:* is a pattern; actions are named one by one; it is undecided again',
    );
    expect(decisionsOf(state, ID)).toEqual([]);
  });

  test('a history that would bring back what cannot hold is left out, and said', () => {
    const driver = worked().go(OBJECT).choose('adjust', 'e').write('s3:GetObjectT*').write('only tags');
    const text = JSON.stringify(sessionData(driver.context, driver.do({ type: 'undo' }).state));
    const damaged = parseSessionData(
      text.replaceAll('"pattern":"s3:GetObjectT*"', '"pattern":"s3:*"'),
      'session',
    );
    const fine = resumedSession(driver.context, VIEWPORT, parseSessionData(text, 'session'));
    expect([fine.notes, fine.state.undone]).toMatchObject([
      [],
      [{ label: 'edit s3:GetObject* to s3:GetObjectT*' }],
    ]);
    expect(resumedSession(driver.context, VIEWPORT, damaged).state.undone).toEqual([]);
  });

  test.each([
    ['another format', 'coppice-session/2', 'coppice-session/1', 'format'],
    ['a filter that is none', '"filter":[]', '"filter":["x"]', 'filter[0]'],
    ['a decision that is none', '"kind":"accept"', '"kind":"except"', 'decisions[0].decisions[0].kind'],
    ['a place that is none', '"top":0', '"top":-1', 'looks[0].top'],
  ])('a damaged session is refused with its place: %s', (_, right, wrong, at) => {
    const driver = worked().go(OBJECT).do({ type: 'accept', at: AT });
    const text = JSON.stringify(sessionData(driver.context, driver.state)).replace(/"top":\d+/, '"top":0');
    expect(() => parseSessionData(text.replace(right, wrong), 'session')).toThrow(
      expect.objectContaining({ place: expect.objectContaining({ at }) }),
    );
  });
});

test.each(
  Object.entries({
    filters: TREE_FILTERS,
    exceptions: EXCEPTION_CHOICES,
    elsewhere: ELSEWHERE_CHOICES,
    conflict: CONFLICT_CHOICES,
    leave: LEAVE_CHOICES,
    ...WRITING_CHOICES,
  }),
)('each choice of %s has a letter of its own', (_, choices) => {
  const letters = choices.map(({ letter }) => letter);
  expect(new Set(letters).size).toBe(letters.length);
});

test('sorts and filters of the overview go around', () => {
  const driver = new Driver(contextOf([{ case: workedCase(NEWEST, { id: '1' }) }, { case: riskyCase() }]));
  const sorts = OVERVIEW_SORTS.map(() => driver.do({ type: 'sort' }).state.overview.sort);
  const filters = OVERVIEW_FILTERS.map(() => driver.do({ type: 'filter' }).state.overview.filter);
  expect([sorts.at(-1), filters.at(-1)]).toEqual([OVERVIEW_SORTS[0], OVERVIEW_FILTERS[0]]);
  expect([new Set(sorts).size, new Set(filters).size]).toEqual([sorts.length, filters.length]);
});
