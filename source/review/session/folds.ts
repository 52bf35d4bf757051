/**
 * What of a tree is folded away: a rule for all rows, and the rows that are the other way round. So folding all of
 * 22,091 rows is one word, and a tree that has changed needs nothing carried over.
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

/** The same folds with these rows the other way round. */
export function flip(folds: Folds, addresses: readonly string[]): Folds {
  const flipped = new Set(folds.flipped);
  for (const address of addresses) {
    if (flipped.has(address)) flipped.delete(address);
    else flipped.add(address);
  }
  return { ...folds, flipped: [...flipped] };
}
