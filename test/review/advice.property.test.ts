import fc from 'fast-check';
import { describe, expect } from 'vitest';
import { quotaSize } from '../../source/account/quota.ts';
import { adviceOn } from '../../source/review/advice.ts';
import type { Decisions } from '../../source/review/decision.ts';
import { finalPolicy } from '../../source/review/result.ts';
import { savingsOf } from '../../source/review/savings.ts';
import { mode, world } from '../model/arbitraries.ts';
import { fulfil, setting, wish } from '../model/operator.ts';
import { forAll } from '../model/runs.ts';

describe('advice', () => {
  forAll(
    'gives the size that the compact result really has, and only if it is smaller',
    fc.property(world, mode, fc.array(wish, { maxLength: 4 }), (given, generalize, wishes) => {
      const { subject, settings } = setting(given, generalize);
      const decisions = wishes.reduce<Decisions>((made, each) => fulfil(each, subject, settings, made), []);
      const advice = adviceOn(subject, settings, decisions, 2);
      const size = quotaSize(finalPolicy(subject, settings, decisions).text ?? '');
      const kept = decisions.filter(({ kind }) => kind === 'keep' || kind === 'remove');
      const compact = quotaSize(
        finalPolicy(subject, { ...settings, generalize: 'compact' }, kept).text ?? '',
      );
      expect(advice.compact).toBe(compact < size ? compact : undefined);
      expect(advice.savings).toEqual(savingsOf(subject, settings, decisions, 2));
    }),
  );
});
