import type { ServiceIndex } from '../catalog/service-index.ts';
import type { Unused } from '../finding/unused.ts';
import { matches } from '../pattern/match.ts';
import type { Pattern } from '../pattern/pattern.ts';

/** Running counts over one service: how many of the actions before a place are matched, and matched and unused. */
export interface Counts {
  /** In word order. */
  readonly matched: Int32Array;
  readonly unused: Int32Array;
  /** Matched and unused, in string order. */
  readonly starting: Int32Array;
}

/** Counts over one service what a pattern matches, less what `only` refuses, and what of that is unused. */
export function countMatches(
  index: ServiceIndex,
  pattern: Pattern,
  unused: Unused,
  only: ((action: string) => boolean) | undefined,
): Counts {
  const size = index.actions.length;
  const matched = new Int32Array(size + 1);
  const unusedCounts = new Int32Array(size + 1);
  const starting = new Int32Array(size + 1);
  const all = pattern.kind === 'prefix' && pattern.literal.length <= index.service.length + 1;
  for (let i = 0; i < size; i++) {
    const action = index.folded[i] ?? '';
    const match = (all || matches(pattern, action)) && (only === undefined || only(action));
    const gone = match && unused.has(action);
    matched[i + 1] = at(matched, i) + (match ? 1 : 0);
    unusedCounts[i + 1] = at(unusedCounts, i) + (gone ? 1 : 0);
    if (gone) starting[at(index.rank, i) + 1] = 1;
  }
  for (let i = 0; i < size; i++) starting[i + 1] = at(starting, i + 1) + at(starting, i);
  return { matched, unused: unusedCounts, starting };
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
