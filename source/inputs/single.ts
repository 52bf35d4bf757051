import { stemOf } from '../account/file-name.ts';
import { isObject } from '../base/json.ts';
import { field, hasField, type Located, object, optionalDate, optionalText, text } from '../base/located.ts';
import { addInline, type Collection, type Gathered, loadedPolicy, principalNamed } from './collect.ts';
import { type PolicyDocument, readDocument, type Source } from './document.ts';

/** Whether it looks like a policy document by itself. */
export function isBarePolicy(located: Located): boolean {
  return hasField(located, 'Statement');
}

/** Whether it is a policy document with a Principal: a trust or resource policy, which is not refined. */
export function isResourcePolicy(located: Located): boolean {
  return isBarePolicy(located) && namesPrincipals(located);
}

/**
 * Reads a policy document.
 *
 * @param whole the text of the file, if the document is all that it holds
 */
export function readBarePolicy(
  located: Located,
  source: Source,
  collection: Collection,
  whole: string | undefined,
): void {
  const document = readDocument(located, source);
  const taken: PolicyDocument = whole === undefined ? document : { ...document, text: () => whole };
  collection.policies.push(loadedPolicy(located, { name: stemOf(located.file), kind: 'bare' }, taken));
}

function namesPrincipals(located: Located): boolean {
  const { value } = field(located, 'Statement');
  const statements = Array.isArray(value) ? value : [value];
  return statements.some(
    (statement) => isObject(statement) && ('Principal' in statement || 'NotPrincipal' in statement),
  );
}

const OWNERS: readonly (readonly [string, Gathered['kind']])[] = [
  ['RoleName', 'role'],
  ['UserName', 'user'],
  ['GroupName', 'group'],
];

/** Whether it looks like the output of `aws iam get-role-policy`, `get-user-policy` or `get-group-policy`. */
export function isInlinePolicy(located: Located): boolean {
  return hasField(located, 'PolicyDocument') && ownerOf(located) !== undefined;
}

function ownerOf(located: Located): (typeof OWNERS)[number] | undefined {
  return OWNERS.find(([key]) => hasField(located, key));
}

/** Whether it looks like an inline policy without its owner: an item of a principal's list of inline policies. */
export function isUnownedPolicy(located: Located): boolean {
  return hasField(located, 'PolicyDocument') && hasField(located, 'PolicyName');
}

/**
 * Reads an inline policy of either shape. @throws InputError where a field has the wrong type or the document is not a
 * policy
 */
export function readInlinePolicy(located: Located, source: Source, collection: Collection): void {
  const name = text(field(located, 'PolicyName'));
  const at = field(located, 'PolicyDocument');
  const document = readDocument(at, source);
  const [key, kind] = ownerOf(located) ?? [];
  if (key === undefined || kind === undefined) {
    collection.policies.push(loadedPolicy(at, { name, kind: 'inline' }, document));
    return;
  }
  const owner = principalNamed(collection, kind, text(field(located, key)));
  addInline(collection, at, owner, name, document);
}

/** Whether it looks like the output of `aws iam get-policy-version`. */
export function isPolicyVersion(located: Located): boolean {
  return isObject(field(located, 'PolicyVersion').value);
}

/** Reads such an output, which has neither name nor ARN. @throws InputError as `readInlinePolicy` does */
export function readPolicyVersion(located: Located, source: Source, collection: Collection): void {
  const version = object(field(located, 'PolicyVersion'));
  const at = field(version, 'Document');
  const updatedAt = optionalDate(field(version, 'CreateDate'));
  const document = readDocument(at, source);
  if (field(version, 'IsDefaultVersion').value === false) {
    const id = optionalText(field(version, 'VersionId')) ?? 'this version';
    collection.notes.push(`${located.file}: ${id} is not the version in force`);
  }
  collection.policies.push(
    loadedPolicy(
      at,
      {
        name: stemOf(located.file),
        kind: 'customer-managed',
        ...(updatedAt === undefined ? {} : { updatedAt }),
      },
      document,
    ),
  );
}
