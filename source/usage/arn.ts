/** What the ARN of a role, user or group, or of a role's session, tells: the account, the kind and the bare name. */
export interface PrincipalArn {
  readonly account: string;
  readonly kind: 'role' | 'user' | 'group';
  /** without its path */
  readonly name: string;
}

const PRINCIPAL = /^arn:[^:]+:iam::([^:]*):(role|user|group)\/(?:.*\/)?([^/]+)$/s;
const SESSION = /^arn:[^:]+:sts::([^:]*):assumed-role\/([^/]+)\/[^/]+$/s;

/** Reads the ARN of a role, user or group; undefined for anything else. */
export function readPrincipalArn(arn: string): PrincipalArn | undefined {
  const [, account, kind, name] = PRINCIPAL.exec(arn) ?? [];
  if (account === undefined || name === undefined) return undefined;
  return { account, kind: kind === 'user' || kind === 'group' ? kind : 'role', name };
}

/** Reads the ARN of a role's session, which has the role's name but not its path; undefined for anything else. */
export function readSessionArn(arn: string): PrincipalArn | undefined {
  const [, account, name] = SESSION.exec(arn) ?? [];
  return account === undefined || name === undefined ? undefined : { account, kind: 'role', name };
}

/** The account that an ARN names; '' where there is no ARN, or none in it. */
export function accountInArn(arn: string | undefined): string {
  return arn?.split(':')[4] ?? '';
}

/** Whether a text is meant as an ARN. */
export function isArn(text: string): boolean {
  return text.startsWith('arn:');
}
