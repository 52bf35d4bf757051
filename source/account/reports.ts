import { readPrincipalArn } from '../usage/arn.ts';
import type { Finding } from '../usage/finding.ts';
import { intersectUnused, type Unused, unusedFrom } from '../usage/unused.ts';
import type { Inputs, LoadedPrincipal } from './facts.ts';

/** What the findings say, principal by principal. */
export interface Reports {
  /** What a principal does not use; undefined where no finding speaks of it. */
  unusedOf(principal: LoadedPrincipal): Unused | undefined;
  /** The names that a principal goes by, here and in the findings: its name, its ARN. */
  namesOf(principal: LoadedPrincipal): readonly string[];
  /** What the findings that name nobody say, those that belong to whatever they are given with. */
  readonly open: Unused | undefined;
  /** Everybody whom a finding names, in the order of the findings. */
  readonly named: readonly LoadedPrincipal[];
  /** Whom findings name that is asked for nowhere, or by a name that two have: for notes, once all were asked for. */
  strangers(): readonly Stranger[];
}

interface Stranger {
  /** ARN or name, as in the finding. */
  readonly principal: string;
  /** Those among the inputs that have that name, where it is not one alone: their kinds and ARNs. */
  readonly namesakes: readonly LoadedPrincipal[];
}

/**
 * Tells which findings are about whom. One that gives an ARN is about whoever has it; one that gives a name, about the
 * one principal of that name. Where two have it, it is about neither: what a stranger does not use must not be taken
 * from somebody.
 */
export function reportsOf({ principals, findings }: Inputs): Reports {
  const open = findings.filter(({ principal }) => principal === undefined);
  const byPrincipal = new Map<string, Finding[]>();
  for (const finding of findings)
    if (finding.principal !== undefined) push(byPrincipal, finding.principal, finding);
  const namesakes = Map.groupBy(principals, ({ name }) => name);
  const arnsByName = arnsWithName(byPrincipal.keys());
  const asked = new Set<string>();
  const known = new Map<LoadedPrincipal, Unused | undefined>();

  const keysOf = (principal: LoadedPrincipal): string[] => {
    const { kind, name, arn } = principal;
    const others = namesakes.get(name) ?? [];
    const byName = byPrincipal.has(name) && others.every((other) => other === principal) ? [name] : [];
    if (arn !== undefined) return [...(byPrincipal.has(arn) ? [arn] : []), ...byName];
    // Only its name is known, so it may be any of those of its kind that a finding tells more of.
    return [...byName, ...(arnsByName.get(`${kind} ${name}`) ?? [])];
  };

  const unusedOf = (principal: LoadedPrincipal): Unused | undefined => {
    if (known.has(principal)) return known.get(principal);
    const keys = keysOf(principal);
    for (const key of keys) asked.add(key);
    const lists = keys.map((key) => byPrincipal.get(key) ?? []);
    const isOne = principal.arn !== undefined || keys.filter(isArn).length < 2;
    const groups = isOne ? [lists.flat()] : lists;
    const isKnown = open.length > 0 || keys.length > 0;
    const unused = isKnown
      ? intersectUnused(groups.map((list) => unusedFrom([...list, ...open])))
      : undefined;
    known.set(principal, unused);
    return unused;
  };

  const byArn = new Map(principals.map((principal) => [principal.arn, principal]));
  const whoIs = (key: string): LoadedPrincipal => {
    const [only, ...others] = isArn(key) ? [byArn.get(key)] : (namesakes.get(key) ?? []);
    if (only !== undefined && others.length === 0) return only;
    const made = asPrincipal(key);
    // One of several of that name: the finding is all that is known.
    if (others.length > 0) known.set(made, unusedFrom([...(byPrincipal.get(key) ?? []), ...open]));
    return made;
  };

  return {
    unusedOf,
    namesOf: (principal) => {
      const { name, arn } = principal;
      return [...new Set([name, ...(arn === undefined ? keysOf(principal) : [arn])])];
    },
    open: open.length === 0 ? undefined : unusedFrom(open),
    named: [
      ...new Set(
        [...byPrincipal.keys()]
          // A name that is the end of one ARN is about the same principal.
          .filter((key) => isArn(key) || arnsByName.get(key)?.length !== 1)
          .map(whoIs),
      ),
    ],
    strangers: () =>
      [...byPrincipal.keys()]
        .filter((key) => !asked.has(key))
        .map((principal) => ({ principal, namesakes: namesakes.get(principal) ?? [] })),
  };
}

/** `MyRole`, and `role MyRole`, -> the ARNs that end so. */
function arnsWithName(keys: Iterable<string>): Map<string, string[]> {
  const arns = new Map<string, string[]>();
  for (const key of keys) {
    const read = readPrincipalArn(key);
    if (read === undefined) continue;
    push(arns, read.name, key);
    push(arns, `${read.kind} ${read.name}`, key);
  }
  return arns;
}

function isArn(text: string): boolean {
  return text.startsWith('arn:');
}

/** Somebody of whom no more is known than what a finding calls them. */
function asPrincipal(given: string): LoadedPrincipal {
  const nothing = { groups: [], attached: [], inline: [] };
  const read = readPrincipalArn(given);
  return read === undefined
    ? { kind: 'role', name: given, ...nothing }
    : { kind: read.kind, name: read.name, arn: given, ...nothing };
}

function push<T>(lists: Map<string, T[]>, key: string, value: T): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [value]);
  else list.push(value);
}
