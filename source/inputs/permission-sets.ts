import { dirname } from 'node:path';
import type { LoadedPermissionSet } from '../account/facts.ts';
import { isObject } from '../base/json.ts';
import { field, hasField, items, type Located, object, optionalText, text } from '../base/located.ts';
import { goesOn } from '../usage/pages.ts';
import { type Collection, loadedPolicy, type OfSet } from './collect.ts';
import { readDocument, type Source } from './document.ts';

/** The name of a permission set's inline policy in the roles that the set makes. */
const INLINE_NAME = 'AwsSSOInlinePolicy';

interface Output {
  readonly is: (located: Located) => boolean;
  readonly read: (located: Located, source: Source, collection: Collection) => OfSet;
}

/** The outputs of `aws sso-admin`. Only the first says which set it is about. */
const OUTPUTS: readonly Output[] = [
  {
    // describe-permission-set
    is: (located) => isObject(field(located, 'PermissionSet').value),
    read: (located) => {
      const set = object(field(located, 'PermissionSet'));
      const arn = optionalText(field(set, 'PermissionSetArn'));
      return { located, kind: 'set', name: text(field(set, 'Name')), ...(arn === undefined ? {} : { arn }) };
    },
  },
  {
    // get-inline-policy-for-permission-set
    is: (located) => hasField(located, 'InlinePolicy'),
    read: (located, source) => {
      const at = field(located, 'InlinePolicy');
      const isEmpty = at.value === undefined || at.value === '';
      return { located: at, kind: 'inline', document: isEmpty ? null : readDocument(at, source) };
    },
  },
  {
    // list-managed-policies-in-permission-set
    is: (located) => Array.isArray(field(located, 'AttachedManagedPolicies').value),
    read: (located, _, { warnings }) => {
      if (goesOn(located))
        warnings.push(`${located.file}: the list of managed policies goes on with a page that is missing`);
      const arns = items(field(located, 'AttachedManagedPolicies')).map((each) => text(field(each, 'Arn')));
      return { located, kind: 'managed', arns };
    },
  },
  {
    // list-accounts-for-provisioned-permission-set
    is: (located) => Array.isArray(field(located, 'AccountIds').value),
    read: (located) => ({
      located,
      kind: 'accounts',
      accounts: items(field(located, 'AccountIds')).map(text),
      goesOn: goesOn(located),
    }),
  },
  {
    // list-customer-managed-policy-references-…, get-permissions-boundary-for-permission-set: the roles tell the same
    is: (located) =>
      Array.isArray(field(located, 'CustomerManagedPolicyReferences').value) ||
      isObject(field(located, 'PermissionsBoundary').value),
    read: (located, _, { boundaries }) => {
      const boundary = optionalText(field(field(located, 'PermissionsBoundary'), 'ManagedPolicyArn'));
      if (boundary !== undefined) boundaries.add(boundary);
      return { located, kind: 'other' };
    },
  },
];

/** Whether it looks like an output of `aws sso-admin` about a permission set. */
export function isOfPermissionSet(located: Located): boolean {
  return OUTPUTS.some(({ is }) => is(located));
}

/** Reads such an output. @throws InputError where a field has the wrong type or the document is not a policy */
export function readOfPermissionSet(located: Located, source: Source, collection: Collection): void {
  const output = OUTPUTS.find(({ is }) => is(located));
  if (output !== undefined) collection.ofSets.push(output.read(located, source, collection));
}

type Described = Extract<OfSet, { kind: 'set' }>;

/**
 * Puts the outputs about a permission set together: outputs in one file, or else in one folder, belong to the set that
 * is described there. Where several sets are described, or none, it is not known which set an output is about.
 */
export function gatherPermissionSets({ ofSets, policies, warnings }: Collection): LoadedPermissionSet[] {
  const described = ofSets.filter((each) => each.kind === 'set');
  const perFile = Map.groupBy(described, ({ located }) => located.file);
  const perFolder = Map.groupBy(described, ({ located }) => dirname(located.file));
  const onlyOne = (found: readonly Described[] = []): Described | undefined =>
    new Set(found.map(({ arn, name }) => arn ?? name)).size === 1 ? found[0] : undefined;
  const homeOf = ({ located: { file } }: OfSet): Described | undefined =>
    onlyOne(perFile.get(file)) ?? onlyOne(perFolder.get(dirname(file)));

  const sets = new Map<string, LoadedPermissionSet>();
  const add = (set: LoadedPermissionSet): void => void sets.set(set.arn ?? set.name, set);
  for (const { located, name, arn } of described) {
    const instance = /^(arn:[^:]*:sso:::)permissionSet\/([^/]+)\//.exec(arn ?? '');
    add({
      name,
      file: located.file,
      ...(arn === undefined ? {} : { arn }),
      ...(instance === null ? {} : { instanceArn: `${instance[1]}instance/${instance[2]}` }),
    });
  }
  const homeless = new Set<string>();
  for (const each of ofSets) {
    if (each.kind === 'set' || each.kind === 'other') continue;
    const home = homeOf(each);
    const set = home === undefined ? undefined : sets.get(home.arn ?? home.name);
    const isAlone = !perFolder.has(dirname(each.located.file));
    if (each.kind === 'inline' && each.document !== null && (set !== undefined || isAlone)) {
      const owner = set === undefined ? {} : { principal: set.arn ?? set.name };
      const facts = { name: INLINE_NAME, kind: 'inline', ...owner } as const;
      const place = policies.push(loadedPolicy(each.located, facts, each.document)) - 1;
      if (set !== undefined) add({ ...set, inline: place });
    } else if (set !== undefined) add(withOutput(set, each));
    else homeless.add(each.located.file);
  }
  if (homeless.size > 0) {
    warnings.push(
      `left out, since it is not known which permission set they are about: ${[...homeless].join(', ')}; keep the outputs for each set in a folder of its own, with that of aws sso-admin describe-permission-set`,
    );
  }
  return [...sets.values()];
}

function withOutput(
  set: LoadedPermissionSet,
  output: Exclude<OfSet, { kind: 'set' | 'other' }>,
): LoadedPermissionSet {
  switch (output.kind) {
    case 'inline':
      return { ...set, inline: null };
    case 'managed':
      return { ...set, managed: [...new Set([...(set.managed ?? []), ...output.arns])] };
    case 'accounts':
      return {
        ...set,
        accounts: [...new Set([...(set.accounts ?? []), ...output.accounts])],
        ...(output.goesOn ? { moreAccounts: true as const } : {}),
      };
  }
}
