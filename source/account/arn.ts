import type { LoadedPrincipal } from './facts.ts';

/** What the ARN of a role, user or group says: whose account, what kind, and the name without its path. */
export interface PrincipalArn {
  readonly account: string;
  readonly kind: LoadedPrincipal['kind'];
  readonly name: string;
}

const PRINCIPAL = /^arn:[^:]+:iam::([^:]*):(role|user|group)\/(?:.*\/)?([^/]+)$/s;

/** Reads the ARN of a role, user or group; undefined for anything else. */
export function readPrincipalArn(arn: string): PrincipalArn | undefined {
  const [, account, kind, name] = PRINCIPAL.exec(arn) ?? [];
  if (account === undefined || name === undefined) return undefined;
  return { account, kind: kind === 'user' || kind === 'group' ? kind : 'role', name };
}

/** The account that an ARN names; '' where there is no ARN, or none in it. */
export function accountOf(arn: string | undefined): string {
  return arn?.split(':')[4] ?? '';
}
