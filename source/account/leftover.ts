import { createMemo } from '../base/memo.ts';
import { type Catalog, servicesOf } from '../catalog/catalog.ts';
import type { ServiceActions } from '../catalog/service-index.ts';
import { fold } from '../pattern/fold.ts';
import { matches } from '../pattern/match.ts';
import { parsePattern } from '../pattern/pattern.ts';
import type { Policy, Statement } from '../policy/policy.ts';
import { refineEntry } from '../refine/entry.ts';
import { refineNotAction } from '../refine/not-action.ts';
import { beyond, catalogOf } from '../refine/scope.ts';
import { isAnyBetween, unusedPlaces } from '../refine/selection.ts';
import type { Unused } from '../usage/unused.ts';

/** An entry that still grants something unused. */
export interface Leftover {
  /** Such as `Statement[1].Action[3]`. */
  readonly at: string;
  readonly sid?: string;
  /** The entry as written; a NotAction list is one entry, its strings joined by commas. */
  readonly entry: string;
  /** How many known actions it grants. */
  readonly granted: number;
  /** The known ones of them that are unused, sorted; empty where only unknown actions of an unused service are granted. */
  readonly unused: readonly string[];
}

/**
 * Finds the entries of a policy that still grant something unused, in their order: those that a refinement would
 * change. Made for whole accounts: what an entry matches is found once for all policies, and no tree is built.
 */
export function leftoversIn(policy: Policy, unused: Unused, catalog: Catalog): Leftover[] {
  const listed = Array.isArray(policy.value['Statement']);
  return policy.statements.flatMap((statement) => {
    const { index, effect, hasPrincipal, element, sid } = statement;
    if (effect === 'Deny' || hasPrincipal || element === 'none') return [];
    const at = `${listed ? `Statement[${index}]` : 'Statement'}.${element}`;
    const whose = { at, ...(sid === undefined ? {} : { sid }) };
    if (element === 'NotAction')
      return inNotAction(statement, unused, catalog).map((found) => ({ ...whose, ...found }));
    return statement.entries.flatMap((entry, i) => {
      const found = inEntry(entry, unused, catalog);
      if (found === undefined) return [];
      return [{ ...whose, at: statement.shape === 'array' ? `${at}[${i}]` : at, entry, ...found }];
    });
  });
}

type Found = Pick<Leftover, 'granted' | 'unused'>;

function inEntry(entry: string, unused: Unused, catalog: Catalog): Found | undefined {
  const known = matched([catalog], entry, () => knownMatches(entry, catalog));
  const granted = known.reduce((sum, { actions }) => sum + actions.length, 0);
  const pattern = parsePattern(entry);
  const strange = strangersIn(unused, catalog).filter((action) => matches(pattern, fold(action)));
  const gone = known.flatMap((each) => unusedOf(each, unused));
  if (strange.length === 0) {
    if (gone.length > 0) return { granted, unused: gone };
    // Whether an entry without known actions is reported with its service is for refinement to say.
    const isNothing = granted === 0 && refineEntry(entry, unused, catalog, 'shortest').kind === 'removed';
    return isNothing ? { granted: 0, unused: [] } : undefined;
  }
  gone.push(...strange.filter((action) => unused.has(action)));
  return gone.length === 0 ? undefined : { granted: granted + strange.length, unused: gone.sort() };
}

/** What an entry matches of one service. */
interface Matched {
  readonly names: ServiceActions;
  /** Sorted. */
  readonly actions: readonly string[];
  /** Where each of them stands among the names. */
  readonly places: readonly number[];
}

const matched = createMemo<readonly Matched[]>();

/** The actions of the catalogue that an entry matches, sorted: those of a service stand together then. */
function knownMatches(entry: string, catalog: Catalog): Matched[] {
  const pattern = parsePattern(entry);
  const services = servicesOf(catalog, pattern).flatMap((service) => {
    const names = catalog.actions(service);
    if (names === undefined) return [];
    const found = names.actions.flatMap((action, place) =>
      matches(pattern, names.sorted[place] ?? '') ? [{ action, place }] : [],
    );
    found.sort((a, b) => (a.action < b.action ? -1 : 1));
    const [first] = found;
    if (first === undefined) return [];
    const actions = found.map(({ action }) => action);
    return [{ first: first.action, names, actions, places: found.map(({ place }) => place) }];
  });
  return services.sort((a, b) => (a.first < b.first ? -1 : 1));
}

function unusedOf({ names, actions, places }: Matched, unused: Unused): readonly string[] {
  const gone = unusedPlaces(names, unused);
  if (gone.length === names.actions.length) return actions;
  return gone.length === 0
    ? []
    : actions.filter((_, i) => {
        const place = places[i] ?? 0;
        return isAnyBetween(gone, place, place + 1);
      });
}

const strangers = createMemo<readonly string[]>();

/** What counts as known although the catalogue lacks it. */
function strangersIn(unused: Unused, catalog: Catalog): readonly string[] {
  return strangers([unused, catalog], '', () => beyond(catalog, unused));
}

function inNotAction(
  { entries }: Statement,
  unused: Unused,
  catalog: Catalog,
): (Found & { entry: string })[] {
  const scope = catalogOf(catalog, unused);
  if (refineNotAction(entries, unused, scope, 'shortest').kind === 'kept') return [];
  const patterns = entries.map(parsePattern);
  const granted = scope.services().flatMap((service) => {
    const index = scope.service(service);
    return (
      index?.actions.filter((_, i) => !patterns.some((each) => matches(each, index.folded[i] ?? ''))) ?? []
    );
  });
  const gone = granted.filter((action) => unused.has(action)).sort();
  return [{ entry: entries.join(', '), granted: granted.length, unused: gone }];
}
