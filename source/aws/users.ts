import {
  GetUserCommand,
  GetUserPolicyCommand,
  ListAttachedUserPoliciesCommand,
  ListGroupsForUserCommand,
  ListUserPoliciesCommand,
} from '@aws-sdk/client-iam';
import type { JsonObject } from '../base/json.ts';
import { type Keep, kept } from './keep.ts';
import { marker, pages, required } from './pages.ts';
import { plain } from './plain.ts';
import { arnsIn, objectsAt, type Principal, principalsIn } from './principal.ts';
import type { AwsSession } from './session.ts';

/** A user that was read, with its managed policies and groups. */
interface ReadUser {
  readonly principal: Principal;
  /** The ARNs of the managed policies attached to the user itself. */
  readonly policies: readonly string[];
  /** The names of its groups. */
  readonly groups: readonly string[];
}

/** Reads a user as `readRole` reads a role. */
export async function readUser(name: string, session: AwsSession, keep: Keep): Promise<ReadUser> {
  const page = await kept(keep, `users/${name}.json`, () => ask(name, session));
  const [principal] = principalsIn(page);
  const groups = objectsAt(page, 'UserDetailList').flatMap(({ GroupList }) =>
    Array.isArray(GroupList) ? GroupList.filter((group) => typeof group === 'string') : [],
  );
  return { principal: required(principal, 'Arn'), policies: arnsIn(page), groups };
}

async function ask(name: string, { iam, http }: AwsSession): Promise<JsonObject> {
  const { User } = await iam.send(new GetUserCommand({ UserName: name }), http);
  const inline: object[] = [];
  const names = pages(
    (Marker) => iam.send(new ListUserPoliciesCommand({ UserName: name, Marker }), http),
    marker,
  );
  for await (const { PolicyNames } of names) {
    for (const PolicyName of required(PolicyNames, 'PolicyNames')) {
      const policy = await iam.send(new GetUserPolicyCommand({ UserName: name, PolicyName }), http);
      inline.push({ PolicyName, PolicyDocument: required(policy.PolicyDocument, 'PolicyDocument') });
    }
  }
  const attached: object[] = [];
  const lists = pages(
    (Marker) => iam.send(new ListAttachedUserPoliciesCommand({ UserName: name, Marker }), http),
    marker,
  );
  for await (const { AttachedPolicies } of lists) {
    for (const each of required(AttachedPolicies, 'AttachedPolicies')) attached.push(each);
  }
  const groups: string[] = [];
  const memberships = pages(
    (Marker) => iam.send(new ListGroupsForUserCommand({ UserName: name, Marker }), http),
    marker,
  );
  for await (const { Groups } of memberships) {
    for (const { GroupName } of required(Groups, 'Groups')) groups.push(required(GroupName, 'GroupName'));
  }
  const user = {
    ...required(User, 'User'),
    UserPolicyList: inline,
    GroupList: groups,
    AttachedManagedPolicies: attached,
  };
  return plain({ UserDetailList: [user], IsTruncated: false });
}
