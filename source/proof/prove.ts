import type { JsonObject } from '../base/json.ts';
import type { Catalog } from '../catalog/catalog.ts';
import type { Rerun } from '../refine/rerun.ts';
import type { Unused } from '../usage/unused.ts';
import { actionsInReach, type Reach } from './reach.ts';
import type { Deviation, Verification } from './types.ts';
import { decideLaws } from './verify.ts';

/** A policy and its refinement, no matter who made it. */
export interface Claim {
  readonly original: JsonObject;
  /** null: the policy is to be detached. */
  readonly refined: JsonObject | null;
  /** What was reported, less what is protected. */
  readonly unused: Unused;
  readonly catalog: Catalog;
  /** Where the result may depart from what was reported: on purpose, or because something is open. Nowhere else. */
  readonly deviations?: readonly Deviation[];
}

/**
 * Proves or refutes a claim, law by law, with code that shares nothing with the refinement. Everything that is written
 * or verified goes through here.
 *
 * @param again makes the result again, for the laws about how results are made; without it those do not apply
 * @param reach the memory of what was in reach of earlier claims about the same catalogue
 */
export function prove({ unused, catalog, ...claim }: Claim, again?: Rerun, reach?: Reach): Verification {
  return decideLaws({
    ...claim,
    actions: actionsInReach(catalog, [claim.original, claim.refined], reach),
    unused: {
      services: [...unused.services],
      actions: [...unused.actions.values()].map(({ action }) => action),
      retained: [...unused.retained],
    },
    ...(again === undefined ? {} : { again }),
  });
}
