import type { JsonObject } from '../base/json.ts';
import type { Counts } from '../refine/outcome.ts';
import type { PlainUnused, Rerun } from '../refine/rerun.ts';
import type { KnownActions } from './known.ts';

/** A place where a result departs from law 1 or 2 because an operator decided so, or has not decided yet. */
export interface Deviation {
  /**
   * `kept`: may stay allowed although unused. `removed`: may be lost although nobody reported it. `open`: stays as it was
   * written until somebody decides.
   */
  readonly kind: 'kept' | 'removed' | 'open';
  /** `service:Name`, or a pattern: `ec2:*` for an entry that is kept as its author wrote it. */
  readonly action: string;
  /** The known actions that it is about; all that `action` matches, if absent. */
  readonly actions?: readonly string[];
  /** Where it holds: the index of a statement in the original. Everywhere, if absent. */
  readonly statement?: number;
}

export interface VerifyInput {
  readonly original: JsonObject;
  /** null: the policy is to be detached. */
  readonly refined: JsonObject | null;
  /** The catalogue C, `service:Name`; or what `knownActions` made of it, to spare the sorting. */
  readonly actions: Iterable<string> | KnownActions;
  readonly unused: PlainUnused;
  readonly deviations?: readonly Deviation[];
  /** Runs laws 5 to 7; without it, law 5 is decided from the pair, and laws 6 and 7 do not apply. */
  readonly again?: Rerun;
  readonly limits?: {
    /** How many automaton states laws 2 and 3 may visit each before they say "undecided"; 2,000,000. */
    readonly states?: number;
  };
}

export type LawNumber = 1 | 2 | 3 | 4 | 5 | 6 | 7;

export interface Counterexample {
  /** The index of the statement in the original; in the refined policy where the original has no such statement. */
  readonly statement?: number;
  /** An action string that shows it. */
  readonly action?: string;
  /** A place such as `Statement[1].Action[3]`, in the policy that the message names. */
  readonly path?: string;
  readonly message: string;
}

export interface LawVerdict {
  readonly law: LawNumber;
  readonly name: string;
  readonly verdict: 'holds' | 'refuted' | 'undecided' | 'not-applicable';
  /** A sentence that says what was checked, with its numbers. */
  readonly checked: string;
  readonly numbers: Readonly<Record<string, number>>;
  readonly counterexample?: Counterexample;
}

export interface Verification {
  /** The seven laws in their order. */
  readonly laws: readonly LawVerdict[];
  /** Known actions, each counted once where some statement allows it. */
  readonly counts: Counts;
  /** Every law holds or does not apply. */
  readonly ok: boolean;
}
