import { accountInArn, readPrincipalArn, readSessionArn } from '../arn.ts';
import type { Identity } from './event.ts';

/**
 * The caller, whose policies had to allow a call. `principal`: a role or user; `arn` is missing where only a session is
 * known, since its ARN lacks the role's path. The other kinds have no identity policies among the inputs: AWS services,
 * the root user, principals of other accounts, and people who were federated without a role.
 */
export type Caller =
  | {
      readonly kind: 'principal';
      readonly of: 'role' | 'user';
      readonly account: string;
      readonly name: string;
      readonly arn?: string;
    }
  | { readonly kind: 'service' | 'root' | 'account' | 'federated' | 'unknown'; readonly name: string };

/**
 * Finds the caller (CloudTrail User Guide, "CloudTrail userIdentity element"). A session of a role has the role's
 * permissions; a session of `GetFederationToken` has, at most, those of the user who asked for it.
 */
export function callerOf(identity: Identity): Caller {
  const { type, arn, issuer, invokedBy } = identity;
  switch (type) {
    case 'Root':
      return { kind: 'root', name: identity.account ?? accountInArn(arn) };
    case 'AWSService':
      return { kind: 'service', name: invokedBy ?? 'an AWS service' };
    case 'AWSAccount':
      return { kind: 'account', name: identity.account ?? 'another account' };
    case 'SAMLUser':
    case 'WebIdentityUser':
    case 'IdentityCenterUser':
    case 'Directory':
      return { kind: 'federated', name: identity.name ?? type };
    default: {
      const found = principalIn(issuer) ?? principalIn(arn);
      if (found !== undefined) return found;
      if (identity.issuerType === 'Root' || arn?.endsWith(':root') === true)
        return { kind: 'root', name: identity.account ?? accountInArn(arn) };
      if (invokedBy !== undefined && arn === undefined) return { kind: 'service', name: invokedBy };
      return { kind: 'unknown', name: arn ?? identity.name ?? 'nobody' };
    }
  }
}

function principalIn(arn: string | undefined): Caller | undefined {
  if (arn === undefined) return undefined;
  const principal = readPrincipalArn(arn);
  if (principal !== undefined && principal.kind !== 'group')
    return { kind: 'principal', of: principal.kind, account: principal.account, name: principal.name, arn };
  const session = readSessionArn(arn);
  if (session !== undefined)
    return { kind: 'principal', of: 'role', account: session.account, name: session.name };
  return undefined;
}

/** A name for people: the ARN, or as much of it as is known. */
export function callerName(caller: Caller): string {
  if (caller.kind !== 'principal') return caller.name;
  return caller.arn ?? `${caller.of} ${caller.name} in ${caller.account}`;
}
