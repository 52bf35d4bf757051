import { isObject } from '../base/json.ts';
import {
  field,
  hasField,
  invalid,
  items,
  type Located,
  object,
  optionalCount,
  optionalDate,
  optionalItems,
  optionalText,
  text,
} from '../base/located.ts';
import { accountInArn } from '../usage/arn.ts';
import { goesOn } from '../usage/pages.ts';
import { addInline, addPrincipal, type Collection, type Gathered, isNew, loadedPolicy } from './collect.ts';
import { readDocument, type Source } from './document.ts';
import { noteMembers } from './members.ts';

const PRINCIPALS = ['UserDetailList', 'GroupDetailList', 'RoleDetailList'] as const;

/** Whether it looks like the output of `aws iam get-account-authorization-details`, or a page of it. */
export function isAccountDetails(located: Located): boolean {
  if (PRINCIPALS.some((list) => field(located, list).value !== undefined)) return true;
  // `aws iam list-policies` has a list of the same name, but no documents in it.
  const policies = field(located, 'Policies').value;
  return (
    Array.isArray(policies) && policies.some((policy) => isObject(policy) && 'PolicyVersionList' in policy)
  );
}

/**
 * Reads a page of `aws iam get-account-authorization-details`.
 *
 * @throws InputError where a field has the wrong type or a document is not a policy
 */
export function readAccountDetails(located: Located, source: Source, collection: Collection): void {
  const arns: string[] = [];
  for (const { list, read } of DETAILS) {
    for (const item of optionalItems(field(located, list))) {
      read(item, source, collection);
      arns.push(text(field(item, 'Arn')));
    }
  }
  const account = arns.map(accountInArn).find((each) => /^\d+$/.test(each)) ?? '';
  collection.pages.push({ account, goesOn: goesOn(located) });
}

interface Detail {
  readonly list: string;
  /** whether a value looks like an item of that list */
  readonly is: (located: Located) => boolean;
  readonly read: (located: Located, source: Source, collection: Collection) => void;
}

/** The items of the lists of account details, which also come by themselves (`--query RoleDetailList`). */
const DETAILS: readonly Detail[] = [
  {
    list: 'UserDetailList',
    is: (located) => isDetailOf('User', located),
    read(located, source, collection) {
      const groups = optionalItems(field(object(located), 'GroupList')).map(text);
      readPrincipal(located, source, collection, { kind: 'user', key: 'User', groups });
    },
  },
  {
    list: 'GroupDetailList',
    is: (located) => isDetailOf('Group', located),
    read(located, source, collection) {
      readPrincipal(located, source, collection, { kind: 'group', key: 'Group', groups: [] });
    },
  },
  {
    list: 'RoleDetailList',
    is: (located) => isDetailOf('Role', located),
    read(located, source, collection) {
      if (field(object(located), 'AssumeRolePolicyDocument').value !== undefined) collection.trustPolicies++;
      readPrincipal(located, source, collection, { kind: 'role', key: 'Role', groups: [] });
    },
  },
  {
    list: 'Policies',
    is: (located) => hasField(located, 'Arn') && hasField(located, 'PolicyVersionList'),
    read: readManagedPolicy,
  },
];

/** Whether it is such an item. `aws iam list-roles` also has the names and ARNs of roles, but not their policies. */
function isDetailOf(key: string, located: Located): boolean {
  return (
    hasField(located, `${key}Name`) &&
    hasField(located, 'Arn') &&
    [`${key}PolicyList`, 'AttachedManagedPolicies', 'GroupList'].some((each) => hasField(located, each))
  );
}

/** Whether it looks like one item of the lists of account details. */
export function isDetail(located: Located): boolean {
  return DETAILS.some(({ is }) => is(located));
}

/** Reads one item of account details. @throws InputError as `readAccountDetails` does */
export function readDetail(located: Located, source: Source, collection: Collection): void {
  DETAILS.find(({ is }) => is(located))?.read(located, source, collection);
}

interface Shape {
  readonly kind: Gathered['kind'];
  /** what the names of its fields start with */
  readonly key: string;
  readonly groups: readonly string[];
}

