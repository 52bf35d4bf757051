import { type Catalog, servicesOf } from '../catalog/catalog.ts';
import type { Cut, ServiceIndex } from '../catalog/service-index.ts';
import type { Unused } from '../finding/unused.ts';
import { type Pattern, parsePattern } from '../pattern/pattern.ts';
import { type ActionTest, at, type Counts, countMatches, matchedActions } from './counts.ts';
import type { NodeState, Trie } from './trie.ts';

export interface TrieOptions {
  /** Where names may be cut: between words (the default) or between any two characters. */
  readonly cut?: Cut;
  /** Leave out all nodes but the root and the proposed ones: enough for a proposal, not for a picture. */
  readonly shallow?: boolean;
  /** Leave out actions that the pattern matches and this refuses: what a NotAction list takes out. */
  readonly only?: ActionTest;
}

/**
 * Builds the trie of a pattern (semantics: "The namespace trie").
 *
 * @param pattern an action pattern, `s3:Get*`, or one that is parsed already
 * @param unused what is reported unused, or a test that takes its place
 * @param catalog the known actions, including those that only the finding names (`catalogOf`)
 */
export function buildTrie(
  pattern: string | Pattern,
  unused: Unused | ActionTest,
  catalog: Catalog,
  options: TrieOptions = {},
): Trie {
  const root = typeof pattern === 'string' ? parsePattern(pattern) : pattern;
  const build = new Builder(root, unused, options);
  for (const name of servicesOf(catalog, root)) {
    const index = catalog.service(name, options.cut ?? 'words');
    if (index !== undefined) build.add(index);
  }
  return build.finish();
}

const STATES: readonly NodeState[] = ['safe', 'mixed', 'unused'];
const SAFE = 0;
const MIXED = 1;
const UNUSED = 2;

class Builder {
  readonly #pattern: Pattern;
  readonly #unused: Unused | ActionTest;
  readonly #shallow: boolean;
  readonly #only: ActionTest | undefined;
  readonly #rootLength: number;
  // One row a node; the root is pushed first and completed at the end.
  readonly #parents: number[] = [-1];
  readonly #depths: number[] = [0];
  readonly #skips: number[] = [0];
  readonly #ends: number[] = [0];
  readonly #totals: number[] = [0];
  readonly #unusedCounts: number[] = [0];
  readonly #states: number[] = [SAFE];
  readonly #indexes: (ServiceIndex | undefined)[] = [undefined];
  readonly #firsts: number[] = [0];
  readonly #lasts: number[] = [0];
  readonly #proposed: number[] = [];
  readonly #matched = new Map<ServiceIndex, Counts>();

  constructor(pattern: Pattern, unused: Unused | ActionTest, options: TrieOptions) {
    this.#pattern = pattern;
    this.#unused = unused;
    this.#shallow = options.shallow === true;
    this.#only = options.only;
    this.#rootLength = pattern.literal.length;
  }

