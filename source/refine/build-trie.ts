import { type Catalog, servicesOf } from '../catalog/catalog.ts';
import { type Cut, type ServiceIndex, sharedLength } from '../catalog/service-index.ts';
import { fold } from '../pattern/fold.ts';
import { type Pattern, parsePattern } from '../pattern/pattern.ts';
import type { Unused } from '../usage/unused.ts';
import { type ActionTest, at, Selection } from './selection.ts';
import type { NodeState, Trie } from './trie.ts';

export interface TrieOptions {
  /** Where names may be cut: between words (the default) or between any two characters. */
  readonly cut?: Cut;
  /** Leave out all nodes but the root and the proposed ones: enough for a proposal, not for a picture. */
  readonly shallow?: boolean;
  /** Keep only the actions that pass this test: what a NotAction list names is left out. */
  readonly only?: ActionTest;
}

/**
 * Builds the trie of a pattern (semantics: "The namespace trie").
 *
 * @param pattern an action pattern, `s3:Get*`, or one that is parsed already
 * @param unused what is reported unused, or a test that takes its place
 * @param catalog the known actions, including those that only the finding names (`catalogOf`)
 */
export function trieOf(
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

const LEAF = -1;

/** A proposed node whose prefix also begins actions that are not below it, with the stretch of all it begins. */
interface Reaching {
  readonly row: number;
  readonly selection: Selection;
  readonly from: number;
  readonly to: number;
}

/** How far the children of a node are walked through. */
interface Walk {
  readonly parent: number;
  readonly below: boolean;
  readonly cut: number;
  /** The first node behind the children, and the first action. */
  readonly end: number;
  readonly last: number;
  /** The next child, and the next action. */
  child: number;
  place: number;
  isDone: boolean;
  /** The node's own row, to be closed behind its children. */
  readonly row?: number;
}

function walkBelow({ index: { nodes } }: Selection, node: number, parent: number, below: boolean): Walk {
  return {
    parent,
    below,
    cut: at(nodes.deep, node) + 1,
    end: at(nodes.skip, node),
    last: at(nodes.last, node),
    child: node + 1,
    place: at(nodes.first, node),
    isDone: false,
  };
}

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
  readonly #states: number[] = [SAFE];
  readonly #selections: (Selection | undefined)[] = [undefined];
  readonly #firsts: number[] = [0];
  /** Nodes of the service's index, or `LEAF`. */
  readonly #nodes: number[] = [LEAF];
  readonly #proposed: number[] = [];
  readonly #reaching: Reaching[] = [];
  readonly #all: Selection[] = [];
  #total = 0;
  #unusedCount = 0;

  constructor(pattern: Pattern, unused: Unused | ActionTest, options: TrieOptions) {
    this.#pattern = pattern;
    this.#unused = unused;
    this.#shallow = options.shallow === true;
    this.#only = options.only;
    this.#rootLength = pattern.literal.length;
  }

  add(index: ServiceIndex): void {
    const size = index.actions.length;
    const selection = new Selection(index, this.#pattern, this.#unused, this.#only);
    this.#all.push(selection);
    this.#total += selection.count(0, size);
    this.#unusedCount += selection.unused(0, size);
    // Only names are cut, never service prefixes: a lone action of its service is no shorter than `service:`.
    const cut = Math.max(this.#rootLength, index.service.length) + 1;
    if (size > 0) this.#walk(selection, cut);
  }

  finish(): Trie {
    const [total, unused, pattern] = [this.#total, this.#unusedCount, this.#pattern];
    this.#states[0] = unused === 0 ? SAFE : unused === total ? UNUSED : MIXED;
    this.#skips[0] = this.#ends.length;
    const [parents, depths, skips] = [this.#parents, this.#depths, this.#skips];
    const [ends, states, nodes] = [this.#ends, this.#states, this.#nodes];
    const firsts = this.#firsts;
    const selections = this.#selections;
    const all = this.#all;
    // A node with one action is a leaf.
    const isLeaf = (node: number): boolean => node > 0 && of(nodes, node) === LEAF;
    const lastOf = (node: number, { index }: Selection): number =>
      isLeaf(node) ? of(firsts, node) + 1 : at(index.nodes.last, of(nodes, node));
    const rootPrefix = (): string =>
      pattern.kind === 'exact' && total === 1
        ? (all[0]?.actions()[0] ?? '')
        : pattern.text.slice(0, pattern.literal.length);
    const prefix = (node: number): string => {
      const selection = selections[node];
      if (selection === undefined) return rootPrefix();
      const action = selection.index.actions[of(firsts, node)] ?? '';
      return isLeaf(node) ? action : action.slice(0, of(ends, node));
    };
    const actions = (node: number): string[] => {
      const selection = selections[node];
      if (selection === undefined) return all.flatMap((each) => each.actions());
      return selection.actions(of(firsts, node), lastOf(node, selection));
    };
    return {
      pattern,
      size: ends.length,
      parent: (node) => of(parents, node),
      depth: (node) => of(depths, node),
      skip: (node) => of(skips, node),
      prefix,
      shared: (node) => (isLeaf(node) ? '' : sharedPrefix(actions(node)).slice(prefix(node).length)),
      wildcard: (node) =>
        of(nodes, node) === LEAF
          ? `${prefix(node)}*`
          : (selections[node]?.index.wildcard(of(nodes, node)) ?? ''),
      isLeaf,
      state: (node) => STATES[of(states, node)] ?? 'mixed',
      total: (node) => {
        const selection = selections[node];
        return selection?.count(of(firsts, node), lastOf(node, selection)) ?? total;
      },
      unused: (node) => {
        const selection = selections[node];
        return selection?.unused(of(firsts, node), lastOf(node, selection)) ?? unused;
      },
      actions,
      leafPrefix: (node) =>
        (selections[node]?.index.actions[of(firsts, node)] ?? '').slice(0, of(ends, node)),
      parts: all,
      span: (node) => {
        const part = selections[node];
        return part && { part, first: of(firsts, node), last: lastOf(node, part) };
      },
      proposed: this.#states[0] === SAFE ? [] : this.#proposed,
      grants: () => this.#grants(),
    };
  }

  #grants(): string[] {
    if (this.#states[0] === SAFE) return [];
    const reaching = Map.groupBy(this.#reaching, ({ selection }) => selection);
    const grants: string[] = [];
    let last: Selection | undefined;
    let others: readonly Reaching[] | undefined;
    for (const row of this.#proposed) {
      const selection = this.#selections[row];
      if (selection === undefined) continue;
      if (selection !== last) {
        last = selection;
        others = reaching.get(selection);
      }
      const { actions, rank, wildcard } = selection.index;
      const first = of(this.#firsts, row);
      const node = of(this.#nodes, row);
      const place = at(rank, first);
      if (others?.some((other) => other.from <= place && place < other.to && this.#isLonger(row, other.row)))
        continue;
      grants.push(node === LEAF ? (actions[first] ?? '') : wildcard(node));
    }
    return grants;
  }

  /** Whether a row's own prefix, and not only its first action, begins with another row's; of two equal ones, the later. */
  #isLonger(row: number, other: number): boolean {
    if (of(this.#nodes, row) === LEAF) return true;
    const difference = of(this.#ends, row) - of(this.#ends, other);
    return difference === 0 ? row > other : difference > 0;
  }

  /** Walks the index of a service, without recursion: the names of a finding may be nested to any depth. */
  #walk(selection: Selection, cut: number): void {
    const open: Walk[] = [];
    let entered = this.#enter(selection, 0, 0, false, cut);
    for (;;) {
      if (entered !== undefined) open.push(entered);
      const walk = open.at(-1);
      if (walk === undefined) return;
      entered = this.#next(selection, walk);
      if (entered !== undefined || !walk.isDone) continue;
      if (walk.row !== undefined) this.#skips[walk.row] = this.#ends.length;
      open.pop();
    }
  }

  /**
   * Enters one node of the index: passes through it where it is not below the root, leaves it out where the pattern
   * matches nothing below it, and writes a row otherwise.
   *
   * @param cut where the parent's children differ, plus one: the shortest prefix that tells an action from its siblings
   * @returns how to go on below it; undefined where there is nothing below it to be looked at
   */
  #enter(selection: Selection, node: number, parent: number, below: boolean, cut: number): Walk | undefined {
    const { nodes } = selection.index;
    const first = at(nodes.first, node);
    const last = at(nodes.last, node);
    const total = selection.count(first, last);
    if (total === 0) return undefined;
    if (total === 1) {
      this.#leaf(selection, first, parent, below, Math.max(cut, this.#rootLength + 1));
      return undefined;
    }
    if (at(nodes.end, node) <= this.#rootLength) return walkBelow(selection, node, parent, below);
    const state = this.#state(selection, node);
    if (this.#shallow && state !== SAFE)
      return state === MIXED ? walkBelow(selection, node, parent, below) : undefined;
    const row = this.#row(selection, node, first, parent, at(nodes.end, node), state);
    if (state === SAFE && !below) {
      this.#proposed.push(row);
      const from = at(nodes.from, node);
      const to = at(nodes.to, node);
      if (to - from > last - first) this.#reaching.push({ row, selection, from, to });
    }
    if (this.#shallow) return undefined;
    const run = this.#endOfRun(selection, node, total);
    return { ...walkBelow(selection, run, row, below || state === SAFE), row };
  }

  /** Goes on to the next child that has children itself, and writes the leaves before it. */
  #next(selection: Selection, walk: Walk): Walk | undefined {
    const { nodes } = selection.index;
    while (walk.place < walk.last) {
      const { place, child } = walk;
      if (child < walk.end && at(nodes.first, child) === place) {
        walk.place = at(nodes.last, child);
        walk.child = at(nodes.skip, child);
        const entered = this.#enter(selection, child, walk.parent, walk.below, walk.cut);
        if (entered !== undefined) return entered;
      } else {
        if (selection.has(place)) this.#leaf(selection, place, walk.parent, walk.below, walk.cut);
        walk.place++;
      }
    }
    walk.isDone = true;
    return undefined;
  }

  /** Follows a node down as long as one child holds all of its actions and begins the same ones. */
  #endOfRun(selection: Selection, node: number, total: number): number {
    const { nodes } = selection.index;
    const only = (parent: number): number | undefined => {
      for (let child = parent + 1; child < at(nodes.skip, parent); child = at(nodes.skip, child)) {
        const below = selection.count(at(nodes.first, child), at(nodes.last, child));
        if (below === total) return child;
        if (below > 0) return undefined;
      }
      return undefined;
    };
    const begun = (each: number): number => selection.begun(at(nodes.from, each), at(nodes.to, each));
    const all = begun(node);
    let run = node;
    for (let child = only(run); child !== undefined && begun(child) === all; child = only(run)) run = child;
    return run;
  }

  #leaf(selection: Selection, from: number, parent: number, below: boolean, cut: number): void {
    let place = from;
    while (selection.count(place, place + 1) === 0) place++;
    const state = selection.isUnused(place) ? UNUSED : SAFE;
    if (this.#shallow && state === UNUSED) return;
    const length = selection.index.actions[place]?.length ?? 0;
    const row = this.#row(selection, LEAF, place, parent, Math.min(cut, length), state);
    if (!this.#shallow) this.#skips[row] = row + 1;
    if (state === SAFE && !below) this.#proposed.push(row);
  }

  #state(selection: Selection, node: number): number {
    const { nodes } = selection.index;
    if (!selection.isAnyUnused(at(nodes.from, node), at(nodes.to, node))) return SAFE;
    const first = at(nodes.first, node);
    const last = at(nodes.last, node);
    const unused = selection.unused(first, last);
    return unused === selection.count(first, last) ? UNUSED : MIXED;
  }

  /** Adds a row. In a shallow trie no row has a place among others, and all are safe. */
  #row(
    selection: Selection,
    node: number,
    first: number,
    parent: number,
    end: number,
    state: number,
  ): number {
    if (!this.#shallow) {
      this.#parents.push(parent);
      this.#depths.push((this.#depths[parent] ?? 0) + 1);
      this.#skips.push(0);
      this.#states.push(state);
    }
    this.#ends.push(end);
    this.#selections.push(selection);
    this.#firsts.push(first);
    this.#nodes.push(node);
    return this.#ends.length - 1;
  }
}

/** The longest prefix that all actions share, ignoring letter case, spelled as in the first of them. */
function sharedPrefix(actions: readonly string[]): string {
  const [first = '', ...others] = actions;
  const folded = fold(first);
  const length = others.reduce(
    (shortest, action) => Math.min(shortest, sharedLength(folded, fold(action))),
    first.length,
  );
  return first.slice(0, length);
}

/** Does for the growing rows what `at` does for arrays: one function for both kinds of list would be slow for each. */
function of(list: readonly number[], row: number): number {
  return list[row] ?? 0;
}
