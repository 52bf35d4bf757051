import { isObject, type JsonObject, type JsonValue } from '../base/json.ts';
import type { Catalog } from '../catalog/catalog.ts';
import { type KnownActions, knownActions } from './known.ts';

/**
 * The known actions that policies could grant at all: those of the services that their entries name. All of them
 * where an entry's service is a wildcard, or a list says what is not granted. Spares a proof the rest of AWS.
 *
 * It reads the entries by itself and plainly, since what it leaves out is not looked at by the proof.
 *
 * @param policies policy documents; null for one that is gone
 */
export function actionsInReach(catalog: Catalog, policies: readonly (JsonObject | null)[]): KnownActions {
  const services = new Set<string>();
  for (const policy of policies) {
    for (const statement of listOf(policy?.['Statement'])) {
      if (!isObject(statement)) continue;
      if (statement['NotAction'] !== undefined) return knownOf(catalog, catalog.services());
      for (const entry of listOf(statement['Action'])) {
        const text = String(entry);
        const service = text.slice(0, Math.max(0, text.indexOf(':'))).toLowerCase();
        if (services.has(service)) continue;
        if (!/^[^*?]+$/.test(service)) return knownOf(catalog, catalog.services());
        services.add(service);
      }
    }
  }
  return knownOf(catalog, [...services].sort());
}

function listOf(value: JsonValue | undefined): readonly JsonValue[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [value];
}

function knownOf(catalog: Catalog, services: readonly string[]): KnownActions {
  return knownActions(services.flatMap((service) => catalog.actions(service)?.actions ?? []));
}
