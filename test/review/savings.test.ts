import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { quotaSize } from '../../source/account/quota.ts';
import { readPolicy } from '../../source/policy/policy.ts';
import { type Decision, type Decisions, decide } from '../../source/review/decision.ts';
import { deviationsOf } from '../../source/review/deviation.ts';
import { finalPolicy } from '../../source/review/result.ts';
import { type Saving, savingsOf } from '../../source/review/savings.ts';
import type { ReviewSettings, Subject } from '../../source/review/subject.ts';
import { readFinding } from '../../source/usage/read.ts';
import { unusedFrom } from '../../source/usage/unused.ts';
import { mode, world } from '../model/arbitraries.ts';
import { catalogOfNames } from '../model/given.ts';
import { fulfil, origin, setting, wish } from '../model/operator.ts';
import { forAll } from '../model/runs.ts';

const NAMES = [
  'GetBucketAcl',
  'GetBucketCORS',
  'GetBucketLogging',
  'GetBucketPolicy',
  'GetObject',
  'GetObjectAcl',
  'ListParts',
];
const SETTINGS: ReviewSettings = { catalog: catalogOfNames({ s3: NAMES }), generalize: 'shortest' };

function subjectOf(action: unknown, ...unused: string[]): Subject {
  const policy = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: action, Resource: '*' }] };
  const findings = readFinding([{ serviceNamespace: 's3', actions: unused }], 'f.json').findings;
  return {
    id: 'x',
    name: 'x',
    policy: readPolicy(JSON.stringify(policy, null, 2), 'p.json'),
    unused: unusedFrom(findings),
  };
}

function widening({ ref, row }: Saving): Decision {
  return { ...origin, kind: 'widen', ...ref, row };
}

function sizeWith(subject: Subject, settings: ReviewSettings, decisions: Decisions): number {
  return quotaSize(finalPolicy(subject, settings, decisions).text ?? '');
}

describe('the widenings that save most', () => {
  const subject = subjectOf(['s3:*'], 'GetBucketAcl', 'ListParts');

  test('say what becomes a grant, what that saves and what it lets back in', () => {
    // s3:GetBucketCORS, s3:GetBucketLogging, s3:GetBucketPolicy, s3:GetObject*
    expect(savingsOf(subject, SETTINGS, [], 9)).toEqual([
      {
        ref: { statement: 0, entry: 0 },
        row: 's3:Get*',
        grants: ['s3:Get*'],
        saves:
          '"s3:GetBucketCORS","s3:GetBucketLogging","s3:GetBucketPolicy","s3:GetObject*"'.length -
          '"s3:Get*"'.length,
        back: ['s3:GetBucketAcl'],
      },
    ]);
  });

  test('are as many as asked for, and none for a policy that goes', () => {
    expect(savingsOf(subject, SETTINGS, [], 0)).toEqual([]);
    expect(savingsOf(subjectOf('s3:*', ...NAMES), SETTINGS, [], 9)).toEqual([]);
    expect(savingsOf(subjectOf('s3:*'), SETTINGS, [], 9)).toEqual([]);
  });

  test('leave alone what the operator has made smaller, or kept as it was', () => {
    const on = { ...origin, statement: 0, entry: 0 };
    const original: Decision = { ...on, kind: 'original' };
    const edit: Decision = { ...on, kind: 'edit', row: 's3:GetObject*', pattern: 's3:GetObject' };
    const accept: Decision = { ...on, kind: 'accept', row: 's3:GetObject*' };
    const rows = (decision: Decision): string[] =>
      savingsOf(subject, SETTINGS, [decision], 9).map(({ row }) => row);
    expect(rows(original)).toEqual([]);
    expect(rows(edit)).toEqual(['s3:GetBucket*']);
    expect(rows(accept)).toEqual(['s3:Get*']);
  });

  forAll(
    'save what they say, let back in what they say, and can be taken together',
    fc.property(world, mode, fc.array(wish, { maxLength: 3 }), (given, generalize, wishes) => {
      const { subject: random, settings } = setting(given, generalize);
      const decisions = wishes.reduce<Decisions>((made, each) => fulfil(each, random, settings, made), []);
      const savings = savingsOf(random, settings, decisions, 5);
      const before = sizeWith(random, settings, decisions);
      const known = new Set(
        deviationsOf(finalPolicy(random, settings, decisions), decisions).map((each) => JSON.stringify(each)),
      );
      for (const saving of savings) {
        const widened = decide(decisions, widening(saving));
        expect(before - sizeWith(random, settings, widened)).toBe(saving.saves);
        expect(saving.saves).toBeGreaterThan(0);
        const back = deviationsOf(finalPolicy(random, settings, widened), widened)
          .filter((each) => !known.has(JSON.stringify(each)))
          .flatMap(({ actions }) => actions);
        expect([...new Set(back)].sort()).toEqual(saving.back);
      }
      const worth = savings.map(({ saves, back }) => saves / (back.length + 1));
      expect(worth).toEqual([...worth].sort((a, b) => b - a));
      const all = decide(decisions, ...savings.map(widening));
      expect(sizeWith(random, settings, all)).toBeLessThanOrEqual(
        before - Math.max(0, ...savings.map(({ saves }) => saves)),
      );
    }),
    3,
  );
});
