import fc from 'fast-check';
import { describe, expect } from 'vitest';
import type { JsonObject, JsonValue } from '../../source/base/json.ts';
import type { Generalize } from '../../source/refine/grants.ts';
import { actionsOf, mode, policyOver, type World, world } from '../model/arbitraries.ts';
import { allowedBy, modelWorld, refined, statementPairs } from '../model/given.ts';
import { lower, reading, within } from '../model/refine.ts';
import { forAll } from '../model/runs.ts';

const laws = (check: (given: World, generalize: Generalize) => void) => fc.property(world, mode, check);

/** A letter that no name and no pattern of these tests has. */
const FRESH = '\u0001';

describe('law 1: nothing lost', () => {
  forAll(
    'every known action that a statement allowed and that is not unused is still allowed by it',
    laws((given, generalize) => {
      const { known, isUnused } = modelWorld(given);
      for (const { index, element, before, after } of statementPairs(given, generalize)) {
        const [was, is] = [allowedBy(element, before), allowedBy(element, after)];
        const lost = known.filter((action) => was(action) && !isUnused(action) && !is(action));
        expect(lost, `Statement[${index}]`).toEqual([]);
      }
    }),
    2,
  );
});

describe('law 2: nothing unused left', () => {
  forAll(
    'no statement allows a known action that is unused',
    laws((given, generalize) => {
      const { known, isUnused } = modelWorld(given);
      for (const { index, element, after } of statementPairs(given, generalize)) {
        const left = known.filter((action) => isUnused(action) && allowedBy(element, after)(action));
        expect(left, `Statement[${index}]`).toEqual([]);
      }
    }),
    2,
  );

  forAll(
    'nor one that nobody knows, of a service that is unused whole',
    laws((given, generalize) => {
      const { known, whole, isUnused } = modelWorld(given);
      const gone = [...whole].filter((s) => !known.some((a) => lower(a).startsWith(`${s}:`) && !isUnused(a)));
      for (const { index, element, after } of statementPairs(given, generalize)) {
        for (const service of gone) {
          // Wildcards in the service prefix go by known actions alone, unless they take in all of the service.
          const closed = after?.filter(
            (entry) => element === 'NotAction' || /^[^*?]*:/.test(entry) || within(`${service}:*`, entry),
          );
          const isAllowed = allowedBy(element, closed);
          expect(isAllowed(`${service}:${FRESH}${FRESH}`), `Statement[${index}], ${service}`).toBe(false);
        }
      }
    }),
    2,
  );
});

/** All texts over some letters, up to a length. */
function texts(letters: readonly string[], most: number): string[] {
  const shorter = most === 0 ? [] : texts(letters, most - 1);
  return most === 0 ? [''] : ['', ...shorter.flatMap((text) => letters.map((letter) => letter + text))];
}

const SMALL = [
  ...texts(['a', 'b', FRESH], 4).map((name) => `s:${name}`),
  's',
  'a:a',
  'sa:b',
  `${FRESH}:a`,
  ':',
];

/** Worlds so small that all their strings can be tried. */
const smallWorld: fc.Arbitrary<World> = fc
  .tuple(
    fc.array(fc.string({ unit: fc.constantFrom('A', 'a', 'b'), minLength: 1, maxLength: 4 }), {
      maxLength: 10,
    }),
    policyOver,
    fc.array(fc.string({ unit: fc.constantFrom('a', 'b'), minLength: 1, maxLength: 4 }), { maxLength: 5 }),
    fc.boolean(),
  )
  .map(([names, makePolicy, actions, whole]) => ({
    services: { s: names },
    policy: makePolicy(actionsOf({ s: names })),
    finding: [{ serviceNamespace: 's', ...(whole && actions.length === 0 ? {} : { actions }) }],
    retained: [],
    removed: [],
  }));

