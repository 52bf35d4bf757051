import fc from 'fast-check';
import { describe, expect } from 'vitest';
import type { AccountCase } from '../../source/account/cases.ts';
import type { Exception } from '../../source/account/exceptions.ts';
import type { InputFile } from '../../source/account/facts.ts';
import { forAll } from '../model/runs.ts';
import { arnOf, casesIn, detailsOf, filesOf, findingOf, type SmallAccount } from './details.ts';

/** All that anybody can do here. */
const ACTIONS = ['a:Get', 'a:GetX', 'a:Put', 'b:Get', 'b:Run', 'c:Do'];
const SHARED = ['P', 'Q'];
const AWS = 'arn:aws:iam::aws:policy/R';

interface Person {
  readonly kind: 'role' | 'user';
  readonly name: string;
  readonly attached: readonly string[];
  readonly inGroup: boolean;
  /** What is reported unused: actions and `service:*`; undefined without a finding. */
  readonly unused: readonly string[] | undefined;
}

interface Case {
  readonly people: readonly Person[];
  readonly groupHas: readonly string[];
  readonly elsewhere: boolean;
  readonly exceptions: readonly Exception[];
  readonly assumeUnanalysedUnused: boolean;
  readonly assumeSoleHolder: boolean;
}

const policies = fc.subarray([...SHARED, AWS]);
const person = (name: string): fc.Arbitrary<Person> =>
  fc.record({
    kind: fc.constantFrom('role', 'user'),
    name: fc.constant(name),
    attached: policies,
    inGroup: fc.boolean(),
    unused: fc.option(fc.subarray([...ACTIONS, 'a:*', 'b:*']), { nil: undefined, freq: 4 }),
  });
const exception = fc.record(
  {
    action: fc.constantFrom('a:Get*', 'a:*', 'b:Run', '*', '*:Get', 'c:D?'),
    reason: fc.constant('so'),
    principal: fc.constantFrom('one', 'tw*', '*:group/devs', '*:role/*', '*'),
  },
  { requiredKeys: ['action', 'reason'] },
);
const cases: fc.Arbitrary<Case> = fc.record({
  people: fc.tuple(person('one'), person('two'), person('three')),
  groupHas: policies,
  elsewhere: fc.boolean(),
  exceptions: fc.array(exception, { maxLength: 2 }),
  assumeUnanalysedUnused: fc.boolean(),
  assumeSoleHolder: fc.boolean(),
});

function filesFor({ people, groupHas, elsewhere }: Case): InputFile[] {
  const entries = (kind: Person['kind']) =>
    Object.fromEntries(
      people
        .filter((each) => each.kind === kind)
        .map(({ name, attached, inGroup }) => [
          name,
          {
            attached,
            inline: { own: ACTIONS },
            ...(kind === 'user' && inGroup ? { groups: ['devs'] } : {}),
          },
        ]),
    );
  const count = (name: string): number =>
    [...people, { attached: groupHas }].filter(({ attached }) => attached.includes(name)).length;
  const account: SmallAccount = {
    roles: entries('role'),
    users: entries('user'),
    groups: { devs: { attached: groupHas, inline: { own: ACTIONS } } },
    managed: {
      P: { actions: ACTIONS, attachments: count('P') + (elsewhere ? 1 : 0) },
      Q: { actions: ACTIONS },
      [AWS]: { actions: ACTIONS, attachments: 50 },
    },
  };
  return filesOf(
    detailsOf(account),
    ...people.flatMap(({ kind, name, unused }) =>
      unused === undefined ? [] : [findingOf(arnOf(kind, name), unused)],
    ),
  );
}

type Reported = Pick<Person, 'name' | 'unused'> & { readonly kind: Person['kind'] | 'group' };

const DEVS: Reported = { name: 'devs', kind: 'group', unused: undefined };

