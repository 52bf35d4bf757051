import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { leftoversIn } from '../../source/account/leftover.ts';
import { fold } from '../../source/pattern/fold.ts';
import { matches } from '../../source/pattern/match.ts';
import { parsePattern } from '../../source/pattern/pattern.ts';
import { readPolicy } from '../../source/policy/policy.ts';
import { refinePolicy } from '../../source/refine/refine.ts';
import { catalogOf } from '../../source/refine/scope.ts';
import { unusedFrom } from '../../source/usage/unused.ts';
import { world } from '../model/arbitraries.ts';
import { catalogOfNames, engineInput } from '../model/given.ts';
import { forAll } from '../model/runs.ts';

describe('what is left over', () => {
  forAll(
    'is there where a refinement would change an entry, and nowhere else',
    fc.property(world, (given) => {
      const { policy, unused, catalog } = engineInput(given);
      const isList = Array.isArray(policy.value['Statement']);
      const changed = refinePolicy(policy, unused, catalog).statements.flatMap((refined): string[] => {
        const statement = policy.statements[refined.index];
        const at = `${isList ? `Statement[${refined.index}]` : 'Statement'}.${statement?.element}`;
        if (refined.kind === 'untouched') return [];
        if (refined.kind === 'not-action') return refined.outcome.kind === 'kept' ? [] : [at];
        return refined.entries.flatMap(({ kind }, i) =>
          kind === 'kept' || kind === 'unknown' ? [] : [statement?.shape === 'array' ? `${at}[${i}]` : at],
        );
      });
      expect(leftoversIn(policy, unused, catalog).map(({ at }) => at)).toEqual(changed);
    }),
    3,
  );

  forAll(
    'are the known actions that the entry grants, counted, and the unused ones of them, named',
    fc.property(world, (given) => {
      const { policy, unused, catalog } = engineInput(given);
      const scope = catalogOf(catalog, unused);
      const known = scope.services().flatMap((service) => scope.service(service)?.actions ?? []);
      for (const { at, entry, granted, unused: gone } of leftoversIn(policy, unused, catalog)) {
        if (at.includes('NotAction')) continue;
        const all = known.filter((action) => matches(parsePattern(entry), fold(action)));
        expect(granted).toBe(all.length);
        expect(gone).toEqual(all.filter((action) => unused.has(action)).sort());
      }
    }),
  );
});

test('a NotAction list is one entry with all that it lets in', () => {
  const policy = {
    Version: '2012-10-17',
    Statement: { Sid: 'Most', Effect: 'Allow', NotAction: ['a:Get*', 'b:*'], Resource: '*' },
  };
  const catalog = catalogOfNames({ a: ['GetX', 'PutX', 'PutY'], b: ['Do'] });
  const unused = unusedFrom([], { removed: ['a:GetX', 'a:PutY', 'b:Do'] });
  expect(leftoversIn(readPolicy(JSON.stringify(policy), 'p.json'), unused, catalog)).toEqual([
    { at: 'Statement.NotAction', sid: 'Most', entry: 'a:Get*, b:*', granted: 2, unused: ['a:PutY'] },
  ]);
});
