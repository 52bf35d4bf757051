import type { AccessLevel } from '../../catalog/catalog.ts';
import { fold } from '../../pattern/fold.ts';
import { matches } from '../../pattern/match.ts';
import { type Pattern, parsePattern } from '../../pattern/pattern.ts';
import type { EntryOutcome } from '../../refine/outcome.ts';
import type { Trie } from '../../refine/trie.ts';
import { escalationOf } from '../escalation.ts';
import type { ReviewedPolicy, SessionContext } from './context.ts';

/** What is known of an action, whatever is decided: a bit each. */
export const RISK = 1;
export const WRITES = 2;
export const NEW = 4;
export const UNTRACKED = 8;
export const CALLED = 16;
export const UNUSED = 32;

/** From the strongest to the weakest; the number in `levels` is the place here, plus one. */
export const ACCESS_LEVELS: readonly AccessLevel[] = [
  'Permissions management',
  'Write',
  'Tagging',
  'List',
  'Read',
];

/** What is known of the rows of a trie, for each row: bits and access level of a leaf, 0 of others. */
export interface TrieFacts {
  readonly bits: Uint8Array;
  readonly levels: Uint8Array;
  /** The rows of leaves that are risks, ascending. */
  readonly risks: readonly number[];
  /** By place in `ACCESS_LEVELS`: the rows of the leaves of that level, ascending. */
  readonly byLevel: readonly (readonly number[])[];
}

/** Whether an action can lead to more rights, or changes who may do what. */
export function isRisk(policy: ReviewedPolicy, action: string): boolean {
  return (
    escalationOf(action) !== undefined ||
    policy.case.catalog.details(action)?.accessLevel === 'Permissions management'
  );
}

function bitsOf(
  context: SessionContext,
  policy: ReviewedPolicy,
  action: string,
): { bits: number; level: number } {
  const { catalog, unused } = policy.case;
  const details = catalog.details(action);
  const level = details === undefined ? 0 : ACCESS_LEVELS.indexOf(details.accessLevel) + 1;
  let bits = 0;
  if (escalationOf(action) !== undefined || level === 1) bits |= RISK;
  if (level >= 1 && level <= 3) bits |= WRITES;
  if (context.older !== undefined && !context.older.has(action)) bits |= NEW;
  if (details?.tracked === false) bits |= UNTRACKED;
  if (policy.calls?.has(fold(action)) === true) bits |= CALLED;
  if (unused.has(action)) bits |= UNUSED;
  return { bits, level };
}

/** The facts of a trie's rows; they follow from the actions alone. */
export function factsOf(context: SessionContext, policy: ReviewedPolicy, trie: Trie): TrieFacts {
  return context.memory.remember([policy, trie], 'facts', () => {
    const known = context.memory.remember<Map<string, { bits: number; level: number }>>(
      [policy],
      'actions',
      () => new Map(),
    );
    const bits = new Uint8Array(trie.size);
    const levels = new Uint8Array(trie.size);
    const risks: number[] = [];
    const byLevel: number[][] = ACCESS_LEVELS.map(() => []);
    for (let node = 1; node < trie.size; node++) {
      if (!trie.isLeaf(node)) continue;
      const action = trie.prefix(node);
      let found = known.get(action);
      if (found === undefined) {
        found = bitsOf(context, policy, action);
        known.set(action, found);
      }
      bits[node] = found.bits;
      levels[node] = found.level;
      if ((found.bits & RISK) !== 0) risks.push(node);
      byLevel[found.level - 1]?.push(node);
    }
    return { bits, levels, risks, byLevel };
  });
}

/** How many of an ascending list of rows lie before a row. */
export function placeBefore(rows: readonly number[], node: number): number {
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((rows[middle] ?? 0) < node) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * How many ▲ actions of an entry stay: for each place of `TrieFacts.risks`, and the end, those before it. What stays
 * follows from the trie and from what the statement is now, which equal statements share.
 */
export function stayingRisks(
  context: SessionContext,
  policy: ReviewedPolicy,
  entry: EntryOutcome,
  result: readonly string[],
): Int32Array {
  return context.memory.remember([policy, entry.trie, result], 'staying risks', () =>
    countedFrom(factsOf(context, policy, entry.trie).risks, (node) => entry.fate(node).stays > 0),
  );
}

/** As `stayingRisks`, of those at and below undecided changes. */
export function openRisks(
  context: SessionContext,
  policy: ReviewedPolicy,
  entry: EntryOutcome,
  result: readonly string[],
): Int32Array {
  // Of equal entries about which nothing is decided all is the same.
  const isUntouched = entry.approved === 0 && entry.original === undefined;
  const objects = isUntouched ? [policy, entry.trie, result] : [policy, entry];
  return context.memory.remember(objects, 'open risks', () => {
    const isOpen = entry.isOpen ? undecidedTest(entry) : () => false;
    const { risks } = factsOf(context, policy, entry.trie);
    return countedFrom(risks, (node) => isOpen(node) && entry.fate(node).stays > 0);
  });
}

function countedFrom(rows: readonly number[], counts: (node: number) => boolean): Int32Array {
  const before = new Int32Array(rows.length + 1);
  rows.forEach((node, i) => {
    before[i + 1] = (before[i] ?? 0) + (counts(node) ? 1 : 0);
  });
  return before;
}

/** Whether a row is at or below an undecided change; changes are in the order of the tree. */
export function undecidedTest(entry: EntryOutcome): (node: number) => boolean {
  const { trie } = entry;
  const isIn = new Uint8Array(trie.size);
  if (entry.original === undefined) {
    for (const { node, decision } of entry.changes)
      if (decision === undefined) isIn.fill(1, node, trie.skip(node));
    for (const { node, decision } of entry.changes)
      if (decision !== undefined && node > 0) isIn.fill(0, node, trie.skip(node));
  }
  return (node) => isIn[node] === 1;
}

/** The strongest access level of what stays at and below a row. */
export function strongestLevel(
  context: SessionContext,
  policy: ReviewedPolicy,
  entry: EntryOutcome,
  node: number,
): AccessLevel | undefined {
  const { trie } = entry;
  const { byLevel } = factsOf(context, policy, trie);
  const end = trie.skip(node);
  for (const [place, level] of ACCESS_LEVELS.entries()) {
    const rows = byLevel[place] ?? [];
    for (let i = placeBefore(rows, node); (rows[i] ?? end) < end; i++)
      if (entry.fate(rows[i] ?? 0).stays > 0) return level;
  }
  return undefined;
}

/** Whether AWS's recommendation allows an action; undefined where there is none. */
export function recommendedBy(
  context: SessionContext,
  policy: ReviewedPolicy,
): ((action: string) => boolean) | undefined {
  const { recommended } = policy;
  if (recommended === undefined) return undefined;
  return context.memory.remember([policy], 'recommended', () => {
    const allowed = (recommended?.statements ?? [])
      .filter(({ effect }) => effect === 'Allow')
      .map(({ element, entries }): { not: boolean; patterns: readonly Pattern[] } => ({
        not: element === 'NotAction',
        patterns: entries.map(parsePattern),
      }));
    const known = new Map<string, boolean>();
    return (action: string): boolean => {
      const lower = fold(action);
      let is = known.get(lower);
      if (is === undefined) {
        is = allowed.some(({ not, patterns }) => patterns.some((each) => matches(each, lower)) !== not);
        known.set(lower, is);
      }
      return is;
    };
  });
}
