import fuzzysort from 'fuzzysort';
import { rowKey } from '../../refine/row.ts';
import type { Trie } from '../../refine/trie.ts';

/** A row that a search found. */
export interface Match {
  readonly node: number;
  /** The row's key, and which of its characters matched. */
  readonly text: string;
  readonly indexes: readonly number[];
}

interface Row {
  readonly node: number;
  readonly text: string;
}

/** More matches than these are not looked at by anybody. */
const MOST_MATCHES = 500;

const snapshots = new WeakMap<Trie, ReturnType<typeof snapshotOf>>();

function snapshotOf(trie: Trie) {
  const rows: Row[] = [];
  for (let node = 0; node < trie.size; node++) rows.push({ node, text: rowKey(trie, node) });
  return fuzzysort.snapshot(rows, { key: 'text' });
}

/** Searches all rows of a trie, folded or not; the best match first. */
export function searchTrie(trie: Trie, query: string): Match[] {
  if (query.trim() === '') return [];
  let snapshot = snapshots.get(trie);
  if (snapshot === undefined) {
    snapshot = snapshotOf(trie);
    snapshots.set(trie, snapshot);
  }
  return fuzzysort
    .go(query, snapshot, { limit: MOST_MATCHES, threshold: 0.3 })
    .map(({ obj, indexes }) => ({ ...obj, indexes: [...indexes] }));
}
