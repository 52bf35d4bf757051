import { accountInArn, readPrincipalArn } from '../usage/arn.ts';
import { callerKey, type PrincipalCalls } from '../usage/calls/seen.ts';
import type { AccountCase } from './cases.ts';

type CallingPrincipal = PrincipalCalls['caller'];

/** Whose calls a policy has to allow. */
export interface Callers {
  /**
   * `known`: the inputs say who has the policy. `anybody`: they do not, so all calls count; rather one too many than one
   * too few. `nobody`: no caller has it.
   */
  readonly kind: 'known' | 'anybody' | 'nobody';
  includes(caller: CallingPrincipal): boolean;
}

/**
 * Tells whose calls a policy has to allow: the calls of everybody who has it. A holder that is known by name alone
 * means every principal of that name.
 *
 * @param principal name or ARN of the owner of those policies whose owner the inputs do not tell
 */
export function callersOf(
  { holders, attachedTo, kind, notRefined }: AccountCase,
  principal?: string,
): Callers {
  if (holders.length > 0) return named(holders);
  // A managed policy with unknown holders is not refined unless the operator says that nobody else has it.
  if (attachedTo.length > 0 || (kind !== 'bare' && notRefined !== undefined)) return NOBODY;
  return callersNamed(principal);
}

/**
 * Tells who acts with a policy. A customer-managed policy acts only in its own account, while what may go from it
 * depends on all accounts of the permission set that has it.
 *
 * @param principal as for `callersOf`
 */
export function actorsOf(policyCase: AccountCase, principal?: string): Callers {
  const { kind, account, holders } = policyCase;
  if (kind !== 'customer-managed' || account === undefined || holders.length === 0)
    return callersOf(policyCase, principal);
  return named(holders.filter(({ arn }) => arn === undefined || accountInArn(arn) === account));
}

/** The callers of a name or ARN; anybody where none is given. */
export function callersNamed(principal: string | undefined): Callers {
  if (principal === undefined) return ANYBODY;
  const read = readPrincipalArn(principal);
  if (read !== undefined) return named([{ ...read, arn: principal }]);
  return named([
    { kind: 'role', name: principal },
    { kind: 'user', name: principal },
  ]);
}

const NOBODY: Callers = { kind: 'nobody', includes: () => false };
const ANYBODY: Callers = { kind: 'anybody', includes: () => true };

function named(
  holders: readonly { readonly kind: string; readonly name: string; readonly arn?: string }[],
): Callers {
  const keys = new Set<string>();
  const names = new Set<string>();
  for (const { kind, name, arn } of holders) {
    if (kind !== 'role' && kind !== 'user') continue;
    const read = arn === undefined ? undefined : readPrincipalArn(arn);
    if (read === undefined) names.add(`${kind} ${name}`);
    else keys.add(callerKey({ of: kind, account: read.account, name: read.name }));
  }
  if (keys.size + names.size === 0) return NOBODY;
  return {
    kind: 'known',
    includes: (caller) => keys.has(callerKey(caller)) || names.has(`${caller.of} ${caller.name}`),
  };
}
