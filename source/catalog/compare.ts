import { once } from '../base/memo.ts';
import { fold } from '../pattern/fold.ts';
import { matches } from '../pattern/match.ts';
import { type Pattern, servicePrefix } from '../pattern/pattern.ts';
import type { Catalog } from './catalog.ts';

/** Two catalogues, and what came in from the older to the newer. */
export interface CatalogPair {
  readonly older: Catalog;
  readonly newer: Catalog;
  /**
   * The actions that the newer one has and the older one lacks, by service: `service:Name` in the newer one's casing,
   * sorted by lower case within a service, services sorted; services without any are left out.
   */
  since(): ReadonlyMap<string, readonly string[]>;
}

/** Pairs two catalogues; they are compared once, when that is first asked for. */
export function catalogPair(older: Catalog, newer: Catalog): CatalogPair {
  return { older, newer, since: once(() => actionsSince(older, newer)) };
}

function actionsSince(older: Catalog, newer: Catalog): ReadonlyMap<string, readonly string[]> {
  const since = new Map<string, readonly string[]>();
  for (const service of newer.services()) {
    const { actions = [], folded = [] } = newer.service(service) ?? {};
    const before = new Set(older.service(service)?.folded);
    const fresh = actions.filter((_, place) => !before.has(folded[place] ?? ''));
    if (fresh.length > 0) since.set(service, fresh.sort(byLowerCase));
  }
  return since;
}

/** The new actions that a pattern matches: what it newly allows. */
export function matchedSince(pattern: Pattern, pair: CatalogPair): string[] {
  const since = pair.since();
  const prefix = servicePrefix(pattern);
  const lists = prefix === undefined ? [...since.values()] : [since.get(prefix) ?? []];
  return lists.flat().filter((action) => matches(pattern, fold(action)));
}

function byLowerCase(a: string, b: string): number {
  const [x, y] = [fold(a), fold(b)];
  return x < y ? -1 : x > y ? 1 : 0;
}
