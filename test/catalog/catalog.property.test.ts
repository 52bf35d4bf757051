import fc from 'fast-check';
import { describe, expect } from 'vitest';
import { indexService, serviceActions } from '../../source/catalog/service-index.ts';
import { wordEnds } from '../../source/catalog/words.ts';
import { actionName, actionsOf, world } from '../model/arbitraries.ts';
import { catalogOfNames } from '../model/given.ts';
import { lower, words } from '../model/refine.ts';
import { forAll } from '../model/runs.ts';

const anyName = fc.oneof(
  actionName,
  fc.string({ unit: fc.constantFrom('A', 'B', 'a', 'b', '1', '2', '-', '_', '/', ':', 'é'), maxLength: 8 }),
);

describe('words', () => {
  forAll(
    'end where a regular expression cuts them',
    fc.property(fc.constantFrom('s3:', 'a-b:', ''), anyName, (service, name) => {
      const action = service + name;
      let end = 0;
      const expected = words(action).map((word) => {
        end += word.length;
        return end;
      });
      expect(wordEnds(action)).toEqual(expected);
    }),
    5,
  );
});

const nameList = fc.array(actionName, { minLength: 1, maxLength: 16 });

describe('the names of a service', () => {
  forAll(
    'are found by name and by prefix, whatever was asked before',
    fc.property(
      nameList,
      fc.array(fc.tuple(fc.nat(15), fc.nat(12), fc.constantFrom('name', 'prefix' as const)), {
        maxLength: 24,
      }),
      (names, questions) => {
        const found = serviceActions('s', names);
        const { actions, sorted } = found;
        for (const [which, length, how] of questions) {
          // A part of one of the names, so that there is something to find and something to miss.
          const asked = `s:${names[which % names.length] ?? ''}`.slice(
            0,
            length < 12 ? length + 2 : undefined,
          );
          const starting = sorted.filter((each) => each.startsWith(lower(asked)));
          switch (how) {
            case 'name':
              expect(found.placeOf(lower(asked))).toBe(at(sorted.indexOf(lower(asked))));
              break;
            case 'prefix':
              expect(sorted.slice(...found.stretchOf(lower(asked)))).toEqual(starting);
          }
        }
        actions.forEach((action, place) => {
          expect(found.placeOf(lower(action))).toBe(place);
        });
      },
    ),
    5,
  );

  forAll(
    'begin with nothing, all of them',
    fc.property(nameList, (names) => {
      const { sorted, stretchOf } = serviceActions('s', names);
      expect(stretchOf('')).toEqual([0, sorted.length]);
      expect(stretchOf('t')).toEqual([sorted.length, sorted.length]);
    }),
  );
});

/** What `indexOf` says, with undefined for nowhere. */
function at(index: number): number | undefined {
  return index === -1 ? undefined : index;
}

describe('the index of a service', () => {
  forAll(
    'has each action once, in the first spelling, with its place among the strings',
    fc.property(nameList, fc.constantFrom('words', 'characters' as const), (names, cut) => {
      const { actions, folded, rank } = indexService('s', names, cut);
      const spellings = new Map<string, string>();
      for (const name of [...names].sort().reverse()) spellings.set(lower(`s:${name}`), `s:${name}`);
      expect([...actions].sort()).toEqual([...spellings.values()].sort());
      expect(folded).toEqual(actions.map(lower));
      const sorted = [...folded].sort();
      folded.forEach((action, place) => {
        expect(sorted[rank[place] ?? -1]).toBe(action);
      });
    }),
  );

  forAll(
    'has every node with two or more actions, with the actions below it and those that start with its prefix',
    fc.property(nameList, fc.constantFrom('words', 'characters' as const), (names, cut) => {
      const { actions, folded, nodes } = indexService('s', names, cut);
      const sorted = [...folded].sort();
      const rows = Array.from({ length: nodes.count }, (_, i) => ({
        end: nodes.end[i] ?? 0,
        deep: nodes.deep[i] ?? 0,
        below: folded.slice(nodes.first[i], nodes.last[i]).sort(),
        starting: sorted.slice(nodes.from[i], nodes.to[i]),
        skip: nodes.skip[i] ?? 0,
      }));
      const naive = new Map<string, { prefix: string; below: string[] }>();
      for (const action of actions) {
        const [service = '', ...name] = words(action);
        const path = cut === 'words' ? [service, ...name] : [service, ...name.join('')];
        path.forEach((_, i) => {
          const key = lower(path.slice(0, i + 1).join('|'));
          const node = naive.get(key) ?? { prefix: lower(path.slice(0, i + 1).join('')), below: [] };
          node.below.push(lower(action));
          naive.set(key, node);
        });
      }
      for (const { prefix, below } of naive.values()) {
        if (below.length < 2) continue;
        const row = rows.find(
          (each) =>
            each.end <= prefix.length &&
            prefix.length <= each.deep &&
            each.below.join() === below.sort().join(),
        );
        expect(row?.starting, prefix).toEqual(sorted.filter((action) => action.startsWith(prefix)));
      }
      rows.forEach((row, i) => {
        expect(row.skip).toBeGreaterThan(i);
        for (const inner of rows.slice(i + 1, row.skip)) {
          expect(row.below).toEqual(expect.arrayContaining(inner.below));
          expect(inner.end).toBeGreaterThan(row.deep);
        }
      });
    }),
  );
});

describe('a catalogue', () => {
  forAll(
    'knows its actions in any letter case, and with others added those too, without changing itself',
    fc.property(
      world,
      fc.array(fc.tuple(fc.constantFrom('s', 'S3', 'new'), actionName), { maxLength: 6 }),
      ({ services }, more) => {
        const catalog = catalogOfNames(services);
        const added = more.map(([service, name]) => `${service}:${name}`);
        const own = new Set(actionsOf(services).map(lower));
        const before = [...own].map((action) => catalog.has(action));
        const larger = catalog.withActions(added);
        const all = new Set([...own, ...added.map(lower)]);
        for (const action of all) {
          expect(larger.has(action) && larger.has(action.toUpperCase())).toBe(true);
          expect(catalog.has(action)).toBe(own.has(action));
        }
        expect(before).not.toContain(false);
        const listed = larger.services().flatMap((service) => larger.service(service)?.folded ?? []);
        expect([...listed].sort()).toEqual([...all].sort());
        expect(larger.services()).toEqual(
          [...new Set([...Object.keys(services), ...[...all].map((a) => a.split(':')[0])])].sort(),
        );
        expect(larger.withActions([...added].reverse()).services()).toEqual(larger.services());
        expect(larger.has('s:nothing like it') || larger.has('nonsense') || larger.has('')).toBe(false);
      },
    ),
  );
});
