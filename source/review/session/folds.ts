/**
 * Which rows of a tree are folded: a rule for all rows, and the rows that differ from it. So folding all of 22,091 rows
 * changes one word, and a changed tree needs no conversion.
 */
export interface Folds {
  /** `first`: as the tree is first seen, the policy and its mixed rows open while they are few. */
  readonly base: 'first' | 'open' | 'closed';
  /** Addresses. */
  readonly flipped: readonly string[];
}

export const FIRST_FOLDS: Folds = { base: 'first', flipped: [] };
export const ALL_OPEN: Folds = { base: 'open', flipped: [] };
export const ALL_CLOSED: Folds = { base: 'closed', flipped: [] };

/** The same folds with these rows switched. */
export function flip(folds: Folds, addresses: readonly string[]): Folds {
  const flipped = new Set(folds.flipped);
  for (const address of addresses) {
    if (flipped.has(address)) flipped.delete(address);
    else flipped.add(address);
  }
  return { ...folds, flipped: [...flipped] };
}
