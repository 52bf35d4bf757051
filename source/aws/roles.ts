import {
  GetRoleCommand,
  GetRolePolicyCommand,
  ListAttachedRolePoliciesCommand,
  ListRolePoliciesCommand,
} from '@aws-sdk/client-iam';
import { type Keep, kept } from './keep.ts';
import { marker, pages, required } from './pages.ts';
import { plain } from './plain.ts';
import { arnsIn, type Principal, principalsIn } from './principal.ts';
import type { AwsSession } from './session.ts';

/**
 * Reads a role with its inline policies and the names of its attached ones, in the form of
 * get-account-authorization-details, but call by call, so that the permission to read can be limited to this role.
 *
 * @returns the role, and the ARNs of its managed policies
 */
export async function readRole(
  name: string,
  { iam, http }: AwsSession,
  keep: Keep,
): Promise<{ readonly principal: Principal; readonly policies: readonly string[] }> {
  const page = await kept(keep, `roles/${name}.json`, async () => {
    const { Role } = await iam.send(new GetRoleCommand({ RoleName: name }), http);
    const inline: object[] = [];
    const names = pages(
      (Marker) => iam.send(new ListRolePoliciesCommand({ RoleName: name, Marker }), http),
      marker,
    );
    for await (const { PolicyNames } of names) {
      for (const PolicyName of required(PolicyNames, 'PolicyNames')) {
        const policy = await iam.send(new GetRolePolicyCommand({ RoleName: name, PolicyName }), http);
        inline.push({ PolicyName, PolicyDocument: required(policy.PolicyDocument, 'PolicyDocument') });
      }
    }
    const attached: object[] = [];
    const lists = pages(
      (Marker) => iam.send(new ListAttachedRolePoliciesCommand({ RoleName: name, Marker }), http),
      marker,
    );
    for await (const { AttachedPolicies } of lists) {
      for (const each of required(AttachedPolicies, 'AttachedPolicies')) attached.push(each);
    }
    const role = {
      ...required(Role, 'Role'),
      RolePolicyList: inline,
      AttachedManagedPolicies: attached,
    };
    return plain({ RoleDetailList: [role], IsTruncated: false });
  });
  const [principal] = principalsIn(page);
  return { principal: required(principal, 'Arn'), policies: arnsIn(page) };
}
