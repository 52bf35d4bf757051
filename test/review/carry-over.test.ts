import { describe, expect, test } from 'vitest';
import type { AccountCase } from '../../source/account/cases.ts';
import { openCatalog } from '../../source/index.ts';
import { readPolicy } from '../../source/policy/policy.ts';
import type { Decision, Decisions } from '../../source/refine/decision.ts';
import { carryOver, decidedEntries } from '../../source/review/carry-over.ts';
import { unusedFrom } from '../../source/usage/unused.ts';
import { caseOf } from '../model/case.ts';

const catalog = openCatalog('2024-08-31');
const UNUSED = ['s3:GetBucketAcl', 's3:GetBucketCORS', 's3:GetReplicationConfiguration', 'sqs:SendMessage'];

function caseWith(actions: readonly string[], unused: readonly string[] = UNUSED): AccountCase {
  const statement = { Effect: 'Allow', Action: actions, Resource: '*' };
  const text = JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
  return caseOf({
    id: 'p',
    name: 'p',
    policy: readPolicy(text, 'p.json'),
    unused: unusedFrom([], { removed: unused }),
    catalog,
  });
}

const by = { by: 'ann', at: '2026-11-23T07:00:00Z' };
const accept = (entry: number, row: string): Decision => ({
  kind: 'accept',
  statement: 0,
  entry,
  row,
  ...by,
});
const keep = (...actions: string[]): Decision => ({ kind: 'keep', actions, ...by });

function carried(from: AccountCase, decisions: Decisions, to: AccountCase): ReturnType<typeof carryOver> {
  return carryOver(to, { decisions, entries: decidedEntries(from, decisions) });
}

describe('decisions on inputs that have changed', () => {
  const before = caseWith(['s3:Get*', 'sqs:Send*']);
  const decisions = [accept(0, 's3:GetObject*'), accept(0, 's3:GetAccess*'), keep('sqs:SendMessage')];

  test('all hold if nothing they are about has changed', () => {
    expect(carried(before, decisions, caseWith(['s3:Get*', 'sqs:Send*']))).toEqual({ decisions, lost: [] });
  });

  test('follow their entry to another place', () => {
    const moved = caseWith(['ec2:RunInstances', 'sqs:Send*', 's3:Get*']);
    expect(carried(before, decisions, moved)).toEqual({
      decisions: [accept(2, 's3:GetObject*'), accept(2, 's3:GetAccess*'), keep('sqs:SendMessage')],
      lost: [],
    });
  });

  test('fall if the entry is gone, or is there several times and none in its place', () => {
    const gone = carried(before, decisions, caseWith(['s3:GetO*', 'sqs:Send*']));
    expect(gone).toEqual({
      decisions: [keep('sqs:SendMessage')],
      lost: ['accept s3:GetObject*', 'accept s3:GetAccess*'],
    });
    const twice = carried(before, decisions, caseWith(['sqs:Send*', 's3:Get*', 's3:Get*']));
    expect(twice.decisions).toEqual([keep('sqs:SendMessage')]);
    expect(twice.lost).toHaveLength(2);
  });

  test('fall if the row is not safe any more', () => {
    const more = caseWith(['s3:Get*', 'sqs:Send*'], [...UNUSED, 's3:GetObjectTorrent']);
    expect(carried(before, decisions, more)).toEqual({
      decisions: [accept(0, 's3:GetAccess*'), keep('sqs:SendMessage')],
      lost: ['accept s3:GetObject*'],
    });
  });

  test('fall if what was to be kept is used now', () => {
    const used = caseWith(['s3:Get*', 'sqs:Send*'], UNUSED.slice(0, 3));
    expect(carried(before, decisions, used)).toEqual({
      decisions: decisions.slice(0, 2),
      lost: ['keep sqs:SendMessage'],
    });
  });

  test('hold on rows that are safe only because of what was kept', () => {
    const kept = [keep('s3:GetBucketAcl', 's3:GetBucketCORS'), accept(0, 's3:GetBucket*')];
    expect(carried(before, kept, caseWith(['s3:Get*']))).toEqual({ decisions: kept, lost: [] });
    const partly = carried(before, kept, caseWith(['s3:Get*'], [...UNUSED, 's3:GetBucketPolicy']));
    expect(partly).toEqual({ decisions: [kept[0]], lost: ['accept s3:GetBucket*'] });
  });

  test('on an entry as it was hold while there is something to keep it from', () => {
    const original: Decision = { kind: 'original', statement: 0, entry: 0, ...by };
    expect(carried(before, [original], caseWith(['s3:Get*'])).decisions).toEqual([original]);
    expect(carried(before, [original], caseWith(['s3:Get*'], ['sqs:SendMessage']))).toEqual({
      decisions: [],
      lost: ['original s3:Get*'],
    });
  });
});
