import { createMemo } from '../base/memo.ts';
import { fold } from '../pattern/fold.ts';
import { matches } from '../pattern/match.ts';
import { type Pattern, servicePrefix } from '../pattern/pattern.ts';
import type { Catalog } from './catalog.ts';

const differences = createMemo<ReadonlyMap<string, readonly string[]>>();

/**
 * The actions that a newer catalogue has and an older one lacks, by service; services without any are left out.
 *
 * @returns `service:Name` in the newer one's casing, sorted by lower case within a service, services sorted
 */
export function actionsSince(older: Catalog, newer: Catalog): ReadonlyMap<string, readonly string[]> {
  return differences([older, newer], '', () => {
    const since = new Map<string, readonly string[]>();
    for (const service of newer.services()) {
      const { actions = [], folded = [] } = newer.service(service) ?? {};
      const before = new Set(older.service(service)?.folded);
      const fresh = actions.filter((_, place) => !before.has(folded[place] ?? ''));
      if (fresh.length > 0) since.set(service, fresh.sort(byLowerCase));
    }
    return since;
  });
}

/** Those of `actionsSince` that a pattern matches: what it has come to allow. */
export function matchedSince(pattern: Pattern, older: Catalog, newer: Catalog): string[] {
  const since = actionsSince(older, newer);
  const prefix = servicePrefix(pattern);
  const lists = prefix === undefined ? [...since.values()] : [since.get(prefix) ?? []];
  return lists.flat().filter((action) => matches(pattern, fold(action)));
}

function byLowerCase(a: string, b: string): number {
  const [x, y] = [fold(a), fold(b)];
  return x < y ? -1 : x > y ? 1 : 0;
}
