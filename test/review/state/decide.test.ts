import { expect, test } from 'vitest';
import type { AccountCase } from '../../../source/account/cases.ts';
import { readPolicy } from '../../../source/policy/policy.ts';
import { nodeOfKey } from '../../../source/refine/row.ts';
import { outcomeOf } from '../../../source/review/result.ts';
import type { Action } from '../../../source/review/state/action.ts';
import type { ReviewContext } from '../../../source/review/state/context.ts';
import { currentEntry, putTree } from '../../../source/review/state/current.ts';
import { initialState } from '../../../source/review/state/initial.ts';
import { reduce } from '../../../source/review/state/reduce.ts';
import type { ReviewState } from '../../../source/review/state/state.ts';
import { reveal } from '../../../source/review/state/tree-view.ts';
import { unusedFrom } from '../../../source/usage/unused.ts';
import { caseOf } from '../../model/case.ts';
import { catalogOfNames } from '../../model/given.ts';

const at = '2026-01-02T03:04:05Z';

const catalog = catalogOfNames({
  s3: [
    'GetBucketAcl',
    'GetBucketPolicy',
    'GetObject',
    'GetObjectAcl',
    'GetObjectTagging',
    'ListBucket',
    'PutObject',
  ],
  iam: ['ListRolePolicies', 'ListRoleTags', 'ListRoles', 'GetRole'],
});

/** A review of one statement. */
class Review {
  readonly context: ReviewContext;
  state: ReviewState;

  constructor(statement: object, unused: readonly string[], protections: AccountCase['protections'] = []) {
    const policy = readPolicy(
      JSON.stringify({ Version: '2012-10-17', Statement: { Effect: 'Allow', Resource: '*', ...statement } }),
      'p.json',
    );
    const services = [{ service: 's3', actions: unused.map((action) => ({ action })) }];
    this.context = {
      subjects: [
        caseOf({
          id: 'P',
          name: 'P',
          policy,
          unused: unusedFrom([{ file: 'f', services, notes: [] }]),
          protections,
          catalog,
        }),
      ],
      settings: { catalog, generalize: 'shortest' },
      by: 'Ada',
      formats: [{ format: 'json', label: '' }],
      preferredFormat: 'json',
      defaultPath: () => 'out',
    };
    this.state = initialState(this.context, new Map(), { tree: 10, page: 10 });
  }

  do(action: Action): this {
    this.state = reduce(this.context, this.state, action);
    return this;
  }

  /** Puts the cursor on a row. */
  on(row: string): this {
    const current = currentEntry(this.context, this.state);
    const node = current && nodeOfKey(current.review.trie, row);
    if (current === undefined || node === undefined) throw new Error(`no row ${row}`);
    this.state = putTree(this.state, current, reveal(current.view, node));
    return this;
  }

  /** Takes the item of the open menu that begins so. */
  choose(label: string): this {
    const { mode } = this.state;
    const item =
      mode.kind === 'menu' ? mode.menu.items.find((each) => each.label.startsWith(label)) : undefined;
    if (item === undefined) throw new Error(`no ${label} in ${JSON.stringify(mode)}`);
    return this.do({ type: 'choose', step: item.step, at });
  }

  say(...values: readonly string[]): this {
    for (const value of values) this.do({ type: 'submit', value, at });
    return this;
  }

  get entries(): unknown {
    const [subject] = this.context.subjects;
    if (subject === undefined) return undefined;
    const { text } = outcomeOf(subject, this.state.decisions.get('P') ?? []);
    return text === null ? null : (JSON.parse(text).Statement.Action ?? JSON.parse(text).Statement.NotAction);
  }

  get message(): string | undefined {
    return this.state.message?.text;
  }

  get decided(): string {
    const review = currentEntry(this.context, this.state)?.review;
    return `${review?.decided}/${review?.units.length}`;
  }
}

