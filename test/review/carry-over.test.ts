import { describe, expect, test } from 'vitest';
import { openCatalog } from '../../source/index.ts';
import { readPolicy } from '../../source/policy/policy.ts';
import { carryOver, decidedEntries } from '../../source/review/carry-over.ts';
import type { Decision, Decisions } from '../../source/review/decision.ts';
import type { ReviewSettings, Subject } from '../../source/review/subject.ts';
import { unusedFrom } from '../../source/usage/unused.ts';

const settings: ReviewSettings = { catalog: openCatalog('2024-08-31'), generalize: 'shortest' };
const UNUSED = ['s3:GetBucketAcl', 's3:GetBucketCORS', 's3:GetReplicationConfiguration', 'sqs:SendMessage'];

function subject(actions: readonly string[], unused: readonly string[] = UNUSED): Subject {
  const statement = { Effect: 'Allow', Action: actions, Resource: '*' };
  const text = JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
  return {
    id: 'p',
    name: 'p',
    policy: readPolicy(text, 'p.json'),
    unused: unusedFrom([], { removed: unused }),
  };
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

function carried(from: Subject, decisions: Decisions, to: Subject): ReturnType<typeof carryOver> {
  return carryOver(to, settings, { decisions, entries: decidedEntries(from, decisions) });
}

describe('decisions on inputs that have changed', () => {
  const before = subject(['s3:Get*', 'sqs:Send*']);
  const decisions = [accept(0, 's3:GetObject*'), accept(0, 's3:GetAccess*'), keep('sqs:SendMessage')];

  test('all hold if nothing they are about has changed', () => {
    expect(carried(before, decisions, subject(['s3:Get*', 'sqs:Send*']))).toEqual({ decisions, dropped: 0 });
  });

  test('follow their entry to another place', () => {
    const moved = subject(['ec2:RunInstances', 'sqs:Send*', 's3:Get*']);
    expect(carried(before, decisions, moved)).toEqual({
      decisions: [accept(2, 's3:GetObject*'), accept(2, 's3:GetAccess*'), keep('sqs:SendMessage')],
      dropped: 0,
    });
  });

  test('fall if the entry is gone, or is there several times and none in its place', () => {
    const gone = carried(before, decisions, subject(['s3:GetO*', 'sqs:Send*']));
    expect(gone).toEqual({ decisions: [keep('sqs:SendMessage')], dropped: 2 });
    const twice = carried(before, decisions, subject(['sqs:Send*', 's3:Get*', 's3:Get*']));
    expect(twice).toEqual({ decisions: [keep('sqs:SendMessage')], dropped: 2 });
  });

  test('fall if the row is not safe any more', () => {
    const more = subject(['s3:Get*', 'sqs:Send*'], [...UNUSED, 's3:GetObjectTorrent']);
    expect(carried(before, decisions, more)).toEqual({
      decisions: [accept(0, 's3:GetAccess*'), keep('sqs:SendMessage')],
      dropped: 1,
    });
  });

  test('fall if what was to be kept is used now', () => {
    const used = subject(['s3:Get*', 'sqs:Send*'], UNUSED.slice(0, 3));
    expect(carried(before, decisions, used)).toEqual({ decisions: decisions.slice(0, 2), dropped: 1 });
  });

  test('hold on rows that are safe only because of what was kept', () => {
    const kept = [keep('s3:GetBucketAcl', 's3:GetBucketCORS'), accept(0, 's3:GetBucket*')];
    expect(carried(before, kept, subject(['s3:Get*']))).toEqual({ decisions: kept, dropped: 0 });
    const partly = carried(before, kept, subject(['s3:Get*'], [...UNUSED, 's3:GetBucketPolicy']));
    expect(partly).toEqual({ decisions: [kept[0]], dropped: 1 });
  });

  test('on an entry as it was hold while there is something to keep it from', () => {
    const original: Decision = { kind: 'original', statement: 0, entry: 0, ...by };
    expect(carried(before, [original], subject(['s3:Get*'])).decisions).toEqual([original]);
    expect(carried(before, [original], subject(['s3:Get*'], ['sqs:SendMessage']))).toEqual({
      decisions: [],
      dropped: 1,
    });
  });
});
