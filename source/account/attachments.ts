import { accountInArn } from '../usage/arn.ts';
import type { Inputs, LoadedPolicy, LoadedPrincipal } from './facts.ts';
import { stemOf } from './file-name.ts';
import { type PermissionSet, permissionSetName, permissionSetsOf } from './permission-sets.ts';

/** Who has the policies. */
export interface Attachments {
  of(policy: LoadedPolicy): Attached;
  /**
   * The principals that act with the policies of a principal: for a group, its users, or the group itself where it has
   * none; for a permission set, the roles that it made.
   */
  holdersOf(principal: LoadedPrincipal): readonly LoadedPrincipal[];
  /** What to call a holder: a permission set's role is called after the set and the account. */
  labelOf(holder: LoadedPrincipal): string;
  /** The accounts of the permission sets among these that the inputs lack, in words for people. */
  accountsElsewhere(attachedTo: readonly LoadedPrincipal[]): readonly string[];
  /** Notes on the policies that were asked for: what was guessed, and what is left alone. */
  notes(): readonly string[];
  readonly warnings: readonly string[];
}

/**
 * `attached`: the policy is embedded in or attached to these; `elsewhere` tells how many more AWS counts. `by-name`: the
 * file's name begins with the name of these, and `rest` follows; if there are several, it is not known which has the
 * policy. `unknown`: the inputs do not say. `left-alone`: nobody has it, or only principals that cannot be changed.
 */
type Attached =
  | { readonly kind: 'attached'; readonly to: readonly LoadedPrincipal[]; readonly elsewhere: number }
  | { readonly kind: 'by-name'; readonly to: readonly LoadedPrincipal[]; readonly rest: string }
  | { readonly kind: 'unknown' | 'left-alone' };

/**
 * Finds out who has which policy.
 *
 * @param named principals that are known from findings alone
 */
export function attachmentsOf(
  inputs: Pick<Inputs, 'policies' | 'principals' | 'permissionSets'>,
  named: readonly LoadedPrincipal[],
): Attachments {
  const { policies, principals } = inputs;
  const permissionSets = permissionSetsOf(inputs, named);
  const setOf = new Map<LoadedPrincipal, PermissionSet>(permissionSets.sets.map((set) => [set.owner, set]));
  const owners = new Map<LoadedPolicy, LoadedPrincipal>();
  const attachedTo = new Map<string, LoadedPrincipal[]>();
  const counted = new Map<string, number>();
  const usersOf = new Map<string, LoadedPrincipal[]>();
  for (const principal of principals) {
    for (const arn of new Set(principal.attached)) counted.set(arn, (counted.get(arn) ?? 0) + 1);
    if (principal.kind !== 'user') continue;
    // Users name their groups, and a group's name is unique in its account.
    for (const group of new Set(principal.groups))
      push(usersOf, `${accountInArn(principal.arn)} ${group}`, principal);
  }
  const ofNoSet = principals.filter((principal) => permissionSets.of(principal) === undefined);
  const all = [...ofNoSet, ...setOf.keys()];
  for (const owner of all) {
    for (const place of owner.inline) {
      const policy = policies[place];
      if (policy !== undefined) owners.set(policy, owner);
    }
    for (const arn of new Set(owner.attached)) push(attachedTo, arn, owner);
  }
  const byName = Map.groupBy(
    new Set([...all, ...named.filter((each) => permissionSets.of(each) === undefined)]),
    ({ name }) => name,
  );
  const guesses: string[] = [];
  const orphans: string[] = [];
  const unattached: string[] = [];
  const unchangeable: string[] = [];

  const attached = (holders: readonly LoadedPrincipal[], elsewhere: number, name: string): Attached => {
    const to = holders.filter((each) => !isUnchangeable(each));
    if (to.length > 0) return { kind: 'attached', to, elsewhere: Math.max(0, elsewhere) };
    unchangeable.push(name);
    return { kind: 'left-alone' };
  };

  const managed = (arn: string, { name, attachments = 0 }: LoadedPolicy): Attached => {
    const holders = attachedTo.get(arn);
    if (holders !== undefined) return attached(holders, attachments - (counted.get(arn) ?? 0), name);
    if (principals.length === 0) return { kind: 'unknown' };
    unattached.push(name);
    return { kind: 'left-alone' };
  };

  return {
    of: (policy) => {
      if (permissionSets.copies.has(policy)) return { kind: 'left-alone' };
      const owner = owners.get(policy);
      if (owner !== undefined) return attached([owner], 0, policy.name);
      if (policy.arn !== undefined) return managed(policy.arn, policy);
      const found = namedFirst(policy, byName);
      if (found === undefined) {
        if (named.length > 1) orphans.push(policy.file);
        return { kind: 'unknown' };
      }
      if (found.to.length === 1) guesses.push(policy.file);
      return found;
    },
    holdersOf: (principal) => {
      const { kind, name, arn } = principal;
      if (kind === 'permission-set') return setOf.get(principal)?.roles ?? [];
      const users = kind === 'group' ? usersOf.get(`${accountInArn(arn)} ${name}`) : undefined;
      return users ?? [principal];
    },
    labelOf: (holder) => {
      const set = permissionSets.of(holder);
      if (set === undefined) return holder.name;
      return holder.arn === undefined ? set.owner.name : `${set.owner.name} in ${accountInArn(holder.arn)}`;
    },
    accountsElsewhere: (to) =>
      to.flatMap((principal) => {
        const set = setOf.get(principal);
        if (set === undefined) return [];
        return [
          ...set.accountsElsewhere.map((account) => `${set.owner.name} in ${account}`),
          ...(set.moreAccounts ? [`${set.owner.name} in accounts on a page that is missing`] : []),
        ];
      }),
    notes: () => [
      ...sentence(guesses, 'taken to belong to the principal whose name begins the file name'),
      ...sentence(orphans, 'refined by what all findings call unused, since it is not known who has it'),
      ...sentence(unattached, 'left alone, since attached to nobody among the inputs'),
      ...sentence(
        unchangeable,
        'left alone, since only service-linked roles have it, which cannot be changed',
      ),
    ],
    warnings: permissionSets.warnings,
  };
}

