import type { JsonObject } from '../base/json.ts';
import { editPolicy, type PolicyEdits } from '../policy/edit.ts';
import { type PolicyCase, policyCase } from './case.ts';
import type { Decisions } from './decision.ts';
import { derive } from './derive.ts';
import type {
  Counts,
  EntryOutcome,
  GoneAction,
  Outcome,
  PolicyDeviation,
  StatementOutcome,
} from './outcome.ts';

/**
 * Derives an outcome, passes it to `use`, and returns the same outcome without what was remembered on the way: the
 * parts that are written are at hand, and the parts that only reports need are derived again when asked for. This saves
 * memory over thousands of policies.
 *
 * @param use receives the outcome as `derive` makes it
 */
export function deriveSettled<C extends PolicyCase, T>(
  of: C,
  decisions: Decisions,
  use: (outcome: Outcome<C>) => T,
): { readonly outcome: Outcome<C>; readonly used: T } {
  const again = (): Outcome<C> => derive(policyCase(of), decisions);
  const outcome = again();
  const used = use(outcome);
  return { outcome: new SettledOutcome(of, outcome, again), used };
}

class SettledOutcome<C extends PolicyCase> implements Outcome<C> {
  readonly case: C;
  readonly decisions: Decisions;
  readonly edits: PolicyEdits;
  readonly text: string | null;
  readonly warnings: readonly string[];
  readonly approved: number;
  readonly total: number;
  readonly counts: Counts;
  readonly deviations: readonly PolicyDeviation[];
  readonly #again: () => Outcome<C>;

  constructor(of: C, outcome: Outcome<C>, again: () => Outcome<C>) {
    this.case = of;
    this.decisions = outcome.decisions;
    this.edits = outcome.edits;
    this.text = outcome.text;
    this.warnings = outcome.warnings;
    this.approved = outcome.approved;
    this.total = outcome.total;
    this.counts = outcome.counts;
    this.deviations = outcome.deviations;
    this.#again = again;
  }

  get value(): JsonObject | null {
    return editPolicy(this.case.policy, this.edits);
  }

  get table(): Outcome['table'] {
    return this.#again().table;
  }

  get unused(): Outcome['unused'] {
    return this.#again().unused;
  }

  get catalog(): Outcome['catalog'] {
    return this.#again().catalog;
  }

  get statements(): readonly StatementOutcome[] {
    return this.#again().statements;
  }

  get entries(): readonly EntryOutcome[] {
    return this.#again().entries;
  }

  get gone(): readonly GoneAction[] {
    return this.#again().gone;
  }
}
