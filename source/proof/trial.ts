import type { JsonObject } from '../base/json.ts';
import type { PlainUnused, Rerun } from '../refine/rerun.ts';
import type { Case } from './case.ts';
import type { LawVerdict } from './types.ts';

type Run =
  | { readonly kind: 'made'; readonly result: JsonObject | null }
  | { readonly kind: 'failed'; readonly message: string };

/** Runs code under trial; what it throws is an answer too. */
function attempt(run: () => JsonObject | null): Run {
  try {
    return { kind: 'made', result: run() };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { kind: 'failed', message: `the refinement could not be made again: ${why}` };
  }
}

/**
 * Makes refinements again for the laws that ask how results are made.
 *
 * @param order makes other lists of the unused actions and of the catalogue's rows; the same ones if left out
 */
export type Trial = (policy: JsonObject, unused: PlainUnused, order?: Order) => Run;

/** A list of the same strings in another order. */
export type Order = (list: readonly string[]) => string[];

// Copies, since nobody knows what code under trial does with what it is given.
const asItIs: Order = (list) => list.slice();

export function trialOf({ known }: Case, again: Rerun): Trial {
  return (policy, { services, actions, retained }, order = asItIs) =>
    attempt(() =>
      again(
        policy,
        { services: order(services), actions: order(actions), retained: order(retained) },
        order(known.rows),
      ),
    );
}

/** The verdict on a law that a pair of policies alone cannot break. */
export function notApplicable(law: Pick<LawVerdict, 'law' | 'name'>): LawVerdict {
  const checked = 'not checked: this is a law about how results are made, and only a result is given';
  return { ...law, verdict: 'not-applicable', checked, numbers: {} };
}
