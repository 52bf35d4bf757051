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
import { arnsIn, objectsAt } from './principal.ts';
import type { Session } from './session.ts';

/** A group that was read because of one of its users. */
export interface ReadGroup {
  readonly name: string;
  /** The ARNs of the managed policies attached to it. */
  readonly policies: readonly string[];
  /** All its users: what only some of them do not use must stay. */
  readonly members: readonly { readonly name: string; readonly arn: string }[];
}

/** Reads a group as `readRole` reads a role, and who is in it. */
export async function readGroup(name: string, session: Session, keep: Keep): Promise<ReadGroup> {
  const page = await kept(keep, `groups/${name}.json`, () => ask(name, session));
  const members = objectsAt(page, 'GroupDetailList').flatMap((group) =>
    objectsAt(group, 'Users').flatMap(({ UserName, Arn }) =>
      typeof UserName === 'string' && typeof Arn === 'string' ? [{ name: UserName, arn: Arn }] : [],
    ),
  );
  return { name, policies: arnsIn(page), members };
}

async function ask(name: string, { iam, http }: Session): Promise<JsonObject> {
  let group: object | undefined;
  const users: object[] = [];
  const members = pages((Marker) => iam.send(new GetGroupCommand({ GroupName: name, Marker }), http), marker);
  for await (const page of members) {
    group = required(page.Group, 'Group');
    users.push(...required(page.Users, 'Users').map(({ UserName, Arn }) => ({ UserName, Arn })));
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
    attached.push(...required(AttachedPolicies, 'AttachedPolicies'));
  }
  const detail = {
    ...required(group, 'Group'),
    GroupPolicyList: inline,
    AttachedManagedPolicies: attached,
    Users: users,
  };
  return plain({ GroupDetailList: [detail], IsTruncated: false });
}
