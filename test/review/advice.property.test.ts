import fc from 'fast-check';
import { describe, expect } from 'vitest';
import { quotaSize } from '../../source/policy/size.ts';
import { derive } from '../../source/refine/derive.ts';
import { adviceOn } from '../../source/review/advice.ts';
import { savingsOf } from '../../source/review/savings.ts';
import { mode, world } from '../model/arbitraries.ts';
import { fulfilAll, setting, wish } from '../model/operator.ts';
import { forAll } from '../model/runs.ts';

describe('advice', () => {
  forAll(
    'gives the size that the compact result really has, and only if it is smaller',
    fc.property(world, mode, fc.array(wish, { maxLength: 4 }), (given, generalize, wishes) => {
      const policyCase = setting(given, generalize);
      const decisions = fulfilAll(wishes, policyCase);
      const outcome = derive(policyCase, decisions);
      const advice = adviceOn(outcome, 2);
      const size = quotaSize(outcome.text ?? '');
      const kept = decisions.filter(({ kind }) => kind === 'keep' || kind === 'drop');
      const compact = quotaSize(derive(setting(given, 'compact'), kept).text ?? '');
      expect(advice.compact).toBe(compact < size ? compact : undefined);
      expect(advice.savings).toEqual(savingsOf(outcome, 2));
    }),
  );
});
