import type { JsonObject } from '../base/json.ts';
import type { Catalog } from '../catalog/catalog.ts';
import type { PolicyEdits } from '../policy/edit.ts';
import type { Unused } from '../usage/unused.ts';
import type { PolicyCase } from './case.ts';
import type { Decisions, DecisionTable, EntryDecision, EntryRef, RowDecision } from './decision.ts';
import type { Extent } from './extent.ts';
import type { Trie } from './trie.ts';

/**
 * What becomes of a policy under the decisions made so far. Everything that is shown, counted, proved and written is
 * read from it. Its parts are made when they are first asked for.
 */
export interface Outcome<C extends PolicyCase = PolicyCase> {
  readonly case: C;
  readonly decisions: Decisions;
  /** The decisions, to be looked up by row and action. */
  readonly table: DecisionTable;
  /** U after the decisions. */
  readonly unused: Unused;
  /** The known actions, with those that only findings and decisions name. */
  readonly catalog: Catalog;
  /** All statements, in their order. */
  readonly statements: readonly StatementOutcome[];
  /** The entries of all statements, in their order. */
  readonly entries: readonly EntryOutcome[];
  readonly edits: PolicyEdits;
  /** The policy's new text, and its value; null where nothing is left, so that it is to be detached. */
  readonly text: string | null;
  readonly value: JsonObject | null;
  /** What is odd about the policy, in sentences; those about the document itself come first. */
  readonly warnings: readonly string[];
  /** How many changes are signed off, and how many there are. */
  readonly approved: number;
  readonly total: number;
  readonly counts: Counts;
  /** The known actions that some statement no longer allows, sorted. */
  readonly gone: readonly GoneAction[];
  /** Where the result departs from what was reported. */
  readonly deviations: readonly PolicyDeviation[];
}

/** What counts for a change that is still open: the change as proposed, or the entry as its author wrote it. */
export type Open = 'as-proposed' | 'as-written';

/** What a decision record says of a policy's statements. */
export interface Recorded {
  readonly edits: PolicyEdits;
  /** The day of the catalogue that it was decided with, if that is another one: it may lack some of today's actions. */
  readonly catalog?: string;
}

/** Numbers of known actions: an action counts as allowed where some statement allows it. */
export interface Counts {
  readonly before: number;
  readonly now: number;
  /** No longer allowed, as reported. */
  readonly gone: number;
  /** No longer allowed, although nobody reported it. */
  readonly goneOnPurpose: number;
  /** Still allowed although reported, since somebody decided so. */
  readonly keptOnPurpose: number;
  /** Still allowed although reported, since nobody has decided yet. */
  readonly open: number;
}

/** An action that some statements allowed and no longer allow, with their indexes. */
export interface GoneAction {
  readonly action: string;
  readonly statements: readonly number[];
}

/** What became of one statement. */
export interface StatementOutcome {
  readonly index: number;
  readonly kind: 'untouched' | 'action' | 'not-action';
  /** Why it is never refined. */
  readonly why?: 'deny' | 'principal';
  readonly fate: 'stays' | 'changes' | 'goes';
  readonly entries: readonly EntryOutcome[];
  /** Its strings now; none where it goes. */
  readonly result: readonly string[];
}

/** What became of one entry of an Allow statement; a NotAction list is one entry. */
export interface EntryOutcome {
  readonly ref: EntryRef;
  readonly element: 'Action' | 'NotAction';
  /** The entry as written; for a NotAction list, its strings joined by commas. */
  readonly text: string;
  /** The tree of what it grants, with states by U after the decisions. */
  readonly trie: Trie;
  /**
   * `stays`: it grants nothing unused. `unknown`: it matches no known action and stays, with a warning. `goes`: all
   * that it grants is unused. `replaced`: grants take its place, or a NotAction list gets additions.
   */
  readonly proposal: Proposal;
  /** The changes to be signed off, in the order of the tree. */
  readonly changes: readonly Change[];
  /** How many of the changes are signed off, and how many there are. */
  readonly approved: number;
  readonly total: number;
  /** The decision that the entry stays as written, if there is one. */
  readonly original: EntryDecision | undefined;
  /** Whether some change is not decided yet. */
  readonly isOpen: boolean;
  /** Whether it stays as its author wrote it, because somebody decided so or nobody has decided yet. */
  readonly isWritten: boolean;
  /** The strings that it becomes now, sorted: itself where it stays; for a NotAction list, the additions. */
  readonly grants: readonly string[];
  /** What it grants as it was written, and what of that is unused. */
  extent(): Extent;
  /** What the statement's result makes of the actions below a row. */
  fate(node: number): { readonly stays: number; readonly goes: number };
  /** The change of a row, if it has one. */
  changeAt(node: number): Change | undefined;
  /** How many changes stand at and below a row, and how many of them are signed off. */
  changesBelow(node: number): { readonly approved: number; readonly total: number };
}

export type Proposal = 'stays' | 'unknown' | 'goes' | 'replaced';

/**
 * One thing to sign off: grants in place of a wildcard, an entry that goes whole, or an addition to a NotAction list.
 */
export interface Change {
  readonly kind: 'grant' | 'entry-goes' | 'addition';
  /** The row of the tree. */
  readonly node: number;
  /** The row's key, which decisions name. */
  readonly key: string;
  /** The strings that the statement gets for it; none for an entry that goes. */
  readonly grants: readonly string[];
  /** Undefined while undecided. */
  readonly decision?: RowDecision;
}

interface Difference {
  /** The action, or the pattern that lets several stay. */
  readonly action: string;
  /** The known actions that this is about, sorted; none where it is only about actions that nobody knows yet. */
  readonly actions: readonly string[];
  /** Index of the statement; undefined where it holds in the whole policy. */
  readonly statement?: number;
}

/**
 * Where the result departs from what was reported. `kept`: it stays allowed although reported unused, since somebody
 * decided so. `removed`: it goes although nobody reported it. `open`: it stays until somebody decides.
 */
export type PolicyDeviation = Difference &
  (
    | {
        readonly kind: 'kept' | 'removed';
        readonly by: string;
        /** ISO 8601. */
        readonly at: string;
        readonly reason?: string;
        /** `YYYY-MM-DD`, for an action that is kept for a while. */
        readonly until?: string;
      }
    | {
        readonly kind: 'open';
        readonly by?: undefined;
        readonly at?: undefined;
        readonly reason?: undefined;
        readonly until?: undefined;
      }
  );
