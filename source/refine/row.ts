import { fold } from '../pattern/fold.ts';
import type { Trie } from './trie.ts';

/** The key of a row in decisions: the action for a leaf, `prefix*` for a node, the pattern itself for the root. */
export function rowKey(trie: Trie, node: number): string {
  if (node === 0) return trie.pattern.text;
  return trie.isLeaf(node) ? trie.prefix(node) : `${trie.prefix(node)}*`;
}

/** The node with a row key; undefined where the trie has none. */
export function nodeOfKey(trie: Trie, key: string): number | undefined {
  // A node is spelled like its first action; the actions below may differ in letter case.
  const lower = fold(key);
  for (let node = 0; node < trie.size; ) {
    if (rowKey(trie, node) === key) return node;
    node = node === 0 || lower.startsWith(fold(trie.prefix(node))) ? node + 1 : trie.skip(node);
  }
  return undefined;
}

/** The rows right below a row. */
export function childrenOf(trie: Trie, node: number): number[] {
  const children: number[] = [];
  for (let child = node + 1; child < trie.skip(node); child = trie.skip(child)) children.push(child);
  return children;
}
