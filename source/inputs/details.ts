import {
  field,
  invalid,
  isObject,
  items,
  object,
  optionalDate,
  optionalItems,
  optionalText,
  text,
  type View,
} from '../base/view.ts';
import { addInline, addPrincipal, type Collection, type Gathered, isNew, loadedPolicy } from './collect.ts';
import { readDocument, type Source } from './document.ts';
import { noteMembers } from './members.ts';

const LISTS = ['UserDetailList', 'GroupDetailList', 'RoleDetailList'] as const;

/** Is it the output of `aws iam get-account-authorization-details`, or a page of it, by its looks? */
export function isAccountDetails(view: View): boolean {
  if (LISTS.some((list) => field(view, list).value !== undefined)) return true;
  // `aws iam list-policies` has a list of the same name, but no documents in it.
  const policies = field(view, 'Policies').value;
  return (
    Array.isArray(policies) && policies.some((policy) => isObject(policy) && 'PolicyVersionList' in policy)
  );
}

/**
 * Reads a page of `aws iam get-account-authorization-details`.
 *
 * @throws InputError where a field has the wrong type or a document is no policy
 */
export function readAccountDetails(view: View, source: Source, collection: Collection): void {
  collection.pages++;
  if (field(view, 'IsTruncated').value !== true) collection.lastPage = true;
  for (const user of optionalItems(field(view, 'UserDetailList'))) {
    const groups = optionalItems(field(object(user), 'GroupList')).map(text);
    readPrincipal(user, source, collection, { kind: 'user', key: 'User', groups });
  }
  for (const group of optionalItems(field(view, 'GroupDetailList'))) {
    readPrincipal(group, source, collection, { kind: 'group', key: 'Group', groups: [] });
  }
  for (const role of optionalItems(field(view, 'RoleDetailList'))) {
    if (field(object(role), 'AssumeRolePolicyDocument').value !== undefined) collection.trustPolicies++;
    readPrincipal(role, source, collection, { kind: 'role', key: 'Role', groups: [] });
  }
  for (const policy of optionalItems(field(view, 'Policies'))) readManagedPolicy(policy, source, collection);
}

interface Shape {
  readonly kind: Gathered['kind'];
  /** what the names of its fields start with */
  readonly key: string;
  readonly groups: readonly string[];
}

function readPrincipal(
  view: View,
  source: Source,
  collection: Collection,
  { kind, key, groups }: Shape,
): void {
  const name = text(field(object(view), `${key}Name`));
  const arn = text(field(view, 'Arn'));
  if (!isNew(collection, view, `${kind} ${arn}`)) return;
  const boundary = optionalText(
    field(optionalObject(field(view, 'PermissionsBoundary')), 'PermissionsBoundaryArn'),
  );
  const lastUsed = optionalDate(field(optionalObject(field(view, 'RoleLastUsed')), 'LastUsedDate'));
  const principal: Gathered = {
    kind,
    name,
    arn,
    groups,
    attached: readAttached(field(view, 'AttachedManagedPolicies')),
    inline: [],
    ...(boundary === undefined ? {} : { boundary }),
    ...(lastUsed === undefined ? {} : { lastUsed }),
    ...(kind === 'role' && arn.includes(':role/aws-service-role/') ? { serviceLinked: true } : {}),
  };
  addPrincipal(collection, principal);
  if (kind === 'group') noteMembers(view, name, collection);
  for (const policy of optionalItems(field(view, `${key}PolicyList`))) {
    const policyName = text(field(object(policy), 'PolicyName'));
    const at = field(policy, 'PolicyDocument');
    addInline(collection, at, principal, policyName, readDocument(at, source));
  }
}

function optionalObject(view: View): View {
  return view.value === undefined ? view : object(view);
}

/** The ARNs of the attached policies. One of AWS's own examples has an object here where there is one policy. */
function readAttached(view: View): string[] {
  if (view.value === undefined) return [];
  const policies = isObject(view.value) ? [view] : items(view);
  return policies
    .filter(({ value }) => !isObject(value) || Object.keys(value).length > 0)
    .map((policy) => text(field(object(policy), 'PolicyArn')));
}

const AWS_MANAGED = /^arn:[^:]*:iam::aws:policy\//;

function readManagedPolicy(view: View, source: Source, collection: Collection): void {
  const name = text(field(object(view), 'PolicyName'));
  const arn = text(field(view, 'Arn'));
  const versions = items(field(view, 'PolicyVersionList'));
  const version = defaultVersion(view, versions);
  const isAwsManaged = AWS_MANAGED.test(arn);
  // Every account has AWS's own policies, each with its own count of attachments.
  const compared = isAwsManaged ? field(version, 'Document').value : view.value;
  if (!isNew(collection, view, `policy ${arn}`, compared, isAwsManaged)) return;
  const updatedAt = optionalDate(field(version, 'CreateDate')) ?? optionalDate(field(view, 'UpdateDate'));
  const attachments = field(view, 'AttachmentCount').value;
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
        ...(typeof attachments === 'number' ? { attachments } : {}),
      },
      readDocument(at, source),
    ),
  );
}

/** The version that is in force. */
function defaultVersion(view: View, versions: readonly View[]): View {
  const id = optionalText(field(view, 'DefaultVersionId'));
  const found =
    versions.find((version) => field(object(version), 'IsDefaultVersion').value === true) ??
    versions.find((version) => id !== undefined && field(version, 'VersionId').value === id) ??
    (versions.length === 1 ? versions[0] : undefined);
  if (found !== undefined) return found;
  throw invalid(
    field(view, 'PolicyVersionList'),
    'none of the versions is the default version',
    'Give the whole output of aws iam get-account-authorization-details.',
  );
}
