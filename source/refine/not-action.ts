import type { Catalog } from '../catalog/catalog.ts';
import type { Unused } from '../finding/unused.ts';
import { fold } from '../pattern/fold.ts';
import { matches } from '../pattern/match.ts';
import { type Pattern, parsePattern, servicePrefix } from '../pattern/pattern.ts';
import { type Generalize, grantsOf } from './grants.ts';
import { buildTrie } from './trie.ts';

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
  const trie = buildTrie('*', { ...unused, has: isKept }, catalog, {
    shallow: true,
    cut: generalize === 'compact' ? 'characters' : 'words',
  });
  const open = [...unused.services].filter(
    (service) => !listed.some((pattern) => coversService(pattern, service)),
  );
  if (trie.state(0) === 'unused') return { kind: 'kept' };
  const gone = (action: string): boolean => unused.has(action) && !isListed(fold(action));
  if (trie.state(0) === 'safe') {
    return trie.actions(0).some(gone) || open.length > 0 ? { kind: 'removed' } : { kind: 'kept' };
  }
  const whole = open.filter((service) => !hasRetained(service, unused)).map((service) => `${service}:*`);
  const added = trie.proposed
    .filter((node) => trie.actions(node).some(gone))
    .flatMap((node) => grantsOf(trie, node, generalize))
    .filter((grant) => !whole.some((service) => grant.toLowerCase().startsWith(service.slice(0, -1))));
  const all = [...new Set([...added, ...whole])].sort();
  return all.length === 0 ? { kind: 'kept' } : { kind: 'extended', added: all };
}

function coversService(pattern: Pattern, service: string): boolean {
  return (
    pattern.kind === 'prefix' &&
    `${service}:`.startsWith(pattern.literal) &&
    (servicePrefix(pattern) ?? service) === service
  );
}

function hasRetained(service: string, unused: Unused): boolean {
  return [...unused.retained].some((action) => action.startsWith(`${service}:`));
}
