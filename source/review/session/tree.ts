import { fold } from '../../pattern/fold.ts';
import type { Decisions } from '../../refine/decision.ts';
import { derive } from '../../refine/derive.ts';
import type { EntryOutcome, Outcome, StatementOutcome } from '../../refine/outcome.ts';
import { rowKey } from '../../refine/row.ts';
import type { Trie } from '../../refine/trie.ts';
import { entryAddress, nodeAddress, partsOf } from './address.ts';
import type { ReviewedPolicy, SessionContext } from './context.ts';
import type { SessionState } from './state.ts';

/** A row of the tree above the tries: the policy, a statement, an entry. */
type Head =
  | { readonly kind: 'policy' }
  | { readonly kind: 'statement'; readonly statement: StatementOutcome }
  | { readonly kind: 'entry'; readonly statement: StatementOutcome; readonly entry: EntryOutcome };

/** The rows of one policy. Tries are looked at only where an entry is open, or is filtered or searched. */
export interface PolicyTree {
  readonly policy: ReviewedPolicy;
  readonly outcome: Outcome;
  /** In the order of the tree. */
  readonly heads: readonly Head[];
}

/** A row: a head, or a row of an entry's trie (from 1; 0 is the entry's own row). */
export interface RowPlace {
  readonly head: number;
  readonly node: number;
}

/** The shared list of policies without decisions, since outcomes are remembered by the identity of the list. */
const NO_DECISIONS: Decisions = [];

/** What is decided about a policy. */
export function decisionsOf(state: Pick<SessionState, 'decisions'>, id: string): Decisions {
  return state.decisions.get(id) ?? NO_DECISIONS;
}

/** What becomes of a policy under some decisions, made once for each list of them. */
export function outcomeUnder(
  context: SessionContext,
  policy: ReviewedPolicy,
  decisions: Decisions,
  open: 'as-proposed' | 'as-written' = 'as-proposed',
): Outcome {
  return context.memory.remember([policy, decisions], open, () => derive(policy.case, decisions, open));
}

/** What becomes of the policy at a place under the decisions made so far. */
export function outcomeAt(context: SessionContext, state: SessionState, index: number): Outcome | undefined {
  const policy = context.policies[index];
  return policy && outcomeUnder(context, policy, decisionsOf(state, policy.case.id));
}

/** The tree of a policy under some decisions. */
export function treeUnder(context: SessionContext, policy: ReviewedPolicy, decisions: Decisions): PolicyTree {
  return context.memory.remember([policy, decisions], 'tree', () => {
    const outcome = outcomeUnder(context, policy, decisions);
    const heads: Head[] = [{ kind: 'policy' }];
    for (const statement of outcome.statements) {
      heads.push({ kind: 'statement', statement });
      for (const entry of statement.entries) heads.push({ kind: 'entry', statement, entry });
    }
    return { policy, outcome, heads };
  });
}

/** The tree under the cursor; undefined where there is no policy at all. */
export function currentTree(context: SessionContext, state: SessionState): PolicyTree | undefined {
  const policy = context.policies[state.policy];
  return policy && treeUnder(context, policy, decisionsOf(state, policy.case.id));
}

/** The key of a row in decisions, see `rowKey`. Of an entry's own row it is told without making its trie. */
export function keyOf(entry: EntryOutcome, node: number): string {
  return node > 0 ? rowKey(entry.trie, node) : entry.text;
}

/** Whether an entry has rows below it: an exact action is a row by itself. */
export function hasTrie(entry: EntryOutcome): boolean {
  return entry.element === 'NotAction' || /[*?]/.test(entry.text);
}

/** The row of an entry's trie with a key; where it has none, the last one above it that is still there. */
export function nearestNode(
  entry: EntryOutcome,
  key: string,
): { readonly node: number; readonly exact: boolean } {
  if (key === keyOf(entry, 0)) return { node: 0, exact: true };
  const { trie } = entry;
  const lower = fold(key);
  let node = 0;
  for (;;) {
    let next: number | undefined;
    // The prefix of one child may begin that of another one in letters only, so the longest that fits is taken.
    for (let child = node + 1; child < trie.skip(node); child = trie.skip(child)) {
      if (keyOf(entry, child) === key) return { node: child, exact: true };
      const prefix = fold(trie.prefix(child));
      if (!trie.isLeaf(child) && lower.startsWith(prefix) && holds(trie, child, lower)) next = child;
    }
    if (next === undefined) return { node, exact: false };
    node = next;
  }
}

