import type { Catalog } from '../catalog/catalog.ts';
import { fold } from '../pattern/fold.ts';
import { includes } from '../pattern/inclusion.ts';
import { matches } from '../pattern/match.ts';
import { parsePattern, servicePrefix } from '../pattern/pattern.ts';
import type { Unused } from '../usage/unused.ts';
import { trieOf } from './build-trie.ts';
import { type EntryBase, LazyBase } from './entry.ts';
import { extentOfList } from './extent.ts';
import { type Generalize, grantsOf } from './grants.ts';
import type { Change } from './outcome.ts';
import { withoutRedundant } from './redundant.ts';
import { rowKey } from './row.ts';
import { wholeService } from './scope.ts';
import type { Trie } from './trie.ts';

/**
 * Decides what becomes of the `NotAction` list of an Allow statement, which allows all that it does not list
 * (semantics: "NotAction in an Allow statement"). It `goes` where it would allow nothing that is known to be used.
 *
 * @param catalog with the actions that only the finding names (`catalogOf`)
 */
export function listBase(
  entries: readonly string[],
  unused: Unused,
  catalog: Catalog,
  generalize: Generalize,
): EntryBase {
  const listed = entries.map(parsePattern);
  const { proposal, added } = proposalFor(entries, unused, catalog, generalize);
  const total = proposal === 'goes' ? 1 : added.length;
  return new LazyBase(
    { proposal, grants: added, total },
    {
      trie: () =>
        trieOf('*', unused, catalog, {
          cut: generalize === 'compact' ? 'characters' : 'words',
          only: (action) => !listed.some((pattern) => matches(pattern, action)),
        }),
      changes: (trie) => {
        if (proposal === 'goes')
          return [{ kind: 'entry-goes', node: 0, key: entries.join(', '), grants: [] }];
        return proposal === 'replaced' ? additions(trie(), added) : [];
      },
      extent: () => extentOfList(entries, unused, catalog),
    },
  );
}

/**
 * Finds what to add to the list so that it allows nothing unused: the highest nodes below which every action is unused
 * or listed. A node whose prefix begins a kept action is never added.
 */
function proposalFor(
  entries: readonly string[],
  unused: Unused,
  catalog: Catalog,
  generalize: Generalize,
): { readonly proposal: 'stays' | 'goes' | 'replaced'; readonly added: readonly string[] } {
  const listed = entries.map(parsePattern);
  const isListed = (action: string): boolean => listed.some((pattern) => matches(pattern, action));
  // In the trie of everything, with "kept" in the place of "unused", the safe nodes are those that list nothing kept.
  const isKept = (action: string): boolean => !unused.has(action) && !isListed(fold(action));
  const trie = trieOf('*', isKept, catalog, {
    shallow: true,
    cut: generalize === 'compact' ? 'characters' : 'words',
  });
  const open = [...unused.services].filter((service) => {
    const whole = parsePattern(wholeService(service));
    return !listed.some((pattern) => includes(pattern, whole));
  });
  const gone = (action: string): boolean => unused.has(action) && !isListed(fold(action));
  if (trie.state(0) === 'safe') {
    const isAny = trie.actions(0).some(gone) || open.length > 0;
    return { proposal: isAny ? 'goes' : 'stays', added: [] };
  }
  const whole = open.filter((service) => !catalog.service(service)?.actions.some(isKept)).map(wholeService);
  const unnamed = new Set([...unused.services].map(wholeService));
  const added = trie.proposed
    .filter((node) => trie.actions(node).some((action) => gone(action) && !unnamed.has(action)))
    .flatMap((node) => grantsOf(trie, node, generalize));
  const candidates = [
    ...entries.map((text) => ({ text, produced: false })),
    ...[...added, ...whole].sort().map((text) => ({ text, produced: true })),
  ];
  const all = withoutRedundant(candidates).flatMap(({ text, produced }) => (produced ? [text] : []));
  return { proposal: all.length === 0 ? 'stays' : 'replaced', added: all };
}

/** Puts each addition on the first of the highest rows that it stands for, or on the root where no row shows it. */
function additions(trie: Trie, added: readonly string[]): Change[] {
  const patterns = added.map((text) => ({ text, pattern: parsePattern(text) }));
  const byService = Map.groupBy(patterns, ({ pattern }) => servicePrefix(pattern));
  const rows = new Map<string, number>();
  for (let node = 1; node < trie.size; ) {
    if (trie.unused(node) < trie.total(node)) {
      node = trie.unused(node) === 0 ? trie.skip(node) : node + 1;
      continue;
    }
    const wanted = trie.actions(node).map(fold);
    const [first = ''] = wanted;
    const possible = byService.get(first.slice(0, first.indexOf(':'))) ?? [];
    const found = possible.find(({ pattern }) => wanted.every((each) => matches(pattern, each)));
    if (found !== undefined && !rows.has(found.text)) rows.set(found.text, node);
    node = found === undefined ? node + 1 : trie.skip(node);
  }
  return added
    .map((text): Change => {
      const node = rows.get(text) ?? 0;
      return { kind: 'addition', node, key: node === 0 ? text : rowKey(trie, node), grants: [text] };
    })
    .sort((a, b) => a.node - b.node);
}
