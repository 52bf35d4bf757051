import { stemOf } from '../account/file-name.ts';
import {
  field,
  hasField,
  isObject,
  object,
  optionalDate,
  optionalText,
  text,
  type View,
} from '../base/view.ts';
import { addInline, type Collection, type Gathered, loadedPolicy, principalNamed } from './collect.ts';
import { type PolicyDocument, readDocument, type Source } from './document.ts';

/** Is it a policy document by itself, by its looks? */
export function isBarePolicy(view: View): boolean {
  return hasField(view, 'Statement');
}

/**
 * Takes a policy document. One that says whom it is for is a trust or resource policy: those are not refined.
 *
 * @param whole the text of the file, if the document is all there is in it
 */
export function readBarePolicy(
  view: View,
  source: Source,
  collection: Collection,
  whole: string | undefined,
): void {
  if (namesPrincipals(view)) {
    collection.notes.push(
      `${view.file}: a policy with a Principal is a trust or resource policy and therefore left out`,
    );
    return;
  }
  const document = readDocument(view, source);
  const taken: PolicyDocument = whole === undefined ? document : { ...document, text: () => whole };
  collection.policies.push(loadedPolicy(view, { name: stemOf(view.file), kind: 'bare' }, taken));
}

function namesPrincipals(view: View): boolean {
  const { value } = field(view, 'Statement');
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

/** Is it the output of `aws iam get-role-policy`, `get-user-policy` or `get-group-policy`, by its looks? */
export function isInlinePolicy(view: View): boolean {
  return hasField(view, 'PolicyDocument') && ownerOf(view) !== undefined;
}

function ownerOf(view: View): (typeof OWNERS)[number] | undefined {
  return OWNERS.find(([key]) => hasField(view, key));
}

/** Takes such an output. @throws InputError where a field has the wrong type or the document is no policy */
export function readInlinePolicy(view: View, source: Source, collection: Collection): void {
  const [key, kind] = ownerOf(view) ?? ['RoleName', 'role'];
  const owner = text(field(view, key));
  const name = text(field(view, 'PolicyName'));
  const at = field(view, 'PolicyDocument');
  addInline(collection, at, principalNamed(collection, kind, owner), name, readDocument(at, source));
}

/** Is it the output of `aws iam get-policy-version`, by its looks? */
export function isPolicyVersion(view: View): boolean {
  return isObject(field(view, 'PolicyVersion').value);
}

/** Takes such an output, which says neither the name nor the ARN. @throws InputError as `readInlinePolicy` */
export function readPolicyVersion(view: View, source: Source, collection: Collection): void {
  const version = object(field(view, 'PolicyVersion'));
  const at = field(version, 'Document');
  const updatedAt = optionalDate(field(version, 'CreateDate'));
  const document = readDocument(at, source);
  if (field(version, 'IsDefaultVersion').value === false) {
    const id = optionalText(field(version, 'VersionId')) ?? 'this version';
    collection.notes.push(`${view.file}: ${id} is not the version in force`);
  }
  collection.policies.push(
    loadedPolicy(
      at,
      {
        name: stemOf(view.file),
        kind: 'customer-managed',
        ...(updatedAt === undefined ? {} : { updatedAt }),
      },
      document,
    ),
  );
}
