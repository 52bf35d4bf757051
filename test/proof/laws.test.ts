import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../source/base/json.ts';
import { decideLaws } from '../../source/proof/verify.ts';
import type { Rerun } from '../../source/refine/rerun.ts';
import { allow, law, policy, verify } from './check.ts';
import { allStrings, listed } from './oracle.ts';

/** Lists over two letters and a colon: of a statement before, and of what became of it. */
const entry = fc.string({ unit: fc.constantFrom('a', 'b', ':', '*', '?'), minLength: 1, maxLength: 5 });
const list = fc.array(entry, { minLength: 1, maxLength: 3 });
const strings = allStrings('ab:', 5).filter((text) => text.includes(':'));
const names = strings.filter((text) => /^[ab]{1,2}:[ab]{1,2}$/.test(text));
const some = fc.subarray(names, { maxLength: 12 });

function allows(element: 'Action' | 'NotAction', entries: readonly string[]): (action: string) => boolean {
  const matched = listed(entries);
  return element === 'Action' ? matched : (action) => !matched(action);
}

describe('the verdicts on any pair are those of trying everything', () => {
  const pair = fc.record({
    element: fc.constantFrom('Action' as const, 'NotAction' as const),
    before: list,
    after: list,
    known: some,
    reported: some,
    retained: fc.subarray(names, { maxLength: 2 }),
  });

  test('laws 1, 2 and 3', () => {
    fc.assert(
      fc.property(pair, ({ element, before, after, known, reported, retained }) => {
        const { laws } = decideLaws({
          original: policy(allow({ [element]: before })),
          refined: policy(allow({ [element]: after })),
          actions: known,
          unused: { services: [], actions: reported, retained },
        });
        const verdict = (number: number): string | undefined => laws[number - 1]?.verdict;
        const [old, now] = [allows(element, before), allows(element, after)];
        const isUnused = (action: string): boolean => reported.includes(action) && !retained.includes(action);
        const actions = [...new Set([...known, ...reported])];
        const lost = actions.filter((action) => old(action) && !now(action) && !isUnused(action));
        const left = actions.filter((action) => now(action) && isUnused(action));
        expect(verdict(1)).toBe(lost.length === 0 ? 'holds' : 'refuted');
        expect(verdict(2)).toBe(left.length === 0 ? 'holds' : 'refuted');
        const smallest = (all: string[]): string | undefined =>
          all.toSorted((a, b) => a.length - b.length || (a < b ? -1 : 1))[0];
        expect(laws[0]?.counterexample?.action).toBe(smallest(lost));
        expect(laws[1]?.counterexample?.action).toBe(smallest(left));
        const fresh = strings.some((text) => now(text) && !old(text));
        if (fresh) expect(verdict(3)).toBe('refuted');
        const shown = laws[2]?.counterexample?.action;
        expect(verdict(3)).toBe(shown === undefined ? 'holds' : 'refuted');
        if (shown !== undefined)
          expect([now(shown), old(shown), shown.includes(':')]).toEqual([true, false, true]);
      }),
      { numRuns: 3000 },
    );
  });

  test('which of several like statements went', () => {
    const statement = fc.constantFrom(...names.slice(0, 4), 'a:*', '*:a', 'b:*');
    const choice = fc.array(fc.record({ entry: statement, stays: fc.boolean() }), {
      minLength: 1,
      maxLength: 6,
    });
    fc.assert(
      fc.property(choice, some, (statements, reported) => {
        const original = policy(...statements.map((one) => allow(one.entry)));
        const left = statements.filter(({ stays }) => stays);
        const refined = left.length === 0 ? null : policy(...left.map((one) => allow(one.entry)));
        const lost = statements.some(
          (one) => !one.stays && names.some((name) => listed([one.entry])(name) && !reported.includes(name)),
        );
        fc.pre(!lost);
        const verdicts = decideLaws({
          original,
          refined,
          actions: names,
          unused: { services: [], actions: reported, retained: [] },
        }).laws;
        expect([verdicts[0]?.verdict, verdicts[2]?.verdict, verdicts[3]?.verdict]).toEqual([
          'holds',
          'holds',
          'holds',
        ]);
      }),
      { numRuns: 1000 },
    );
  });
});

