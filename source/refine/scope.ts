import type { Catalog } from '../catalog/catalog.ts';
import type { Unused } from '../usage/unused.ts';

/**
 * What a refinement is made against: the catalogue together with what the finding and the operator name beyond it.
 * An action that they name and the catalogue lacks joins the catalogue, also one that is retained: it may only be
 * reached through a wildcard that goes. A whole unused service of which the catalogue knows no action joins as the one
 * action `service:*`, so that every pattern that takes in all of it is seen.
 */
export function catalogOf(catalog: Catalog, unused: Unused): Catalog {
  return catalog.withActions(beyond(catalog, unused));
}

/** What joins the catalogue, sorted. */
function beyond(catalog: Catalog, unused: Unused): string[] {
  const missing: string[] = [];
  for (const [service, named] of unused.named()) {
    const names = catalog.actions(service);
    for (const lower of named) {
      if (names?.placeOf(lower) === undefined) missing.push(unused.actions.get(lower)?.action ?? lower);
    }
  }
  for (const action of unused.retained) {
    // An exception may retain a pattern.
    if (!unused.actions.has(action) && !/[*?]/.test(action) && !catalog.has(action)) missing.push(action);
  }
  for (const service of unused.services) {
    if ((catalog.actions(service)?.actions.length ?? 0) === 0) missing.push(wholeService(service));
  }
  return missing.sort();
}

/** The name by which a service of which nothing is known stands in the catalogue; also the pattern of all of it. */
export function wholeService(service: string): string {
  return `${service}:*`;
}
