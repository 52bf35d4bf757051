import type { ServiceActions } from '../catalog/service-index.ts';
import { fold } from '../pattern/fold.ts';
import { includes } from '../pattern/inclusion.ts';
import { matches } from '../pattern/match.ts';
import { type Pattern, parsePattern } from '../pattern/pattern.ts';
import type { Finding, UnusedAction, UnusedService } from './finding.ts';

/**
 * The set U of semantics: the actions that may go, after the operator's own changes.
 *
 * An action is in U if it is not in `retained` and either it is in `actions` or its service is in `services`.
 * All keys are lower case.
 */
export interface Unused {
  /** service prefixes that are unused as a whole, with all actions they have or will have */
  readonly services: ReadonlySet<string>;
  /**
   * `service:name` -> the action, in its own letter case: all actions that findings and changes name, even those that
   * the catalogue lacks. It also holds actions of a service in `services`, and retained actions: `has` decides.
   */
  readonly actions: ReadonlyMap<string, UnusedAction>;
  /** actions and patterns that are not in U whatever a finding says; some may be named by no finding */
  readonly retained: ReadonlySet<string>;
  /** service prefix -> when anything of it was last used, ISO 8601, where a finding says so */
  readonly serviceLastAccessed: ReadonlyMap<string, string>;
  /** Whether the action (`service:Name`, any letter case) is in U. */
  has(action: string): boolean;
  /**
   * The keys of `actions` by service prefix: together with `services`, all that can be in U. A caller that asks about a
   * whole service need not ask action by action.
   */
  named(): ReadonlyMap<string, readonly string[]>;
  /** The places, ascending and in string order, of the actions of a service that are in U. */
  placesIn(names: ServiceActions): readonly number[];
  /** The patterns among `retained`. */
  readonly patterns: readonly Pattern[];
}

/** The operator's changes to U: `service:Name`, or `service:*` for a whole service; any letter case. */
export interface UnusedChanges {
  readonly retained?: Iterable<string>;
  readonly removed?: Iterable<string>;
}

/** Whether a text is an action, `service:Name`, or stands for a whole service, `service:*`. */
export function isUnusedRow(text: string): boolean {
  return /^[\w.-]+:(?:\*|[\w./-]+)$/.test(text);
}

/** The service prefix of `service:Name`, lower case. */
function serviceOf(lowerAction: string): string {
  const colon = lowerAction.indexOf(':');
  return colon === -1 ? '' : lowerAction.slice(0, colon);
}

/** The first of two texts by code unit, so that a choice between equals does not depend on their order. */
function smaller(a: string, b: string): string {
  if (a < b) return a;
  return b;
}

/** The later of two ISO dates; if both name the same moment, the smaller text. */
function later(a: string, b: string): string {
  const difference = Date.parse(a) - Date.parse(b);
  if (difference > 0) return a;
  if (difference < 0) return b;
  return smaller(a, b);
}

function noteDate(dates: Map<string, string>, key: string, date: string): void {
  const known = dates.get(key);
  dates.set(key, known === undefined ? date : later(known, date));
}

/** Joins two rows for the same action: the later date, and a spelling that does not depend on their order. */
function mergeActions(a: UnusedAction | undefined, b: UnusedAction): UnusedAction {
  if (a === undefined) return b;
  const action = smaller(a.action, b.action);
  const [one, other] = [a.lastAccessed, b.lastAccessed];
  const lastAccessed = one === undefined || other === undefined ? (one ?? other) : later(one, other);
  return lastAccessed === undefined ? { action } : { action, lastAccessed };
}

const NONE: readonly number[] = [];

