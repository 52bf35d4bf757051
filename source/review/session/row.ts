import type { AccessLevel } from '../../catalog/catalog.ts';
import { fold } from '../../pattern/fold.ts';
import { type Decision, entryKey, type RowDecision } from '../../refine/decision.ts';
import type { Change, EntryOutcome, StatementOutcome } from '../../refine/outcome.ts';
import type { CallsSeen, SessionContext } from './context.ts';
import {
  ACCESS_LEVELS,
  factsOf,
  openRisks,
  placeBefore,
  recommendedBy,
  stayingRisks,
  strongestLevel,
} from './facts.ts';
import type { Folds } from './folds.ts';
import { isFolded, type ShownRows, shownAt } from './shown.ts';
import { addressOf, depthOf, hasBelow, hasTrie, keyOf, type PolicyTree, type RowPlace } from './tree.ts';

/** What a decision did to a row. `dropped` and `kept`: on purpose, against what is reported. */
interface RowMark {
  readonly kind: 'accepted' | 'listed' | 'narrowed' | 'widened' | 'edited' | 'kept' | 'dropped' | 'original';
  readonly by: string;
  readonly at: string;
  readonly reason?: string;
  readonly until?: string;
  readonly bulk: boolean;
}

/** A row as it stands under the decisions made so far. */
export interface TreeRow {
  readonly kind: 'policy' | 'statement' | 'entry' | 'node' | 'action';
  readonly address: string;
  /** What decisions call it; of a policy its name, of a statement its Sid or number. */
  readonly key: string;
  /** 0 for the policy. */
  readonly depth: number;
  readonly fold: 'open' | 'folded' | 'none';
  /** What all its actions share beyond the grant's prefix: `FADevice` of `iam:ListM`. */
  readonly shared: string;
  /** What its actions are now: all stay, some, none; `unknown`: it matches no known action and stays. */
  readonly fate: 'stays' | 'some' | 'goes' | 'unknown';
  readonly stays: number;
  readonly goes: number;
  /** The change that the row is, if it is one. */
  readonly change?: {
    readonly kind: Change['kind'];
    readonly grants: readonly string[];
    readonly approved: boolean;
  };
  readonly mark?: RowMark;
  /** Changes at and below it. */
  readonly approved: number;
  readonly total: number;
  /** How many ▲ actions stay at and below it, about how many of those nobody has decided, and how many there are. */
  readonly risks: { readonly stay: number; readonly open: number; readonly all: number };
  /** The strongest access level of what stays. */
  readonly level?: AccessLevel;
  /** Whether AWS chose otherwise about any of its actions. */
  readonly differs: boolean;
  readonly calls?: CallsSeen;
}

/** The model of a row. Only for rows that are shown: it asks about everything below them. */
export function rowAt(context: SessionContext, tree: PolicyTree, folds: Folds, place: RowPlace): TreeRow {
  return context.memory.remember([tree, folds], `${place.head} ${place.node}`, () => {
    const below = hasBelow(tree, place);
    const fold = !below ? 'none' : isFolded(context, tree, folds, place) ? 'folded' : 'open';
    const base = { address: addressOf(tree, place), depth: depthOf(tree, place), fold } as const;
    const head = tree.heads[place.head];
    switch (head?.kind) {
      case undefined:
      case 'policy':
        return { ...base, ...policyRow(context, tree) };
      case 'statement':
        return { ...base, ...statementRow(context, tree, head.statement) };
      case 'entry':
        return { ...base, ...entryRow(context, tree, head.entry, place.node) };
    }
  });
}

/** The models of the rows of a window. */
export function rowsOf(
  context: SessionContext,
  tree: PolicyTree,
  folds: Folds,
  shown: ShownRows,
  from: number,
  to: number,
): TreeRow[] {
  const rows: TreeRow[] = [];
  for (let i = Math.max(0, from); i < Math.min(shown.length, to); i++)
    rows.push(rowAt(context, tree, folds, shownAt(shown, i)));
  return rows;
}

