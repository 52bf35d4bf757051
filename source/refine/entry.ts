import { once } from '../base/memo.ts';
import type { Catalog } from '../catalog/catalog.ts';
import type { ServiceActions } from '../catalog/service-index.ts';
import { overlaps } from '../pattern/overlap.ts';
import { type Pattern, parsePattern, servicePrefix } from '../pattern/pattern.ts';
import type { Unused } from '../usage/unused.ts';
import { trieOf } from './build-trie.ts';
import { type Extent, extentOf } from './extent.ts';
import { type Generalize, grantsOf } from './grants.ts';
import type { Change, Proposal } from './outcome.ts';
import { withoutRedundant } from './redundant.ts';
import { rowKey } from './row.ts';
import { countBelow, isAnyBetween } from './selection.ts';
import type { Trie } from './trie.ts';

/** The part of an entry's outcome that depends on U alone, and not on decisions about its rows. Made when asked for. */
export interface EntryBase {
  readonly proposal: Proposal;
  readonly trie: Trie;
  /** The proposed strings that replace it, sorted; for a NotAction list, the proposed additions. */
  readonly grants: readonly string[];
  /** The changes to be signed off, before any decision, in the order of the tree. */
  readonly changes: readonly Change[];
  /** How many changes there are. */
  readonly total: number;
  /** The place of a row's change among the changes, by the row's key. */
  placeOf(key: string): number | undefined;
  extent(): Extent;
}

/**
 * Decides what becomes of one entry of an Allow statement, as if it were the only entry (semantics: "What a refinement
 * does to a policy").
 *
 * @param catalog with the actions that only the finding names (`catalogOf`)
 */
export function entryBase(
  entry: string,
  unused: Unused,
  catalog: Catalog,
  generalize: Generalize,
): EntryBase {
  const pattern = parsePattern(entry);
  const cut = generalize === 'compact' ? 'characters' : 'words';
  const found = proposed(entry, pattern, unused, catalog, generalize);
  return new LazyBase(found, {
    trie: () => trieOf(pattern, unused, catalog, { cut }),
    changes: (trie) => changesOf(entry, found.proposal, trie, generalize),
    extent: () => extentOf(entry, unused, catalog),
  });
}

interface LazyParts {
  readonly trie: () => Trie;
  readonly changes: (trie: () => Trie) => readonly Change[];
  readonly extent: () => Extent;
}

/**
 * Makes the tree and the changes when they are asked for. It is a class, like everything with getters that is made for
 * each entry: for an object literal with getters, V8 keeps a shape each time, until its next full collection.
 */
export class LazyBase implements EntryBase {
  readonly proposal: Proposal;
  readonly grants: readonly string[];
  readonly total: number;
  readonly extent: () => Extent;
  readonly #trie: () => Trie;
  readonly #changes: () => readonly Change[];
  #places: ReadonlyMap<string, number> | undefined;

  constructor(
    { proposal, grants, total }: Pick<EntryBase, 'proposal' | 'grants' | 'total'>,
    { trie, changes, extent }: LazyParts,
  ) {
    this.proposal = proposal;
    this.grants = grants;
    this.total = total;
    this.extent = once(extent);
    const made = once(trie);
    this.#trie = made;
    this.#changes = once(() => changes(made));
  }

  get trie(): Trie {
    return this.#trie();
  }

  get changes(): readonly Change[] {
    return this.#changes();
  }

  placeOf(key: string): number | undefined {
    this.#places ??= new Map(this.changes.map((change, place) => [change.key, place]));
    return this.#places.get(key);
  }
}

const NOTHING: readonly string[] = [];