/** A refinement as plain as can be: an entry that grants something unused gives way to the names that are left. */
function plain(
  original: JsonObject,
  unused: readonly string[],
  actions: readonly string[],
): JsonObject | null {
  const statements = (original['Statement'] as JsonObject[]).flatMap((statement) => {
    if (statement['Effect'] !== 'Allow') return [statement];
    const entries = (statement['Action'] as string[]).flatMap((one) => {
      const granted = actions.filter(listed([one]));
      if (!granted.some((action) => unused.includes(action))) return [one];
      return granted.filter((action) => !unused.includes(action)).sort();
    });
    return entries.length === 0 ? [] : [{ ...statement, Action: entries }];
  });
  return statements.length === 0 ? null : { ...original, Statement: statements };
}

describe('a right result', () => {
  const statement: fc.Arbitrary<JsonObject> = fc.oneof(
    { weight: 4, arbitrary: list.map((entries) => allow(entries)) },
    { weight: 1, arbitrary: entry.map((one) => ({ Effect: 'Deny', Action: one, Resource: 'r' })) },
  );
  const given = fc.record({
    statements: fc
      .array(statement, { minLength: 1, maxLength: 4 })
      .map((all) => all.map((one, i): JsonObject => ({ ...one, Sid: `S${i}` }))),
    unused: fc.subarray(names, { minLength: 1 }),
  });
  const again = (value: JsonObject, lists: { services: string[]; actions: string[] }, rows: string[]) =>
    plain(
      value,
      [...lists.actions, ...rows.filter((row) => lists.services.includes(row.split(':')[0] ?? ''))],
      rows,
    );

  test('holds to all seven laws', () => {
    fc.assert(
      fc.property(given, ({ statements, unused }) => {
        const original = policy(...statements);
        const { laws, ok } = decideLaws({
          original,
          refined: plain(original, unused, names),
          actions: names,
          unused: { services: [], actions: unused, retained: [] },
          again,
        });
        expect(laws.filter(({ verdict }) => verdict !== 'holds')).toEqual([]);
        expect(ok).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });

  type Damage = (statements: JsonObject[], at: number) => JsonObject[] | undefined;
  const inAction =
    (change: (entries: string[]) => string[] | undefined): Damage =>
    (statements, at) => {
      const damaged = statements[at];
      if (damaged?.['Effect'] !== 'Allow') return undefined;
      const entries = change(damaged['Action'] as string[]);
      return entries && statements.map((one, i) => (i === at ? { ...one, Action: entries } : one));
    };
  const isName = (text: string | undefined): boolean => text !== undefined && names.includes(text);
  const needed = (entries: string[]): number =>
    entries.findIndex((one, i) => isName(one) && !listed(entries.toSpliced(i, 1))(one));

  const damages: readonly (readonly [string, Damage])[] = [
    [
      'with a grant dropped',
      inAction((entries) => {
        const at = needed(entries);
        return at === -1 ? undefined : entries.toSpliced(at, 1);
      }),
    ],
    [
      'with a grant replaced by another service of the same name',
      inAction((entries) => {
        const at = needed(entries);
        return at === -1 ? undefined : entries.with(at, `x${entries[at] ?? ''}`);
      }),
    ],
    ['with a grant widened beyond everything it was', inAction((entries) => [...entries, 'zz:*'])],
    [
      'with a Sid changed',
      (statements, at) => statements.map((one, i) => (i === at ? { ...one, Sid: 'T' } : one)),
    ],
    [
      'with a key added',
      (statements, at) => statements.map((one, i) => (i === at ? { ...one, Condition: {} } : one)),
    ],
    [
      'with a Deny touched',
      (statements, at) =>
        statements[at]?.['Effect'] === 'Deny'
          ? statements.map((one, i) => (i === at ? { ...one, Action: 'z' } : one))
          : undefined,
    ],
    [
      'with a Deny gone',
      (statements, at) =>
        statements[at]?.['Effect'] === 'Deny' && statements.length > 1
          ? statements.toSpliced(at, 1)
          : undefined,
    ],
    [
      'with two statements swapped',
      (statements, at) => {
        const [one, other] = [statements[at], statements[at + 1]];
        return one === undefined || other === undefined
          ? undefined
          : statements.with(at, other).with(at + 1, one);
      },
    ],
  ];

  test.each(damages)('is refuted %s', (_, damage) => {
    fc.assert(
      fc.property(given, fc.nat(3), ({ statements, unused }, at) => {
        const original = policy(...statements);
        const left = (plain(original, unused, names)?.['Statement'] ?? []) as JsonObject[];
        fc.pre(at < left.length);
        const damaged = damage(left, at);
        fc.pre(damaged !== undefined);
        // An original that allows everything cannot be left.
        fc.pre(!statements.some((one) => listed([one['Action']].flat() as string[])('zz:')));
        const { ok } = decideLaws({
          original,
          refined: policy(...(damaged ?? [])),
          actions: names,
          unused: { services: [], actions: unused, retained: [] },
        });
        expect(ok).toBe(false);
      }),
      { numRuns: 300 },
    );
  });

  test('is refuted with a grant widened to what it replaced', () => {
    fc.assert(
      fc.property(given, ({ statements, unused }) => {
        const original = policy(...statements);
        const refined = plain(original, unused, names);
        fc.pre(JSON.stringify(refined) !== JSON.stringify(original));
        const { laws } = decideLaws({
          original,
          refined: original,
          actions: names,
          unused: { services: [], actions: unused, retained: [] },
        });
        expect(laws.map(({ verdict }) => verdict === 'refuted')).toEqual([
          false,
          true,
          false,
          false,
          true,
          false,
          false,
        ]);
      }),
      { numRuns: 300 },
    );
  });
});

describe('laws about how results are made', () => {
  const original = policy(allow(['s3:*']));
  const refined = policy(allow(['s3:GetObject', 's3:GetObjectAcl', 's3:ListBucket', 's3:PutObject']));
  const unused = ['s3:GetBucketAcl'];

  test('do not apply where only a result is given', () => {
    expect(law(6, { original, refined, unused }).verdict).toBe('not-applicable');
    expect(law(7, { original, refined, unused }).verdict).toBe('not-applicable');
    expect(law(5, { original, refined, unused }).verdict).toBe('holds');
  });

  test('5 is refuted by a result that changes again', () => {
    const shrinking = (value: JsonObject): JsonObject =>
      value === original ? refined : policy(allow(['s3:GetObject', 's3:GetObjectAcl', 's3:ListBucket']));
    const { verdict, counterexample } = law(5, { original, refined, unused, again: shrinking });
    expect(verdict).toBe('refuted');
    expect(counterexample?.path).toBe('Statement[0].Action');
  });

  test('5 holds where only what was kept on purpose would go', () => {
    const whole = policy(allow(['s3:*']));
    const kept = { kind: 'kept', action: 's3:GetBucketAcl' } as const;
    const question = { original, refined: whole, unused, again: () => refined };
    expect(law(5, { ...question, deviations: [kept] }).verdict).toBe('holds');
    const other = { kind: 'kept', action: 's3:GetObject' } as const;
    expect(law(5, { ...question, deviations: [other] }).verdict).toBe('refuted');
  });

  test('6 is refuted by a result that depends on the order of rows', () => {
    const again = (_: JsonObject, __: unknown, rows: string[]): JsonObject =>
      policy(allow(rows.filter((row) => row.startsWith('s3:') && !unused.includes(row))));
    expect(law(6, { original, refined, unused, again })).toMatchObject({
      verdict: 'refuted',
      counterexample: { path: 'Statement[0].Action[0]' },
    });
  });

  test('7 is refuted by a result that allows more when more is unused', () => {
    const again = (_: JsonObject, lists: { actions: string[] }): JsonObject =>
      lists.actions.length > unused.length ? original : refined;
    expect(law(7, { original, refined, unused, again })).toMatchObject({
      verdict: 'refuted',
      counterexample: { action: 's3:GetBucketAcl' },
    });
  });

  test('7 is refuted exactly where a known action is allowed that was not before', () => {
    const wild = fc.constantFrom('*', 'a*', 'a:*', 'ab:*', 'b:a*', 'b:b*', 'B:*', 'a:?', '*:a', 'b?:*');
    const grants = fc
      .array(fc.oneof(wild, fc.constantFrom(...names)), { minLength: 1, maxLength: 12 })
      .chain((entries) => fc.constantFrom(entries, entries.toSorted()));
    fc.assert(
      fc.property(grants, grants, ([...few], [...more]) => {
        const smaller = policy(allow(few));
        const verdict = law(7, {
          original: policy(allow('*')),
          refined: smaller,
          actions: names,
          again: (_, lists) =>
            lists.actions.length + lists.services.length > 0 ? policy(allow(more)) : smaller,
        });
        const wasAllowed = listed(few);
        const isMore = names.some((name) => listed(more)(name) && !wasAllowed(name));
        // With nothing allowed there is nothing that could be unused as well.
        expect(verdict.verdict).toBe(isMore && names.some(wasAllowed) ? 'refuted' : 'holds');
        const { action } = verdict.counterexample ?? {};
        if (action !== undefined) expect([wasAllowed(action), listed(more)(action)]).toEqual([false, true]);
      }),
      { numRuns: 2000 },
    );
  });

  test('7 tries one action, every third action, and every third service from the largest on', () => {
    const rows = ['a:1', 'b:1', 'b:2', 'c:1', 'd:1', 'd:2', 'd:3', 'e:1', 'f:1', 'g:1', 'g:2'];
    const whole = policy(allow('*'));
    const tried: { readonly actions: string[]; readonly services: string[] }[] = [];
    const again: Rerun = (_, { actions, services }) => {
      tried.push({ actions, services });
      return whole;
    };
    const given = { original: whole, refined: whole, actions: rows, unused: ['x:1'], again };
    expect(law(7, given)).toMatchObject({ verdict: 'holds', numbers: { samples: 3 } });
    expect(tried.slice(-3)).toEqual([
      { actions: ['x:1', 'd:2'], services: [] },
      { actions: ['x:1', 'a:1', 'c:1', 'd:3', 'g:1'], services: [] },
      { actions: ['x:1'], services: ['d', 'a', 'f'] },
    ]);
  });

  test('hand out what they were given, also where the code under trial has spoiled it before', () => {
    const rows = [
      'ec2:RunInstances',
      ...['GetBucketAcl', 'GetObject', 'ListBucket'].map((name) => `s3:${name}`),
    ];
    const seen = new Set<string>();
    const again: Rerun = (_, lists, given) => {
      seen.add([...given.toSorted(), lists.actions.includes('s3:GetBucketAcl')].join());
      for (const list of [...Object.values(lists), given]) list.fill('s3:Other');
      return refined;
    };
    expect(verify({ original, refined, unused, actions: rows, again }).ok).toBe(true);
    expect([...seen]).toEqual([[...rows, true].join()]);
  });

  test('are undecided where making the result again fails', () => {
    const again = (): never => {
      throw new Error('no');
    };
    for (const number of [5, 6, 7] as const) {
      const { verdict, counterexample } = law(number, { original, refined, unused, again });
      expect(verdict).toBe('undecided');
      expect(counterexample?.message).toContain('no');
    }
  });
});
