import type { Catalog } from '../catalog/catalog.ts';
import type { Unused } from '../usage/unused.ts';

/**
 * The catalogue that a refinement is made against: the known actions together with those that the finding and the
 * operator name beyond them. A named action that the catalogue lacks joins it, even if it is retained: it may only be
 * reached through a wildcard that goes. A service that is unused as a whole and of which the catalogue knows no action
 * joins as the one action `service:*`, so that every pattern that takes in all of it is seen.
 */
export function catalogOf(catalog: Catalog, unused: Unused): Catalog {
  return catalog.withActions(beyond(catalog, unused));
}

/** The actions that join the catalogue, sorted. */
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
    if (isUnknownService(catalog, service)) missing.push(wholeService(service));
  }
  return missing.sort();
}

/** Whether the catalogue knows no action of a service, whether it lists the service or not. */
export function isUnknownService(catalog: Catalog, service: string): boolean {
  return (catalog.actions(service)?.actions.length ?? 0) === 0;
}

/** The name of a service without known actions in the catalogue; also the pattern for all of the service. */
export function wholeService(service: string): string {
  return `${service}:*`;
}
