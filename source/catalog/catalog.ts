import { fold } from '../pattern/fold.ts';
import { type Pattern, servicePrefix } from '../pattern/pattern.ts';
import { type Cut, type ServiceActions, type ServiceIndex, serviceActions } from './service-index.ts';

/** How AWS classifies what an action does (Service Authorization Reference, "Access level"). */
export type AccessLevel = 'Read' | 'List' | 'Write' | 'Tagging' | 'Permissions management';

export interface ActionDetails {
  /** `service:Name` */
  readonly name: string;
  readonly accessLevel: AccessLevel;
  readonly description: string;
  /** Actions that this one also needs, according to AWS; `service:Name`. */
  readonly dependentActions: readonly string[];
  /** False where IAM keeps no last-accessed information for the action; undefined where the catalogue does not say. */
  readonly tracked?: boolean;
}

/** The actions that AWS had on one date. Names are read service by service, and only when asked for. */
export interface Catalog {
  /** The day that the data describes, `YYYY-MM-DD`. */
  readonly date: string;
  /** SHA-256 of the names, hexadecimal: a decision record names its catalogue by it. */
  readonly digest: string;
  /** Whether it says which actions IAM tracks. Where it does not, `ActionDetails.tracked` is always undefined. */
  readonly saysTracked: boolean;
  /** Whether it holds all services of its date; if not, a service that it lacks may have existed. */
  readonly isWhole: boolean;
  /**
   * The day of its data about a service: its own date, or an earlier one where the data was taken over from an older
   * catalogue. Undefined where nothing is known of the service and the catalogue is not whole.
   */
  asOf(service: string): string | undefined;
  /** Service prefixes in lower case, sorted. */
  services(): readonly string[];
  /** The actions of a service by their names alone; undefined for a service it does not know. */
  actions(prefix: string): ServiceActions | undefined;
  /** The index of a service's actions, cut in words unless told otherwise. */
  service(prefix: string, cut?: Cut): ServiceIndex | undefined;
  /** Whether the action, `service:Name` in any letter case, is known. */
  has(action: string): boolean;
  /** What is known of an action besides its name. */
  details(action: string): ActionDetails | undefined;
  /**
   * The actions (`service:Name`) that a call of an operation of the service can need, as AWS lists them; undefined
   * where the catalogue has no such list.
   */
  operation(prefix: string, name: string): readonly string[] | undefined;
  /** The same catalogue with these actions (`service:Name`) added where it lacks them. */
  withActions(actions: Iterable<string>): Catalog;
}

/** What a catalogue is made from: names by service, and details on request. */
export interface CatalogSource {
  readonly date: string;
  readonly digest: string;
  /** See `Catalog.saysTracked`; true where it is left out, so that details are asked. */
  readonly saysTracked?: boolean;
  /** See `Catalog.isWhole`; true where it is left out. */
  readonly isWhole?: boolean;
  /** The services taken over from an older catalogue, with the day of their data. */
  readonly takenOver?: ReadonlyMap<string, string>;
  readonly services: readonly string[];
  /** Action names of one service, without prefix. */
  names(service: string): readonly string[];
  /** The sorted actions, for a source that has them; made from `names` where it is left out. */
  actions?(service: string): ServiceActions;
  details(service: string): ReadonlyMap<string, ActionDetails>;
  /** Operation -> `service:Name` of the actions that it can need; left out where nothing is known of operations. */
  operations?(service: string): ReadonlyMap<string, readonly string[]>;
}

/** Builds a catalogue; it reads from the source only what is needed, when it is needed. */
export function createCatalog(source: CatalogSource): Catalog {
  return catalogWith(source, new Map(), new Map());
}

function catalogWith(
  source: CatalogSource,
  shared: Map<string, ServiceActions>,
  added: ReadonlyMap<string, readonly string[]>,
): Catalog {
  const listed = new Set(source.services);
  const isKnown = (prefix: string): boolean => listed.has(prefix);
  let services: readonly string[] | undefined;
  const own = new Map<string, ServiceActions>();
  const details = new Map<string, ReadonlyMap<string, ActionDetails>>();
  const operations = new Map<string, ReadonlyMap<string, readonly string[]> | undefined>();

  const actions = (prefix: string): ServiceActions | undefined => {
    const extra = added.get(prefix);
    if (!isKnown(prefix) && extra === undefined) return undefined;
    const kept = extra === undefined ? shared : own;
    let found = kept.get(prefix);
    if (found === undefined) {
      const names = (): readonly string[] => (isKnown(prefix) ? source.names(prefix) : []);
      found =
        extra === undefined
          ? (source.actions?.(prefix) ?? serviceActions(prefix, names()))
          : serviceActions(prefix, [...names(), ...extra]);
      kept.set(prefix, found);
    }
    return found;
  };

  const catalog: Catalog = {
    date: source.date,
    digest: source.digest,
    saysTracked: source.saysTracked ?? true,
    isWhole: source.isWhole ?? true,
    asOf: (service) =>
      source.takenOver?.get(service) ?? (isKnown(service) || catalog.isWhole ? source.date : undefined),
    services() {
      services ??= [...new Set([...source.services, ...added.keys()])].sort();
      return services;
    },
    actions,
    service: (prefix, cut = 'words') => actions(prefix)?.index(cut),
    has(action) {
      const lower = fold(action);
      return actions(prefixOf(lower))?.placeOf(lower) !== undefined;
    },
    details(action) {
      const lower = fold(action);
      const prefix = prefixOf(lower);
      if (!isKnown(prefix)) return undefined;
      let byName = details.get(prefix);
      if (byName === undefined) {
        byName = source.details(prefix);
        details.set(prefix, byName);
      }
      return byName.get(lower);
    },
    operation(prefix, name) {
      if (!operations.has(prefix)) operations.set(prefix, source.operations?.(prefix));
      return operations.get(prefix)?.get(name);
    },
    withActions(others) {
      const more = new Map<string, string[]>();
      for (const action of others) {
        const colon = action.indexOf(':');
        if (colon < 1 || catalog.has(action)) continue;
        const prefix = fold(action.slice(0, colon));
        const names = more.get(prefix) ?? [...(added.get(prefix) ?? [])];
        names.push(action.slice(colon + 1));
        more.set(prefix, names);
      }
      return more.size === 0 ? catalog : catalogWith(source, shared, new Map([...added, ...more]));
    },
  };
  return catalog;
}

/** The services in which a pattern can match actions. */
export function servicesOf(catalog: Catalog, pattern: Pattern): readonly string[] {
  const prefix = servicePrefix(pattern);
  if (prefix !== undefined) return [prefix];
  // Without a colon, the literal start is a part of a service prefix or all of it.
  return catalog.services().filter((service) => `${service}:`.startsWith(pattern.literal));
}

/** The service prefix of an action; empty where it has none. */
function prefixOf(action: string): string {
  return action.slice(0, Math.max(0, action.indexOf(':')));
}
