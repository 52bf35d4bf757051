import type { ServiceActions } from '../catalog/service-index.ts';
import { fold } from '../pattern/fold.ts';
import { matches } from '../pattern/match.ts';
import { parsePattern } from '../pattern/pattern.ts';
import { at } from './selection.ts';
import type { TriePart } from './trie.ts';

/**
 * The known actions that a statement allows. They are found by matching its strings alone, no matter how the strings
 * came about; service by service, and remembered.
 */
export class Allowance {
  readonly #isNot: boolean;
  readonly #byService: ReadonlyMap<string, readonly string[]>;
  /** Strings with a wildcard in their service prefix. */
  readonly #everywhere: readonly string[];
  readonly #marks = new Map<ServiceActions, Uint8Array>();
  readonly #counts = new Map<TriePart, Int32Array>();

  /**
   * @param strings undefined: the statement is gone
   * @param before what the same statement allowed one decision earlier: most services are unchanged
   */
  constructor(element: 'Action' | 'NotAction', strings: readonly string[] | undefined, before?: Allowance) {
    this.#isNot = element === 'NotAction' && strings !== undefined;
    const byService = new Map<string, string[]>();
    const everywhere: string[] = [];
    let start: string | undefined;
    let list: string[] = [];
    for (const text of strings ?? []) {
      // The strings of one service mostly stand together.
      if (start === undefined || !text.startsWith(start)) {
        start = text.slice(0, text.indexOf(':') + 1);
        const isOpen = start === '' || /[*?]/.test(start);
        list = isOpen ? everywhere : listIn(byService, fold(start.slice(0, -1)));
        if (start === '') start = undefined;
      }
      list.push(text);
    }
    this.#byService = byService;
    this.#everywhere = everywhere;
    if (before !== undefined) this.#takeOver(before);
  }

  #takeOver(before: Allowance): void {
    for (const [names, marks] of before.#marks)
      if (before.#isLike(this, names.service)) this.#marks.set(names, marks);
    for (const [part, counts] of before.#counts)
      if (this.#marks.has(part.index.names)) this.#counts.set(part, counts);
  }

  /** For each action of a service, in string order, whether it is allowed: 1 or 0. */
  marks(names: ServiceActions): Uint8Array {
    const known = this.#marks.get(names);
    if (known !== undefined) return known;
    const marks = this.#find(names);
    this.#marks.set(names, marks);
    return marks;
  }

  /** For each place of the word order: how many actions before it the trie's pattern matches and the statement allows. */
  counts(part: TriePart): Int32Array {
    const known = this.#counts.get(part);
    if (known !== undefined) return known;
    const { rank, names } = part.index;
    const marks = this.marks(names);
    const counts = new Int32Array(rank.length + 1);
    for (let place = 0; place < rank.length; place++) {
      const isAllowed = part.has(place) && marks[at(rank, place)] === 1;
      counts[place + 1] = at(counts, place) + (isAllowed ? 1 : 0);
    }
    this.#counts.set(part, counts);
    return counts;
  }

  /** The services that its strings name; undefined where it may allow something of any. */
  services(): ReadonlySet<string> | undefined {
    return this.#isNot || this.#everywhere.length > 0 ? undefined : new Set(this.#byService.keys());
  }

  /** Whether both have the same strings for a service. */
  #isLike(other: Allowance, service: string): boolean {
    return (
      this.#isNot === other.#isNot &&
      isSame(this.#everywhere, other.#everywhere) &&
      isSame(this.#byService.get(service), other.#byService.get(service))
    );
  }

  #find(names: ServiceActions): Uint8Array {
    const marks = new Uint8Array(names.sorted.length);
    for (const list of [this.#byService.get(names.service) ?? [], this.#everywhere])
      for (const text of list) mark(text, names, marks);
    if (this.#isNot)
      for (let place = 0; place < marks.length; place++) marks[place] = 1 - (marks[place] ?? 0);
    return marks;
  }
}

function mark(text: string, names: ServiceActions, marks: Uint8Array): void {
  const pattern = parsePattern(text);
  const { kind, literal } = pattern;
  if (kind === 'exact') {
    const place = names.placeOf(literal);
    if (place !== undefined) marks[place] = 1;
    return;
  }
  const [from, to] = names.stretchOf(literal);
  if (kind === 'prefix') {
    marks.fill(1, from, to);
    return;
  }
  for (let place = from; place < to; place++)
    if (matches(pattern, names.sorted[place] ?? '')) marks[place] = 1;
}

function listIn(lists: Map<string, string[]>, service: string): string[] {
  const list = lists.get(service) ?? [];
  lists.set(service, list);
  return list;
}

function isSame(a: readonly string[] = [], b: readonly string[] = []): boolean {
  return a.length === b.length && a.every((text, i) => text === b[i]);
}
