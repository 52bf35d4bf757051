import { type ServiceActions, type ServiceIndex, stretchOf } from '../catalog/service-index.ts';
import { namedIn, type Unused } from '../finding/unused.ts';
import { matches } from '../pattern/match.ts';
import type { Pattern } from '../pattern/pattern.ts';

/** Running counts over one service: how many of the actions before a place are matched, and matched and unused. */
export interface Counts {
  /** In word order. */
  readonly matched: Int32Array;
  readonly unused: Int32Array;
  /** Matched and unused, in string order; what does not begin as the pattern does may be counted with it. */
  readonly starting: Int32Array;
}

/** Says of an action, `service:name` in lower case, whether it is one of those that are meant. */
export type ActionTest = (action: string) => boolean;

/**
 * Counts over one service what a pattern matches, less what `only` refuses, and what of that is unused.
 *
 * @param unused what is reported unused, or a test that takes its place
 */
export function countMatches(
  { rank, names }: ServiceIndex,
  pattern: Pattern,
  unused: Unused | ActionTest,
  only: ActionTest | undefined,
): Counts {
  const size = rank.length;
  const [from, to] = stretchOf(names, pattern.literal);
  const isStretch = pattern.kind === 'prefix' && only === undefined;
  const isMatch: ActionTest = (lower) => matches(pattern, lower) && (only === undefined || only(lower));
  const gone = new Uint8Array(size);
  forUnusedIn(names, unused, (place, lower) => {
    if (isStretch || isMatch(lower)) gone[place] = 1;
  });
  const matched = new Int32Array(size + 1);
  const unusedCounts = new Int32Array(size + 1);
  const starting = new Int32Array(size + 1);
  let ofMatched = 0;
  let ofUnused = 0;
  for (let i = 0; i < size; i++) {
    const place = at(rank, i);
    if (place >= from && place < to && (isStretch || isMatch(names.sorted[place] ?? ''))) {
      ofMatched++;
      ofUnused += at(gone, place);
    }
    matched[i + 1] = ofMatched;
    unusedCounts[i + 1] = ofUnused;
    starting[i + 1] = at(starting, i) + at(gone, i);
  }
  return { matched, unused: unusedCounts, starting };
}

/** Goes through the actions of a service that are unused, in no particular order. */
export function forUnusedIn(
  { service, sorted, placeOf }: ServiceActions,
  unused: Unused | ActionTest,
  found: (place: number, lower: string) => void,
): void {
  if (typeof unused === 'function' || unused.services.has(service)) {
    const has = typeof unused === 'function' ? unused : unused.has;
    sorted.forEach((lower, place) => {
      if (has(lower)) found(place, lower);
    });
    return;
  }
  for (const lower of namedIn(unused, service)) {
    const place = placeOf(lower);
    if (place !== undefined && unused.has(lower)) found(place, lower);
  }
}

/** The counted actions between two places of the word order. */
export function matchedActions(
  index: ServiceIndex,
  all: ReadonlyMap<ServiceIndex, Counts>,
  first = 0,
  last = index.actions.length,
): string[] {
  const counts = all.get(index);
  if (counts === undefined) return [];
  const actions: string[] = [];
  for (let i = first; i < last; i++) {
    const action = index.actions[i];
    if (action !== undefined && at(counts.matched, i + 1) > at(counts.matched, i)) actions.push(action);
  }
  return actions;
}

/** A place of an array that is known to be inside it. */
export function at(array: ArrayLike<number>, place: number): number {
  return array[place] ?? 0;
}
