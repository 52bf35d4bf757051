import fc from 'fast-check';
import { describe, expect } from 'vitest';
import type { JsonObject, JsonValue } from '../../source/base/json.ts';
import { decideLaws } from '../../source/proof/verify.ts';
import { actionsOf, mode, type World, world } from '../model/arbitraries.ts';
import {
  allowedBy,
  modelWorld,
  refined,
  type StatementPair,
  statementPairs,
  verifierInput,
} from '../model/given.ts';
import { forAll } from '../model/runs.ts';

describe('the verifier and the engine', () => {
  forAll(
    'agree: every result of the engine is proved',
    fc.property(world, mode, (given, generalize) => {
      const { laws, ok } = decideLaws({
        ...verifierInput(given, generalize),
        refined: refined(given, generalize),
      });
      expect(laws.filter(({ verdict }) => verdict !== 'holds' && verdict !== 'not-applicable')).toEqual([]);
      expect(ok).toBe(true);
    }),
    2,
  );

  forAll(
    'a result with one grant dropped, widened, swapped or made up is refuted, if it breaks a law',
    fc.property(
      world,
      mode,
      fc.record({
        kind: fc.constantFrom('drop', 'widen', 'swap', 'add', 'question' as const),
        statement: fc.nat(20),
        entry: fc.nat(20),
        cut: fc.nat(20),
        other: fc.nat(1000),
      }),
      (given, generalize, mutation) => {
        const result = refined(given, generalize);
        const pairs = statementPairs(given, generalize).filter(({ after }) => (after?.length ?? 0) > 0);
        const pair = pairs[mutation.statement % Math.max(1, pairs.length)];
        if (result === null || pair?.after === undefined) return;
        const after = mutated(pair.after, mutation, actionsOf(given.services));
        // A statement without entries is another kind of wrong, which the structure tests have.
        if (after.length === 0) return;
        const gone = statementPairs(given, generalize).filter(
          (each) => each.after === undefined && each.index < pair.index,
        );
        const place = pair.index - gone.length;
        const harmful = breaks(given, pair, after);
        const { ok } = decideLaws({
          ...verifierInput(given, generalize),
          refined: withEntries(result, place, pair.element, after),
        });
        if (harmful !== undefined) expect(ok, harmful).toBe(false);
      },
    ),
    2,
  );
});

interface Mutation {
  readonly kind: 'drop' | 'widen' | 'swap' | 'add' | 'question';
  readonly entry: number;
  readonly cut: number;
  readonly other: number;
}

function mutated(
  entries: readonly string[],
  { kind, entry, cut, other }: Mutation,
  actions: readonly string[],
): string[] {
  const i = entry % entries.length;
  const own = entries[i] ?? '';
  const action = actions[other % Math.max(1, actions.length)] ?? 'a:b';
  const replaced = (by: readonly string[]): string[] => [
    ...entries.slice(0, i),
    ...by,
    ...entries.slice(i + 1),
  ];
  switch (kind) {
    case 'drop':
      return replaced([]);
    case 'widen':
      return replaced([`${own.slice(0, Math.max(0, own.length - 1 - cut))}*`]);
    case 'swap':
      return replaced([action]);
    case 'add':
      return [...entries, action];
    case 'question':
      return replaced([`${own.slice(0, -1)}?`]);
  }
}

/** What law a list breaks, as far as the model's own readings tell by known actions and some strange ones. */
function breaks(
  given: World,
  { element, before }: StatementPair,
  after: readonly string[],
): string | undefined {
  const { known, isUnused } = modelWorld(given);
  const [was, is] = [allowedBy(element, before), allowedBy(element, after)];
  const strange = [
    ...known.map((action) => `${action}\u0001`),
    ...after.map((entry) => entry.replace(/[*?]/g, '\u0001')),
  ];
  for (const action of known) {
    if (was(action) && !isUnused(action) && !is(action)) return `law 1: ${action} is lost`;
    if (is(action) && isUnused(action)) return `law 2: ${action} is left`;
  }
  for (const action of [...known, ...strange.filter((text) => text.includes(':'))])
    if (is(action) && !was(action)) return `law 3: ${action} is new`;
  return undefined;
}

function withEntries(
  policy: JsonObject,
  place: number,
  element: string,
  entries: readonly string[],
): JsonObject {
  const statements = policy['Statement'];
  if (!Array.isArray(statements))
    return { ...policy, Statement: { ...(statements as JsonObject), [element]: [...entries] } };
  const changed = statements.map(
    (statement, i): JsonValue =>
      i === place ? { ...(statement as JsonObject), [element]: [...entries] } : statement,
  );
  return { ...policy, Statement: changed };
}
