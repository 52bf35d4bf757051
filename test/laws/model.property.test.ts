import fc from 'fast-check';
import { describe, expect } from 'vitest';
import { derive } from '../../source/refine/derive.ts';
import { mode, world } from '../model/arbitraries.ts';
import { givenCase, modelWorld } from '../model/given.ts';
import { lower, refineAction, refineNotAction } from '../model/refine.ts';
import { forAll } from '../model/runs.ts';

/** Equal languages in one spelling: no case, and of neighbouring wildcards all `?` first. */
function plain(entry: string): string {
  return lower(entry).replace(/[*?]+/g, (run) => run.replaceAll('*', '') + (run.includes('*') ? '*' : ''));
}

describe('the engine does what the model does', () => {
  forAll(
    'statement by statement, for Action and NotAction in every mode',
    fc.property(world, mode, (given, generalize) => {
      const { edits, case: of } = derive(givenCase(given, generalize), []);
      const naive = modelWorld(given);
      for (const { index, effect, element, entries, hasPrincipal } of of.policy.statements) {
        const expected =
          effect === 'Deny' || hasPrincipal
            ? undefined
            : element === 'Action'
              ? refineAction(entries, naive, generalize)
              : refineNotAction(entries, naive, generalize);
        expect(edits.get(index)?.map(plain).sort(), `Statement[${index}]`).toEqual(
          expected?.map(plain).sort(),
        );
      }
    }),
    6,
  );
});