describe('law 3: nothing new, ever', () => {
  forAll(
    'over a small alphabet, no string at all is allowed that was not',
    fc.property(smallWorld, mode, (given, generalize) => {
      for (const { index, element, before, after } of statementPairs(given, generalize)) {
        const [was, is] = [allowedBy(element, before), allowedBy(element, after)];
        expect(
          SMALL.filter((text) => is(text) && !was(text)),
          `Statement[${index}]`,
        ).toEqual([]);
      }
    }),
  );

  forAll(
    'whatever a new entry can be expanded to was allowed',
    fc.property(
      world,
      mode,
      fc.array(fc.constantFrom('', 'a', 'B', 'Get', 'Role', 's:', '2', FRESH, `${FRESH}x`), {
        minLength: 6,
        maxLength: 6,
      }),
      (given, generalize, fillings) => {
        for (const { index, element, before, after } of statementPairs(given, generalize)) {
          if (element === 'NotAction') {
            if (after !== undefined) expect(after.slice(0, before.length)).toEqual(before);
            continue;
          }
          const was = allowedBy(element, before);
          for (const entry of after ?? []) {
            let i = 0;
            const text = entry.replace(/[*?]/g, (c) => {
              const filling = fillings[i++ % fillings.length] ?? '';
              return c === '*' ? filling : (filling[0] ?? FRESH);
            });
            // Where everything is allowed, an action is meant, which has a colon.
            expect(was(text), `Statement[${index}]: ${entry} allows ${text}`).toBe(true);
          }
        }
      },
    ),
    2,
  );
});

describe('law 4: structure kept', () => {
  forAll(
    'all but the lists of the statements that remain is the same, key order included',
    laws((given, generalize) => {
      const result = refined(given, generalize);
      const pairs = statementPairs(given, generalize);
      const statements = listed(given.policy);
      const kept = statements.filter(
        (_, i) => !pairs.some(({ index, after }) => index === i && after === undefined),
      );
      if (kept.length === 0) {
        expect(result).toBeNull();
        return;
      }
      if (result === null) throw new Error('statements are left, and nothing is to be attached');
      expect(JSON.stringify({ ...result, Statement: 0 })).toBe(
        JSON.stringify({ ...given.policy, Statement: 0 }),
      );
      expect(Array.isArray(result['Statement'])).toBe(Array.isArray(given.policy['Statement']));
      const after = listed(result);
      expect(after.map(withoutList)).toEqual(kept.map(withoutList));
      after.forEach((statement, i) => {
        const original = kept[i] ?? {};
        const element = original['Action'] === undefined ? 'NotAction' : 'Action';
        const [was, is] = [original[element], statement[element]];
        const pair = pairs.find(({ index }) => index === statements.indexOf(original));
        const entries = typeof is === 'string' ? [is] : is;
        expect(entries).toEqual(pair?.after ?? (typeof was === 'string' ? [was] : was));
        // A string stays one where one entry is left; a list stays a list.
        expect(typeof is === 'string').toBe(
          typeof was === 'string' && pair?.after?.length !== undefined
            ? pair.after.length === 1
            : typeof was === 'string',
        );
      });
    }),
    2,
  );
});

function listed(policy: JsonObject): JsonObject[] {
  const statement = policy['Statement'];
  return (Array.isArray(statement) ? statement : [statement]) as JsonObject[];
}

/** A statement as text, with its keys in their order, without its list. */
function withoutList(statement: JsonObject): string {
  if (statement['Effect'] === 'Deny' || statement['Principal'] !== undefined)
    return JSON.stringify(statement);
  return JSON.stringify(statement, (key, value: JsonValue) =>
    key === 'Action' || key === 'NotAction' ? 0 : value,
  );
}

describe('law 5: idempotent', () => {
  forAll(
    'refining the result again changes nothing',
    laws((given, generalize) => {
      const once = refined(given, generalize);
      if (once === null) return;
      expect(refined({ ...given, policy: once }, generalize)).toEqual(once);
    }),
    2,
  );
});

/** A list in another order, the same for the same number. */
function shuffled<T>(list: readonly T[], seed: number): T[] {
  const keyed = list.map((item, i) => ({ item, key: Math.imul(seed + 1, 2_654_435_761 + i * 40_503) >>> 0 }));
  return keyed.sort((a, b) => a.key - b.key).map(({ item }) => item);
}

describe('law 6: order-free', () => {
  forAll(
    'the order of findings, of their actions, of changes and of catalogue rows does not matter, nor do repeats',
    fc.property(world, mode, fc.nat(), (given, generalize, seed) => {
      const finding = shuffled(given.finding, seed).map((row) =>
        Array.isArray(row['actions']) ? { ...row, actions: shuffled(row['actions'], seed) } : row,
      );
      const services = Object.entries(given.services).map(([service, names]): [string, string[]] => [
        service,
        shuffled([...names, ...names.slice(0, seed % 3)], seed),
      ]);
      const other: World = {
        ...given,
        services: Object.fromEntries(shuffled(services, seed)),
        finding: [...finding, ...finding.slice(0, seed % 2)],
        retained: shuffled(given.retained, seed),
        removed: shuffled(given.removed, seed),
      };
      expect(refined(other, generalize)).toEqual(refined(given, generalize));
    }),
    2,
  );
});

