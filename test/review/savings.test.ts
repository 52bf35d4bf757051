import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readPolicy } from '../../source/policy/policy.ts';
import { quotaSize } from '../../source/policy/size.ts';
import type { PolicyCase } from '../../source/refine/case.ts';
import { type Decision, type Decisions, decide } from '../../source/refine/decision.ts';
import { derive } from '../../source/refine/derive.ts';
import { type Saving, savingsOf } from '../../source/review/savings.ts';
import { readFinding } from '../../source/usage/read.ts';
import { unusedFrom } from '../../source/usage/unused.ts';
import { mode, world } from '../model/arbitraries.ts';
import { caseOf } from '../model/case.ts';
import { catalogOfNames } from '../model/given.ts';
import { fulfilAll, origin, setting, wish } from '../model/operator.ts';
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
const catalog = catalogOfNames({ s3: NAMES });

function caseWith(action: unknown, ...unused: string[]): PolicyCase {
  const policy = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: action, Resource: '*' }] };
  const findings = readFinding([{ serviceNamespace: 's3', actions: unused }], 'f.json').findings;
  return caseOf({
    id: 'x',
    name: 'x',
    policy: readPolicy(JSON.stringify(policy, null, 2), 'p.json'),
    unused: unusedFrom(findings),
    catalog,
  });
}

function widening({ ref, row }: Saving): Decision {
  return { ...origin, kind: 'widen', ...ref, row };
}

function sizeWith(policyCase: PolicyCase, decisions: Decisions): number {
  return quotaSize(derive(policyCase, decisions).text ?? '');
}

describe('the widenings that save most', () => {
  const policyCase = caseWith(['s3:*'], 'GetBucketAcl', 'ListParts');

  test('say what becomes a grant, what that saves and what it lets back in', () => {
    // s3:GetBucketCORS, s3:GetBucketLogging, s3:GetBucketPolicy, s3:GetObject*
    expect(savingsOf(derive(policyCase, []), 9)).toEqual([
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
    expect(savingsOf(derive(policyCase, []), 0)).toEqual([]);
    expect(savingsOf(derive(caseWith('s3:*', ...NAMES), []), 9)).toEqual([]);
    expect(savingsOf(derive(caseWith('s3:*'), []), 9)).toEqual([]);
  });

  test('leave alone what the operator has made smaller, or kept as it was', () => {
    const on = { ...origin, statement: 0, entry: 0 };
    const original: Decision = { ...on, kind: 'original' };
    const edit: Decision = { ...on, kind: 'edit', row: 's3:GetObject*', pattern: 's3:GetObject' };
    const accept: Decision = { ...on, kind: 'accept', row: 's3:GetObject*' };
    const rows = (decision: Decision): string[] =>
      savingsOf(derive(policyCase, [decision]), 9).map(({ row }) => row);
    expect(rows(original)).toEqual([]);
    expect(rows(edit)).toEqual(['s3:GetBucket*']);
    expect(rows(accept)).toEqual(['s3:Get*']);
  });

  forAll(
    'save what they say, let back in what they say, and can be taken together',
    fc.property(world, mode, fc.array(wish, { maxLength: 3 }), (given, generalize, wishes) => {
      const random = setting(given, generalize);
      const decisions = fulfilAll(wishes, random);
      const savings = savingsOf(derive(random, decisions), 5);
      const before = sizeWith(random, decisions);
      const goneFrom = (made: Decisions, statement: number): string[] =>
        derive(random, made).gone.flatMap(({ action, statements }) =>
          statements.includes(statement) ? [action] : [],
        );
      for (const saving of savings) {
        const widened = decide(decisions, widening(saving));
        expect(before - sizeWith(random, widened)).toBe(saving.saves);
        expect(saving.saves).toBeGreaterThan(0);
        const { statement } = saving.ref;
        const still = new Set(goneFrom(widened, statement));
        expect(goneFrom(decisions, statement).filter((action) => !still.has(action))).toEqual(saving.back);
      }
      const worth = savings.map(({ saves, back }) => saves / (back.length + 1));
      expect(worth).toEqual([...worth].sort((a, b) => b - a));
      const all = decide(decisions, ...savings.map(widening));
      expect(sizeWith(random, all)).toBeLessThanOrEqual(
        before - Math.max(0, ...savings.map(({ saves }) => saves)),
      );
    }),
    3,
  );
});
