import { fold } from '../pattern/fold.ts';
import { includes } from '../pattern/inclusion.ts';
import { matches } from '../pattern/match.ts';
import type { Pattern } from '../pattern/pattern.ts';
import { remainders } from '../pattern/remainder.ts';
import type { Trie } from './trie.ts';

/**
 * How far a refinement generalizes. `shortest`: the highest safe nodes, as AWS does. `tightest`: each wildcard extended
 * to all that its actions share. `exact`: no new wildcards. `compact`: names may be cut between any two characters.
 */
export type Generalize = 'shortest' | 'tightest' | 'exact' | 'compact';

/**
 * The patterns that grant a safe node of a trie: the action itself for a leaf, otherwise the node's prefix followed by
 * what the trie's pattern leaves after it, so that nothing outside the pattern comes in.
 *
 * @returns one or more patterns, sorted by code unit
 */
export function grantsOf(trie: Trie, node: number, generalize: Generalize): string[] {
  if (trie.isLeaf(node)) return [generalize === 'compact' ? compactLeaf(trie, node) : trie.prefix(node)];
  if (generalize === 'exact') return trie.actions(node).sort();
  const isPrefix = trie.pattern.kind === 'prefix';
  if (isPrefix && generalize !== 'tightest') return [trie.wildcard(node)];
  const prefix = generalize === 'tightest' ? trie.prefix(node) + trie.shared(node) : trie.prefix(node);
  if (isPrefix) return [`${prefix}*`];
  return neededRemainders(trie.pattern, prefix, () => trie.actions(node)).map(({ text }) => prefix + text);
}

/**
 * The wildcards that stand for a node in any state: used to widen to a node that is not safe.
 *
 * @param kept the actions below the node that the wildcards must match
 */
export function wildcardsOf(trie: Trie, node: number, kept: readonly string[]): string[] {
  if (node === 0) return [trie.pattern.text];
  if (trie.pattern.kind === 'prefix') return [trie.wildcard(node)];
  const prefix = trie.prefix(node);
  return neededRemainders(trie.pattern, prefix, () => kept).map(({ text }) => prefix + text);
}

/** Names a single action by the shortest prefix that it alone has, where that is shorter than its name. */
function compactLeaf(trie: Trie, node: number): string {
  const action = trie.prefix(node);
  const prefix = trie.leafPrefix(node);
  if (prefix.length >= action.length) return action;
  const tails =
    trie.pattern.kind === 'prefix'
      ? ['*']
      : neededRemainders(trie.pattern, prefix, () => [action]).map(({ text }) => text);
  const [tail] = tails;
  return tail !== undefined && tails.length === 1 && prefix.length + tail.length < action.length
    ? prefix + tail
    : action;
}

/** The remainders that the actions need, without those that another one includes. */
function neededRemainders(pattern: Pattern, prefix: string, actions: () => readonly string[]): Pattern[] {
  const possible = remainders(pattern, prefix);
  if (possible.length === 1) return possible;
  const rests = actions().map((action) => fold(action.slice(prefix.length)));
  const needed = possible.filter((remainder) => rests.some((rest) => matches(remainder, rest)));
  return needed
    .filter((a, i) => !needed.some((b, j) => i !== j && includes(b, a) && (!includes(a, b) || j < i)))
    .sort((a, b) => (a.text < b.text ? -1 : 1));
}
