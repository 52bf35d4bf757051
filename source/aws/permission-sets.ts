import {
  DescribePermissionSetCommand,
  GetInlinePolicyForPermissionSetCommand,
  ListAccountsForProvisionedPermissionSetCommand,
  ListCustomerManagedPolicyReferencesInPermissionSetCommand,
  ListInstancesCommand,
  ListManagedPoliciesInPermissionSetCommand,
  ListPermissionSetsCommand,
  SSOAdminClient,
} from '@aws-sdk/client-sso-admin';
import { InputError } from '../base/errors.ts';
import { type Keep, kept, safeName } from './keep.ts';
import { pages, required } from './pages.ts';
import { plain } from './plain.ts';
import type { AwsSession } from './session.ts';

interface Instance {
  readonly arn: string;
  /** The folder before the names of its sets; empty where it is the only instance. */
  readonly folder: string;
}

/**
 * Reads the permission sets of IAM Identity Center in the session's region, each into a folder of its own, in the form
 * of `aws sso-admin`'s outputs.
 *
 * @returns how many there are
 * @throws InputError if there is no Identity Center
 */
export async function readPermissionSets(
  session: AwsSession,
  keep: Keep,
  onProgress: (text: string) => void,
): Promise<number> {
  const sso = session.open((config) => new SSOAdminClient(config));
  const { http } = session;
  let count = 0;
  for (const { arn: InstanceArn, folder } of await instances(sso, session)) {
    const sets = pages(
      (NextToken) => sso.send(new ListPermissionSetsCommand({ InstanceArn, NextToken }), http),
      ({ NextToken }) => NextToken,
    );
    for await (const page of sets) {
      for (const PermissionSetArn of required(page.PermissionSets, 'PermissionSets')) {
        await readSet({ InstanceArn, PermissionSetArn }, folder, sso, http, keep);
        onProgress(`permission sets: ${++count}`);
      }
    }
  }
  return count;
}

async function instances(sso: SSOAdminClient, { http, region }: AwsSession): Promise<Instance[]> {
  const arns: string[] = [];
  const all = pages(
    (NextToken) => sso.send(new ListInstancesCommand({ NextToken }), http),
    ({ NextToken }) => NextToken,
  );
  for await (const page of all) {
    for (const { InstanceArn } of required(page.Instances, 'Instances'))
      arns.push(required(InstanceArn, 'InstanceArn'));
  }
  if (arns.length === 0) {
    throw new InputError(`there is no IAM Identity Center in ${region} for this account`, {
      hint: 'Name its region with --region, and the management or delegated account with --profile.',
    });
  }
  const only = arns.length === 1;
  return arns.map((arn) => ({
    arn,
    folder: only ? '' : `${safeName(arn.slice(arn.lastIndexOf('/') + 1))}/`,
  }));
}

type SetOf = { readonly InstanceArn: string; readonly PermissionSetArn: string };

/** Reads one set. Only the first output names the set, so all outputs are kept in one folder. */
async function readSet(
  set: SetOf,
  instance: string,
  sso: SSOAdminClient,
  http: AwsSession['http'],
  keep: Keep,
): Promise<void> {
  const described = await sso.send(new DescribePermissionSetCommand(set), http);
  const name = required(described.PermissionSet?.Name, 'Name');
  const folder = `permission-sets/${instance}${safeName(name)}`;
  await kept(keep, `${folder}/describe-permission-set.json`, async () =>
    plain({ PermissionSet: required(described.PermissionSet, 'PermissionSet') }),
  );
  await kept(keep, `${folder}/inline-policy.json`, async () => {
    const { InlinePolicy } = await sso.send(new GetInlinePolicyForPermissionSetCommand(set), http);
    return { InlinePolicy: InlinePolicy ?? '' };
  });
  await kept(keep, `${folder}/managed-policies.json`, async () => {
    const found = await listed(
      (NextToken) => sso.send(new ListManagedPoliciesInPermissionSetCommand({ ...set, NextToken }), http),
      (page) => required(page.AttachedManagedPolicies, 'AttachedManagedPolicies'),
    );
    return plain({ AttachedManagedPolicies: found });
  });
  await kept(keep, `${folder}/customer-managed-policies.json`, async () => {
    const found = await listed(
      (NextToken) =>
        sso.send(new ListCustomerManagedPolicyReferencesInPermissionSetCommand({ ...set, NextToken }), http),
      (page) => required(page.CustomerManagedPolicyReferences, 'CustomerManagedPolicyReferences'),
    );
    return plain({ CustomerManagedPolicyReferences: found });
  });
  await kept(keep, `${folder}/accounts.json`, async () => {
    const found = await listed(
      (NextToken) =>
        sso.send(new ListAccountsForProvisionedPermissionSetCommand({ ...set, NextToken }), http),
      (page) => required(page.AccountIds, 'AccountIds'),
    );
    return plain({ AccountIds: found });
  });
}

async function listed<Page extends { readonly NextToken?: string | undefined }, Item>(
  ask: (token: string | undefined) => Promise<Page>,
  items: (page: Page) => readonly Item[],
): Promise<Item[]> {
  const found: Item[] = [];
  for await (const page of pages(ask, ({ NextToken }) => NextToken)) {
    for (const each of items(page)) found.push(each);
  }
  return found;
}