function readPrincipal(
  located: Located,
  source: Source,
  collection: Collection,
  { kind, key, groups }: Shape,
): void {
  const name = text(field(object(located), `${key}Name`));
  const arn = text(field(located, 'Arn'));
  if (!isNew(collection, located, `${kind} ${arn}`)) return;
  const boundary = optionalText(
    field(optionalObject(field(located, 'PermissionsBoundary')), 'PermissionsBoundaryArn'),
  );
  const lastUsed = optionalDate(field(optionalObject(field(located, 'RoleLastUsed')), 'LastUsedDate'));
  const principal: Gathered = {
    kind,
    name,
    arn,
    groups,
    attached: readAttached(field(located, 'AttachedManagedPolicies')),
    inline: [],
    ...(boundary === undefined ? {} : { boundary }),
    ...(lastUsed === undefined ? {} : { lastUsed }),
    ...(kind === 'role' && arn.includes(':role/aws-service-role/') ? { serviceLinked: true } : {}),
  };
  if (boundary !== undefined) collection.boundaries.add(boundary);
  addPrincipal(collection, principal);
  if (kind === 'group') noteMembers(located, name, collection);
  for (const policy of optionalItems(field(located, `${key}PolicyList`))) {
    const policyName = text(field(object(policy), 'PolicyName'));
    const at = field(policy, 'PolicyDocument');
    addInline(collection, at, principal, policyName, readDocument(at, source));
  }
}

function optionalObject(located: Located): Located {
  return located.value === undefined ? located : object(located);
}

/** The ARNs of the attached policies. One of AWS's own examples has an object here where there is one policy. */
function readAttached(located: Located): string[] {
  if (located.value === undefined) return [];
  const policies = isObject(located.value) ? [located] : items(located);
  return policies
    .filter(({ value }) => !isObject(value) || Object.keys(value).length > 0)
    .map((policy) => text(field(object(policy), 'PolicyArn')));
}

const AWS_MANAGED = /^arn:[^:]*:iam::aws:policy\//;

function readManagedPolicy(located: Located, source: Source, collection: Collection): void {
  const arn = text(field(object(located), 'Arn'));
  // Some stand-ins of AWS leave out the name; the ARN ends with it.
  const name = optionalText(field(located, 'PolicyName')) ?? arn.slice(arn.lastIndexOf('/') + 1);
  const versions = items(field(located, 'PolicyVersionList'));
  const version = defaultVersion(located, versions);
  const isAwsManaged = AWS_MANAGED.test(arn);
  if ((optionalCount(field(located, 'PermissionsBoundaryUsageCount')) ?? 0) > 0)
    collection.boundaries.add(arn);
  // AWS's own policies are in every account, each time with another count of attachments.
  const compared = isAwsManaged ? field(version, 'Document').value : located.value;
  if (!isNew(collection, located, `policy ${arn}`, compared, isAwsManaged)) return;
  const updatedAt = optionalDate(field(version, 'CreateDate')) ?? optionalDate(field(located, 'UpdateDate'));
  const attachments = optionalCount(field(located, 'AttachmentCount'));
  const at = field(version, 'Document');
  collection.policies.push(
    loadedPolicy(
      at,
      {
        name,
        kind: isAwsManaged ? 'aws-managed' : 'customer-managed',
        arn,
        ...(updatedAt === undefined ? {} : { updatedAt }),
        versions: versions.length,
        ...(attachments === undefined ? {} : { attachments }),
      },
      readDocument(at, source),
    ),
  );
}

/** The default version of a policy, which is in force. */
function defaultVersion(located: Located, versions: readonly Located[]): Located {
  const id = optionalText(field(located, 'DefaultVersionId'));
  const found =
    versions.find((version) => field(object(version), 'IsDefaultVersion').value === true) ??
    versions.find((version) => id !== undefined && field(version, 'VersionId').value === id) ??
    (versions.length === 1 ? versions[0] : undefined);
  if (found !== undefined) return found;
  throw invalid(
    field(located, 'PolicyVersionList'),
    'none of the versions is the default version',
    'Give the whole output of aws iam get-account-authorization-details.',
  );
}