/** Whether AWS made the role for itself, or IAM Identity Center made it and its permission set is not known. */
function isUnchangeable(principal: LoadedPrincipal): boolean {
  return (
    principal.serviceLinked === true ||
    permissionSetName(principal) !== undefined ||
    principal.arn?.includes(':role/aws-reserved/') === true
  );
}

const NAMES_SHOWN = 5;

/** Makes one sentence that says the same about several names. */
function sentence(names: readonly string[], says: string): string[] {
  if (names.length === 0) return [];
  const more = names.length - NAMES_SHOWN;
  return [`${says}: ${[...names.slice(0, NAMES_SHOWN), ...(more > 0 ? [`${more} more`] : [])].join(', ')}`];
}

/**
 * Reads `MyRole.S3AndLambda.refined.json`, the name under which coppice writes a policy of `MyRole`; where there are
 * several accounts, the account stands before it. A principal's name may have dots in it, so the longest name that a
 * principal has counts.
 */
function namedFirst(
  { file, name }: LoadedPolicy,
  byName: ReadonlyMap<string, readonly LoadedPrincipal[]>,
): Extract<Attached, { kind: 'by-name' }> | undefined {
  const stem = stemOf(file);
  // A policy that is one of several in a file has no name of its own.
  if (stem !== name) return undefined;
  const written = stem.replace(/\.refined(?=(?:-\d+)?$)/, '');
  const [, account, inAccount] = /^(\d{12})\.(.+)$/.exec(written) ?? [];
  const isThere = ({ arn, set }: LoadedPrincipal): boolean =>
    set === undefined ? accountInArn(arn) === account : set.roles.some((role) => role.account === account);
  return (
    (inAccount === undefined ? undefined : beginning(inAccount, byName, isThere)) ??
    beginning(written, byName)
  );
}

function beginning(
  written: string,
  byName: ReadonlyMap<string, readonly LoadedPrincipal[]>,
  counts: (principal: LoadedPrincipal) => boolean = () => true,
): Extract<Attached, { kind: 'by-name' }> | undefined {
  for (let dot = written.lastIndexOf('.'); dot > 0; dot = written.lastIndexOf('.', dot - 1)) {
    const to = byName.get(written.slice(0, dot))?.filter(counts) ?? [];
    if (to.length > 0 && dot < written.length - 1)
      return { kind: 'by-name', to, rest: written.slice(dot + 1) };
  }
  return undefined;
}

function push<T>(lists: Map<string, T[]>, key: string, value: T): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [value]);
  else list.push(value);
}
