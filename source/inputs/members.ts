import { field, type Located, object, optionalItems, text } from '../base/located.ts';
import { addPrincipal, type Collection } from './collect.ts';

/**
 * Notes who is in a group, where its details say so: `Users`, as `aws iam get-group` lists them. In an export of a whole
 * account, the users name their groups instead.
 */
export function noteMembers(group: Located, name: string, { members }: Collection): void {
  for (const user of optionalItems(field(group, 'Users'))) {
    const arn = text(field(object(user), 'Arn'));
    const member = members.get(arn) ?? { name: text(field(user, 'UserName')), groups: new Set() };
    member.groups.add(name);
    members.set(arn, member);
  }
}

/**
 * Adds those members of groups of whom nothing else was given. They have the groups' policies, so these may lose only
 * what no member uses.
 */
export function addUnreadMembers(collection: Collection): void {
  const known = new Set(collection.principals.map(({ arn }) => arn));
  for (const [arn, { name, groups }] of collection.members) {
    if (known.has(arn)) continue;
    addPrincipal(collection, { kind: 'user', name, arn, groups: [...groups], attached: [], inline: [] });
  }
}
