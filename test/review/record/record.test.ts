import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, test } from 'vitest';
import type { AccountCase } from '../../../source/account/cases.ts';
import { protect } from '../../../source/account/exceptions.ts';
import { readPolicy } from '../../../source/policy/policy.ts';
import { certify } from '../../../source/proof/certificate.ts';
import type { Decision, Decisions } from '../../../source/refine/decision.ts';
import { derive } from '../../../source/refine/derive.ts';
import { rerunOf } from '../../../source/refine/rerun.ts';
import { checkDecisions } from '../../../source/review/record/read-decisions.ts';
import { readReviewRecord, recordSummary } from '../../../source/review/record/read-record.ts';
import { replayReview } from '../../../source/review/record/replay-record.ts';
import {
  REVIEW_RECORD_FORMAT,
  type RecordedCalls,
  type ReviewRecord,
  reviewedRecord,
  reviewRecord,
} from '../../../source/review/record/review-record.ts';
import { root } from '../../../tools/document.ts';
import { givenCase } from '../../model/given.ts';
import { NEWEST, OF_2024, workedCase } from '../session/support.ts';

const validate = new Ajv2020({ validateFormats: false, strictTypes: false, strictRequired: false }).compile(
  JSON.parse(readFileSync(join(root, 'docs/decisions.schema.json'), 'utf8')),
);
const TODAY = '2026-10-05';

const origin = { by: 'rosa', at: '2026-10-05T09:10:02.000Z' };
const on = { ...origin, statement: 1, entry: 0 };
/** One of each kind. */
const DECISIONS: readonly Decision[] = [
  { kind: 'accept', ...on, row: 's3:GetDataAccess', bulk: true },
  { kind: 'list', ...on, row: 's3:GetStorage*' },
  { kind: 'drop', ...on, row: 's3:GetJobTagging', actions: ['s3:GetJobTagging'], reason: 'no jobs here' },
  { kind: 'narrow', ...on, row: 's3:GetObject*' },
  { kind: 'widen', ...on, row: 's3:GetBucket*', reason: 'the inventory needs them' },
  { kind: 'edit', ...on, row: 's3:GetMulti*', pattern: 's3:GetMultiRegion*' },
  { kind: 'original', ...origin, statement: 0, entry: 0, reason: 'deploys' },
  {
    kind: 'keep',
    ...origin,
    actions: ['s3:GetReplicationConfiguration'],
    reason: 'audit',
    until: '2027-03-31',
  },
];

const worked = workedCase();

function written(policyCase: AccountCase, decisions: Decisions, calls?: RecordedCalls): ReviewRecord {
  const outcome = derive(policyCase, decisions, 'as-written');
  return reviewRecord({
    tool: { name: 'coppice', version: '1.0.0' },
    output: 'json',
    catalog: { date: policyCase.catalog.date, sha256: policyCase.catalog.digest },
    generalize: policyCase.generalize,
    ...(calls === undefined ? {} : { calls }),
    inputs: [{ name: 'policy.json', sha256: '0'.repeat(64) }],
    outputs: [{ name: 'policy.refined.json', sha256: '1'.repeat(64) }],
    policies: [reviewedRecord(outcome, certify(outcome, rerunOf, '1.0.0'))],
  });
}

function replayed(record: ReviewRecord, policyCase = worked, today = TODAY, calls?: RecordedCalls) {
  const { catalog, generalize } = policyCase;
  return replayReview(
    readReviewRecord(JSON.stringify(record), 'record'),
    [policyCase],
    { catalog, generalize, ...(calls === undefined ? {} : { calls }) },
    today,
  );
}

/** All changes of a case accepted. */
function allAccepted(policyCase: AccountCase): Decisions {
  return derive(policyCase, []).entries.flatMap(({ ref, changes }) =>
    changes.map(({ key }): Decision => ({ kind: 'accept', ...origin, ...ref, row: key })),
  );
}

test('a record with decisions of every kind is as its schema says, and is read as it was', () => {
  const record = written(worked, DECISIONS);
  const text = JSON.stringify(record);
  validate(JSON.parse(text));
  expect(validate.errors ?? []).toEqual([]);
  const read = readReviewRecord(text, 'record');
  expect(read.policies[0]?.decisions).toEqual(DECISIONS);
  expect({ ...read, policies: [] }).toEqual({ ...record, policies: [] });
  expect(text).not.toContain('writtenAt');
  expect(recordSummary(read)).toMatch(/^\d+ of \d+ changes approved by rosa$/);
});

