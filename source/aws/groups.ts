import {
  GetGroupCommand,
  GetGroupPolicyCommand,
  ListAttachedGroupPoliciesCommand,
  ListGroupPoliciesCommand,
} from '@aws-sdk/client-iam';
import type { JsonObject } from '../base/json.ts';
import { type Keep, kept } from './keep.ts';
import { marker, pages, required } from './pages.ts';
import { plain } from './plain.ts';
import { arnsIn } from './principal.ts';
import type { AwsSession } from './session.ts';

/**
 * Reads a group, as `readRole` reads a role, and its users: what one of them uses must stay.
 *
 * @returns the ARNs of its managed policies
 */
export async function readGroup(
  name: string,
  session: AwsSession,
  keep: Keep,
): Promise<{ readonly policies: readonly string[] }> {
  return { policies: arnsIn(await kept(keep, `groups/${name}.json`, () => ask(name, session))) };
}

async function ask(name: string, { iam, http }: AwsSession): Promise<JsonObject> {
  let group: object | undefined;
  const users: object[] = [];
  const members = pages((Marker) => iam.send(new GetGroupCommand({ GroupName: name, Marker }), http), marker);
  for await (const page of members) {
    group = required(page.Group, 'Group');
    for (const each of required(page.Users, 'Users').map(({ UserName, Arn }) => ({ UserName, Arn })))
      users.push(each);
  }
  const inline: object[] = [];
  const names = pages(
    (Marker) => iam.send(new ListGroupPoliciesCommand({ GroupName: name, Marker }), http),
    marker,
  );
  for await (const { PolicyNames } of names) {
    for (const PolicyName of required(PolicyNames, 'PolicyNames')) {
      const policy = await iam.send(new GetGroupPolicyCommand({ GroupName: name, PolicyName }), http);
      inline.push({ PolicyName, PolicyDocument: required(policy.PolicyDocument, 'PolicyDocument') });
    }
  }
  const attached: object[] = [];
  const lists = pages(
    (Marker) => iam.send(new ListAttachedGroupPoliciesCommand({ GroupName: name, Marker }), http),
    marker,
  );
  for await (const { AttachedPolicies } of lists) {
    for (const each of required(AttachedPolicies, 'AttachedPolicies')) attached.push(each);
  }
  const detail = {
    ...required(group, 'Group'),
    GroupPolicyList: inline,
    AttachedManagedPolicies: attached,
    Users: users,
  };
  return plain({ GroupDetailList: [detail], IsTruncated: false });
}
