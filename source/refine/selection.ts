import type { ServiceActions, ServiceIndex } from '../catalog/service-index.ts';
import { matches } from '../pattern/match.ts';
import type { Pattern } from '../pattern/pattern.ts';
import type { Unused } from '../usage/unused.ts';

/** Tells whether an action, `service:name` in lower case, belongs to a set. */
export type ActionTest = (action: string) => boolean;

/** The actions of one service that a pattern matches, and which of them are unused; asked by stretches of its index. */
export class Selection {
  readonly index: ServiceIndex;
  /** How many actions before each place of the word order are matched; undefined where all are. */
  readonly #matched: Int32Array | undefined;
  /** The places of the actions that are matched and unused, ascending: in word order, and below in string order. */
  readonly #goneWords: readonly number[];
  readonly #goneStrings: readonly number[];

  /**
   * @param unused what is reported unused, or a test that takes its place
   * @param only keeps only the actions that pass this test
   */
  constructor(
    index: ServiceIndex,
    pattern: Pattern,
    unused: Unused | ActionTest,
    only: ActionTest | undefined,
  ) {
    const { names, placed } = index;
    const [from, to] = names.stretchOf(pattern.literal);
    const isStretch = pattern.kind === 'prefix' && only === undefined;
    const isMatch = (place: number): boolean => {
      if (place < from || place >= to || isStretch) return place >= from && place < to;
      const lower = names.sorted[place] ?? '';
      return matches(pattern, lower) && (only === undefined || only(lower));
    };
    this.index = index;
    this.#matched =
      isStretch && to - from === names.sorted.length ? undefined : runningCount(index.rank, isMatch);
    const gone = unusedPlaces(names, unused);
    this.#goneStrings = gone.length === 0 || this.#matched === undefined ? gone : gone.filter(isMatch);
    this.#goneWords =
      gone.length === 0 ? gone : ascending(this.#goneStrings.map((place) => placed[place] ?? 0));
  }

  /** How many actions between two places of the word order are matched. */
  count(first: number, last: number): number {
    if (this.#matched === undefined) return last - first;
    return at(this.#matched, last) - at(this.#matched, first);
  }

  /** How many of them are unused. */
  unused(first: number, last: number): number {
    const gone = this.#goneWords;
    return gone.length === 0 ? 0 : countBelow(gone, last) - countBelow(gone, first);
  }

  /** Whether the action at a place of the word order is matched and unused. */
  isUnused(place: number): boolean {
    return isAnyBetween(this.#goneWords, place, place + 1);
  }

  /** Whether something between two places of the string order is matched and unused. */
  isAnyUnused(from: number, to: number): boolean {
    return isAnyBetween(this.#goneStrings, from, to);
  }

  /** How many actions between two places of the string order are matched. */
  begun(from: number, to: number): number {
    if (this.#matched === undefined) return to - from;
    let count = 0;
    for (let place = from; place < to; place++) {
      const word = at(this.index.placed, place);
      count += this.count(word, word + 1);
    }
    return count;
  }

  /** Whether the action at a place of the word order is matched. */
  has(place: number): boolean {
    return this.count(place, place + 1) > 0;
  }

  /** The matched actions between two places of the word order. */
  actions(first = 0, last = this.index.actions.length): string[] {
    const { actions } = this.index;
    if (this.#matched === undefined) return actions.slice(first, last);
    return actions.slice(first, last).filter((_, i) => this.count(first + i, first + i + 1) > 0);
  }
}

/** The places, in string order and ascending, of the actions of a service that are unused. */
function unusedPlaces(names: ServiceActions, unused: Unused | ActionTest): readonly number[] {
  if (typeof unused !== 'function') return unused.placesIn(names);
  const places: number[] = [];
  for (const [place, lower] of names.sorted.entries()) if (unused(lower)) places.push(place);
  return places;
}

/** The number at a place of an array; the place is known to exist. */
export function at(array: Int32Array, place: number): number {
  return array[place] ?? 0;
}

function runningCount(rank: Int32Array, isMatch: (place: number) => boolean): Int32Array {
  const counts = new Int32Array(rank.length + 1);
  let count = 0;
  for (let i = 0; i < rank.length; i++) {
    if (isMatch(at(rank, i))) count++;
    counts[i + 1] = count;
  }
  return counts;
}

/** How many numbers of an ascending list are below a limit. */
export function countBelow(list: readonly number[], limit: number): number {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((list[middle] ?? 0) < limit) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Whether some number of an ascending list is at least the first limit and below the second. */
export function isAnyBetween(list: readonly number[], from: number, to: number): boolean {
  return list.length > 0 && (list[countBelow(list, from)] ?? to) < to;
}

/** Sorts a list in place; most lists are in order already, or nearly so. */
function ascending(list: number[]): number[] {
  for (let i = 1; i < list.length; i++) {
    if ((list[i - 1] ?? 0) > (list[i] ?? 0)) return list.sort((a, b) => a - b);
  }
  return list;
}
