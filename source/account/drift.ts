import type { AccessLevel, Catalog } from '../catalog/catalog.ts';
import { type CatalogPair, matchedSince } from '../catalog/compare.ts';
import { fold } from '../pattern/fold.ts';
import { includes } from '../pattern/inclusion.ts';
import { matches } from '../pattern/match.ts';
import { overlaps } from '../pattern/overlap.ts';
import { parsePattern, servicePrefix } from '../pattern/pattern.ts';
import { type Policy, placeOfEntry, type Statement } from '../policy/policy.ts';

/** An action that an entry newly allows. */
export interface CameIn {
  /** `service:Name` */
  readonly action: string;
  readonly accessLevel: AccessLevel;
  readonly description: string;
}

/** An entry that allows more than it did. */
export interface EntryDrift {
  /** such as `Statement[1].Action[3]` */
  readonly at: string;
  readonly sid?: string;
  readonly element: 'Action' | 'NotAction';
  /** The entry as written; a NotAction list is one entry, its strings joined by commas. */
  readonly entry: string;
  /** The most dangerous access levels first, then by name. */
  readonly actions: readonly CameIn[];
  /** Services of which the catalogues do not know enough to tell; `*` stands for all unknown ones. Mostly empty. */
  readonly cannotTell: readonly string[];
}

/** The access levels, the most dangerous first. */
export const DANGER: readonly AccessLevel[] = ['Permissions management', 'Write', 'Tagging', 'Read', 'List'];

/**
 * What the wildcards of a policy newly allow between two catalogues, although nobody changed the policy: for each entry
 * of its Allow statements, the actions that only the newer catalogue knows. A NotAction list allows all new actions
 * that it does not name. An action that is written out was meant, so it is never listed. Deny statements are ignored:
 * what they take back depends on their conditions and resources.
 */
export function driftOf(policy: Policy, pair: CatalogPair): EntryDrift[] {
  return policy.statements
    .filter(({ effect, hasPrincipal }) => effect === 'Allow' && !hasPrincipal)
    .flatMap((statement) => ofStatement(statement, pair))
    .filter(({ actions, cannotTell }) => actions.length + cannotTell.length > 0);
}

function ofStatement(statement: Statement, pair: CatalogPair): EntryDrift[] {
  const { older, newer } = pair;
  const { sid, path, element, entries } = statement;
  const whose = sid === undefined ? {} : { sid };
  const patterns = entries.map(parsePattern);
  if (element === 'NotAction') {
    const fresh = [...pair.since().values()]
      .flat()
      .filter((action) => !patterns.some((pattern) => matches(pattern, fold(action))));
    const isNamed = (service: string): boolean =>
      patterns.some((pattern) => includes(pattern, parsePattern(`${service}:*`)));
    const open = servicesOfBoth(older, newer).filter((service) => !isNamed(service));
    const isOpen = !patterns.some((pattern) => includes(pattern, parsePattern('*')));
    const told = tellApart(fresh, open, isOpen, older, newer);
    return [{ at: `${path}.${element}`, ...whose, element, entry: entries.join(', '), ...told }];
  }
  return patterns.flatMap((pattern, i) => {
    if (pattern.kind === 'exact') return [];
    const prefix = servicePrefix(pattern);
    const services =
      prefix === undefined
        ? servicesOfBoth(older, newer).filter((service) => overlaps(pattern, parsePattern(`${service}:*`)))
        : [prefix];
    const fresh = matchedSince(pattern, pair);
    const told = tellApart(fresh, services, prefix === undefined, older, newer);
    return [{ at: placeOfEntry(statement, i), ...whose, element, entry: entries[i] ?? '', ...told }];
  });
}

function servicesOfBoth(older: Catalog, newer: Catalog): string[] {
  return [...new Set([...older.services(), ...newer.services()])];
}

/**
 * Separates what came in from what cannot be told. Where a catalogue knows a service as of an earlier day than its own,
 * or not at all, actions that look new may have been there all along, or more may have come since.
 *
 * @param fresh the actions that only the newer catalogue knows
 * @param services the services of which the entry can allow anything
 * @param isOpen whether it can also allow something of services that neither catalogue knows
 */
function tellApart(
  fresh: readonly string[],
  services: readonly string[],
  isOpen: boolean,
  older: Catalog,
  newer: Catalog,
): Pick<EntryDrift, 'actions' | 'cannotTell'> {
  if (older.date === newer.date) return { actions: inOrder(fresh, newer), cannotTell: [] };
  const isFresh = Map.groupBy(fresh, (action) => fold(action.slice(0, action.indexOf(':'))));
  const hidden = new Set<string>();
  const cannotTell = services.filter((service) => {
    const [from, to] = [older.asOf(service), newer.asOf(service)];
    const mayBeOlder = isFresh.has(service) && from !== older.date;
    if (mayBeOlder) hidden.add(service);
    const mayBeMore = to !== newer.date;
    return mayBeOlder || mayBeMore;
  });
  const certain = fresh.filter((action) => !hidden.has(fold(action.slice(0, action.indexOf(':')))));
  return {
    actions: inOrder(certain, newer),
    cannotTell: [...cannotTell.sort(), ...(isOpen && !newer.isWhole ? ['*'] : [])],
  };
}

function inOrder(actions: readonly string[], catalog: Catalog): CameIn[] {
  return actions
    .map((action) => {
      const details = catalog.details(action);
      const { accessLevel = 'Write', description = '' } = details ?? {};
      return { action, accessLevel, description };
    })
    .sort((a, b) => {
      const level = DANGER.indexOf(a.accessLevel) - DANGER.indexOf(b.accessLevel);
      return level !== 0 ? level : fold(a.action) < fold(b.action) ? -1 : 1;
    });
}
