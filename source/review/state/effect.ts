import { fold } from '../../pattern/fold.ts';
import { includes } from '../../pattern/inclusion.ts';
import { matches } from '../../pattern/match.ts';
import { type Pattern, parsePattern } from '../../pattern/pattern.ts';
import { wildcardsOf } from '../../refine/grants.ts';
import type { Trie } from '../../refine/trie.ts';
import type { Unused } from '../../usage/unused.ts';

/** What comes of putting patterns in the place of a grant. */
export interface PatternEffect {
  readonly patterns: readonly string[];
  /** Everything the patterns match, the entry matches too; otherwise they are refused. */
  readonly inside: boolean;
  /** How many of the entry's known actions they match. */
  readonly matches: number;
  /** Those of them that are unused, and so would come back. */
  readonly back: readonly string[];
  /** Actions of the grant, not unused, that they would no longer allow. */
  readonly lost: readonly string[];
}

/** The effect of writing a pattern in the place of the grant at a node. */
export function effectOfPattern(trie: Trie, unused: Unused, node: number, pattern: string): PatternEffect {
  const parsed = parsePattern(pattern.trim());
  return effect(trie, unused, node, [parsed], [pattern.trim()]);
}

/** The effect of granting all that is below a node, safe or not. */
export function effectOfWidening(trie: Trie, unused: Unused, node: number): PatternEffect {
  const kept = trie.actions(node).filter((action) => !unused.has(action));
  const patterns = wildcardsOf(trie, node, kept);
  return effect(trie, unused, node, patterns.map(parsePattern), patterns);
}

function effect(
  trie: Trie,
  unused: Unused,
  node: number,
  parsed: readonly Pattern[],
  patterns: readonly string[],
): PatternEffect {
  const isMatched = (lower: string): boolean => parsed.some((pattern) => matches(pattern, lower));
  let matched = 0;
  const back: string[] = [];
  for (const { action, lower } of actionsOf(trie)) {
    if (!isMatched(lower)) continue;
    matched++;
    if (unused.has(lower)) back.push(action);
  }
  return {
    patterns,
    inside: parsed.every((pattern) => includes(trie.pattern, pattern)),
    matches: matched,
    back,
    lost: trie.actions(node).filter((action) => !unused.has(action) && !isMatched(fold(action))),
  };
}

interface KnownAction {
  readonly action: string;
  readonly lower: string;
}

const lists = new WeakMap<Trie, readonly KnownAction[]>();

/** All actions of a trie, kept for the next key of a preview. */
function actionsOf(trie: Trie): readonly KnownAction[] {
  let list = lists.get(trie);
  if (list === undefined) {
    list = trie.actions(0).map((action) => ({ action, lower: fold(action) }));
    lists.set(trie, list);
  }
  return list;
}

/**
 * Why a node below which nothing is unused is not safe: an unused action elsewhere that its prefix begins, as
 * `iam:ListRole` begins `iam:ListRoles`.
 */
export function trapOf(trie: Trie, unused: Unused, node: number): readonly string[] {
  if (trie.state(node) !== 'mixed' || trie.unused(node) > 0) return [];
  const prefix = fold(trie.prefix(node));
  return actionsOf(trie)
    .filter(({ lower }) => lower.startsWith(prefix) && unused.has(lower))
    .map(({ action }) => action);
}
