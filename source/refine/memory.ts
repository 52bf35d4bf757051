import { Memory } from '../base/memo.ts';
import type { Catalog } from '../catalog/catalog.ts';
import type { Policy } from '../policy/policy.ts';
import type { Unused } from '../usage/unused.ts';
import type { Allowance } from './allowance.ts';
import type { Decisions, DecisionTable, RowDecision } from './decision.ts';
import type { EntryBase } from './entry.ts';
import type { Generalize } from './grants.ts';
import type { Change } from './outcome.ts';

/** What depends on U alone. */
export interface UnusedState {
  readonly unused: Unused;
  readonly catalog: Catalog;
  /** By the entry's text: equal entries are refined once. */
  readonly entries: Map<string, EntryBase>;
  /** The same for NotAction lists. */
  readonly lists: Map<string, EntryBase>;
  /** By all entries of a statement, for statements without decisions. */
  readonly statements: Map<string, Composition>;
}

/** The new strings of a statement, with what they allow. */
export interface Composition {
  /** The new strings; undefined where nothing changes, empty where the statement goes. */
  readonly edit: readonly string[] | undefined;
  readonly before: Allowance;
  readonly after: Allowance;
}

/** An entry as decisions on its rows left it, so far as they change what it becomes. */
export interface Standing {
  readonly base: EntryBase;
  readonly telling: readonly RowDecision[];
  /** The changes with their new grants; the decision on each is added later. */
  readonly changes: readonly Change[];
  /** The grants of all changes together: sorted, none twice, and none that another one covers. */
  readonly grants: readonly string[];
  /** The grants by decision, for decisions that depend on no other. */
  readonly made: ReadonlyMap<RowDecision, readonly string[]>;
  /** The grants service by service: a decision mostly changes those of one service. */
  readonly sections: ReadonlyMap<string, Section>;
}

/** The grants of one service. */
export interface Section {
  /** The grants of each change, in the order of the tree. */
  readonly from: readonly (readonly string[])[];
  readonly grants: readonly string[];
}

/** The last composition of a statement. */
export interface Composed {
  readonly state: UnusedState;
  readonly parts: readonly ('keep' | 'goes' | readonly string[])[];
  readonly composition: Composition;
}

/** How many states of U are remembered, since undoing may return to them. */
const STATES = 4;

/**
 * How many lists of decisions are remembered: the review asks by turns with one more, without it, written and proposed.
 */
const TABLES = 8;

/** What is remembered about a case. */
export class CaseMemory {
  readonly tables = new Memory<Decisions, DecisionTable>(TABLES);
  readonly states = new Memory<string, UnusedState>(STATES);
  /** By entry, and below by statement: the last result. */
  readonly standings = new Map<string, Standing>();
  readonly composed = new Map<number, Composed>();
  readonly #of: CaseKey;

  constructor({ policy, unused, catalog, generalize }: CaseKey) {
    this.#of = { policy, unused, catalog, generalize };
  }

  /** Whether this memory is of that case, and not of one that was copied and changed. */
  isOf({ policy, unused, catalog, generalize }: CaseKey): boolean {
    const of = this.#of;
    return (
      of.policy === policy && of.unused === unused && of.catalog === catalog && of.generalize === generalize
    );
  }
}

interface CaseKey {
  readonly policy: Policy;
  readonly unused: Unused;
  readonly catalog: Catalog;
  readonly generalize: Generalize;
}
