import type { JsonObject, JsonValue } from '../base/json.ts';
import type { Catalog } from '../catalog/catalog.ts';

/**
 * The known actions that policies could grant at all: those of the services that their entries name. All of them
 * where an entry's service is a wildcard, or a list says what is not granted. Spares a proof the rest of AWS.
 *
 * It reads the entries by itself and plainly, since what it leaves out is not looked at by the proof.
 *
 * @param policies policy documents; null for one that is gone
 */
export function actionsInReach(catalog: Catalog, policies: readonly (JsonObject | null)[]): string[] {
  const services = new Set<string>();
  for (const policy of policies) {
    for (const statement of listOf(policy?.['Statement'])) {
      if (typeof statement !== 'object' || statement === null || Array.isArray(statement)) continue;
      if (statement['NotAction'] !== undefined) return actionsOf(catalog, catalog.services());
      for (const entry of listOf(statement['Action'])) {
        const service = /^[^:*?]+(?=:)/.exec(String(entry))?.[0];
        if (service === undefined) return actionsOf(catalog, catalog.services());
        services.add(service.toLowerCase());
      }
    }
  }
  return actionsOf(catalog, [...services].sort());
}

function listOf(value: JsonValue | undefined): readonly JsonValue[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [value];
}

function actionsOf(catalog: Catalog, services: readonly string[]): string[] {
  return services.flatMap((service) => catalog.service(service)?.actions ?? []);
}
