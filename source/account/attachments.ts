import { accountOf } from '../usage/arn.ts';
import type { Inputs, LoadedPolicy, LoadedPrincipal } from './facts.ts';
import { stemOf } from './file-name.ts';

/** Who has the policies. */
export interface Attachments {
  of(policy: LoadedPolicy): Attached;
  /** Those who act with what is attached to a principal: of a group its users, or itself where it has none. */
  holdersOf(principal: LoadedPrincipal): readonly LoadedPrincipal[];
  /** What a person should know about the policies that were asked for: guesses, and what is left alone. */
  notes(): readonly string[];
}

/**
 * `attached`: embedded in, or attached to, these; `elsewhere` tells how many more AWS counts. `by-name`: the file's
 * name begins with theirs and `rest` is what follows. `unknown`: the inputs do not say. `unattached`: they say that
 * nobody has it. `unchangeable`: only service-linked roles do.
 */
type Attached =
  | { readonly kind: 'attached'; readonly to: readonly LoadedPrincipal[]; readonly elsewhere: number }
  | { readonly kind: 'by-name'; readonly to: readonly LoadedPrincipal[]; readonly rest: string }
  | { readonly kind: 'unknown' | 'unattached' | 'unchangeable' };

/**
 * Finds out who has which policy.
 *
 * @param named principals that are known from findings alone
 */
export function attachmentsOf(
  { policies, principals }: Pick<Inputs, 'policies' | 'principals'>,
  named: readonly LoadedPrincipal[],
): Attachments {
  const owners = new Map<LoadedPolicy, LoadedPrincipal>();
  const attachedTo = new Map<string, LoadedPrincipal[]>();
  const usersOf = new Map<string, LoadedPrincipal[]>();
  for (const principal of principals) {
    for (const place of principal.inline) {
      const policy = policies[place];
      if (policy !== undefined) owners.set(policy, principal);
    }
    for (const arn of new Set(principal.attached)) push(attachedTo, arn, principal);
    if (principal.kind !== 'user') continue;
    // Groups are known by name, and a name is good for one account.
    for (const group of new Set(principal.groups))
      push(usersOf, `${accountOf(principal.arn)} ${group}`, principal);
  }
  const byName = Map.groupBy(new Set([...principals, ...named]), ({ name }) => name);
  const guesses: string[] = [];
  const orphans: string[] = [];
  const unattached: string[] = [];
  const unchangeable: string[] = [];

  const attached = (all: readonly LoadedPrincipal[], count: number, name: string): Attached => {
    const to = all.filter(({ serviceLinked }) => serviceLinked !== true);
    if (to.length > 0) return { kind: 'attached', to, elsewhere: Math.max(0, count - all.length) };
    unchangeable.push(name);
    return { kind: 'unchangeable' };
  };

  const managed = (arn: string, { name, attachments = 0 }: LoadedPolicy): Attached => {
    const all = attachedTo.get(arn);
    if (all !== undefined) return attached(all, attachments, name);
    if (principals.length === 0) return { kind: 'unknown' };
    unattached.push(name);
    return { kind: 'unattached' };
  };

  return {
    of: (policy) => {
      const owner = owners.get(policy);
      if (owner !== undefined) return attached([owner], 1, policy.name);
      if (policy.arn !== undefined) return managed(policy.arn, policy);
      const found = namedFirst(policy, byName);
      if (found === undefined) {
        if (named.length > 1) orphans.push(policy.file);
        return { kind: 'unknown' };
      }
      guesses.push(policy.file);
      return found;
    },
    holdersOf: (principal) => {
      const { kind, name, arn } = principal;
      const users = kind === 'group' ? usersOf.get(`${accountOf(arn)} ${name}`) : undefined;
      return users ?? [principal];
    },
    notes: () => [
      ...sentence(guesses, 'taken to belong to whom the name of the file begins with'),
      ...sentence(
        orphans,
        'held to what all findings together call unused, since it is not known who has it',
      ),
      ...sentence(unattached, 'left alone, since attached to nobody among the inputs'),
      ...sentence(
        unchangeable,
        'left alone, since only service-linked roles have it, which cannot be changed',
      ),
    ],
  };
}

const NAMES_SHOWN = 5;

/** One sentence for all of which the same is to be said. */
function sentence(names: readonly string[], says: string): string[] {
  if (names.length === 0) return [];
  const more = names.length - NAMES_SHOWN;
  return [`${says}: ${[...names.slice(0, NAMES_SHOWN), ...(more > 0 ? [`${more} more`] : [])].join(', ')}`];
}

/**
 * Reads `MyRole.S3AndLambda.refined.json`, the name under which coppice writes a policy of `MyRole`. A principal's own
 * name may have dots in it, so the longest that somebody has counts.
 */
function namedFirst(
  { file, name }: LoadedPolicy,
  byName: ReadonlyMap<string, readonly LoadedPrincipal[]>,
): Extract<Attached, { kind: 'by-name' }> | undefined {
  const stem = stemOf(file);
  // One of several in a file has no name of its own there.
  if (stem !== name) return undefined;
  const written = stem.replace(/\.refined(?=(?:-\d+)?$)/, '');
  for (let dot = written.lastIndexOf('.'); dot > 0; dot = written.lastIndexOf('.', dot - 1)) {
    const to = byName.get(written.slice(0, dot));
    if (to !== undefined && dot < written.length - 1)
      return { kind: 'by-name', to, rest: written.slice(dot + 1) };
  }
  return undefined;
}

function push<T>(lists: Map<string, T[]>, key: string, value: T): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [value]);
  else list.push(value);
}