/** Finds what is proposed. The proposed nodes of a shallow tree are enough; the rows for each word are for people. */
function proposed(
  entry: string,
  pattern: Pattern,
  unused: Unused,
  catalog: Catalog,
  generalize: Generalize,
): Pick<EntryBase, 'proposal' | 'grants' | 'total'> {
  const plain = plainProposal(entry, unused, catalog);
  if (plain !== undefined) return { proposal: plain, grants: NOTHING, total: plain === 'goes' ? 1 : 0 };
  const cut = generalize === 'compact' ? 'characters' : 'words';
  const trie = trieOf(pattern, unused, catalog, { cut, shallow: true });
  const proposal = proposalOf(trie, unused);
  if (proposal !== 'replaced') return { proposal, grants: NOTHING, total: proposal === 'goes' ? 1 : 0 };
  return { proposal, grants: proposedGrants(trie, generalize), total: trie.proposed.length };
}

function changesOf(
  entry: string,
  proposal: Proposal,
  trie: () => Trie,
  generalize: Generalize,
): readonly Change[] {
  switch (proposal) {
    case 'stays':
    case 'unknown':
      return [];
    case 'goes':
      return [{ kind: 'entry-goes', node: 0, key: entry, grants: [] }];
    case 'replaced': {
      const made = trie();
      return made.proposed.map((node) => ({
        kind: 'grant',
        node,
        key: rowKey(made, node),
        grants: grantsOf(made, node, generalize),
      }));
    }
  }
}

/** Decides what becomes of the entry that a trie is made from. */
function proposalOf(trie: Trie, unused: Unused): Proposal {
  if (trie.total(0) === 0) return isReportedUnused(trie.pattern, unused) ? 'goes' : 'unknown';
  switch (trie.state(0)) {
    case 'safe':
      return 'stays';
    case 'unused':
      return 'goes';
    case 'mixed':
      return 'replaced';
  }
}

/** The grants of all proposed nodes of a trie, sorted by code unit, without those that another one covers. */
function proposedGrants(trie: Trie, generalize: Generalize): readonly string[] {
  if (trie.pattern.kind === 'prefix' && generalize === 'shortest') return trie.grants().sort();
  const grants = trie.proposed.flatMap((node) => grantsOf(trie, node, generalize)).sort();
  // Where names are cut between any two characters, or not at all, no grant begins with another one.
  if (trie.pattern.kind === 'prefix' && generalize !== 'tightest') return grants;
  return withoutRedundant(grants.map((text) => ({ text, produced: true }))).map(({ text }) => text);
}

/**
 * Decides what becomes of an entry where that needs no trie: an entry of one action, or a `service:Start*` that keeps
 * or loses all that it matches (its matches stand together in string order). Undefined where a trie is needed.
 */
function plainProposal(
  entry: string,
  unused: Unused,
  catalog: Catalog,
): 'stays' | 'goes' | 'unknown' | undefined {
  const pattern = parsePattern(entry);
  const { kind, literal } = pattern;
  if (kind === 'glob') return undefined;
  const prefix = servicePrefix(pattern);
  const names = prefix === undefined ? undefined : catalog.actions(prefix);
  if (kind === 'exact') {
    const place = names?.placeOf(literal);
    if (names === undefined || place === undefined)
      return isReportedUnused(pattern, unused) ? 'goes' : 'unknown';
    return proposalAt(place, names, unused);
  }
  if (names === undefined) return undefined;
  const [from, to] = names.stretchOf(literal);
  if (from === to) return undefined;
  const places = unused.placesIn(names);
  const gone = countBelow(places, to) - countBelow(places, from);
  if (gone === 0) return 'stays';
  return gone === to - from ? 'goes' : undefined;
}

/** Decides what becomes of one known action. */
function proposalAt(place: number, names: ServiceActions, unused: Unused): 'stays' | 'goes' {
  return isAnyBetween(unused.placesIn(names), place, place + 1) ? 'goes' : 'stays';
}

/** Whether a pattern that matches no known action is reported unused with the whole of its service. */
export function isReportedUnused(pattern: Pattern, unused: Unused): boolean {
  const service = servicePrefix(pattern);
  if (service === undefined || !unused.services.has(service)) return false;
  for (const retained of unused.retained) if (overlaps(pattern, parsePattern(retained))) return false;
  return true;
}
