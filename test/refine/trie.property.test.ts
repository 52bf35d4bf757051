import fc from 'fast-check';
import { describe, expect } from 'vitest';
import { fold } from '../../source/pattern/fold.ts';
import { trieOf } from '../../source/refine/build-trie.ts';
import { catalogOf } from '../../source/refine/scope.ts';
import { actionsOf, pattern, world } from '../model/arbitraries.ts';
import { engineInput } from '../model/given.ts';
import { lower, reading, shared, words } from '../model/refine.ts';
import { forAll } from '../model/runs.ts';

const cut = fc.constantFrom('words', 'words', 'characters' as const);

describe('the trie of a pattern', () => {
  forAll(
    'counts what stands below each node and tells its state by strings',
    fc.property(world, pattern, cut, (given, choose, cutting) => {
      const { unused, catalog } = engineInput(given);
      const scope = catalogOf(catalog, unused);
      const text = choose(actionsOf(given.services));
      const trie = trieOf(text, unused, scope, { cut: cutting });
      const all = scope.services().flatMap((service) => scope.service(service)?.actions ?? []);
      const matched = all.filter((action) => reading(text).test(action));
      expect([...trie.actions(0)].sort()).toEqual([...matched].sort());
      for (let node = 0; node < trie.size; node++) {
        const below = trie.actions(node);
        const prefix = fold(trie.prefix(node));
        const gone = below.filter((action) => unused.has(action));
        expect(trie.total(node)).toBe(below.length);
        expect(trie.unused(node)).toBe(gone.length);
        for (const action of below) expect(lower(action).startsWith(prefix)).toBe(true);
        const isSafe = trie.isLeaf(node)
          ? gone.length === 0
          : !matched.some((action) => unused.has(action) && lower(action).startsWith(prefix));
        const state = isSafe ? 'safe' : gone.length === below.length ? 'unused' : 'mixed';
        expect(trie.state(node), trie.prefix(node)).toBe(state);
        if (below.length > 0) expect(prefix + fold(trie.shared(node))).toBe(lower(shared(below)));
      }
    }),
    3,
  );

  forAll(
    'is a tree in preorder, in which children part what their parent has or begin less',
    fc.property(world, pattern, cut, (given, choose, cutting) => {
      const { unused, catalog } = engineInput(given);
      const scope = catalogOf(catalog, unused);
      const trie = trieOf(choose(actionsOf(given.services)), unused, scope, { cut: cutting });
      const children = new Map<number, number[]>();
      for (let node = 1; node < trie.size; node++) {
        const parent = trie.parent(node);
        expect(parent).toBeLessThan(node);
        expect(trie.depth(node)).toBe(trie.depth(parent) + 1);
        expect(trie.skip(node)).toBeGreaterThan(node);
        expect(trie.skip(node)).toBeLessThanOrEqual(trie.skip(parent));
        children.set(parent, [...(children.get(parent) ?? []), node]);
      }
      expect(trie.skip(0)).toBe(trie.size);
      const begun = (node: number): number =>
        trie.actions(0).filter((action) => lower(action).startsWith(fold(trie.prefix(node)))).length;
      for (const [parent, list] of children) {
        expect(trie.isLeaf(parent)).toBe(false);
        expect(list.flatMap((node) => trie.actions(node))).toEqual(trie.actions(parent));
        const [only] = list;
        // The root may have one child: it is the pattern, and its child a node.
        if (list.length > 1 || only === undefined || parent === 0) continue;
        expect(begun(only), `${trie.prefix(parent)} above ${trie.prefix(only)}`).toBeLessThan(begun(parent));
      }
    }),
    3,
  );

  forAll(
    'stands for nodes that hold the same actions and begin the same ones by the shortest of their prefixes',
    fc.property(world, pattern, (given, choose) => {
      const { unused, catalog } = engineInput(given);
      const trie = trieOf(choose(actionsOf(given.services)), unused, catalogOf(catalog, unused));
      const all = trie
        .actions(0)
        .map((action) => ({ action, text: lower(action), words: words(action).map(lower) }));
      for (let node = 1; node < trie.size; node++) {
        // The same as the root, which is called by the pattern.
        if (trie.total(node) === trie.total(0)) continue;
        const [first = ''] = trie.actions(node);
        const cut = words(first);
        const held = (count: number): string[] =>
          all
            .filter((each) => cut.slice(0, count).every((word, i) => lower(word) === each.words[i]))
            .map(({ action }) => action);
        const begun = (text: string): number =>
          all.filter((each) => each.text.startsWith(lower(text))).length;
        const shorter = cut.findIndex((_, i) => {
          const text = cut.slice(0, i + 1).join('');
          return (
            text.length > trie.pattern.literal.length &&
            text.length < trie.prefix(node).length &&
            held(i + 1).join() === trie.actions(node).join() &&
            begun(text) === begun(trie.prefix(node))
          );
        });
        if (!trie.isLeaf(node)) expect(shorter, `${trie.prefix(node)} for ${first}`).toBe(-1);
      }
    }),
    3,
  );

  forAll(
    'proposes its highest safe nodes, and the same when what is below them is left out',
    fc.property(world, pattern, cut, (given, choose, cutting) => {
      const { unused, catalog } = engineInput(given);
      const scope = catalogOf(catalog, unused);
      const text = choose(actionsOf(given.services));
      const trie = trieOf(text, unused, scope, { cut: cutting });
      const highest = Array.from({ length: trie.size }, (_, node) => node).filter((node) => {
        if (node === 0 || trie.state(node) !== 'safe') return false;
        return trie.parent(node) === 0 || trie.state(trie.parent(node)) !== 'safe';
      });
      expect(trie.proposed).toEqual(trie.state(0) === 'safe' ? [] : highest);
      const shallow = trieOf(text, unused, scope, { cut: cutting, shallow: true });
      expect(shallow.proposed.map(shallow.prefix)).toEqual(trie.proposed.map(trie.prefix));
      expect(shallow.proposed.map(shallow.leafPrefix)).toEqual(trie.proposed.map(trie.leafPrefix));
    }),
    3,
  );
});
