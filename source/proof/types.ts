import type { JsonObject } from '../base/json.ts';
import type { KnownActions } from './known.ts';

/** Where a result departs from laws 1 or 2 because an operator decided so, or has not decided yet. */
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
  readonly reason?: string;
  readonly by?: string;
}

/** The set U: the actions of `actions`, and all of the services of `services`, without those of `retained`. */
export interface UnusedArrays {
  /** Service prefixes, any letter case; unused whole, with the actions that nobody knows yet. */
  readonly services: string[];
  /** `service:Name`; patterns are understood. */
  readonly actions: string[];
  /** `service:Name`; patterns are understood. */
  readonly retained: string[];
}

/**
 * Makes a refinement again: the refined policy, or null where nothing is left to attach.
 * It may be asked with other policies, other orders and larger lists; what it throws makes the law undecided.
 */
export type Again = (original: JsonObject, unused: UnusedArrays, actions: string[]) => JsonObject | null;

export interface VerifyInput {
  readonly original: JsonObject;
  /** null: the policy is to be detached. */
  readonly refined: JsonObject | null;
  /** The catalogue C, `service:Name`; or what `knownActions` made of it, to spare the sorting. */
  readonly actions: Iterable<string> | KnownActions;
  readonly unused: UnusedArrays;
  readonly deviations?: readonly Deviation[];
  /** With it laws 5 to 7 are tried by running it; without it 5 is decided from the pair, 6 and 7 do not apply. */
  readonly again?: Again;
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
  /** A sentence on what was looked at, with its numbers. */
  readonly checked: string;
  readonly numbers: Readonly<Record<string, number>>;
  readonly counterexample?: Counterexample;
}

/** Known actions, each counted once where some statement allows it. */
export interface ActionCounts {
  readonly before: number;
  readonly now: number;
  /** No longer allowed, as reported. */
  readonly gone: number;
  /** No longer allowed, although nobody reported it: on purpose. */
  readonly goneOnPurpose: number;
  /** Still allowed although reported, on purpose. */
  readonly keptOnPurpose: number;
  /** Still allowed although reported, until somebody decides. */
  readonly open: number;
}

export interface Verification {
  /** The seven laws in their order. */
  readonly laws: readonly LawVerdict[];
  readonly counts: ActionCounts;
  /** Every law holds or does not apply. */
  readonly ok: boolean;
}
