import type { AccountCase } from '../account/cases.ts';
import { createMemo } from '../base/memo.ts';
import {
  type Decisions,
  type EntryDecision,
  type EntryRef,
  entryKey,
  type RowDecision,
} from '../refine/decision.ts';
import type { EntryOutcome } from '../refine/outcome.ts';
import type { Trie } from '../refine/trie.ts';
import { outcomeOf } from './result.ts';

/** A proposed grant, or what a decision made of it: the unit that is decided and counted. */
export interface Unit {
  /** The row of the tree. */
  readonly node: number;
  readonly key: string;
  /** What the final statement gets for it; empty for a removed grant. */
  readonly grants: readonly string[];
  /** Undefined while undecided. */
  readonly decision?: RowDecision;
}

/** One entry of a policy as it stands under the decisions made so far. */
export interface EntryReview {
  readonly ref: EntryRef;
  readonly element: 'Action' | 'NotAction';
  /** The entry letter for letter; for a NotAction list its strings, joined by commas. */
  readonly text: string;
  /** The trie of what the entry grants, safe and unsafe under the operator's own changes. */
  readonly trie: Trie;
  /** `kept`, `unknown` and `removed`: nothing to decide. `replaced`: see `units`. */
  readonly outcome: 'kept' | 'unknown' | 'removed' | 'replaced';
  readonly original: EntryDecision | undefined;
  /** In the order of the tree. */
  readonly units: readonly Unit[];
  /** The unit that a row is, by the row's number. */
  readonly unitAt: Pick<ReadonlyMap<number, Unit>, 'get'>;
  readonly decided: number;
  /** The rows of the units that are decided, in the order of the tree. */
  readonly decidedRows: readonly number[];
}

/** The entries of a policy that can be reviewed: those of its Allow statements. */
export function reviewableEntries(policyCase: AccountCase): EntryRef[] {
  return outcomeOf(policyCase, NOTHING).entries.map(({ ref }) => ref);
}

const NOTHING: Decisions = [];

const reviews = createMemo<EntryReview>();
const bare = createMemo<ReadonlyMap<string, EntryOutcome>>();

/** How an entry stands under the decisions made so far, once per list of decisions. */
export function reviewEntry(policyCase: AccountCase, decisions: Decisions, ref: EntryRef): EntryReview {
  const key = entryKey(ref);
  return reviews([decisions, policyCase], key, () => {
    const { entries } = outcomeOf(policyCase, decisions);
    const byKey = bare([entries], '', () => new Map(entries.map((each) => [entryKey(each.ref), each])));
    const entry = byKey.get(key);
    if (entry === undefined) throw new RangeError(`no entry ${key}`);
    return reviewOf(entry);
  });
}

const OUTCOMES = { stays: 'kept', unknown: 'unknown', goes: 'removed', replaced: 'replaced' } as const;

function reviewOf(entry: EntryOutcome): EntryReview {
  const units = entry.changes.filter(({ kind }) => kind !== 'entry-goes');
  const decidedRows = units.filter(({ decision }) => decision !== undefined).map(({ node }) => node);
  return {
    ref: entry.ref,
    element: entry.element,
    text: entry.text,
    get trie() {
      return entry.trie;
    },
    outcome: OUTCOMES[entry.proposal],
    original: entry.original,
    units,
    unitAt: {
      get: (node) => {
        const change = entry.changeAt(node);
        return change?.kind === 'entry-goes' ? undefined : change;
      },
    },
    decided: entry.original === undefined ? decidedRows.length : units.length,
    decidedRows,
  };
}

/** How many units have a row before this one: units are in the order of the tree. */
export function unitsBefore(units: readonly Unit[], node: number): number {
  let low = 0;
  let high = units.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((units[middle]?.node ?? 0) < node) low = middle + 1;
    else high = middle;
  }
  return low;
}
