import { type Catalog, servicesOf } from '../catalog/catalog.ts';
import { matches } from '../pattern/match.ts';
import { parsePattern } from '../pattern/pattern.ts';
import type { Unused } from '../usage/unused.ts';
import { Allowance } from './allowance.ts';

/** What an entry grants, in numbers and names: for lists over whole accounts, which need no tree. */
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
    const [from, to] = names.stretchOf(pattern.literal);
    const isMatch = (place: number): boolean =>
      place >= from && place < to && matches(pattern, names.sorted[place] ?? '');
    for (let place = from; place < to; place++) if (isMatch(place)) granted++;
    for (const place of unused.placesIn(names)) if (isMatch(place)) gone.push(names.actions[place] ?? '');
  }
  return { granted, unused: gone.sort() };
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
