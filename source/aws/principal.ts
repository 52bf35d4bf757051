import { isObject, type JsonObject, type JsonValue } from '../base/json.ts';

/** A role or user that was read. */
export interface Principal {
  readonly kind: 'role' | 'user';
  readonly name: string;
  readonly arn: string;
  /** Whether its policies can be refined; those of a service's own role cannot. */
  readonly refinable: boolean;
}

/** The roles and users in a page of account details. */
export function principalsIn(page: JsonObject): Principal[] {
  return [...each(page, 'RoleDetailList', 'Role'), ...each(page, 'UserDetailList', 'User')];
}

function* each(page: JsonObject, list: string, key: 'Role' | 'User'): Generator<Principal> {
  for (const detail of objectsAt(page, list)) {
    const name = detail[`${key}Name`];
    const arn = detail['Arn'];
    if (typeof name !== 'string' || typeof arn !== 'string') continue;
    const refinable =
      !arn.includes(':role/aws-service-role/') &&
      [`${key}PolicyList`, 'AttachedManagedPolicies', 'GroupList'].some(
        (field) => lengthOf(detail[field]) > 0,
      );
    yield { kind: key === 'Role' ? 'role' : 'user', name, arn, refinable };
  }
}

/** The ARNs of the managed policies attached to the principals in a page of account details. */
export function arnsIn(page: JsonObject): string[] {
  const owners = ['RoleDetailList', 'UserDetailList', 'GroupDetailList'].flatMap((list) =>
    objectsAt(page, list),
  );
  const arns = owners.flatMap((owner) =>
    objectsAt(owner, 'AttachedManagedPolicies').flatMap(({ PolicyArn }) =>
      typeof PolicyArn === 'string' ? [PolicyArn] : [],
    ),
  );
  return [...new Set(arns)];
}

/** The objects in the list of that name; none if there is no such list. */
export function objectsAt(value: JsonObject, key: string): JsonObject[] {
  const list = value[key];
  return Array.isArray(list) ? list.filter(isObject) : [];
}

function lengthOf(value: JsonValue | undefined): number {
  return Array.isArray(value) ? value.length : 0;
}

/** The account that an ARN belongs to. */
export function accountOf(arn: string): string | undefined {
  return /^arn:[^:]*:[^:]*:[^:]*:(\d{12}):/.exec(arn)?.[1];
}