/** Makes U from its parts, all keys in lower case. It remembers what is computed from it. */
export function makeUnused(
  services: ReadonlySet<string>,
  actions: ReadonlyMap<string, UnusedAction>,
  retained: ReadonlySet<string>,
  serviceLastAccessed: ReadonlyMap<string, string>,
): Unused {
  const patterns = [...retained].filter((each) => /[*?]/.test(each)).map(parsePattern);
  const isRetained = (lower: string): boolean =>
    retained.size > 0 && (retained.has(lower) || patterns.some((pattern) => matches(pattern, lower)));
  const hasLower = (lower: string): boolean =>
    (actions.has(lower) || (services.size > 0 && services.has(serviceOf(lower)))) && !isRetained(lower);
  let byService: ReadonlyMap<string, readonly string[]> | undefined;
  const named = (): ReadonlyMap<string, readonly string[]> => (byService ??= keysByService(actions));
  const places = new Map<ServiceActions, readonly number[]>();
  return {
    services,
    actions,
    retained,
    serviceLastAccessed,
    patterns,
    has: (action) => hasLower(fold(action)),
    named,
    placesIn(names) {
      if (!services.has(names.service) && !named().has(names.service)) return NONE;
      const known = places.get(names);
      if (known !== undefined) return known;
      const found: number[] = [];
      if (services.has(names.service)) {
        for (const [place, lower] of names.sorted.entries()) if (!isRetained(lower)) found.push(place);
      } else {
        for (const lower of named().get(names.service) ?? []) {
          const place = names.placeOf(lower);
          if (place !== undefined && !isRetained(lower)) found.push(place);
        }
        found.sort((a, b) => a - b);
      }
      places.set(names, found);
      return found;
    },
  };
}

function keysByService(actions: Unused['actions']): Map<string, string[]> {
  const services = new Map<string, string[]>();
  let service = '';
  let last: string[] = [];
  for (const lower of actions.keys()) {
    // The actions of one service mostly stand together.
    if (last.length === 0 || lower[service.length] !== ':' || !lower.startsWith(service)) {
      service = serviceOf(lower);
      last = services.get(service) ?? [];
      services.set(service, last);
    }
    last.push(lower);
  }
  return services;
}

/**
 * U without these: actions, `service:*` for a whole service, and other patterns. What a pattern takes out stays out,
 * whatever `remove` says later.
 */
export function retain(unused: Unused, kept: Iterable<string>): Unused {
  const retained = new Set(unused.retained);
  const services = new Set(unused.services);
  let isChanged = false;
  for (const each of kept) {
    isChanged = true;
    const lower = fold(each);
    const service = serviceOf(lower);
    if (lower === `${service}:*` && !/[*?]/.test(service)) {
      services.delete(service);
      for (const action of unused.named().get(service) ?? []) retained.add(action);
      continue;
    }
    const pattern = parsePattern(each);
    retained.add(pattern.lower);
    if (pattern.kind === 'exact') continue;
    for (const whole of services) if (includes(pattern, parsePattern(`${whole}:*`))) services.delete(whole);
  }
  return isChanged ? makeUnused(services, unused.actions, retained, unused.serviceLastAccessed) : unused;
}

/** U with these added: actions, and `service:*` for a whole service. What a pattern retains stays out. */
export function remove(unused: Unused, gone: Iterable<string>): Unused {
  const actions = new Map(unused.actions);
  const retained = new Set(unused.retained);
  const services = new Set(unused.services);
  let isChanged = false;
  for (const each of gone) {
    isChanged = true;
    const lower = fold(each);
    if (lower.endsWith(':*')) services.add(lower.slice(0, -2));
    else {
      retained.delete(lower);
      if (!actions.has(lower)) actions.set(lower, { action: each });
    }
  }
  return isChanged ? makeUnused(services, actions, retained, unused.serviceLastAccessed) : unused;
}

function splitChanges(
  changes: Iterable<string> | undefined,
  lowered: (action: string) => string,
): {
  services: Set<string>;
  actions: Map<string, UnusedAction>;
} {
  const services = new Set<string>();
  const actions = new Map<string, UnusedAction>();
  for (const change of changes ?? []) {
    const lower = lowered(change);
    if (lower.endsWith(':*')) services.add(lower.slice(0, -2));
    else actions.set(lower, { action: smaller(actions.get(lower)?.action ?? change, change) });
  }
  return { services, actions };
}