/**
 * Whether a key, in lower case, may stand below a row: grouping goes by words, so that a prefix alone does not tell.
 */
function holds(trie: Trie, node: number, lower: string): boolean {
  const last = trie.skip(node);
  for (let below = node + 1; below < last; below = trie.skip(below)) {
    const prefix = fold(trie.prefix(below));
    if (lower === prefix || lower === `${prefix}*`) return true;
    if (!trie.isLeaf(below) && lower.startsWith(prefix)) return true;
  }
  return false;
}

/** The address of a row. */
export function addressOf({ heads }: PolicyTree, { head, node }: RowPlace): string {
  const found = heads[head];
  switch (found?.kind) {
    case undefined:
    case 'policy':
      return '';
    case 'statement':
      return String(found.statement.index);
    case 'entry':
      return node === 0
        ? entryAddress(found.entry.ref)
        : nodeAddress(found.entry.ref, keyOf(found.entry, node));
  }
}

/** The row at an address; where it is gone, the nearest one above that is still there. */
export function placeOf(context: SessionContext, tree: PolicyTree, address: string): RowPlace {
  const parts = partsOf(address);
  if (parts?.statement === undefined) return { head: 0, node: 0 };
  const places = headPlaces(context, tree);
  const own = String(parts.statement);
  const head =
    parts.entry === undefined ? places.get(own) : (places.get(`${own}/${parts.entry}`) ?? places.get(own));
  if (head === undefined) return { head: 0, node: 0 };
  const found = tree.heads[head];
  if (parts.key === undefined || found?.kind !== 'entry' || !hasTrie(found.entry)) return { head, node: 0 };
  const { entry } = found;
  const { key } = parts;
  return {
    head,
    node: context.memory.remember([entry.trie], `node ${key}`, () => nearestNode(entry, key)).node,
  };
}

function headPlaces(context: SessionContext, tree: PolicyTree): ReadonlyMap<string, number> {
  return context.memory.remember(
    [tree],
    'places',
    () => new Map(tree.heads.map((_, head) => [addressOf(tree, { head, node: 0 }), head])),
  );
}

/** Whether a row has rows below it. */
export function hasBelow({ heads }: PolicyTree, { head, node }: RowPlace): boolean {
  const found = heads[head];
  switch (found?.kind) {
    case undefined:
      return false;
    case 'policy':
      return heads.length > 1;
    case 'statement':
      return found.statement.entries.length > 0;
    case 'entry':
      return hasTrie(found.entry) && found.entry.trie.skip(node) > node + 1;
  }
}

/** The row above a row; of the policy's, itself. */
export function parentOf({ heads }: PolicyTree, { head, node }: RowPlace): RowPlace {
  const found = heads[head];
  if (found?.kind === 'entry' && node > 0) return { head, node: found.entry.trie.parent(node) };
  if (found?.kind !== 'entry') return { head: 0, node: 0 };
  let above = head;
  while (above > 0 && heads[above]?.kind === 'entry') above--;
  return { head: above, node: 0 };
}

/** The first row after all rows below a row. */
export function behind({ heads }: PolicyTree, { head, node }: RowPlace): RowPlace {
  const found = heads[head];
  switch (found?.kind) {
    case undefined:
    case 'policy':
      return { head: heads.length, node: 0 };
    case 'statement':
      return { head: head + 1 + found.statement.entries.length, node: 0 };
    case 'entry': {
      if (node === 0) return { head: head + 1, node: 0 };
      const next = found.entry.trie.skip(node);
      return next < found.entry.trie.size ? { head, node: next } : { head: head + 1, node: 0 };
    }
  }
}

/** The order of the tree. */
export function compareRows(a: RowPlace, b: RowPlace): number {
  return a.head - b.head || a.node - b.node;
}

/** How far down a row is; 0 for the policy. */
export function depthOf({ heads }: PolicyTree, { head, node }: RowPlace): number {
  const found = heads[head];
  switch (found?.kind) {
    case undefined:
    case 'policy':
      return 0;
    case 'statement':
      return 1;
    case 'entry':
      return node === 0 ? 2 : 2 + found.entry.trie.depth(node);
  }
}
