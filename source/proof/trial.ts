import type { JsonObject } from '../base/json.ts';
import type { PlainUnused, Rerun } from '../refine/rerun.ts';
import type { Case } from './case.ts';
import type { LawVerdict } from './types.ts';

type Run =
  | { readonly kind: 'made'; readonly result: JsonObject | null }
  | { readonly kind: 'failed'; readonly message: string };

/** Runs code under trial; an error that it throws is a result, too. */
function attempt(run: () => JsonObject | null): Run {
  try {
    return { kind: 'made', result: run() };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { kind: 'failed', message: `the refinement could not be made again: ${why}` };
  }
}

/**
 * Makes a refinement again, for the laws about how results are made.
 *
 * @param order reorders the unused actions and the catalogue's rows; they keep their order if it is left out
 */
export type Trial = (policy: JsonObject, unused: PlainUnused, order?: Order) => Run;

/** A list of the same strings in another order. */
export type Order = (list: readonly string[]) => string[];

// Lists are copied, since code under trial may do anything with them.
const asItIs: Order = (list) => list.slice();

/** Prepares trials of a refinement against the case's catalogue. */
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

/** The verdict on a law that a pair of policies alone cannot decide. */
export function notApplicable(law: Pick<LawVerdict, 'law' | 'name'>): LawVerdict {
  const checked = 'not checked: this is a law about how results are made, and only a result is given';
  return { ...law, verdict: 'not-applicable', checked, numbers: {} };
}