type Inner = Omit<TreeRow, 'address' | 'depth' | 'fold'>;

function policyRow(context: SessionContext, tree: PolicyTree): Inner {
  const { outcome, policy } = tree;
  const { before, now } = outcome.counts;
  const gone = before - now;
  return {
    kind: 'policy',
    key: policy.case.name,
    shared: '',
    // Told without printing the policy: it may be long, and most decisions change nothing in it.
    fate: gone === 0 ? 'stays' : outcome.statements.every(({ fate }) => fate === 'goes') ? 'goes' : 'some',
    stays: now,
    goes: gone,
    approved: outcome.approved,
    total: outcome.total,
    ...summed(context, tree, outcome.entries),
  };
}

function statementRow(context: SessionContext, tree: PolicyTree, statement: StatementOutcome): Inner {
  const { sid } = tree.policy.case.policy.statements[statement.index] ?? {};
  const counts = countsOf(context, statement);
  let approved = 0;
  let total = 0;
  for (const entry of statement.entries) {
    approved += entry.approved;
    total += entry.total;
  }
  return {
    kind: 'statement',
    key: sid ?? String(statement.index + 1),
    shared: '',
    fate: statement.fate === 'changes' ? 'some' : statement.fate,
    ...counts,
    approved,
    total,
    ...summed(context, tree, statement.entries),
  };
}

/** Entries of one statement may grant the same action, which counts once. */
function countsOf(
  context: SessionContext,
  statement: StatementOutcome,
): { readonly stays: number; readonly goes: number } {
  return context.memory.remember([statement], 'counts', () => {
    const [only] = statement.entries;
    if (only === undefined) return { stays: 0, goes: 0 };
    if (statement.entries.length === 1) return only.fate(0);
    const stay = new Map<string, boolean>();
    for (const entry of statement.entries) {
      const { trie } = entry;
      if (entry.fate(0).stays + entry.fate(0).goes === 0) continue;
      for (let node = 1; node < trie.size; node++)
        if (trie.isLeaf(node)) stay.set(trie.prefix(node), entry.fate(node).stays > 0);
    }
    let stays = 0;
    for (const is of stay.values()) if (is) stays++;
    return { stays, goes: stay.size - stays };
  });
}

/** What several entries have in sum; levels and differences by any of them. */
function summed(
  context: SessionContext,
  tree: PolicyTree,
  entries: readonly EntryOutcome[],
): Pick<TreeRow, 'risks' | 'level' | 'differs'> {
  let stay = 0;
  let open = 0;
  let all = 0;
  let differs = false;
  let strongest = ACCESS_LEVELS.length;
  for (const entry of entries) {
    const facts = below(context, tree, entry, 0);
    stay += facts.risks.stay;
    open += facts.risks.open;
    all += facts.risks.all;
    differs ||= facts.differs;
    if (facts.level !== undefined) strongest = Math.min(strongest, ACCESS_LEVELS.indexOf(facts.level));
  }
  const level = ACCESS_LEVELS[strongest];
  return { risks: { stay, open, all }, differs, ...(level === undefined ? {} : { level }) };
}

function below(
  context: SessionContext,
  { policy, outcome }: PolicyTree,
  entry: EntryOutcome,
  node: number,
): Pick<TreeRow, 'risks' | 'level' | 'differs'> {
  const { trie } = entry;
  const { risks } = factsOf(context, policy, trie);
  const [from, to] = [placeBefore(risks, node), placeBefore(risks, trie.skip(node))];
  const result = outcome.statements[entry.ref.statement]?.result ?? [];
  const stay = stayingRisks(context, policy, entry, result);
  const open = openRisks(context, policy, entry, result);
  const level = strongestLevel(context, policy, entry, node);
  return {
    risks: {
      stay: (stay[to] ?? 0) - (stay[from] ?? 0),
      open: (open[to] ?? 0) - (open[from] ?? 0),
      all: to - from,
    },
    differs: differsBelow(context, policy, entry, result, node),
    ...(level === undefined ? {} : { level }),
  };
}

