import type { JsonObject } from '../base/json.ts';
import type { Catalog } from '../catalog/catalog.ts';
import type { Rerun } from '../refine/rerun.ts';
import type { Unused } from '../usage/unused.ts';
import { actionsInReach, type Reach } from './reach.ts';
import type { Deviation, Verification } from './types.ts';
import { decideLaws } from './verify.ts';

/** A policy and what was made of it, by whomever. */
export interface Claim {
  readonly original: JsonObject;
  /** null: the policy is to be detached. */
  readonly refined: JsonObject | null;
  /** What was reported, less what is protected. */
  readonly unused: Unused;
  readonly catalog: Catalog;
  /** Where the result departs from what was reported, on purpose or until somebody decides; nowhere else may it. */
  readonly deviations?: readonly Deviation[];
}

/**
 * Proves or refutes a claim, law by law, by code that shares nothing with what refines: whatever is written or verified
 * goes through here.
 *
 * @param again makes the result again, for the laws about how results are made; without it those do not apply
 * @param reach what was in reach of earlier claims about the same catalogue
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
