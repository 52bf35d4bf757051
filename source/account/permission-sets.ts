import { accountInArn } from '../usage/arn.ts';
import type { Inputs, LoadedPermissionSet, LoadedPolicy, LoadedPrincipal } from './facts.ts';

/** A permission set, as the owner of its policies, with the roles that act with them. */
export interface PermissionSet {
  readonly owner: LoadedPrincipal & { readonly kind: 'permission-set' };
  /** One role in each account, and any that an earlier set of that name left behind; in the order of their ARNs. */
  readonly roles: readonly LoadedPrincipal[];
  /** Accounts of the set that are not among the inputs. */
  readonly accountsElsewhere: readonly string[];
  /** Whether further accounts are on a page that is missing. */
  readonly moreAccounts: boolean;
}

export interface PermissionSets {
  readonly sets: readonly PermissionSet[];
  /** The set that a role belongs to. */
  of(role: LoadedPrincipal): PermissionSet | undefined;
  /** Inline policies of roles that are copies of a set's policy, which is refined instead. */
  readonly copies: ReadonlySet<LoadedPolicy>;
  readonly warnings: readonly string[];
}

const ROLE_NAME = /^AWSReservedSSO_(.+)_[0-9a-f]{16}$/;
const RESERVED = ':role/aws-reserved/sso.amazonaws.com/';

/** The name of the permission set that made a role; undefined for other roles. */
export function permissionSetName({ kind, name, arn }: LoadedPrincipal): string | undefined {
  if (kind !== 'role' || (arn !== undefined && !arn.includes(RESERVED))) return undefined;
  return ROLE_NAME.exec(name)?.[1];
}

/**
 * Puts permission sets together (product: "Several policies"). A set has the inline and AWS-managed policies that its
 * own outputs list or, without them, those of its role in the account with the lowest number. It also has the
 * customer-managed policies of its roles, each in its account. Where the roles differ, a warning says so.
 *
 * @param named principals that are known from findings alone
 */
export function permissionSetsOf(
  { policies, principals, permissionSets }: Pick<Inputs, 'policies' | 'principals' | 'permissionSets'>,
  named: readonly LoadedPrincipal[],
): PermissionSets {
  const roles = Map.groupBy(new Set([...principals, ...named]), (role) => permissionSetName(role) ?? '');
  roles.delete('');
  const byName = Map.groupBy(permissionSets, ({ name }) => name);
  const warnings: string[] = [];
  const copies = new Set<LoadedPolicy>();
  const setOf = new Map<LoadedPrincipal, PermissionSet>();

  const make = (name: string, own: LoadedPermissionSet | undefined): PermissionSet => {
    const its = [...(roles.get(name) ?? [])].sort((a, b) => ((a.arn ?? '') < (b.arn ?? '') ? -1 : 1));
    const inlineOf = ({ inline }: LoadedPrincipal): readonly number[] => inline;
    // A role that is known only from a finding does not show its policies.
    const seen = its.filter((role) => principals.includes(role));
    const [first] = seen;
    const ownInline = own?.inline === undefined ? undefined : own.inline === null ? [] : [own.inline];
    const inline = ownInline ?? (first === undefined ? [] : inlineOf(first));
    const awsManaged = own?.managed ?? first?.attached.filter(isAwsManaged) ?? [];
    const others = own === undefined ? seen.slice(1) : seen;
    for (const role of others) {
      for (const place of role.inline) {
        const policy = policies[place];
        if (policy !== undefined && !inline.includes(place)) copies.add(policy);
      }
    }
    for (const each of differences(name, { inline, awsManaged, first, own }, others, policies))
      warnings.push(each);
    const known = new Set(its.map(({ arn }) => accountInArn(arn)));
    const set: PermissionSet = {
      owner: {
        kind: 'permission-set',
        name,
        ...(own?.arn === undefined ? {} : { arn: own.arn }),
        groups: [],
        attached: [
          ...new Set([
            ...awsManaged,
            ...its.flatMap(({ attached }) => attached.filter((arn) => !isAwsManaged(arn))),
          ]),
        ],
        inline,
        set: {
          ...(own?.arn === undefined ? {} : { arn: own.arn }),
          ...(own?.instanceArn === undefined ? {} : { instanceArn: own.instanceArn }),
          ...(ownInline === undefined && first === undefined ? { inlineUnknown: true as const } : {}),
          roles: its.map((role) => ({
            account: accountInArn(role.arn),
            name: role.name,
            ...(role.arn === undefined ? {} : { arn: role.arn }),
          })),
        },
      },
      roles: its,
      accountsElsewhere: (own?.accounts ?? []).filter((account) => !known.has(account)),
      moreAccounts: own?.moreAccounts === true,
    };
    for (const role of its) setOf.set(role, set);
    return set;
  };

  const names = [...new Set([...roles.keys(), ...byName.keys()])].sort();
  const sets = names.flatMap((name): PermissionSet[] => {
    const own = byName.get(name) ?? [];
    if (own.length < 2) return [make(name, own[0])];
    warnings.push(
      `two permission sets are called ${name} (${own.map(({ arn }) => arn ?? 'without an ARN').join(' and ')}), and their roles do not tell which of them made them: neither is refined`,
    );
    for (const role of roles.get(name) ?? []) for (const place of role.inline) addTo(copies, policies[place]);
    for (const { inline } of own) if (typeof inline === 'number') addTo(copies, policies[inline]);
    return [];
  });
  return { sets, of: (role) => setOf.get(role), copies, warnings };
}