function differsBelow(
  context: SessionContext,
  policy: PolicyTree['policy'],
  entry: EntryOutcome,
  result: readonly string[],
  node: number,
): boolean {
  const allows = recommendedBy(context, policy);
  if (allows === undefined) return false;
  const counts = context.memory.remember([policy, entry.trie, result], 'differs', () => {
    const { trie } = entry;
    const before = new Int32Array(trie.size + 1);
    for (let each = 0; each < trie.size; each++) {
      const is = trie.isLeaf(each) && allows(trie.prefix(each)) !== entry.fate(each).stays > 0;
      before[each + 1] = (before[each] ?? 0) + (is ? 1 : 0);
    }
    return before;
  });
  return (counts[entry.trie.skip(node)] ?? 0) > (counts[node] ?? 0);
}

function entryRow(context: SessionContext, tree: PolicyTree, entry: EntryOutcome, node: number): Inner {
  const { trie } = entry;
  const { stays, goes } = entry.fate(node);
  const change = entry.changeAt(node);
  const isLeaf = node > 0 && trie.isLeaf(node);
  const key = keyOf(entry, node);
  const mark = markOf(tree, entry, node, key);
  const calls = isLeaf ? tree.policy.calls?.get(fold(key)) : undefined;
  return {
    kind: node === 0 ? 'entry' : isLeaf ? 'action' : 'node',
    key: node === 0 ? entry.text : key,
    shared: node > 0 && !isLeaf ? trie.shared(node) : '',
    fate:
      stays + goes === 0 ? fateUnknown(entry, change) : goes === 0 ? 'stays' : stays === 0 ? 'goes' : 'some',
    stays,
    goes,
    ...(change === undefined
      ? {}
      : {
          change: {
            kind: change.kind,
            grants: change.grants,
            approved: change.decision !== undefined || entry.original !== undefined,
          },
        }),
    ...(mark === undefined ? {} : { mark }),
    ...entry.changesBelow(node),
    ...below(context, tree, entry, node),
    ...(calls === undefined ? {} : { calls }),
  };
}

/** Of a row without known actions: it may be of a whole unused service all the same. */
function fateUnknown(entry: EntryOutcome, change: Change | undefined): TreeRow['fate'] {
  if (entry.proposal === 'unknown') return 'unknown';
  return change?.kind === 'entry-goes' && entry.original === undefined ? 'goes' : 'stays';
}

/** What a decision made of a row: one on the row itself, or on its action. */
function markOf(
  { outcome }: PolicyTree,
  entry: EntryOutcome,
  node: number,
  key: string,
): RowMark | undefined {
  const { originals, rows, actions } = outcome.table;
  const name = entryKey(entry.ref);
  const original = originals.get(name);
  if (original !== undefined) return node === 0 ? marked('original', original) : undefined;
  const decision = rows.get(name)?.get(key);
  if (decision !== undefined && isAbout(decision)) return marked(MARKS[decision.kind], decision);
  const isOne = node === 0 ? !hasTrie(entry) : entry.trie.isLeaf(node);
  const named = isOne ? actions.get(fold(node === 0 ? entry.text : key)) : undefined;
  if (named === undefined) return undefined;
  return named.kind === 'keep'
    ? { ...marked('kept', named), ...(named.until === undefined ? {} : { until: named.until }) }
    : marked('dropped', named);
}

/** A drop is left without actions when they are kept afterwards. */
function isAbout(decision: RowDecision): boolean {
  return decision.kind !== 'drop' || decision.actions.length > 0;
}

const MARKS = {
  accept: 'accepted',
  list: 'listed',
  drop: 'dropped',
  narrow: 'narrowed',
  widen: 'widened',
  edit: 'edited',
} as const;

function marked(kind: RowMark['kind'], decision: Decision): RowMark {
  const { by, at, reason, bulk } = decision;
  return { kind, by, at, bulk: bulk === true, ...(reason === undefined ? {} : { reason }) };
}