describe('law 7: monotone', () => {
  forAll(
    'with more unused actions no statement allows more of what is known',
    fc.property(
      world,
      mode,
      fc.array(fc.nat(1000), { maxLength: 6 }),
      fc.nat(3),
      (given, generalize, more, whole) => {
        const { known } = modelWorld(given);
        const added = more.flatMap((n) => known[n % Math.max(1, known.length)] ?? []);
        const services = Object.keys(given.services).slice(0, whole === 0 ? 1 : 0);
        const larger: World = {
          ...given,
          finding: [...given.finding, ...services.map((serviceNamespace) => ({ serviceNamespace }))],
          removed: [...given.removed, ...added],
        };
        const [fewer, greater] = [given, larger].map((each) => statementPairs(each, generalize));
        for (const [i, { index, element, after }] of (greater ?? []).entries()) {
          const before = allowedBy(element, fewer?.[i]?.after);
          const isAllowed = allowedBy(element, after);
          expect(
            known.filter((action) => isAllowed(action) && !before(action)),
            `Statement[${index}]`,
          ).toEqual([]);
        }
      },
    ),
    2,
  );
});

describe('what is written', () => {
  forAll(
    'kept entries stay letter for letter and in their order; grants are sorted, in known spelling, and none repeats',
    laws((given, generalize) => {
      const { known } = modelWorld(given);
      for (const { element, before, after = [] } of statementPairs(given, generalize)) {
        const isOld = (entry: string): boolean => before.includes(entry);
        const old = after.filter(isOld);
        let place = -1;
        for (const entry of old) {
          place = before.indexOf(entry, place + 1);
          expect(place, `${entry} in its order`).toBeGreaterThanOrEqual(0);
        }
        const made = after.filter((entry) => !isOld(entry));
        expect(new Set(made.map(lower)).size).toBe(made.length);
        if (element === 'NotAction') expect(made).toEqual([...made].sort());
        for (const grant of made) {
          const literal = grant.slice(0, grant.search(/[*?]|$/));
          const own = known.filter((action) => lower(action).startsWith(lower(literal)));
          const isWhole = /^[^:]*:\*$/.test(grant);
          expect(isWhole || own.some((action) => action.startsWith(literal)), `${grant} as it is known`).toBe(
            true,
          );
        }
      }
    }),
  );

  forAll(
    'exact makes no wildcard but for services that are unused whole',
    fc.property(world, (given) => {
      const { whole } = modelWorld(given);
      for (const { element, before, after = [] } of statementPairs(given, 'exact')) {
        const made = after.filter((entry) => !before.includes(entry) && /[*?]/.test(entry));
        expect(made.filter((entry) => element === 'Action' || !whole.has(entry.slice(0, -2)))).toEqual([]);
      }
    }),
  );

  forAll(
    'compact needs no more patterns and no more characters than a trie of characters',
    fc.property(world, fc.nat(), (given, n) => {
      const { known, isUnused } = modelWorld(given);
      const actions = actionsOf(given.services);
      const action = actions[n % Math.max(1, actions.length)];
      if (action === undefined) return;
      const root = action.slice(0, Math.max(action.indexOf(':') + 1, n % action.length));
      const policy = { Statement: { Effect: 'Allow', Action: `${root}*` } };
      const [pair] = statementPairs({ ...given, policy }, 'compact');
      const plain = characterTrie(
        known.filter((each) => reading(`${root}*`).test(each)),
        isUnused,
        root,
      );
      const after = pair?.after ?? [];
      expect(after.length).toBeLessThanOrEqual(plain.length);
      expect(after.join('').length).toBeLessThanOrEqual(plain.join('').length);
    }),
  );
});

/** What a trie of characters gives: each kept action by its shortest prefix that no unused action has. */
function characterTrie(
  granted: readonly string[],
  isUnused: (action: string) => boolean,
  root: string,
): string[] {
  const unused = granted.filter(isUnused).map(lower);
  if (unused.length === 0) return [`${root}*`];
  const grants = granted
    .filter((action) => !isUnused(action))
    .map((action) => {
      for (let n = root.length; n <= action.length; n++) {
        const prefix = lower(action.slice(0, n));
        if (!unused.some((each) => each.startsWith(prefix))) return `${prefix}*`;
      }
      return lower(action);
    });
  return [...new Set(grants)];
}