const s3 = (): Review => new Review({ Action: 's3:Get*' }, ['s3:GetBucketAcl']);

test('the proposal, undecided', () => {
  expect(s3().entries).toEqual(['s3:GetBucketPolicy', 's3:GetObject*']);
  expect(s3().decided).toBe('0/2');
});

test('list writes the actions out', () => {
  const review = s3().on('s3:GetObject*').do({ type: 'reject' }).choose('list its 3 actions');
  expect(review.entries).toEqual([
    's3:GetBucketPolicy',
    's3:GetObject',
    's3:GetObjectAcl',
    's3:GetObjectTagging',
  ]);
  expect(review.decided).toBe('1/2');
});

test('remove takes the actions out, with a reason or without', () => {
  const review = s3().on('s3:GetObject*').do({ type: 'reject' }).choose('remove its 3 actions').say('');
  expect(review.entries).toEqual('s3:GetBucketPolicy');
  expect(review.decided).toBe('1/2');
  expect(review.on('s3:GetObject*').do({ type: 'reject' }).choose('take it back').entries).toEqual(
    s3().entries,
  );
});

test('keeping the original settles the entry', () => {
  const review = s3().do({ type: 'reject' }).choose('keep the original').say('it is a migration');
  expect(review.entries).toBe('s3:Get*');
  expect(review.decided).toBe('2/2');
  expect(review.on('s3:GetObject*').do({ type: 'accept', at }).entries).toEqual(s3().entries);
  expect(review.decided).toBe('1/2');
});

test('narrow grants the next words, which stand as parts', () => {
  const review = s3().on('s3:GetObject*').do({ type: 'adjust' }).choose('narrow');
  expect(review.entries).toEqual([
    's3:GetBucketPolicy',
    's3:GetObject',
    's3:GetObjectAcl',
    's3:GetObjectTagging',
  ]);
  review.on('s3:GetObjectAcl').do({ type: 'accept', at });
  expect(review.message).toBe(
    's3:GetObjectAcl stands already, as a part of s3:GetObject*, which was narrowed',
  );
});

test('widen names what comes back and asks why', () => {
  const review = s3()
    .on('s3:GetBucketPolicy')
    .do({ type: 'adjust' })
    .choose('widen to s3:GetBucket*: 1 unused action');
  expect(review.state.mode).toMatchObject({
    kind: 'field',
    question: { kind: 'reason', back: ['s3:GetBucketAcl'] },
  });
  expect(review.say('').state.mode).toMatchObject({ refusal: 'say why: it goes into the decision record' });
  expect(review.say('the audit needs it').entries).toEqual(['s3:GetBucket*', 's3:GetObject*']);
  expect(review.decided).toBe('1/2');
});

test('an edit that leaves the entry is refused, one inside it is taken', () => {
  const review = s3()
    .on('s3:GetObject*')
    .do({ type: 'adjust' })
    .choose('edit the pattern')
    .say('s3:*Object*');
  expect(review.state.mode).toMatchObject({ refusal: 'it would let in what s3:Get* does not' });
  review.say('s3:GetObject*A*');
  expect(review.entries).toEqual(['s3:GetBucketPolicy', 's3:GetObject*A*']);
});

test('an edit that lets unused actions in asks why', () => {
  const review = s3().on('s3:GetObject*').do({ type: 'adjust' }).choose('edit the pattern').say('s3:Get*A*');
  expect(review.state.mode).toMatchObject({ question: { kind: 'reason', back: ['s3:GetBucketAcl'] } });
  expect(review.say('why not').entries).toEqual(['s3:Get*A*', 's3:GetBucketPolicy']);
});