describe('a record that was made with calls', () => {
  const calls: RecordedCalls = {
    sha256: 'a'.repeat(64),
    events: 8,
    first: '2026-05-02T10:00:00Z',
    last: '2026-05-20T10:00:00Z',
  };
  const others: RecordedCalls = { ...calls, sha256: 'b'.repeat(64) };
  const SAME = 'the calls are not those that the decisions were made with';

  test.each([calls, { sha256: calls.sha256, events: 0 }])(
    'is as its schema says, and is read as it was',
    (made) => {
      const text = JSON.stringify(written(worked, DECISIONS, made));
      validate(JSON.parse(text));
      expect(validate.errors ?? []).toEqual([]);
      expect(readReviewRecord(text, 'record').calls).toEqual(made);
      const broken = text.replace(calls.sha256, 'a');
      expect(validate(JSON.parse(broken))).toBe(false);
      expect(() => readReviewRecord(broken, 'record')).toThrow('not a SHA-256');
    },
  );

  test.each([
    [
      'the same',
      calls,
      calls,
      { kind: 'fresh', notes: expect.not.arrayContaining([expect.stringContaining(SAME)]) },
    ],
    ['none', calls, undefined, { kind: 'stale', changes: [expect.stringContaining('--calls')] }],
    [
      'some, made without',
      undefined,
      calls,
      { kind: 'stale', changes: [expect.stringContaining('--calls')] },
    ],
    [
      'others that keep the same',
      calls,
      others,
      { kind: 'fresh', notes: expect.arrayContaining([expect.stringContaining(SAME)]) },
    ],
  ])('with %s', (_, then, now, expected) => {
    expect(replayed(written(worked, DECISIONS, then), worked, TODAY, now)).toMatchObject(expected);
  });

  test('with others that keep something else, it tells both', () => {
    const kept = workedCase(NEWEST, {
      unused: protect(worked.unused, [{ action: 's3:GetBucketAcl', reason: 'x' }]),
    });
    expect(replayed(written(worked, DECISIONS, calls), kept, TODAY, others)).toEqual({
      kind: 'stale',
      changes: [expect.stringContaining('what is reported unused has changed'), SAME],
    });
  });
});

describe('what the schema refuses, the reader refuses', () => {
  const text = JSON.stringify(written(worked, DECISIONS));
  test.each([
    ['another format', REVIEW_RECORD_FORMAT, 'coppice-decisions/3'],
    ['an unknown kind', '"kind":"widen"', '"kind":"wider"'],
    ['the word of version 1', '"kind":"drop"', '"kind":"remove"'],
    ['nobody', '"kind":"narrow","by":"rosa"', '"kind":"narrow","by":7'],
    ['a place that is none', '"statement":1,"entry":0', '"statement":-1,"entry":0'],
    ['half a place', '"statement":1,"entry":0', '"statement":1,"entry":0.5'],
    ['an edit without a pattern', '"pattern":"s3:GetMultiRegion*"', '"patern":"s3:GetMultiRegion*"'],
    ['another generalization', '"generalize":"shortest"', '"generalize":"wild"'],
    ['a moment that is none', '"at":"2026-10-05T09:10:02.000Z"', '"at":"yesterday"'],
    ['a day that is none', '"until":"2027-03-31"', '"until":"soon"'],
    ['no actions', '"actions":["s3:GetReplicationConfiguration"]', '"actions":[]'],
    ['a row by row that is not true', '"bulk":true', '"bulk":false'],
    ['a digest that is none', '"sha256":"0000', '"sha256":"x000'],
    ['no list of what is open', '"open":', '"opened":'],
    ['no certificate', '"certificate":{', '"certificates":{'],
  ])('%s', (_, right, wrong) => {
    const broken = text.replace(right, wrong);
    expect(broken).not.toBe(text);
    expect(validate(JSON.parse(broken))).toBe(false);
    expect(() => readReviewRecord(broken, 'record')).toThrow();
  });

  test('a record of version 1 is named as such, with what to do', () => {
    const old = JSON.stringify({ format: 'coppice-decisions/1', policies: [] });
    expect(() => readReviewRecord(old, 'record')).toThrow('version 1');
    expect(() => readReviewRecord(old, 'record')).toThrow(
      expect.objectContaining({
        place: expect.objectContaining({ hint: expect.stringContaining('Review the same inputs again') }),
      }),
    );
  });
});

