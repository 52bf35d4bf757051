import fc from 'fast-check';
import { describe, expect } from 'vitest';
import { derive } from '../../source/refine/derive.ts';
import { readFinding } from '../../source/usage/read.ts';
import { intersectUnused, unusedFrom } from '../../source/usage/unused.ts';
import { mode, type World, world } from '../model/arbitraries.ts';
import { allowedBy, givenCase, modelWorld } from '../model/given.ts';
import { forAll } from '../model/runs.ts';

describe('a policy that several principals share', () => {
  forAll(
    'loses what is unused for all of them, and nothing else that any finding or the catalogue names',
    fc.property(world, world, mode, (given, other, generalize) => {
      const [one, two] = [modelWorld(given), modelWorld({ ...given, ...otherFinding(other) })];
      const unused = intersectUnused(
        [given, { ...given, ...otherFinding(other) }].map((each) =>
          unusedFrom(readFinding([...each.finding], 'f').findings, each),
        ),
      );
      const { edits, case: of } = derive(givenCase(given, generalize, { unused }), []);
      const known = [...one.known, ...two.known];
      const isUnused = (action: string): boolean => one.isUnused(action) && two.isUnused(action);
      for (const { index, effect, element, entries, hasPrincipal } of of.policy.statements) {
        if (effect === 'Deny' || hasPrincipal) continue;
        const after = edits.get(index) ?? entries;
        const was = allowedBy(element, entries);
        const is = allowedBy(element, edits.has(index) && after.length === 0 ? undefined : after);
        for (const action of known)
          expect(is(action), `Statement[${index}]: ${action}`).toBe(was(action) && !isUnused(action));
      }
    }),
    2,
  );
});

function otherFinding({
  finding,
  retained,
  removed,
}: World): Pick<World, 'finding' | 'retained' | 'removed'> {
  return { finding, retained, removed };
}
