import { fold } from '../pattern/fold.ts';
import { accountInArn, isArn, readPrincipalArn } from '../usage/arn.ts';
import type { Finding } from '../usage/finding.ts';
import { type Unused, unusedFrom } from '../usage/unused.ts';
import type { Inputs, LoadedPrincipal } from './facts.ts';

/** What the findings say, principal by principal. */
export interface Reports {
  /** What a principal does not use; undefined where no finding speaks of it. */
  unusedOf(principal: LoadedPrincipal): Unused | undefined;
  /** The names that a principal goes by: its name, its ARN. */
  namesOf(principal: LoadedPrincipal): readonly string[];
  /** What the findings without a principal report: they are about the policies that they are given with. */
  readonly open: Unused | undefined;
  /** Everybody whom a finding names, in the order of the findings. */
  readonly named: readonly LoadedPrincipal[];
  /** Principals that findings name and nobody asked for: for notes, after all others were asked for. */
  strangers(): readonly string[];
  /** Warnings about findings that may be about several principals: they are not used. */
  readonly warnings: readonly string[];
}

/**
 * Tells which findings are about which principal. A finding with an ARN is about the principal with that ARN; a finding
 * with a name, about the one principal of that name (in its account, where it gives one). Where several have that name,
 * it is not used: what one does not use must not be taken from another. An inline policy with only its owner's name
 * belongs to the one ARN of that name; where there are several, nothing is known of its use.
 */
export function reportsOf({ principals, findings }: Pick<Inputs, 'principals' | 'findings'>): Reports {
  const open = findings.filter(({ principal }) => principal === undefined);
  const people = peopleIn(principals, findings);
  const known = new Map<LoadedPrincipal, Unused>();
  const byPerson = new Map<LoadedPrincipal, Finding[]>();
  const named = new Set<LoadedPrincipal>();
  for (const finding of findings) {
    if (finding.principal === undefined) continue;
    const { person, isKnown } = people.whoIs(finding.principal, finding.account);
    named.add(person);
    if (!isKnown) continue;
    const list = byPerson.get(person);
    if (list === undefined) byPerson.set(person, [finding]);
    else list.push(finding);
  }
  const asked = new Set<LoadedPrincipal>();
  // The findings of an account name the same few thousand actions again and again: each is kept as one string.
  const lowers = new Map<string, string>();
  const lowered = (action: string): string => {
    const before = lowers.get(action);
    if (before !== undefined) return before;
    const lower = fold(action);
    lowers.set(action, lower);
    return lower;
  };
  const openUnused = open.length === 0 ? undefined : unusedFrom(open, {}, lowered);
  return {
    unusedOf(principal) {
      asked.add(principal);
      const own = byPerson.get(principal);
      if (own === undefined) return people.isAmbiguous(principal) ? undefined : openUnused;
      const made = known.get(principal) ?? unusedFrom([...own, ...open], {}, lowered);
      known.set(principal, made);
      return made;
    },
    namesOf(principal) {
      const arn = people.arnOf(principal);
      return arn === undefined ? [principal.name] : [principal.name, arn];
    },
    open: openUnused,
    named: [...named],
    strangers: () =>
      [...byPerson.keys()].filter((each) => !asked.has(each)).map(({ name, arn }) => arn ?? name),
    warnings: people.warnings,
  };
}

interface People {
  /** Where `isKnown` is false, it may be any of several, and `person` stands for one of them. */
  whoIs(given: string, account?: string): { readonly person: LoadedPrincipal; readonly isKnown: boolean };
  /** Whether a principal is known by name alone and several ARNs have that name. */
  isAmbiguous(principal: LoadedPrincipal): boolean;
  /** Its ARN, also where only a finding tells it. */
  arnOf(principal: LoadedPrincipal): string | undefined;
  readonly warnings: readonly string[];
}

/** Everybody among the inputs and in the findings, each once. */
function peopleIn(principals: readonly LoadedPrincipal[], findings: readonly Finding[]): People {
  const byArn = new Map<string, LoadedPrincipal>();
  const nameOnly = new Map<string, LoadedPrincipal>();
  const arns = new Map<string, Set<string>>();
  for (const principal of principals) {
    const key = `${principal.kind} ${principal.name}`;
    if (principal.arn === undefined) nameOnly.set(key, principal);
    else {
      byArn.set(principal.arn, principal);
      arns.set(key, (arns.get(key) ?? new Set()).add(principal.arn));
    }
  }
  for (const { principal } of findings) {
    const read = principal === undefined ? undefined : readPrincipalArn(principal);
    if (principal === undefined || read === undefined) continue;
    const key = `${read.kind} ${read.name}`;
    arns.set(key, (arns.get(key) ?? new Set()).add(principal));
  }
  const warnings: string[] = [];
  const ambiguous = new Set<LoadedPrincipal>();
  const arnsFound = new Map<LoadedPrincipal, string>();
  for (const [key, principal] of nameOnly) {
    const [only, ...others] = arns.get(key) ?? [];
    if (only === undefined) continue;
    if (others.length === 0) {
      byArn.set(only, principal);
      arnsFound.set(principal, only);
    } else {
      ambiguous.add(principal);
      warnings.push(
        `the inline policies of the ${key} may be those of ${[only, ...others].join(' or ')}, so nothing is taken from them; give the account details of the one that is meant`,
      );
    }
  }
  for (const [key, those] of arns) {
    for (const arn of those)
      if (!byArn.has(arn)) byArn.set(arn, fromFinding(arn, key.slice(key.indexOf(' ') + 1)));
  }
  const everybody = new Set([...principals, ...byArn.values()]);
  const byName = Map.groupBy(everybody, ({ name }) => name);
  const strangers = new Map<string, LoadedPrincipal>();
  const stranger = (given: string, account = ''): LoadedPrincipal => {
    const key = `${account} ${given}`;
    const made = strangers.get(key) ?? fromFinding(isArn(given) ? given : undefined, given);
    strangers.set(key, made);
    return made;
  };
  const told = new Set<string>();
  return {
    whoIs(given, account) {
      const found = byArn.get(given);
      if (found !== undefined || isArn(given)) return { person: found ?? stranger(given), isKnown: true };
      const all = byName.get(given) ?? [];
      const its =
        account === undefined
          ? all
          : all.filter(({ arn }) => arn === undefined || accountInArn(arn) === account);
      const [only, ...others] = its;
      if (others.length === 0) return { person: only ?? stranger(given, account), isKnown: true };
      if (!told.has(given)) {
        const whose = its.map(({ kind, arn }) => arn ?? `the ${kind}`).join(' or ');
        warnings.push(
          `the finding about ${given} may be about ${whose}, so it is not used; name the ARN with --principal`,
        );
      }
      told.add(given);
      const person = stranger(given, account);
      ambiguous.add(person);
      return { person, isKnown: false };
    },
    isAmbiguous: (principal) => ambiguous.has(principal),
    arnOf: (principal) => principal.arn ?? arnsFound.get(principal),
    warnings,
  };
}

/** A principal of which only the name or ARN in a finding is known. */
function fromFinding(arn: string | undefined, name: string): LoadedPrincipal {
  const nothing = { groups: [], attached: [], inline: [] };
  const read = arn === undefined ? undefined : readPrincipalArn(arn);
  if (arn === undefined) return { kind: 'role', name, ...nothing };
  return { kind: read?.kind ?? 'role', name: read?.name ?? name, arn, ...nothing };
}
