import type { AccountCase } from '../account/cases.ts';
import type { PlacedPolicy } from '../account/fit.ts';
import { goesInline, QUOTAS } from '../account/quota.ts';
import { splitPolicy } from '../account/split.ts';
import { type JsonObject, writeJson } from '../base/json.ts';
import { jsonLayout } from '../base/json-layout.ts';
import { quotaSize } from '../policy/size.ts';
import type { Outcome } from '../refine/outcome.ts';
import { ownerOf } from './names.ts';
import type { ProvenPolicy } from './result.ts';

/** A policy document to be put in place. */
export interface ResultDocument {
  /** The name of the policy. */
  readonly name: string;
  readonly text: string;
  readonly value: JsonObject;
}

/** Whether the policy stays as it was, to the letter. */
export function isUnchanged(outcome: Outcome<AccountCase>): boolean {
  return outcome.text === outcome.case.policy.text;
}

/**
 * The documents that replace a policy: one, or several for a managed policy that is over its quota (product: "Several
 * policies"); none where nothing is left and the policy is to be detached.
 *
 * The first has the policy's name. An AWS-managed policy cannot be changed, so the name of its replacement also has the
 * name of its principal.
 */
export function documentsOf(outcome: Outcome<AccountCase>): ResultDocument[] {
  const { case: policyCase, text, value } = outcome;
  if (text === null || value === null) return [];
  const whole = [{ name: documentName(policyCase, 0), text, value }];
  if (!isManaged(policyCase) || quotaSize(text) <= QUOTAS.managedPolicy) return whole;
  const parts = splitPolicy(value, QUOTAS.managedPolicy) ?? [];
  if (parts.length < 2) return whole;
  return parts.map((part, i) => ({
    name: documentName(policyCase, i),
    text: `${writeJson(part, text, jsonLayout(text).indent)}\n`,
    value: part,
  }));
}

/** Whether the result is known to be a managed policy. */
export function isManaged(policyCase: AccountCase): boolean {
  const { kind } = policyCase;
  return kind === 'customer-managed' || (kind === 'aws-managed' && !goesInline(policyCase));
}

/** The longest name that IAM allows for a policy. */
const LONGEST_NAME = 128;
const LONGEST_OWNER = 64;

function documentName(policyCase: AccountCase, part: number): string {
  const owner = (ownerOf(policyCase) ?? 'refined').slice(0, LONGEST_OWNER);
  const ending = `${policyCase.kind === 'aws-managed' ? `-${owner}` : ''}${part === 0 ? '' : `-${part + 1}`}`;
  return ending === '' ? policyCase.name : policyCase.name.slice(0, LONGEST_NAME - ending.length) + ending;
}

/** A result as the quotas of those who have the policy count it. */
export type Placed = PlacedPolicy & { readonly result: ProvenPolicy };

export function placed(result: ProvenPolicy): Placed {
  const { outcome, certificate } = result;
  const { before, after } = certificate.size;
  const parts = documentsOf(outcome).length;
  return { result, policyCase: outcome.case, before, after, parts, isChanged: !isUnchanged(outcome) };
}
