import { isObject, type JsonObject, type JsonValue } from '../base/json.ts';
import { Memory } from '../base/memo.ts';
import type { Catalog } from '../catalog/catalog.ts';
import { type KnownActions, knownActions } from './known.ts';

/**
 * The known actions that policies could grant at all: those of the services that their entries name, or all actions
 * where an entry has a wildcard in its service prefix or a list is a NotAction. A proof need not look at the rest.
 *
 * It reads the entries itself, in the plainest way, since the proof never sees the actions that are left out here.
 *
 * @param policies policy documents; null for one that is to be detached
 * @param reach the memory of earlier calls, for a caller that proves many policies
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

/** Remembers the known actions of one catalogue, by the services that were asked for. */
export type Reach = Memory<string, KnownActions>;

/** Makes the memory of what is in reach of the last policies. */
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
