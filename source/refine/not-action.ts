import type { Catalog } from '../catalog/catalog.ts';
import { fold } from '../pattern/fold.ts';
import { includes } from '../pattern/inclusion.ts';
import { matches } from '../pattern/match.ts';
import { parsePattern } from '../pattern/pattern.ts';
import type { Unused } from '../usage/unused.ts';
import { buildTrie } from './build-trie.ts';
import { type Generalize, grantsOf } from './grants.ts';
import { withoutRedundant } from './redundant.ts';
import { wholeService } from './scope.ts';

/**
 * What becomes of a `NotAction` list in an Allow statement, which allows all that it does not list (semantics:
 * "NotAction in an Allow statement"). `removed`: nothing that is known to be used is left allowed.
 */
export type NotActionOutcome =
  | { readonly kind: 'kept' }
  | { readonly kind: 'removed' }
  | { readonly kind: 'extended'; readonly added: readonly string[] };

/**
 * Finds what to add to the list so that it allows nothing unused: the highest nodes below which every action is
 * unused or listed, never one whose prefix begins an action that is kept.
 */
export function refineNotAction(
  entries: readonly string[],
  unused: Unused,
  catalog: Catalog,
  generalize: Generalize,
): NotActionOutcome {
  const listed = entries.map(parsePattern);
  const isListed = (action: string): boolean => listed.some((pattern) => matches(pattern, action));
  // The trie of everything, with "kept" in the place of "unused": its safe nodes are those that list nothing kept.
  const isKept = (action: string): boolean => !unused.has(action) && !isListed(fold(action));
  const trie = buildTrie('*', isKept, catalog, {
    shallow: true,
    cut: generalize === 'compact' ? 'characters' : 'words',
  });
  const open = [...unused.services].filter((service) => {
    const whole = parsePattern(wholeService(service));
    return !listed.some((pattern) => includes(pattern, whole));
  });
  const gone = (action: string): boolean => unused.has(action) && !isListed(fold(action));
  if (trie.state(0) === 'safe') {
    return trie.actions(0).some(gone) || open.length > 0 ? { kind: 'removed' } : { kind: 'kept' };
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
  return all.length === 0 ? { kind: 'kept' } : { kind: 'extended', added: all };
}