  add(index: ServiceIndex): void {
    const counts = countMatches(index, this.#pattern, this.#unused, this.#only);
    this.#matched.set(index, counts);
    this.#totals[0] = (this.#totals[0] ?? 0) + at(counts.matched, index.actions.length);
    this.#unusedCounts[0] = (this.#unusedCounts[0] ?? 0) + at(counts.unused, index.actions.length);
    // Names are cut and not service prefixes: a lone action of its service is no shorter than `service:`.
    const cut = Math.max(this.#rootLength, index.service.length) + 1;
    if (index.actions.length > 0) this.#node(index, counts, 0, 0, false, cut);
  }

  finish(): Trie {
    const total = this.#totals[0] ?? 0;
    const unused = this.#unusedCounts[0] ?? 0;
    this.#states[0] = unused === 0 ? SAFE : unused === total ? UNUSED : MIXED;
    this.#skips[0] = this.#parents.length;
    const pattern = this.#pattern;
    const [parents, depths, skips, ends] = [this.#parents, this.#depths, this.#skips, this.#ends];
    const [totals, unusedCounts, states, indexes] = [
      this.#totals,
      this.#unusedCounts,
      this.#states,
      this.#indexes,
    ];
    const [firsts, lasts, all] = [this.#firsts, this.#lasts, this.#matched];
    const isLeaf = (node: number): boolean => node > 0 && at(totals, node) === 1;
    const rootPrefix = (): string => {
      const [first] = all.keys();
      return pattern.kind === 'exact' && first !== undefined && total === 1
        ? (matchedActions(first, all)[0] ?? '')
        : pattern.text.slice(0, pattern.literal.length);
    };
    return {
      pattern,
      size: parents.length,
      parent: (node) => at(parents, node),
      depth: (node) => at(depths, node),
      skip: (node) => at(skips, node),
      prefix: (node) => {
        const index = indexes[node];
        if (index === undefined) return rootPrefix();
        const action = index.actions[at(firsts, node)] ?? '';
        return isLeaf(node) ? action : action.slice(0, at(ends, node));
      },
      isLeaf,
      state: (node) => STATES[at(states, node)] ?? 'mixed',
      total: (node) => at(totals, node),
      unused: (node) => at(unusedCounts, node),
      actions: (node) => {
        const index = indexes[node];
        if (index === undefined) return [...all.keys()].flatMap((each) => matchedActions(each, all));
        return matchedActions(index, all, at(firsts, node), at(lasts, node));
      },
      leafPrefix: (node) => (indexes[node]?.actions[at(firsts, node)] ?? '').slice(0, at(ends, node)),
      proposed: this.#states[0] === SAFE ? [] : this.#proposed,
    };
  }

  /**
   * Walks one node of the index: passes through it where it is not below the root, leaves it out where the pattern
   * matches nothing below it, and writes a row otherwise.
   *
   * @param cut where the parent's children part, plus one: the least that tells a lone action from its siblings
   */
  #node(
    index: ServiceIndex,
    counts: Counts,
    node: number,
    parent: number,
    below: boolean,
    cut: number,
  ): void {
    const { nodes } = index;
    const first = at(nodes.first, node);
    const last = at(nodes.last, node);
    const total = at(counts.matched, last) - at(counts.matched, first);
    if (total === 0) return;
    if (total === 1) {
      this.#leaf(index, counts, first, parent, below, Math.max(cut, this.#rootLength + 1));
      return;
    }
    if (at(nodes.end, node) <= this.#rootLength) {
      this.#children(index, counts, node, parent, below);
      return;
    }
    const state = this.#state(index, counts, node);
    if (this.#shallow && state !== SAFE) {
      if (state === MIXED) this.#children(index, counts, node, parent, below);
      return;
    }
    const row = this.#row(
      index,
      first,
      last,
      parent,
      at(nodes.end, node),
      total,
      at(counts.unused, last) - at(counts.unused, first),
      state,
    );
    if (state === SAFE && !below) this.#proposed.push(row);
    if (!this.#shallow) {
      this.#children(
        index,
        counts,
        this.#endOfRun(index, counts, node, total, state),
        row,
        below || state === SAFE,
      );
    }
    this.#skips[row] = this.#parents.length;
  }

  #children(index: ServiceIndex, counts: Counts, node: number, parent: number, below: boolean): void {
    const { nodes } = index;
    const cut = at(nodes.deep, node) + 1;
    const end = at(nodes.skip, node);
    const last = at(nodes.last, node);
    let child = node + 1;
    for (let i = at(nodes.first, node); i < last; ) {
      if (child < end && at(nodes.first, child) === i) {
        this.#node(index, counts, child, parent, below, cut);
        i = at(nodes.last, child);
        child = at(nodes.skip, child);
      } else {
        if (at(counts.matched, i + 1) > at(counts.matched, i))
          this.#leaf(index, counts, i, parent, below, cut);
        i++;
      }
    }
  }

  /** Follows a node down while one child holds all of its actions in the same state. */
  #endOfRun(index: ServiceIndex, counts: Counts, node: number, total: number, state: number): number {
    const { nodes } = index;
    const only = (parent: number): number | undefined => {
      for (let child = parent + 1; child < at(nodes.skip, parent); child = at(nodes.skip, child)) {
        const below = at(counts.matched, at(nodes.last, child)) - at(counts.matched, at(nodes.first, child));
        if (below === total) return child;
        if (below > 0) return undefined;
      }
      return undefined;
    };
    let run = node;
    for (
      let child = only(run);
      child !== undefined && this.#state(index, counts, child) === state;
      child = only(run)
    )
      run = child;
    return run;
  }

  #leaf(
    index: ServiceIndex,
    counts: Counts,
    from: number,
    parent: number,
    below: boolean,
    cut: number,
  ): void {
    let place = from;
    while (at(counts.matched, place + 1) === at(counts.matched, place)) place++;
    const unused = at(counts.unused, place + 1) - at(counts.unused, place);
    if (this.#shallow && unused === 1) return;
    const length = index.actions[place]?.length ?? 0;
    const row = this.#row(
      index,
      place,
      place + 1,
      parent,
      Math.min(cut, length),
      1,
      unused,
      unused === 1 ? UNUSED : SAFE,
    );
    this.#skips[row] = row + 1;
    if (unused === 0 && !below) this.#proposed.push(row);
  }

  #state(index: ServiceIndex, counts: Counts, node: number): number {
    const { nodes } = index;
    if (at(counts.starting, at(nodes.to, node)) === at(counts.starting, at(nodes.from, node))) return SAFE;
    const first = at(nodes.first, node);
    const last = at(nodes.last, node);
    const unused = at(counts.unused, last) - at(counts.unused, first);
    return unused === at(counts.matched, last) - at(counts.matched, first) ? UNUSED : MIXED;
  }

  #row(
    index: ServiceIndex,
    first: number,
    last: number,
    parent: number,
    end: number,
    total: number,
    unused: number,
    state: number,
  ): number {
    this.#parents.push(parent);
    this.#depths.push((this.#depths[parent] ?? 0) + 1);
    this.#skips.push(0);
    this.#ends.push(end);
    this.#totals.push(total);
    this.#unusedCounts.push(unused);
    this.#states.push(state);
    this.#indexes.push(index);
    this.#firsts.push(first);
    this.#lasts.push(last);
    return this.#parents.length - 1;
  }
}
