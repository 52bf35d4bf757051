import { caseOf } from './case.ts';
import { nothingLost } from './law1-nothing-lost.ts';
import { nothingUnused } from './law2-nothing-unused.ts';
import { nothingNew } from './law3-nothing-new.ts';
import { structureKept } from './law4-structure.ts';
import { idempotent } from './law5-idempotent.ts';
import { orderFree } from './law6-order-free.ts';
import { monotone } from './law7-monotone.ts';
import { trialOf } from './rerun.ts';
import type { Verification, VerifyInput } from './types.ts';

/**
 * Decides the seven laws of refinement for a policy and what was made of it, by whomever. Nothing of the engine is used:
 * the policy values, patterns and sets are all read here once more.
 *
 * What is asked over C is asked over the given actions and those that the finding names. Law 3 is decided over all
 * strings with a colon in them. Allow statements with a Principal belong to other kinds of policies and count, like
 * Deny statements, as not to be touched. `ok` is false if a law is refuted or could not be decided.
 *
 * Texts from the policies stand in messages as JSON strings; whoever shows them makes the rest visible.
 */
export function verifyRefinement(input: VerifyInput): Verification {
  const made = caseOf(input);
  const left = nothingUnused(made);
  const trial = input.again === undefined ? undefined : trialOf(made, input.again);
  const laws = [
    nothingLost(made),
    left,
    nothingNew(made),
    structureKept(made),
    idempotent(made, trial, left),
    orderFree(made, trial),
    monotone(made, trial),
  ];
  return { laws, ok: laws.every(({ verdict }) => verdict === 'holds' || verdict === 'not-applicable') };
}
