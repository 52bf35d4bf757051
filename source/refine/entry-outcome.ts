import type { EntryDecision, EntryRef, RowDecision } from './decision.ts';
import type { EntryBase } from './entry.ts';
import type { Extent } from './extent.ts';
import type { Composition, Standing } from './memory.ts';
import type { Change, EntryOutcome, Proposal } from './outcome.ts';
import { at } from './selection.ts';
import type { DecidedRows } from './standing.ts';
import type { Trie } from './trie.ts';

interface EntryGiven {
  readonly ref: EntryRef;
  readonly element: 'Action' | 'NotAction';
  readonly text: string;
  readonly base: EntryBase;
  /** What the decisions on its rows made of it. */
  readonly standing: () => Standing;
  readonly rows: DecidedRows;
  readonly original: EntryDecision | undefined;
  readonly open: 'as-proposed' | 'as-written';
  /** The statement put together. */
  readonly composition: () => Composition;
}

/** The outcome of an entry. There may be a hundred thousand, so each part is made only when it is asked for. */
export class DerivedEntry implements EntryOutcome {
  readonly ref: EntryRef;
  readonly element: 'Action' | 'NotAction';
  readonly text: string;
  readonly #given: EntryGiven;
  #decided: Decided | undefined;

  constructor(given: EntryGiven) {
    this.ref = given.ref;
    this.element = given.element;
    this.text = given.text;
    this.#given = given;
  }

  get trie(): Trie {
    return this.#given.base.trie;
  }

  get proposal(): Proposal {
    return this.#given.base.proposal;
  }

  get original(): EntryDecision | undefined {
    return this.#given.original;
  }

  get changes(): readonly Change[] {
    return this.#changes().changes;
  }

  get total(): number {
    return this.#given.rows.size === 0 ? this.#given.base.total : this.#changes().changes.length;
  }

  get approved(): number {
    if (this.original !== undefined) return this.total;
    return this.#given.rows.size === 0 ? 0 : (this.#changes().approved.at(-1) ?? 0);
  }

  get isOpen(): boolean {
    return this.original === undefined && this.approved < this.total;
  }

  get isWritten(): boolean {
    return this.original !== undefined || (this.#given.open === 'as-written' && this.isOpen);
  }

  get grants(): readonly string[] {
    const stays = this.isWritten || this.proposal === 'stays' || this.proposal === 'unknown';
    if (!stays) return this.#given.standing().grants;
    return this.element === 'NotAction' ? [] : [this.text];
  }

  extent(): Extent {
    return this.#given.base.extent();
  }

  fate(node: number): { readonly stays: number; readonly goes: number } {
    const stays = this.#staying(node);
    return { stays, goes: this.trie.total(node) - stays };
  }

  changeAt(node: number): Change | undefined {
    const { changes } = this.#changes();
    const change = changes[firstFrom(changes, node)];
    return change?.node === node ? change : undefined;
  }

  changesBelow(node: number): { readonly approved: number; readonly total: number } {
    const { changes, approved } = this.#changes();
    const [from, to] = [firstFrom(changes, node), firstFrom(changes, this.trie.skip(node))];
    const signed = at(approved, to) - at(approved, from);
    return { approved: this.original === undefined ? signed : to - from, total: to - from };
  }

  #staying(node: number): number {
    const { after } = this.#given.composition();
    const span = this.trie.span(node);
    if (span !== undefined) {
      const counts = after.counts(span.part);
      return at(counts, span.last) - at(counts, span.first);
    }
    let all = 0;
    for (const part of this.trie.parts) all += after.counts(part).at(-1) ?? 0;
    return all;
  }

  #changes(): Decided {
    this.#decided ??= decided(this.#given.standing().changes, this.#given.rows);
    return this.#decided;
  }
}

interface Decided {
  readonly changes: readonly Change[];
  /** How many of the changes before each one are signed off; one more than there are changes. */
  readonly approved: Int32Array;
}

function decided(standing: readonly Change[], rows: DecidedRows): Decided {
  const approved = new Int32Array(standing.length + 1);
  const changes = standing.map((change, i) => {
    const decision = rows.get(change.key) ?? (change.kind === 'entry-goes' ? lastDrop(rows) : undefined);
    approved[i + 1] = at(approved, i) + (decision === undefined ? 0 : 1);
    return decision === undefined ? change : { ...change, decision };
  });
  return { changes, approved };
}

/**
 * The last decision that dropped a row: where all that an entry would have kept was dropped, it decides that it goes.
 */
function lastDrop(rows: DecidedRows): RowDecision | undefined {
  return [...rows.values()].findLast(({ kind }) => kind === 'drop');
}

/** The place of the first change at or after a row; changes are in the order of the tree. */
export function firstFrom(changes: readonly Change[], node: number): number {
  let [from, to] = [0, changes.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if ((changes[middle]?.node ?? 0) < node) from = middle + 1;
    else to = middle;
  }
  return from;
}