test('a kept action comes back, with reason and date, and is not asked about again', () => {
  const review = new Review({ Action: 's3:*' }, ['s3:GetBucketAcl', 's3:GetBucketPolicy', 's3:ListBucket']);
  review.on('s3:GetBucketAcl').do({ type: 'adjust' }).choose('keep it').say('the nightly job', '2025-01-01');
  expect(review.state.mode).toMatchObject({
    refusal: 'that day is over; give a later one, or leave it empty',
  });
  review.say('2026-02-31');
  expect(review.state.mode).toMatchObject({ refusal: 'write it as 2027-03-31, or leave it empty' });
  review.say('2027-03-31');
  expect(review.entries).toEqual(['s3:GetBucketAcl', 's3:GetObject*', 's3:PutObject']);
  expect(review.decided).toBe('1/3');
  expect(review.state.decisions.get('P')).toMatchObject([
    { kind: 'keep', actions: ['s3:GetBucketAcl'], reason: 'the nightly job', until: '2027-03-31' },
    { kind: 'accept', row: 's3:GetBucketAcl' },
  ]);
});

test('what is left of an accepted grant that loses an action stays accepted', () => {
  const review = s3()
    .on('s3:GetObject*')
    .do({ type: 'accept', at })
    .on('s3:GetObjectAcl')
    .do({ type: 'adjust' });
  review.choose('remove it').say('nobody reads ACLs');
  expect(review.entries).toEqual(['s3:GetBucketPolicy', 's3:GetObject', 's3:GetObjectTagging']);
  expect(review.decided).toBe('3/4');
});

test('rows below and above a grant say what accepts them', () => {
  const review = s3().on('s3:GetObjectAcl').do({ type: 'accept', at });
  expect(review.message).toBe('s3:GetObjectAcl is covered by s3:GetObject*: go up to that row to accept it');
  review.on('s3:Get*').do({ type: 'accept', at });
  expect(review.message).toContain('A accepts the 2 undecided grants below it');
  review.do({ type: 'accept-below', at });
  expect(review.message).toBe('accepted 2 grants · everything is decided: w writes the result');
});

test('additions to a NotAction list are accepted, listed or left out, and nothing else', () => {
  const review = new Review({ NotAction: 'iam:*' }, [
    's3:GetObject',
    's3:GetObjectAcl',
    's3:GetObjectTagging',
  ]);
  expect(review.entries).toEqual(['iam:*', 's3:GetObject*']);
  review.on('s3:GetObject*').do({ type: 'adjust' });
  const { mode } = review.state;
  expect(mode.kind === 'menu' && mode.menu.items.map(({ label }) => label)).toEqual([
    'list its 3 actions one by one',
    'leave its 3 actions allowed although unused',
    'go back',
  ]);
  expect(review.choose('leave').say('they are needed', '').entries).toBe('iam:*');
});

test('undo and redo restore the decisions and the cursor', () => {
  const review = s3().on('s3:GetObject*').do({ type: 'accept', at }).on('s3:Get*').do({ type: 'undo' });
  const row = (): string | undefined => {
    const current = currentEntry(review.context, review.state);
    return current?.view.trie.prefix(current.view.cursor);
  };
  expect(review.decided).toBe('0/2');
  expect(row()).toBe('s3:GetObject');
  expect(review.message).toBe('undone: accept s3:GetObject*');
  review.do({ type: 'redo' });
  expect(review.decided).toBe('1/2');
  expect(review.do({ type: 'redo' }).message).toBe('there is nothing to redo');
});

test('what an exception protects cannot be removed', () => {
  const exceptions = [{ action: 's3:GetObject*', reason: 'the restore needs it' }];
  const review = new Review({ Action: 's3:Get*' }, ['s3:GetBucketAcl'], exceptions);
  review.on('s3:GetObject*').do({ type: 'reject' });
  const { mode } = review.state;
  expect(mode).toMatchObject({
    menu: { about: ['An exception protects s3:GetObject*: the restore needs it'] },
  });
  expect(mode.kind === 'menu' && mode.menu.items.map(({ label }) => label)).toEqual([
    'list its 3 actions one by one',
    'keep the original entry s3:Get*',
  ]);
});
