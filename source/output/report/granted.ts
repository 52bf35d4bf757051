import { fold } from '../../pattern/fold.ts';
import { matches } from '../../pattern/match.ts';
import { parsePattern } from '../../pattern/pattern.ts';
import type { EntryReview } from '../../review/entry.ts';
import type { FinalPolicy } from '../../review/result.ts';

/** What the policy granted of the known actions, and what of that it no longer grants. */
export interface Granted {
  /** Lower case -> the action. */
  readonly before: ReadonlyMap<string, string>;
  /** Lower case -> the indexes of the statements that no longer allow it. */
  readonly removed: ReadonlyMap<string, readonly number[]>;
  /** How many known actions some statement still allows. */
  readonly after: number;
}

/** Compares what a policy's Allow statements grant before and after, statement by statement. */
export function grantedBy(final: FinalPolicy): Granted {
  const before = new Map<string, string>();
  const removed = new Map<string, number[]>();
  const allowed = new Set<string>();
  for (const [index, entries] of Map.groupBy(final.entries, ({ ref }) => ref.statement)) {
    const isAllowed = allowedBy(final, index, entries);
    for (const { trie } of entries) {
      for (const action of trie.actions(0)) {
        const lower = fold(action);
        if (!before.has(lower)) before.set(lower, action);
        if (isAllowed(lower)) allowed.add(lower);
        else {
          const places = removed.get(lower) ?? [];
          if (!places.includes(index)) removed.set(lower, [...places, index]);
        }
      }
    }
  }
  return { before, removed, after: allowed.size };
}

/** Whether the new statement allows an action that the old one did. */
function allowedBy(
  final: FinalPolicy,
  index: number,
  entries: readonly EntryReview[],
): (lower: string) => boolean {
  const now = final.edits.get(index);
  if (now === undefined) return () => true;
  if (now.length === 0) return () => false;
  const matched = matcherOf(now);
  return entries[0]?.element === 'NotAction' ? (lower) => !matched(lower) : matched;
}

/** Whether some pattern of a list, which may be thousands long, matches an action in lower case. */
function matcherOf(patterns: readonly string[]): (lower: string) => boolean {
  const parsed = patterns.map(parsePattern);
  const exact = new Set(parsed.filter(({ kind }) => kind === 'exact').map(({ lower }) => lower));
  const prefixes = new Set(parsed.filter(({ kind }) => kind === 'prefix').map(({ literal }) => literal));
  const lengths = [...new Set([...prefixes].map(({ length }) => length))];
  const globs = parsed.filter(({ kind }) => kind === 'glob');
  return (lower) =>
    exact.has(lower) ||
    lengths.some((length) => prefixes.has(lower.slice(0, length))) ||
    globs.some((glob) => matches(glob, lower));
}
