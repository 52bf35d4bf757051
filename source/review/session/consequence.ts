import { fold } from '../../pattern/fold.ts';
import { includes } from '../../pattern/inclusion.ts';
import { matches } from '../../pattern/match.ts';
import { parsePattern } from '../../pattern/pattern.ts';
import { type Decision, decide } from '../../refine/decision.ts';
import type { EntryOutcome, Outcome, StatementOutcome } from '../../refine/outcome.ts';
import { nodeOfKey } from '../../refine/row.ts';
import type { SessionContext } from './context.ts';
import { isRisk } from './facts.ts';
import { outcomeUnder, type PolicyTree } from './tree.ts';

/** What a decision would change, found out by trying it. */
export interface Consequence {
  /** Actions that some statement would allow again, ▲ first. */
  readonly back: readonly string[];
  /** Actions that some statement would no longer allow, ▲ first. */
  readonly goes: readonly string[];
  /** How many of each list are ▲: that many stand at its front. */
  readonly risksBack: number;
  readonly risksGoing: number;
  /** What the entry would become. */
  readonly grants: readonly string[];
  /** It lets in what is reported unused, or takes out what is not: a reason is asked for. */
  readonly deviates: boolean;
}

/**
 * What a decision would change.
 *
 * @param entry the entry whose strings are told
 */
export function consequenceOf(
  context: SessionContext,
  tree: PolicyTree,
  entry: EntryOutcome,
  decision: Decision,
): Consequence {
  const { policy, outcome } = tree;
  const trial = outcomeUnder(context, policy, decide(outcome.decisions, decision));
  const { back, goes } = difference(context, outcome, trial);
  const risky = (action: string): boolean => isRisk(policy, action);
  const risksFirst = (actions: readonly string[]): string[] => [
    ...actions.filter(risky),
    ...actions.filter((action) => !risky(action)),
  ];
  return {
    back: risksFirst(back),
    goes: risksFirst(goes),
    risksBack: back.filter(risky).length,
    risksGoing: goes.filter(risky).length,
    grants: sameEntry(trial, entry)?.grants ?? [],
    deviates: deviates(tree, entry, trial, decision),
  };
}

/**
 * Whether a decision, by itself, lets in what is reported unused or takes out what is not. What other entries and
 * decisions make up for counts all the same: they may be taken back.
 */
function deviates(tree: PolicyTree, entry: EntryOutcome, trial: Outcome, decision: Decision): boolean {
  const { unused } = tree.policy.case;
  const { trie } = entry;
  const isReported = (action: string): boolean => unused.has(action);
  switch (decision.kind) {
    case 'keep':
    case 'drop':
      return true;
    case 'original':
      // An action of a whole unused service may be one that nobody knows.
      return entry.total > 0 || trie.actions(0).some(isReported);
    case 'accept':
    case 'list':
    case 'narrow':
      return false;
    case 'edit':
    case 'widen': {
      const grants =
        decision.kind === 'edit'
          ? [decision.pattern]
          : (sameEntry(trial, entry)?.changes.find(({ key }) => key === decision.row)?.grants ?? []);
      const patterns = grants.map(parsePattern);
      const isGranted = (action: string): boolean => patterns.some((each) => matches(each, fold(action)));
      if (trie.actions(0).some((action) => isReported(action) && isGranted(action))) return true;
      const node = nodeOfKey(trie, decision.row) ?? 0;
      return trie.actions(node).some((action) => !isReported(action) && !isGranted(action));
    }
  }
}

function sameEntry(outcome: Outcome, { ref }: EntryOutcome): EntryOutcome | undefined {
  return outcome.statements[ref.statement]?.entries.find((each) => each.ref.entry === ref.entry);
}

/** The actions that some statement allows in one outcome and not in the other, sorted. */
function difference(
  context: SessionContext,
  before: Outcome,
  after: Outcome,
): { readonly back: string[]; readonly goes: string[] } {
  const back = new Set<string>();
  const goes = new Set<string>();
  for (const [index, statement] of before.statements.entries()) {
    const other = after.statements[index];
    // A NotAction list of nothing allows all, as long as its statement is there.
    if (
      other === undefined ||
      (isSame(statement.result, other.result) && isGone(statement) === isGone(other))
    )
      continue;
    const had = allowedIn(context, statement);
    const has = allowedIn(context, other);
    for (const [lower, action] of has) if (!had.has(lower)) back.add(action);
    for (const [lower, action] of had) if (!has.has(lower)) goes.add(action);
  }
  return { back: [...back].sort(), goes: [...goes].sort() };
}

const isGone = ({ fate }: StatementOutcome): boolean => fate === 'goes';

function isSame(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((each, i) => each === b[i]);
}

function allowedIn(context: SessionContext, statement: StatementOutcome): ReadonlyMap<string, string> {
  return context.memory.remember([statement], 'allowed', () => {
    const allowed = new Map<string, string>();
    for (const entry of statement.entries) {
      const { trie } = entry;
      for (let node = 1; node < trie.size; node++) {
        if (!trie.isLeaf(node) || entry.fate(node).stays === 0) continue;
        const action = trie.prefix(node);
        allowed.set(fold(action), action);
      }
    }
    return allowed;
  });
}

/** The known actions of an entry that a pattern matches. */
export function matchCount(entry: EntryOutcome, matcher: (lower: string) => boolean): number {
  let count = 0;
  for (const action of entry.trie.actions(0)) if (matcher(fold(action))) count++;
  return count;
}

/** Whether a pattern lets in only what an entry lets in, over all strings (law 3). */
export function isInside(entry: EntryOutcome, pattern: string): boolean {
  return includes(parsePattern(entry.text), parsePattern(pattern));
}
