import { isObject, type JsonObject, type JsonValue } from '../base/json.ts';
import { Memory } from '../base/memo.ts';
import type { Catalog } from '../catalog/catalog.ts';
import { type KnownActions, knownActions } from './known.ts';

/**
 * The known actions that policies could grant at all: those of the services that their entries name. All of them
 * where an entry's service is a wildcard, or a list says what is not granted. Spares a proof the rest of AWS.
 *
 * It reads the entries by itself and plainly, since what it leaves out is not looked at by the proof.
 *
 * @param policies policy documents; null for one that is gone
 * @param reach what was put together before, for whoever proves one policy after the other
 */
export function actionsInReach(
  catalog: Catalog,
  policies: readonly (JsonObject | null)[],
  reach: Reach = newReach(),
): KnownActions {
  const services = servicesIn(policies) ?? catalog.services();
  return reach.get(services.join(' '), () =>
    knownActions(services.flatMap((service) => catalog.actions(service)?.actions ?? [])),
  );
}

/** The known actions of one catalogue by the services that were asked for. */
export type Reach = Memory<string, KnownActions>;

/** Room for what is in reach of the last policies. */
export function newReach(): Reach {
  return new Memory(64);
}

/** The services that the entries of policies name, sorted; undefined where all can be meant. */
function servicesIn(policies: readonly (JsonObject | null)[]): readonly string[] | undefined {
  const services = new Set<string>();
  for (const policy of policies) {
    for (const statement of listOf(policy?.['Statement'])) {
      if (!isObject(statement)) continue;
      if (statement['NotAction'] !== undefined) return undefined;
      for (const entry of listOf(statement['Action'])) {
        const text = String(entry);
        const service = text.slice(0, Math.max(0, text.indexOf(':'))).toLowerCase();
        if (services.has(service)) continue;
        if (!/^[^*?]+$/.test(service)) return undefined;
        services.add(service);
      }
    }
  }
  return [...services].sort();
}

function listOf(value: JsonValue | undefined): readonly JsonValue[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [value];
}
