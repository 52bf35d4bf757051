import { fold } from '../pattern/fold.ts';
import { includes } from '../pattern/inclusion.ts';
import { matches } from '../pattern/match.ts';
import { overlaps } from '../pattern/overlap.ts';
import { type Pattern, parsePattern, servicePrefix } from '../pattern/pattern.ts';
import type { Policy } from '../policy/policy.ts';
import type { Unused } from '../usage/unused.ts';
import type { Exception } from './exceptions.ts';

/**
 * An action that some holders of a policy do not use and that stays all the same, with the holders who are the reason.
 */
export interface HeldBack {
  /** `service:Name`, or `service:*` for a whole service. */
  readonly action: string;
  /** The names of the holders who use it, or of whom nothing is known. */
  readonly by: readonly string[];
}

/** An action that nobody uses and that an exception protects. */
export interface Spared {
  /** `service:Name`; `service:*` for a whole service; the exception's own pattern for a part of one. */
  readonly action: string;
  readonly exception: Exception;
}

/** A holder of the policy, with what is reported about it; undefined where nothing is reported. */
export interface Reporter {
  readonly name: string;
  readonly unused: Unused | undefined;
}

/**
 * Lists the actions that a shared policy grants and that some, but not all, of its holders do not use, sorted by code
 * unit.
 *
 * @param reporters the holders that count; one without a report counts as using everything
 */
export function heldBackIn(policy: Policy, reporters: readonly Reporter[]): HeldBack[] {
  if (reporters.length < 2) return [];
  const grants = grantedBy(policy);
  const known = reporters.flatMap(({ unused }) => (unused === undefined ? [] : [unused]));
  return rowsOf(known, servicesOf(policy)).flatMap((row) => {
    if (!grants(row)) return [];
    const by = reporters.filter(({ unused }) => unused === undefined || !reports(unused, row));
    return by.length === 0 ? [] : [{ action: row.action, by: by.map(({ name }) => name) }];
  });
}

/** Lists what a policy grants, nobody uses, and exceptions protect; each with the first exception that does. */
export function sparedIn(policy: Policy, unused: Unused, exceptions: readonly Exception[]): Spared[] {
  if (exceptions.length === 0) return [];
  const grants = grantedBy(policy);
  const rules = exceptions.map((exception) => ({ exception, pattern: parsePattern(exception.action) }));
  const spared = rowsOf([unused], servicesOf(policy)).flatMap((row): Spared[] => {
    if (!reports(unused, row)) return [];
    // The row of the whole service covers it.
    if (row.service === undefined && unused.services.has(servicePrefix(row.pattern) ?? '')) return [];
    const whole = rules.find(({ pattern }) => includes(pattern, row.pattern));
    if (whole !== undefined) return grants(row) ? [{ action: row.action, exception: whole.exception }] : [];
    if (row.service === undefined) return [];
    return rules
      .filter(({ pattern }) => overlaps(pattern, row.pattern) && grants({ pattern }))
      .map(({ pattern, exception }) => ({ action: pattern.text, exception }));
  });
  // An exception for parts of several services appears once for each of them.
  const first = new Map(spared.map((each) => [each.action, each] as const).reverse());
  return spared.filter((each) => first.get(each.action) === each);
}

/** One line of a finding: an action, or a whole service. */
interface Row {
  readonly action: string;
  readonly pattern: Pattern;
  /** The service prefix, lower case, for a row about a whole service. */
  readonly service?: string;
}

/**
 * The rows of all of the lists, each once, sorted. An action of a service that is unused as a whole has its own row, too.
 *
 * @param services only rows of these; undefined: rows of all services
 */
function rowsOf(list: readonly Unused[], services: ReadonlySet<string> | undefined): Row[] {
  const spelled = new Map<string, string>();
  const whole = new Set<string>();
  for (const unused of list) {
    for (const service of unused.services)
      if (services === undefined || services.has(service)) whole.add(service);
    const named = unused.named();
    for (const service of services ?? named.keys()) {
      for (const lower of named.get(service) ?? []) {
        const action = unused.actions.get(lower)?.action ?? lower;
        const known = spelled.get(lower);
        if (known === undefined || action < known) spelled.set(lower, action);
      }
    }
  }
  const rows = [
    ...[...whole].map((service): Row => {
      const action = `${service}:*`;
      return { action, pattern: parsePattern(action), service };
    }),
    ...[...spelled.values()].map((action): Row => ({ action, pattern: parsePattern(action) })),
  ];
  return rows.sort((a, b) => (a.action < b.action ? -1 : 1));
}

/** The services that a policy can grant anything of; undefined where a wildcard or a NotAction leaves that open. */
function servicesOf({ statements }: Policy): ReadonlySet<string> | undefined {
  const services = new Set<string>();
  for (const { effect, hasPrincipal, element, entries } of statements) {
    if (effect === 'Deny' || hasPrincipal) continue;
    if (element === 'NotAction') return undefined;
    for (const entry of entries) {
      const service = servicePrefix(parsePattern(entry));
      if (service === undefined) return undefined;
      services.add(service);
    }
  }
  return services;
}

function reports(unused: Unused, { action, service }: Row): boolean {
  return service === undefined ? unused.has(action) : unused.services.has(service);
}

/** Whether some Allow statement of a policy allows something that a pattern matches. */
function grantedBy({ statements }: Policy): (row: { readonly pattern: Pattern }) => boolean {
  const lists = statements
    .filter(({ effect, hasPrincipal }) => effect === 'Allow' && !hasPrincipal)
    .map(({ element, entries }) => ({ element, patterns: entries.map(parsePattern) }));
  return ({ pattern }) => {
    const meets = (entry: Pattern): boolean =>
      pattern.kind === 'exact' ? matches(entry, fold(pattern.text)) : overlaps(entry, pattern);
    return lists.some(({ element, patterns }) => {
      if (element === 'Action') return patterns.some(meets);
      return element === 'NotAction' && !patterns.some((entry) => includes(entry, pattern));
    });
  };
}
