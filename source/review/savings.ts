import { quotaSize } from '../policy/size.ts';
import { type Decision, decide, type EntryRef } from '../refine/decision.ts';
import { derive } from '../refine/derive.ts';
import { firstFrom } from '../refine/entry-outcome.ts';
import { wildcardsOf } from '../refine/grants.ts';
import type { Change, EntryOutcome, Outcome } from '../refine/outcome.ts';
import { rowKey } from '../refine/row.ts';
import type { Trie } from '../refine/trie.ts';
import type { Unused } from '../usage/unused.ts';

/** A widening that would make the policy shorter, and what it would let back in. */
export interface Saving {
  readonly ref: EntryRef;
  /** The key of the row that would become the grant. */
  readonly row: string;
  readonly grants: readonly string[];
  /** How many characters shorter the policy would be, as IAM counts them. */
  readonly saves: number;
  /** The actions that would come back to the statement, sorted: unused ones, and those that a decision let go. */
  readonly back: readonly string[];
}

/**
 * The widenings that save the most characters for the least access, best first: suggestions to the operator, never
 * applied by themselves. No two are about the same part of a tree, so they can be taken together.
 *
 * @param most how many to give
 */
export function savingsOf(outcome: Outcome, most: number): Saving[] {
  const { case: policyCase, decisions, unused } = outcome;
  if (outcome.text === null) return [];
  const before = quotaSize(outcome.text);
  const savings: Saving[] = [];
  const taken: Candidate[] = [];
  for (const candidate of outcome.entries.flatMap(candidatesIn).sort(byWorth)) {
    if (savings.length === most) break;
    if (taken.some((other) => overlap(candidate, other))) continue;
    const { entry, node } = candidate;
    const row = rowKey(entry.trie, node);
    // The saving is found only by trying: the new grant may cover others of its statement.
    const widen: Decision = { kind: 'widen', ...entry.ref, row, by: '', at: '' };
    const after = derive(policyCase, decide(decisions, widen));
    const saves = before - quotaSize(after.text ?? '');
    if (saves <= 0) continue;
    taken.push(candidate);
    const grants = grantsAt(entry.trie, node, unused);
    const back = broughtBack(outcome, after, entry.ref.statement);
    savings.push({ ref: entry.ref, row, grants, saves, back });
  }
  return savings.sort((a, b) => worth(b.saves, b.back.length) - worth(a.saves, a.back.length));
}

/** A row that could become a grant, with what that would save at least and let back in at least. */
interface Candidate {
  readonly entry: EntryOutcome;
  readonly node: number;
  readonly worth: number;
}

function worth(saves: number, back: number): number {
  return saves / (back + 1);
}

function byWorth(a: Candidate, b: Candidate): number {
  return b.worth - a.worth || b.entry.trie.total(b.node) - a.entry.trie.total(a.node) || a.node - b.node;
}

function overlap(a: Candidate, b: Candidate): boolean {
  if (a.entry !== b.entry) return false;
  const [first, second] = a.node < b.node ? [a, b] : [b, a];
  return second.node < first.entry.trie.skip(first.node);
}

function candidatesIn(entry: EntryOutcome): Candidate[] {
  const { trie, changes: units, element, original } = entry;
  if (element !== 'Action' || original !== undefined) return [];
  const sizes = runningSizes(units);
  const candidates: Candidate[] = [];
  // The root is the original entry: keeping it is a decision of its own.
  for (let node = 1; node < trie.size; node++) {
    if (trie.isLeaf(node) || trie.state(node) !== 'mixed') continue;
    const [from, to] = [firstFrom(units, node + 1), firstFrom(units, trie.skip(node))];
    if (to - from < 2 || units.slice(from, to).some(isSettled)) continue;
    const saves = (sizes[to] ?? 0) - (sizes[from] ?? 0) - written([trie.prefix(node)]);
    if (saves > 0) candidates.push({ entry, node, worth: worth(saves, trie.unused(node)) });
  }
  return candidates;
}

/** Whether the operator made it smaller on purpose: then it is not widened. */
function isSettled({ decision }: Change): boolean {
  return decision?.kind === 'drop' || decision?.kind === 'edit' || decision?.kind === 'narrow';
}

/** For each unit, the total size of the units before it. */
function runningSizes(units: readonly Change[]): number[] {
  const sizes = [0];
  for (const { grants } of units) sizes.push((sizes.at(-1) ?? 0) + written(grants));
  return sizes;
}

/** Characters that strings take in a list: quotes and comma included. */
function written(grants: readonly string[]): number {
  return grants.reduce((sum, grant) => sum + grant.length + 3, 0);
}

function grantsAt(trie: Trie, node: number, unused: Unused): string[] {
  const kept = trie.actions(node).filter((action) => !unused.has(action));
  return wildcardsOf(trie, node, kept);
}

/**
 * What a statement would get back, found by comparing both results: new grants may also cover what a decision removed.
 */
function broughtBack(before: Outcome, after: Outcome, statement: number): string[] {
  const still = new Set(goneFrom(after, statement));
  return goneFrom(before, statement).filter((action) => !still.has(action));
}

function goneFrom({ gone }: Outcome, statement: number): string[] {
  return gone.flatMap(({ action, statements }) => (statements.includes(statement) ? [action] : []));
}
