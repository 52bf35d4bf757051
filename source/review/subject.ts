import type { AccountCase } from '../account/cases.ts';
import type { Decisions } from '../refine/decision.ts';
import type { Unused } from '../usage/unused.ts';
import { outcomeOf } from './result.ts';

/** U after the operator's own changes. */
export function unusedAfter(policyCase: AccountCase, decisions: Decisions): Unused {
  return outcomeOf(policyCase, decisions).unused;
}
