import type { AccountCase } from '../account/cases.ts';
import { createMemo } from '../base/memo.ts';
import { type Decisions, type DecisionTable, tableOf } from '../refine/decision.ts';
import { derive } from '../refine/derive.ts';
import type { Outcome } from '../refine/outcome.ts';

const outcomes = createMemo<Outcome<AccountCase>>();

/** What becomes of a policy under the decisions made so far, once per list of decisions. */
export function outcomeOf(policyCase: AccountCase, decisions: Decisions): Outcome<AccountCase> {
  return outcomes([decisions, policyCase], '', () => derive(policyCase, decisions));
}

const tables = createMemo<DecisionTable>();

/** The look-up tables of a list of decisions, made once. */
export function tableFor(decisions: Decisions): DecisionTable {
  return tables([decisions], '', () => tableOf(decisions));
}
