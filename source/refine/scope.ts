import type { Catalog } from '../catalog/catalog.ts';
import type { Unused } from '../finding/unused.ts';

/**
 * What a refinement is made against: the catalogue together with what the finding names beyond it.
 * An action that the finding names and the catalogue lacks joins the catalogue; a whole unused service that it does
 * not know at all joins as the one action `service:*`, so that every pattern that reaches into it is seen.
 */
export function catalogOf(catalog: Catalog, unused: Unused): Catalog {
  const named = [...unused.actions.values()].map(({ action }) => action);
  const services = [...unused.services].filter((service) => catalog.service(service) === undefined);
  return catalog.withActions([...named, ...services.map((service) => `${service}:*`)].sort());
}
