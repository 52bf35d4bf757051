import type { AccessLevel, Catalog } from '../../catalog/catalog.ts';
import { fold } from '../../pattern/fold.ts';
import { matches } from '../../pattern/match.ts';
import { type Pattern, parsePattern } from '../../pattern/pattern.ts';
import type { Policy } from '../../policy/policy.ts';
import type { Trie } from '../../refine/trie.ts';
import { escalationOf } from '../../review/escalation.ts';
import type { Unused } from '../../usage/unused.ts';

/** What is known of the actions below a row, so far as it bears on the decision. */
export interface Facts {
  readonly actions: readonly string[];
  readonly levels: ReadonlyMap<AccessLevel, number>;
  /** Actions that IAM keeps no last-accessed information for: not reported does not mean used. */
  readonly untracked: number;
  /** Actions that the older catalogue did not have. */
  readonly cameIn: readonly string[];
  readonly permissions: readonly string[];
  readonly escalations: readonly { readonly action: string; readonly opens: string }[];
  /** Actions that AWS says are needed as well, that the policy allowed, and that go because they are unused. */
  readonly missing: readonly { readonly action: string; readonly for: string }[];
}

/** Rows with more actions than this are told by their numbers only. */
const MOST_ACTIONS = 4_000;

interface Sources {
  readonly policy: Policy;
  readonly unused: Unused;
  readonly catalog: Catalog;
  readonly older: Catalog | undefined;
}

const known = new WeakMap<Trie, Map<number, Facts>>();

/** The facts about a row, gathered once; undefined for a row with very many actions. */
export function factsOf(trie: Trie, node: number, sources: Sources): Facts | undefined {
  if (trie.total(node) > MOST_ACTIONS) return undefined;
  const ofTrie = known.get(trie) ?? new Map<number, Facts>();
  known.set(trie, ofTrie);
  let facts = ofTrie.get(node);
  if (facts === undefined) {
    facts = gather(trie.actions(node), sources);
    ofTrie.set(node, facts);
  }
  return facts;
}

function gather(actions: readonly string[], { policy, unused, catalog, older }: Sources): Facts {
  const levels = new Map<AccessLevel, number>();
  const cameIn: string[] = [];
  const permissions: string[] = [];
  const escalations: { action: string; opens: string }[] = [];
  const missing = new Map<string, { action: string; for: string }>();
  let untracked = 0;
  for (const action of actions) {
    const details = catalog.details(action);
    if (details !== undefined) levels.set(details.accessLevel, (levels.get(details.accessLevel) ?? 0) + 1);
    if (details?.tracked === false) untracked++;
    if (older !== undefined && !older.has(action)) cameIn.push(action);
    if (unused.has(action)) continue;
    if (details?.accessLevel === 'Permissions management') permissions.push(action);
    const opens = escalationOf(action);
    if (opens !== undefined) escalations.push({ action, opens });
    for (const needed of details?.dependentActions ?? [])
      if (unused.has(needed) && allows(policy, needed)) missing.set(needed, { action: needed, for: action });
  }
  return { actions, levels, untracked, cameIn, permissions, escalations, missing: [...missing.values()] };
}

interface Grants {
  readonly patterns: readonly Pattern[];
  readonly isNot: boolean;
}

const parsed = new WeakMap<Policy, readonly Grants[]>();

/** Whether the policy, as its author wrote it, allows an action on anything at all. */
function allows(policy: Policy, action: string): boolean {
  let grants = parsed.get(policy);
  if (grants === undefined) {
    grants = policy.statements
      .filter(({ effect }) => effect === 'Allow')
      .map(({ entries, element }) => ({
        patterns: entries.map(parsePattern),
        isNot: element === 'NotAction',
      }));
    parsed.set(policy, grants);
  }
  const lower = fold(action);
  return grants.some(({ patterns, isNot }) => patterns.some((pattern) => matches(pattern, lower)) !== isNot);
}