/**
 * The union of what the findings report, with the operator's changes.
 *
 * Where changes contradict each other, the more specific one holds: an action over its whole service. Between equals, a
 * removal wins, since it joins U after the retained actions have left it.
 *
 * @param lowered puts an action in lower case; with many findings, it can return the same string for the same action
 */
export function unusedFrom(
  findings: readonly Finding[],
  changes: UnusedChanges = {},
  lowered: (action: string) => string = fold,
): Unused {
  const removed = splitChanges(changes.removed, lowered);
  const kept = splitChanges(changes.retained, lowered);
  for (const service of removed.services) kept.services.delete(service);
  if (kept.actions.size > 0) for (const action of removed.actions.keys()) kept.actions.delete(action);

  const services = new Set<string>();
  // Usually there are only findings or only changes.
  const actions = findings.length === 0 ? removed.actions : new Map<string, UnusedAction>();
  const serviceLastAccessed = new Map<string, string>();
  // An action that is retained with its service needs an entry of its own only where a finding names it.
  const retained = new Set(kept.actions.keys());

  const addService = (row: UnusedService): void => {
    const { service, lastAccessed } = row;
    if (lastAccessed !== undefined) noteDate(serviceLastAccessed, service, lastAccessed);
    if (row.actions === 'all') {
      if (!kept.services.has(service)) services.add(service);
      return;
    }
    for (const action of row.actions) {
      const lower = lowered(action.action);
      if (kept.services.size > 0 && kept.services.has(serviceOf(lower)) && !removed.actions.has(lower))
        retained.add(lower);
      actions.set(lower, mergeActions(actions.get(lower), action));
    }
  };

  for (const finding of findings) for (const row of finding.services) addService(row);

  for (const service of removed.services) services.add(service);
  for (const changed of [removed.actions, kept.actions]) {
    if (changed === actions) continue;
    for (const [lower, action] of changed) if (!actions.has(lower)) actions.set(lower, action);
  }

  return makeUnused(services, actions, retained, serviceLastAccessed);
}

/**
 * What is unused for all of several principals that share a policy. An action is in the result if it is in all of the
 * sets, so a whole service and a list of its actions give the list; what only some report is retained. Dates are the
 * latest of any principal. For no principals at all, nothing is unused.
 */
export function intersectUnused(list: readonly Unused[]): Unused {
  const [first, ...others] = list;
  if (first === undefined) return unusedFrom([]);
  if (others.length === 0) return first;

  const services = new Set<string>();
  for (const service of first.services)
    if (others.every((other) => other.services.has(service))) services.add(service);

  const retained = new Set<string>();
  const actions = new Map<string, UnusedAction>();
  const serviceLastAccessed = new Map<string, string>();
  for (const unused of list) {
    for (const action of unused.retained) retained.add(action);
    for (const [lower, action] of unused.actions) {
      const merged = actions.get(lower);
      if (merged !== action) actions.set(lower, mergeActions(merged, action));
    }
    for (const [service, date] of unused.serviceLastAccessed) noteDate(serviceLastAccessed, service, date);
  }
  for (const lower of actions.keys()) if (!list.every((each) => each.has(lower))) retained.add(lower);
  return makeUnused(services, actions, retained, serviceLastAccessed);
}

/** How many services are unused as a whole, and how many actions are named one by one outside of those. */
export function countUnused(unused: Unused): { readonly services: number; readonly actions: number } {
  let actions = 0;
  for (const action of unused.actions.keys())
    if (unused.has(action) && !unused.services.has(serviceOf(action))) actions++;
  return { services: unused.services.size, actions };
}

/**
 * When the action (any letter case) was last used: its own date, or else the date of its service if the whole service
 * is unused. `undefined` where no finding says; for an unused action that means not within the tracking period.
 */
export function lastAccessedOf(unused: Unused, action: string): string | undefined {
  const lower = fold(action);
  const own = unused.actions.get(lower)?.lastAccessed;
  if (own !== undefined) return own;
  const service = serviceOf(lower);
  return unused.services.has(service) ? unused.serviceLastAccessed.get(service) : undefined;
}
