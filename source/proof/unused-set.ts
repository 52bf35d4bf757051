import type { PlainUnused } from '../refine/rerun.ts';
import { type Glob, lower, matchText, readGlob } from './glob.ts';
import { type GlobList, globList } from './glob-list.ts';
import { type KnownActions, marks, spansOf } from './known.ts';

/** The set U, over the known actions and beyond. */
export interface UnusedSet {
  /** Lower case. */
  readonly services: ReadonlySet<string>;
  readonly retained: GlobList;
  /** Tells which known actions are in U: one byte for each. */
  readonly has: Uint8Array;
  /** Tells which known actions would be in U if nothing were retained: one byte for each. */
  readonly reported: Uint8Array;
  /** The services of which nothing is retained: all their actions are in U, known or not. */
  readonly whole: ReadonlySet<string>;
}

/** Reads plain lists of unused services and actions into U. */
export function unusedSet(unused: PlainUnused, known: KnownActions): UnusedSet {
  const services = new Set(unused.services.map(lower));
  const retained = unused.retained.map(readGlob);
  const named = [...unused.actions, ...[...services].map((service) => `${service}:*`)];
  const reported = marks(spansOf(known, named.map(readGlob)), known.names.length);
  const has = reported.slice();
  const spared = spansOf(known, retained);
  for (let k = 0; k < spared.length; k += 2) has.fill(0, spared[k], spared[k + 1]);
  return { services, retained: globList(retained), has, reported, whole: untouched(services, retained) };
}

/** The services of which no glob can match anything. */
function untouched(services: ReadonlySet<string>, globs: readonly Glob[]): Set<string> {
  const whole = new Set(services);
  for (const glob of globs) {
    const service = literalService(glob);
    if (service !== undefined) whole.delete(service);
    else for (const each of services) if (reaches(glob, each)) whole.delete(each);
  }
  return whole;
}

/** The service that all actions of a glob belong to; undefined where a wildcard leaves it open. */
export function literalService(glob: Glob): string | undefined {
  const colon = glob.head.indexOf(':');
  return colon === -1 ? undefined : glob.head.slice(0, colon);
}

/** Whether a glob may match an action of a service. A glob with a wildcard in its service prefix always may. */
export function reaches(glob: Glob, service: string): boolean {
  const own = literalService(glob);
  if (own !== undefined) return own === service;
  return glob.kind !== 'exact' && `${service}:`.startsWith(glob.head);
}

/** Whether a glob matches every action that a service can have. */
export function matchesWhole(glob: Glob, service: string): boolean {
  return matchText(glob, `${service}:*`);
}
