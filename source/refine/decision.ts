import { fold } from '../pattern/fold.ts';

/** Who decided, when (ISO 8601) and why. */
export interface Origin {
  readonly by: string;
  readonly at: string;
  readonly reason?: string;
  /** Set where several decisions were made at once, not row by row. */
  readonly bulk?: true;
}

/** The entry that a decision is about. A `NotAction` list is one entry, 0. */
export interface EntryRef {
  /** Place of the statement in the policy, from 0. */
  readonly statement: number;
  /** Place in the statement's `Action`, from 0. */
  readonly entry: number;
}

/**
 * A decision on a row of an entry's tree. `row` is the row's key: the action for a leaf, `prefix*` for a
 * node, the entry's own text for the root.
 *
 * `accept`: the change stands as proposed. `list`: the grant's actions are written out one by one. `drop`: its actions
 * join the unused ones. `narrow`: the rows right below take its place. `widen`: the row, which is not safe, becomes the
 * grant for all below it. `edit`: `pattern` takes the grant's place.
 */
export type RowDecision = Origin &
  EntryRef & { readonly row: string } & (
    | { readonly kind: 'accept' }
    | { readonly kind: 'list' }
    | { readonly kind: 'drop'; readonly actions: readonly string[] }
    | { readonly kind: 'narrow' }
    | { readonly kind: 'widen' }
    | { readonly kind: 'edit'; readonly pattern: string }
  );

/** An entry stays as the author wrote it. */
export type EntryDecision = Origin & EntryRef & { readonly kind: 'original' };

/** Actions stay although they are reported unused, until a date (`YYYY-MM-DD`) if one is given. */
type KeepDecision = Origin & {
  readonly kind: 'keep';
  readonly actions: readonly string[];
  readonly until?: string;
};

/** Everything an operator can decide about one policy. */
export type Decision = RowDecision | EntryDecision | KeepDecision;

/** The decisions that hold for one policy, in the order in which they were made. */
export type Decisions = readonly Decision[];

/** The key of an entry, in the tables of decisions and wherever else entries are told apart. */
export function entryKey(ref: EntryRef): string {
  return `${ref.statement}/${ref.entry}`;
}

/**
 * Adds decisions and takes out those that they replace: earlier ones on the same row or entry, or on the same action.
 * The rest keeps its order.
 */
export function decide(decisions: Decisions, ...added: readonly Decision[]): Decisions {
  let result = decisions;
  const rows = new Set<string>();
  for (const decision of added) {
    if (decision.kind !== 'keep' && decision.kind !== 'original')
      rows.add(`${entryKey(decision)} ${decision.row}`);
  }
  const entries = new Set(
    added.flatMap((decision) => (decision.kind === 'keep' ? [] : [entryKey(decision)])),
  );
  const actions = new Set(
    added
      .flatMap((decision) => (decision.kind === 'keep' || decision.kind === 'drop' ? decision.actions : []))
      .map(fold),
  );
  result = result.flatMap((decision): Decision[] => {
    if (decision.kind === 'original') return entries.has(entryKey(decision)) ? [] : [decision];
    if (decision.kind !== 'keep' && rows.has(`${entryKey(decision)} ${decision.row}`)) return [];
    if (decision.kind !== 'keep' && decision.kind !== 'drop') return [decision];
    const left = decision.actions.filter((action) => !actions.has(fold(action)));
    if (left.length === decision.actions.length) return [decision];
    return left.length === 0 ? [] : [{ ...decision, actions: left }];
  });
  return [...result, ...added];
}

/** The decisions of one policy, ready to be looked up. */
export interface DecisionTable {
  /** By `entryKey`: the entries that stay as they were. */
  readonly originals: ReadonlyMap<string, EntryDecision>;
  /** By `entryKey`, then row key. */
  readonly rows: ReadonlyMap<string, ReadonlyMap<string, RowDecision>>;
  /** By action in lower case. */
  readonly actions: ReadonlyMap<string, KeepDecision | Extract<RowDecision, { kind: 'drop' }>>;
  /** A key that changes only with the set of unused actions: for what depends on that set alone. */
  readonly changes: string;
}

/** Builds the look-up tables. */
export function tableOf(decisions: Decisions): DecisionTable {
  const originals = new Map<string, EntryDecision>();
  const rows = new Map<string, Map<string, RowDecision>>();
  const actions = new Map<string, KeepDecision | Extract<RowDecision, { kind: 'drop' }>>();
  for (const decision of decisions) {
    if (decision.kind === 'keep' || decision.kind === 'drop') {
      for (const action of decision.actions) actions.set(fold(action), decision);
    }
    if (decision.kind === 'original') originals.set(entryKey(decision), decision);
    else if (decision.kind !== 'keep') {
      const key = entryKey(decision);
      const ofEntry = rows.get(key) ?? new Map<string, RowDecision>();
      rows.set(key, ofEntry.set(decision.row, decision));
    }
  }
  const changes = [...actions]
    .map(([action, { kind }]) => `${kind} ${action}`)
    .sort()
    .join('\n');
  return { originals, rows, actions, changes };
}
