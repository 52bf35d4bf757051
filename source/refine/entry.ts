import type { Catalog } from '../catalog/catalog.ts';
import type { ServiceActions } from '../catalog/service-index.ts';
import { overlaps } from '../pattern/overlap.ts';
import { type Pattern, parsePattern, servicePrefix } from '../pattern/pattern.ts';
import type { Unused } from '../usage/unused.ts';
import { buildTrie } from './build-trie.ts';
import { type Generalize, grantsOf } from './grants.ts';
import { withoutRedundant } from './redundant.ts';
import { countBelow, isAnyBetween, unusedPlaces } from './selection.ts';
import type { Trie } from './trie.ts';

/**
 * What becomes of one entry of an Allow statement (semantics: "What a refinement does to a policy").
 *
 * `kept`: it grants nothing unused and stays, letter for letter. `unknown`: it matches no known action and stays, with
 * a warning. `removed`: all that it grants is unused. `replaced`: by `grants`, sorted by code unit, none of which
 * another one covers.
 */
export type EntryOutcome =
  | { readonly kind: 'kept' }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'removed' }
  | { readonly kind: 'replaced'; readonly grants: readonly string[] };

/**
 * Refines one entry on its own, as if no other entry stood beside it.
 *
 * @param catalog with the actions that only the finding names (`catalogOf`)
 */
export function refineEntry(
  entry: string,
  unused: Unused,
  catalog: Catalog,
  generalize: Generalize,
): EntryOutcome {
  const plain = plainOutcome(entry, unused, catalog);
  if (plain !== undefined) return PLAIN[plain];
  const trie = proposalTrie(parsePattern(entry), unused, catalog, generalize);
  const kind = outcomeOf(trie, unused);
  return kind === 'replaced' ? { kind, grants: proposedGrants(trie, generalize) } : { kind };
}

/** Most entries of most policies, so they share what becomes of them. */
const PLAIN = {
  kept: { kind: 'kept' },
  removed: { kind: 'removed' },
  unknown: { kind: 'unknown' },
} as const;

/** What becomes of the entry that a trie is made from. */
export function outcomeOf(trie: Trie, unused: Unused): EntryOutcome['kind'] {
  if (trie.total(0) === 0) return isReportedUnused(trie.pattern, unused) ? 'removed' : 'unknown';
  switch (trie.state(0)) {
    case 'safe':
      return 'kept';
    case 'unused':
      return 'removed';
    case 'mixed':
      return 'replaced';
  }
}

/** The trie from which the grants are read: cut in words, or between any two characters for `compact`. */
function proposalTrie(pattern: Pattern, unused: Unused, catalog: Catalog, generalize: Generalize): Trie {
  return buildTrie(pattern, unused, catalog, {
    shallow: true,
    cut: generalize === 'compact' ? 'characters' : 'words',
  });
}

/** The grants of all proposed nodes of a trie, sorted by code unit, none of which another one covers. */
function proposedGrants(trie: Trie, generalize: Generalize): readonly string[] {
  if (trie.pattern.kind === 'prefix' && generalize === 'shortest') return trie.grants().sort();
  const grants = trie.proposed.flatMap((node) => grantsOf(trie, node, generalize)).sort();
  // Names that are cut between any two characters, or not at all, do not begin as others do.
  if (trie.pattern.kind === 'prefix' && generalize !== 'tightest') return grants;
  return withoutRedundant(grants.map((text) => ({ text, produced: true }))).map(({ text }) => text);
}

/**
 * What becomes of an entry, where that takes no trie: of one action, and of `service:Start*` that keeps or loses all
 * that it matches, since that is a stretch of the string order. Undefined where it has to be looked into.
 */
export function plainOutcome(
  entry: string,
  unused: Unused,
  catalog: Catalog,
): 'kept' | 'removed' | 'unknown' | undefined {
  const next = catalog.nextNamed(entry);
  if (next !== undefined) return outcomeAt(next.place, next.names, unused);
  const pattern = parsePattern(entry);
  const { kind, literal } = pattern;
  if (kind === 'glob') return undefined;
  const names = catalog.actionsLike(literal);
  if (kind === 'exact') {
    const place = names?.placeOf(literal);
    if (names === undefined || place === undefined)
      return isReportedUnused(pattern, unused) ? 'removed' : 'unknown';
    return outcomeAt(place, names, unused);
  }
  if (names === undefined) return undefined;
  const [from, to] = names.stretchOf(literal);
  if (from === to) return undefined;
  const places = unusedPlaces(names, unused);
  const gone = countBelow(places, to) - countBelow(places, from);
  if (gone === 0) return 'kept';
  return gone === to - from ? 'removed' : undefined;
}

/** What becomes of one known action. */
function outcomeAt(place: number, names: ServiceActions, unused: Unused): 'kept' | 'removed' {
  return isAnyBetween(unusedPlaces(names, unused), place, place + 1) ? 'removed' : 'kept';
}

/** Whether a pattern that matches no known action is reported unused with the whole of its service. */
function isReportedUnused(pattern: Pattern, unused: Unused): boolean {
  const service = servicePrefix(pattern);
  if (service === undefined || !unused.services.has(service)) return false;
  // What is retained may be a pattern as well, from an exceptions file.
  for (const retained of unused.retained) if (overlaps(pattern, parsePattern(retained))) return false;
  return true;
}
