import { type DecisionTable, entryKey, type RowDecision } from '../../refine/decision.ts';
import type { Change, EntryOutcome, StatementOutcome } from '../../refine/outcome.ts';
import { keyOf, type PolicyTree, type RowPlace } from './tree.ts';

/** The role of a row in signing off, which tells what can be decided on it. */
export type SessionRole =
  | { readonly kind: 'policy' }
  | { readonly kind: 'statement'; readonly statement: StatementOutcome }
  /** A grant, an entry that goes whole, an addition to a NotAction list. */
  | { readonly kind: 'change'; readonly entry: EntryOutcome; readonly change: Change }
  /** A part of a narrowed grant: now a grant of its own, which is approved with the narrowing. */
  | {
      readonly kind: 'part';
      readonly entry: EntryOutcome;
      readonly node: number;
      readonly decision?: RowDecision;
    }
  /** Below a change, which decides about it. `by` is the row of that change. */
  | { readonly kind: 'covered'; readonly entry: EntryOutcome; readonly node: number; readonly by: number }
  /** Above changes. */
  | { readonly kind: 'above'; readonly entry: EntryOutcome; readonly node: number }
  /** Everything here is unused and goes with its entry. */
  | { readonly kind: 'unused'; readonly entry: EntryOutcome; readonly node: number }
  /** Nothing is to be signed off here. */
  | { readonly kind: 'settled'; readonly entry: EntryOutcome; readonly node: number };

/** The role of a row under the decisions made so far. */
export function roleAt(tree: PolicyTree, { head, node }: RowPlace): SessionRole {
  const found = tree.heads[head];
  switch (found?.kind) {
    case undefined:
    case 'policy':
      return { kind: 'policy' };
    case 'statement':
      return { kind: 'statement', statement: found.statement };
    case 'entry':
      return roleIn(found.entry, tree.outcome.table, node);
  }
}

function roleIn(entry: EntryOutcome, table: DecisionTable, node: number): SessionRole {
  const own = entry.changeAt(node);
  if (own !== undefined) return { kind: 'change', entry, change: own };
  const { trie } = entry;
  if (node === 0) return { kind: entry.total > 0 ? 'above' : 'settled', entry, node };
  const path = [node];
  for (let up = trie.parent(node); up >= 0; up = trie.parent(up)) {
    const change = entry.changeAt(up);
    if (change !== undefined) return roleBelow(entry, table, change, path, node);
    path.push(up);
  }
  if (entry.changesBelow(node).total > 0) return { kind: 'above', entry, node };
  return { kind: entry.fate(node).stays === 0 ? 'unused' : 'settled', entry, node };
}

/** Goes down from a grant through narrowed rows; the grants are the rows where that ends. */
function roleBelow(
  entry: EntryOutcome,
  table: DecisionTable,
  change: Change,
  path: readonly number[],
  node: number,
): SessionRole {
  const rows = table.rows.get(entryKey(entry.ref));
  let at = change.node;
  let { decision } = change;
  for (let i = path.length - 1; i >= 0 && decision?.kind === 'narrow'; i--) {
    at = path[i] ?? at;
    decision = rows?.get(keyOf(entry, at));
  }
  if (at === node) return { kind: 'part', entry, node, ...(decision === undefined ? {} : { decision }) };
  if (entry.trie.state(node) === 'unused' && entry.fate(node).stays === 0)
    return { kind: 'unused', entry, node };
  return { kind: 'covered', entry, node, by: at };
}