describe('replay', () => {
  test.each([
    ['decisions of every kind', DECISIONS],
    ['all accepted', allAccepted(worked)],
    ['a few accepted', allAccepted(worked).slice(0, 5)],
  ])('%s: the same text', (_, decisions) => {
    const replay = replayed(written(worked, decisions));
    if (replay.kind !== 'fresh') throw new Error(JSON.stringify(replay));
    expect(replay.policies[0]?.text).toBe(derive(worked, decisions, 'as-written').text);
  });

  test('another catalogue and another cut make the same text', () => {
    const record = written(workedCase(OF_2024), allAccepted(workedCase(OF_2024)));
    const { text } = derive(workedCase(OF_2024), []);
    const replay = replayed(record, workedCase(NEWEST, { generalize: 'exact' }));
    expect(replay).toMatchObject({ kind: 'fresh', policies: [{ text }] });
    expect(replay.kind === 'fresh' && replay.notes).toEqual([
      `decided with the catalogue of 2024-08-31; proved with that of ${NEWEST.date}`,
      'decided with --generalize shortest; what each entry became is taken as it is',
    ]);
  });

  test('nothing approved is the original letter for letter, and it says so', () => {
    const record = written(worked, []);
    expect(record.policies[0]).toMatchObject({ approved: 0, total: 17, statements: [], entries: [] });
    expect(record.policies[0]?.open).toHaveLength(9);
    const replay = replayed(record);
    expect(replay).toMatchObject({ kind: 'fresh', policies: [{ text: worked.policy.text }] });
    expect(replay.kind === 'fresh' && replay.notes).toEqual([
      'S3AndLambda: nothing is approved, so it is written as it was',
      'S3AndLambda: 9 entries are open and stay as they were',
    ]);
  });

  test('what each approved entry became stands letter for letter, and what is open', () => {
    const [first] = allAccepted(worked);
    const record = written(worked, first === undefined ? [] : [first]);
    expect(record.policies[0]?.entries).toEqual([
      { statement: 0, entry: 0, was: 'lambda:AddPermission', becomes: [] },
    ]);
    expect(record.policies[0]?.open.at(-1)).toEqual({
      statement: 1,
      entry: 0,
      was: 's3:Get*',
      approved: 0,
      total: 9,
    });
  });

  test('only the layout changed: the same result in the new layout, and it says so', () => {
    const lines = workedCase(NEWEST, {
      policy: readPolicy(worked.policy.text.replaceAll('\n', '\r\n'), 'policy.json'),
    });
    const replay = replayed(written(worked, allAccepted(worked)), lines);
    const text = derive(worked, []).text?.replaceAll('\n', '\r\n');
    expect(replay).toMatchObject({
      kind: 'fresh',
      policies: [{ text }],
      notes: ['S3AndLambda: only the layout of the policy changed; the result has the new one'],
    });
  });

  test.each([['s3:GetBucketAcl'], ['s3:GetReplicationConfiguration']])(
    'a keep of %s that was written into the exceptions file does not make it stale',
    (action) => {
      const kept: Decision = { kind: 'keep', ...origin, actions: [action], reason: 'audit' };
      const exception = { action, reason: 'audit' };
      const later = workedCase(NEWEST, {
        unused: protect(worked.unused, [exception]),
        protections: [exception],
      });
      const decisions = [...allAccepted(worked), kept];
      expect(replayed(written(worked, decisions), later)).toMatchObject({
        kind: 'fresh',
        policies: [{ text: derive(worked, decisions, 'as-written').text }],
      });
    },
  );

  test('changed inputs make it stale, a sentence each', () => {
    const other = workedCase(NEWEST, {
      policy: readPolicy(worked.policy.text.replace('lambda:GetFunction"', 'lambda:ListFunctions"'), 'p'),
      unused: workedCase(NEWEST).unused,
    });
    expect(replayed(written(worked, DECISIONS), other)).toEqual({
      kind: 'stale',
      changes: ['S3AndLambda: the policy has changed'],
    });
    const less = workedCase(NEWEST, {
      unused: protect(worked.unused, [{ action: 's3:GetBucketAcl', reason: 'x' }]),
    });
    expect(replayed(written(worked, DECISIONS), less)).toEqual({
      kind: 'stale',
      changes: ['S3AndLambda: what is reported unused has changed'],
    });
    const third = workedCase(NEWEST, { id: 'x', name: 'X' });
    expect(replayed(written(worked, DECISIONS), third)).toEqual({
      kind: 'stale',
      changes: [
        'S3AndLambda: the policy is not among the inputs',
        'X: nothing was decided about this policy',
      ],
    });
  });

  // Nothing is known of it but that it is unused, so it is named as a whole.
  test.each<[string, Readonly<Record<string, readonly string[]>>]>([
    ['lacks', {}],
    ['has without any action', { new: [] }],
  ])('a service that the catalogue %s is kept as the screen keeps it', (_, services) => {
    const policy = { Statement: [{ Effect: 'Allow', NotAction: [], Resource: '*' }] };
    const finding = [{ serviceNamespace: 'new' }];
    const of = givenCase({ services, policy, finding, retained: [], removed: [] }, 'shortest');
    const [entry] = derive(of, []).entries;
    const actions = entry?.trie.actions(0).filter((action) => of.unused.has(action)) ?? [];
    expect(actions).toEqual(['new:*']);
    const kept: Decision = { kind: 'keep', ...origin, actions, reason: 'soon' };
    expect(checkDecisions(of, [kept], TODAY)).toEqual({ held: [kept], refused: [] });
  });

  const keep = (facts: object): Decision => ({
    kind: 'keep',
    ...origin,
    actions: ['s3:GetBucketAcl'],
    reason: 'audit',
    ...facts,
  });
  test.each<[string, Decision, string]>([
    [
      'a service for an action',
      keep({ actions: ['s3:*'] }),
      'keep s3:*: s3:* is a pattern; actions are named one by one',
    ],
    [
      'an action that nobody knows',
      keep({ actions: ['s3:GetNothing'] }),
      'keep s3:GetNothing: s3:GetNothing is neither in the catalogue nor in the finding',
    ],
    ['a keep without a reason', keep({ reason: undefined }), 'keep s3:GetBucketAcl: a keep needs a reason'],
    [
      'a day that is over',
      keep({ until: '2026-10-04' }),
      'keep s3:GetBucketAcl: its last day, 2026-10-04, is over',
    ],
    [
      'a pattern that is dropped',
      { kind: 'drop', ...on, row: 's3:GetObject*', actions: ['s3:GetObject*'], reason: 'x' },
      'drop on s3:GetObject* (Statement[1], entry 0): s3:GetObject* is a pattern; actions are named one by one',
    ],
    [
      'a statement that is not there',
      { kind: 'accept', ...on, statement: 7, row: 's3:GetObject*' },
      'accept on s3:GetObject* (Statement[7], entry 0): there is no such statement',
    ],
    [
      'an entry that is not there',
      { kind: 'accept', ...on, entry: 9, row: 's3:GetObject*' },
      'accept on s3:GetObject* (Statement[1], entry 9): there is no such entry',
    ],
    [
      'a row that no part of the entry could be',
      { kind: 'accept', ...on, row: 's3:PutObject*' },
      'accept on s3:PutObject* (Statement[1], entry 0): there is no such row in the entry',
    ],
    [
      'a row that is no name at all',
      { kind: 'list', ...on, row: '__proto__' },
      'list on __proto__ (Statement[1], entry 0): there is no such row in the entry',
    ],
    [
      'a row that was decided about before',
      { kind: 'drop', ...on, row: 's3:GetObject*', actions: ['s3:GetObject'], reason: 'x' },
      'drop on s3:GetObject* (Statement[1], entry 0): something else is decided about it before',
    ],
    [
      'a drop of what the entry never allowed',
      { kind: 'drop', ...on, row: 's3:GetObject*', actions: ['lambda:InvokeFunction'], reason: 'x' },
      'drop on s3:GetObject* (Statement[1], entry 0): the entry does not allow lambda:InvokeFunction',
    ],
    [
      'an edit that leaves the original',
      { kind: 'edit', ...on, row: 's3:GetObject*', pattern: 's3:*' },
      'edit on s3:GetObject* (Statement[1], entry 0): s3:* lets in what s3:Get* does not (law 3)',
    ],
    [
      'a widening without a reason',
      { kind: 'widen', ...on, row: 's3:GetBucket*' },
      'widen on s3:GetBucket* (Statement[1], entry 0): it lets in what is reported unused (s3:GetBucket*) and gives no reason',
    ],
    [
      'the original without a reason',
      { kind: 'original', ...origin, statement: 0, entry: 0 },
      'original on Statement[0], entry 0: it lets in what is reported unused (lambda:AddPermission) and gives no reason',
    ],
  ])('refused, with the decision and why: %s', (_, decision, why) => {
    const record = JSON.parse(JSON.stringify(written(worked, allAccepted(worked))));
    record.policies[0].decisions.push(JSON.parse(JSON.stringify(decision)));
    expect(replayed(record)).toEqual({ kind: 'refused', faults: [`S3AndLambda: ${why}`] });
  });

  test.each(['yesterday', '2026-02-30T00:00:00Z', '2026-10-05T25:00:00Z', '2026-10-05'])(
    '%s is no moment',
    (at) => {
      const record = JSON.parse(JSON.stringify(written(worked, allAccepted(worked))));
      record.policies[0].decisions[0].at = at;
      expect(() => replayed(record)).toThrow(`${at} is no moment such as 2026-10-05T09:12:44Z`);
    },
  );

  test('statements that do not make the result it names are refused', () => {
    const text = JSON.stringify(written(worked, allAccepted(worked))).replace(
      '"s3:GetObject*"]',
      '"s3:Get*"]',
    );
    const record = JSON.parse(text);
    record.policies[0].statements[0].becomes = ['lambda:*'];
    expect(replayed(record)).toEqual({
      kind: 'refused',
      faults: ['S3AndLambda: what the record says of its statements does not make the result that it names'],
    });
    record.policies[0].statements[0].statement = 9;
    expect(replayed(record)).toEqual({ kind: 'refused', faults: ['S3AndLambda: it has no Statement[9]'] });
  });
});
