import { type Catalog, servicesOf } from '../catalog/catalog.ts';
import type { ServiceActions } from '../catalog/service-index.ts';
import { matches } from '../pattern/match.ts';
import { type Pattern, parsePattern } from '../pattern/pattern.ts';
import type { Unused } from '../usage/unused.ts';
import { Allowance } from './allowance.ts';
import { countBelow } from './selection.ts';

/** What an entry grants, as a number and as names: for lists over whole accounts, which need no tree. */
export interface Extent {
  /** How many known actions it grants. */
  readonly granted: number;
  /** Those of them that are unused, sorted by code unit. */
  readonly unused: readonly string[];
}

/** The extent of one string of an `Action`. */
export function extentOf(entry: string, unused: Unused, catalog: Catalog): Extent {
  const pattern = parsePattern(entry);
  const gone: string[] = [];
  let granted = 0;
  for (const service of servicesOf(catalog, pattern)) {
    const names = catalog.actions(service);
    if (names === undefined) continue;
    const [from, to] = stretchOf(pattern, names);
    // A prefix pattern matches everything in its stretch.
    const isMatch = (place: number): boolean =>
      pattern.kind !== 'glob' || matches(pattern, names.sorted[place] ?? '');
    for (let place = from; place < to; place++) if (isMatch(place)) granted++;
    const places = unused.placesIn(names);
    for (let i = countBelow(places, from); i < places.length; i++) {
      const place = places[i] ?? to;
      if (place >= to) break;
      if (isMatch(place)) gone.push(names.actions[place] ?? '');
    }
  }
  return { granted, unused: gone.sort() };
}

/** The stretch of the string order that holds all matches of a pattern. */
function stretchOf({ kind, literal }: Pattern, names: ServiceActions): readonly [number, number] {
  if (kind !== 'exact') return names.stretchOf(literal);
  const place = names.placeOf(literal);
  return place === undefined ? [0, 0] : [place, place + 1];
}

/** The extent of a `NotAction` list: all that it does not list. */
export function extentOfList(strings: readonly string[], unused: Unused, catalog: Catalog): Extent {
  const allowance = new Allowance('NotAction', strings);
  const gone: string[] = [];
  let granted = 0;
  for (const service of catalog.services()) {
    const names = catalog.actions(service);
    if (names === undefined) continue;
    const marks = allowance.marks(names);
    for (const mark of marks) granted += mark;
    for (const place of unused.placesIn(names)) if (marks[place] === 1) gone.push(names.actions[place] ?? '');
  }
  return { granted, unused: gone.sort() };
}
