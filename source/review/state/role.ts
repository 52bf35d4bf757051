import type { RowDecision } from '../../refine/decision.ts';
import { type Decisions, entryKey } from '../../refine/decision.ts';
import { rowKey } from '../../refine/row.ts';
import { countBelow } from '../../refine/selection.ts';
import { type EntryReview, type Unit, unitsBefore } from '../entry.ts';
import { tableFor } from '../result.ts';

/** What a row of a tree is to the proposal, and so what can be decided on it. */
export type RowRole =
  /** A proposed grant, or what a decision made of one. */
  | { readonly kind: 'unit'; readonly unit: Unit }
  /** A part of a narrowed grant: a grant of its own now, which stands with the narrowing. */
  | { readonly kind: 'part'; readonly unit: Unit; readonly decision?: RowDecision }
  /** Below a grant, which speaks for it. `by` is the grant's row. */
  | { readonly kind: 'covered'; readonly unit: Unit; readonly by: number }
  /** Above proposed grants. */
  | { readonly kind: 'above'; readonly units: number; readonly undecided: number }
  /** Everything here is unused and goes. */
  | { readonly kind: 'unused' }
  /** Nothing is to be decided here. */
  | { readonly kind: 'settled' };

/** The role of a row under the decisions made so far. */
export function roleOf(review: EntryReview, decisions: Decisions, node: number): RowRole {
  const own = review.unitAt.get(node);
  if (own !== undefined) return { kind: 'unit', unit: own };
  const { trie } = review;
  const path: number[] = [];
  for (let above = node; above >= 0; above = trie.parent(above)) {
    const unit = review.unitAt.get(above);
    if (unit !== undefined) return partOf(review, decisions, unit, path, node);
    path.push(above);
  }
  if (trie.state(node) === 'unused') return { kind: 'unused' };
  const { first, last } = unitsBelow(review, node);
  if (first === last) return { kind: 'settled' };
  const undecided = review.original === undefined ? last - first - decidedBelow(review, node) : 0;
  return { kind: 'above', units: last - first, undecided };
}

/** Goes down from a unit as long as its rows are narrowed: the grant is where that ends. */
function partOf(
  review: EntryReview,
  decisions: Decisions,
  unit: Unit,
  path: readonly number[],
  node: number,
): RowRole {
  if (unit.decision?.kind === 'drop') return { kind: 'unused' };
  // A widened row lets in what is unused below it, too.
  if (review.trie.state(node) === 'unused' && unit.decision?.kind !== 'widen') return { kind: 'unused' };
  const rows = tableFor(decisions).rows.get(entryKey(review.ref));
  let at = unit.node;
  let decision: RowDecision | undefined = unit.decision;
  for (let i = path.length - 1; i >= 0 && decision?.kind === 'narrow'; i--) {
    at = path[i] ?? at;
    decision = rows?.get(rowKey(review.trie, at));
  }
  if (at !== node || unit.node === node) return { kind: 'covered', unit, by: at };
  return { kind: 'part', unit, ...(decision && { decision }) };
}

/** The units at and below a row: places in `review.units`, which stand in the order of the tree. */
export function unitsBelow(
  { trie, units }: EntryReview,
  node: number,
): { readonly first: number; readonly last: number } {
  return { first: unitsBefore(units, node), last: unitsBefore(units, trie.skip(node)) };
}

/** How many of the units at and below a row are decided. */
function decidedBelow({ trie, decidedRows }: EntryReview, node: number): number {
  return countBelow(decidedRows, trie.skip(node)) - countBelow(decidedRows, node);
}