/** Semantics and product, word for word: which actions may leave a policy that these have. */
function mayGo(given: Case, attachedTo: readonly (Person | 'devs')[], isP: boolean): string[] {
  const users = given.people.filter(({ kind, inGroup }) => kind === 'user' && inGroup);
  const holders = attachedTo.flatMap((each): readonly Reported[] => {
    if (each !== 'devs') return [each];
    return users.length > 0 ? users : [DEVS];
  });
  const counted = holders.filter(({ unused }) => unused !== undefined || !given.assumeUnanalysedUnused);
  const oneMore = isP && given.elsewhere && !given.assumeSoleHolder;
  const names = [...holders, ...(attachedTo.includes('devs') ? [DEVS] : [])].flatMap(({ name, kind }) => [
    name,
    arnOf(kind, name),
  ]);
  const glob = (pattern: string): RegExp =>
    new RegExp(`^${pattern.replaceAll('*', '.*').replaceAll('?', '.')}$`, 'i');
  const rules = given.exceptions.filter(
    ({ principal }) => principal === undefined || names.some((name) => glob(principal).test(name)),
  );
  return ACTIONS.filter(
    (action) =>
      counted.length > 0 &&
      !oneMore &&
      counted.every(
        ({ unused }) => unused?.includes(action) || unused?.includes(`${action.split(':')[0]}:*`),
      ) &&
      !rules.some((rule) => glob(rule.action).test(action)),
  );
}

function gone({ unused }: AccountCase): string[] {
  return ACTIONS.filter((action) => unused.has(action));
}

describe('which actions may go', () => {
  forAll(
    'is what all holders leave unused and no exception protects, for every way to have a policy',
    fc.property(cases, (given) => {
      const { cases } = casesIn(filesFor(given), given);
      const found = new Map(cases.map((policyCase) => [policyCase.id, gone(policyCase)]));
      const expected = new Map<string, string[]>();
      const has = (name: string): (Person | 'devs')[] => [
        ...given.people.filter(({ attached }) => attached.includes(name)),
        ...(given.groupHas.includes(name) ? (['devs'] as const) : []),
      ];
      const arn = (who: Person | 'devs'): string =>
        who === 'devs' ? arnOf('group', 'devs') : arnOf(who.kind, who.name);
      for (const who of [...given.people, 'devs' as const])
        expected.set(`${arn(who)}/own`, mayGo(given, [who], false));
      for (const who of has(AWS)) expected.set(`${arn(who)}/${AWS}`, mayGo(given, [who], false));
      for (const name of SHARED) {
        const all = has(name);
        const [only] = all;
        const owner = all.length === 1 && only !== undefined ? arn(only) : '';
        if (all.length > 0)
          expected.set(`${owner}/${arnOf('policy', name)}`, mayGo(given, all, name === 'P'));
      }
      expect(Object.fromEntries([...found].sort())).toEqual(Object.fromEntries([...expected].sort()));
    }),
  );

  forAll(
    'is told apart from what is held back and what is spared: each action is one of the three, or used by all',
    fc.property(cases, (given) => {
      for (const policyCase of casesIn(filesFor(given), given).cases) {
        const covers = (row: string, action: string): boolean =>
          new RegExp(`^${row.replaceAll('*', '.*').replaceAll('?', '.')}$`, 'i').test(action);
        const reporters = policyCase.holders.filter(({ analysed }) => analysed).length;
        for (const action of ACTIONS) {
          const isHeld = policyCase.heldBack.some((row) => row.action === action);
          const isSpared = policyCase.spared.some((row) => covers(row.action, action));
          if (policyCase.unused.has(action)) expect(isSpared).toBe(false);
          if (reporters === 0) expect(isHeld || isSpared || policyCase.unused.has(action)).toBe(false);
        }
        for (const { by } of policyCase.heldBack) expect(by.length).toBeGreaterThan(0);
      }
    }),
  );

  forAll(
    'does not depend on the order of the files',
    fc.property(cases, fc.infiniteStream(fc.nat()), (given, random) => {
      const files = filesFor(given);
      const shuffled = files
        .map((file) => ({ file, at: random.next().value ?? 0 }))
        .sort((a, b) => a.at - b.at)
        .map(({ file }) => file);
      const seen = (list: readonly InputFile[]) =>
        casesIn(list, given)
          .cases.map((policyCase) => [
            policyCase.id,
            gone(policyCase),
            policyCase.heldBack,
            policyCase.spared,
          ])
          .sort();
      expect(seen(shuffled)).toEqual(seen(files));
    }),
  );
});
