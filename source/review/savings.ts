import type { Unused } from '../finding/unused.ts';
import { wildcardsOf } from '../refine/grants.ts';
import type { EntryRef } from './decision.ts';
import { rowKey } from './entry.ts';
import type { FinalPolicy } from './result.ts';

/** A widening that would make the policy shorter, and what it would let back in. */
export interface Saving {
  readonly ref: EntryRef;
  /** The key of the row that would become the grant. */
  readonly row: string;
  readonly grants: readonly string[];
  /** Characters saved, as IAM counts them. */
  readonly saves: number;
  /** The unused actions that would come back, sorted. */
  readonly back: readonly string[];
}

/**
 * The widenings that save the most characters for the least access, best first: a suggestion to the operator, never
 * applied by itself.
 *
 * @param unused what is unused under the decisions made so far
 * @param most how many to give
 */
export function savingsOf(final: FinalPolicy, unused: Unused, most: number): Saving[] {
  const savings: Saving[] = [];
  for (const { ref, trie, units, element, original } of final.entries) {
    if (element !== 'Action' || original !== undefined || units.length < 2) continue;
    for (let node = 1; node < trie.size; node++) {
      if (trie.isLeaf(node) || trie.state(node) !== 'mixed') continue;
      const below = units.filter(
        (unit) => unit.node > node && unit.node < trie.skip(node) && unit.grants.length > 0,
      );
      if (below.length < 2) continue;
      const back = trie.actions(node).filter((action) => unused.has(action));
      const kept = trie.actions(node).filter((action) => !unused.has(action));
      const grants = wildcardsOf(trie, node, kept);
      const saves = written(below.flatMap((unit) => unit.grants)) - written(grants);
      if (saves > 0) savings.push({ ref, row: rowKey(trie, node), grants, saves, back: back.sort() });
    }
  }
  return savings.sort((a, b) => b.saves / (b.back.length + 1) - a.saves / (a.back.length + 1)).slice(0, most);
}

/** Characters that strings take in a list: quotes and comma included. */
function written(grants: readonly string[]): number {
  return grants.reduce((sum, grant) => sum + grant.length + 3, 0);
}