function addTo<T>(set: Set<T>, value: T | undefined): void {
  if (value !== undefined) set.add(value);
}

function isAwsManaged(arn: string): boolean {
  return accountInArn(arn) === 'aws';
}

interface Base {
  readonly inline: readonly number[];
  readonly awsManaged: readonly string[];
  /** The role that the set is put together from. */
  readonly first: LoadedPrincipal | undefined;
  readonly own: LoadedPermissionSet | undefined;
}

/**
 * Warnings about roles whose policies differ from the set's, which are refined: they may still have to be provisioned.
 */
function differences(
  name: string,
  { inline, awsManaged, first, own }: Base,
  others: readonly LoadedPrincipal[],
  policies: readonly LoadedPolicy[],
): string[] {
  const texts = (places: readonly number[]): string =>
    JSON.stringify(places.map((place) => JSON.stringify(policies[place]?.value ?? null)).sort());
  const customer = ({ attached }: LoadedPrincipal): string =>
    JSON.stringify(attached.flatMap((arn) => (isAwsManaged(arn) ? [] : [arn.split(':policy/')[1]])).sort());
  const listed = (arns: readonly string[]): string => JSON.stringify([...new Set(arns)].sort());
  return others.flatMap((role) => {
    const what = [
      ...((own === undefined || own.inline !== undefined) && texts(role.inline) !== texts(inline)
        ? ['its inline policy']
        : []),
      ...((own === undefined || own.managed !== undefined) &&
      listed(role.attached.filter(isAwsManaged)) !== listed(awsManaged)
        ? ['its AWS-managed policies']
        : []),
      ...(first !== undefined && customer(role) !== customer(first) ? ['its customer-managed policies'] : []),
    ];
    if (what.length === 0) return [];
    const isOne = what.length === 1 && what[0] === 'its inline policy';
    const says =
      first === undefined || own !== undefined
        ? 'its own outputs say'
        : `${isOne ? 'it is' : 'they are'} in ${accountInArn(first.arn)}`;
    return [
      `the permission set ${name}: in the account ${accountInArn(role.arn)} ${what.join(' and ')} ${isOne ? 'differs' : 'differ'} from what ${says}, and that is what is refined; provision the set anew, or give its own outputs`,
    ];
  });
}
