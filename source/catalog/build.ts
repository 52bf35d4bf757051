import { sha256 } from '../base/digest.ts';
import { InputError } from '../base/errors.ts';
import { fold } from '../pattern/fold.ts';
import type { AccessLevel, ActionDetails, Catalog } from './catalog.ts';
import { type CatalogHeader, type DetailRow, LEVELS } from './layout.ts';
import type { ReferenceAction, ReferenceService } from './reference.ts';

/** The files of a catalogue, ready to be written. */
export interface CatalogFiles {
  readonly header: CatalogHeader;
  readonly names: string;
  readonly details: string;
  /** Which actions each operation needs; absent where that is not known. */
  readonly operations?: string;
}

/** A catalogue made from AWS's service reference, and how it differs from the previous one. */
export interface BuiltCatalog {
  readonly files: CatalogFiles;
  /** Services that the reference does not list and that stay as they were. */
  readonly kept: readonly string[];
  /** Actions that the previous one lacks, `service:Name`. */
  readonly added: readonly string[];
  /** Actions of the previous one that the reference no longer lists. */
  readonly gone: readonly string[];
  /** How many actions the previous one has of the services that the reference lists. */
  readonly compared: number;
}

export interface BuildFacts {
  /** The day that the reference describes, `YYYY-MM-DD`. */
  readonly date: string;
  /** Where the reference came from, for people. */
  readonly source: string;
  /** Whether the reference lists all services of that day. */
  readonly isWhole: boolean;
  /**
   * The newest catalogue that is not newer than that day, if there is one. Services that the reference does not list
   * are taken over from it; nothing ever is from a later day.
   */
  readonly before: Catalog | undefined;
  /** The source of descriptions and dependent actions, which the reference lacks: a catalogue of that day or before. */
  readonly texts: Catalog | undefined;
  /** Whose descriptions they are, and their license. */
  readonly textsHeader: CatalogHeader | undefined;
}

/**
 * Makes a catalogue from AWS's service reference. A service that the reference does not list stays as it was: otherwise
 * a refinement of `*` would lose its actions.
 *
 * @param reference one item a service file; files of one service are put together
 * @throws InputError where a service has no actions although some are known: then the answer is incomplete
 */
export function buildCatalog(reference: readonly ReferenceService[], facts: BuildFacts): BuiltCatalog {
  const listed = joinServices(reference);
  const services = [...new Set([...listed.keys(), ...(facts.before?.services() ?? [])])].sort();
  const lines = { names: [] as string[], details: [] as string[] };
  const changes = { kept: [] as string[], added: [] as string[], gone: [] as string[] };
  const counts = { actions: 0, untracked: 0, tracked: 0, compared: 0 };
  for (const service of services) {
    const known = facts.before?.service(service)?.actions ?? [];
    const given = listed.get(service);
    if (given === undefined) changes.kept.push(service);
    else {
      compare(service, known, given, changes);
      counts.compared += known.length;
    }
    const rows = sortedRows(given ? [...given.values()] : known.map((action) => asReference(action, facts)));
    const details = rows.map((action) => [action.name, rowOf(service, action, facts)] as const);
    if (details.length === 0) continue;
    counts.actions += details.length;
    counts.untracked += details.filter(([, { t }]) => t === false).length;
    counts.tracked += details.filter(([, { t }]) => t === true).length;
    lines.names.push(`${[service, ...rows.map(({ name }) => name)].join(' ')}\n`);
    lines.details.push(`${service} ${JSON.stringify(Object.fromEntries(details))}\n`);
  }
  const names = lines.names.join('');
  const details = lines.details.join('');
  const operations = operationLines(reference);
  const header: CatalogHeader = {
    date: facts.date,
    source: facts.source,
    license:
      facts.textsHeader === undefined
        ? 'no descriptions'
        : `descriptions: ${facts.textsHeader.source}, ${facts.textsHeader.license}`,
    services: lines.names.length,
    actions: counts.actions,
    ...(counts.untracked + counts.tracked === 0 ? {} : { untracked: counts.untracked }),
    ...heardOf(changes.kept, facts),
    sha256: sha256(names),
    detailsSha256: sha256(details),
    ...(operations === '' ? {} : { operationsSha256: sha256(operations) }),
  };
  const files = { header, names, details, ...(operations === '' ? {} : { operations }) };
  return { files, ...changes, compared: counts.compared };
}

/** Marks a catalogue that was made from some services alone: what it may lack, and what is older than its day. */
function heardOf(
  kept: readonly string[],
  { isWhole, date, before }: BuildFacts,
): Pick<CatalogHeader, 'partial' | 'takenOver'> {
  if (isWhole) return {};
  const earlier = kept.flatMap((service) => {
    const day = before?.asOf(service) ?? date;
    return day === date ? [] : [[service, day] as const];
  });
  return {
    ...(before?.isWhole === true && before.date === date ? {} : { partial: true as const }),
    ...(earlier.length === 0 ? {} : { takenOver: Object.fromEntries(earlier) }),
  };
}

type ActionsByName = Map<string, ReferenceAction>;

function joinServices(reference: readonly ReferenceService[]): Map<string, ActionsByName> {
  const services = new Map<string, ActionsByName>();
  for (const { service, actions } of reference) {
    const byName = services.get(service) ?? new Map<string, ReferenceAction>();
    for (const action of actions) {
      if (!byName.has(fold(action.name))) byName.set(fold(action.name), action);
    }
    services.set(service, byName);
  }
  return services;
}

/** The lines of operations. Nothing is taken over for a service that the reference does not list. */
function operationLines(reference: readonly ReferenceService[]): string {
  const services = new Map<string, Record<string, readonly string[]>>();
  for (const { service, operations } of reference) {
    if (operations === undefined) continue;
    const known = services.get(service) ?? {};
    services.set(service, known);
    for (const { name, actions } of operations) known[name] = actions;
  }
  return [...services.keys()]
    .sort()
    .map((service) => `${service} ${JSON.stringify(services.get(service))}\n`)
    .join('');
}

function compare(
  service: string,
  known: readonly string[],
  given: ActionsByName,
  changes: { readonly added: string[]; readonly gone: string[] },
): void {
  if (given.size === 0 && known.length > 0) {
    throw new InputError(`the reference lists no actions of ${service}, of which ${known.length} are known`, {
      hint: 'Try again later; the catalogue stays as it is.',
    });
  }
  const before = new Set(known.map((action) => fold(action)));
  for (const [lower, { name }] of given) {
    if (!before.delete(`${service}:${lower}`)) changes.added.push(`${service}:${name}`);
  }
  for (const action of known) if (before.has(fold(action))) changes.gone.push(action);
}

function asReference(action: string, { before }: BuildFacts): ReferenceAction {
  const { tracked } = before?.details(action) ?? {};
  const name = action.slice(action.indexOf(':') + 1);
  return { name, ...(tracked === undefined ? {} : { tracked }) };
}

function sortedRows(actions: readonly ReferenceAction[]): ReferenceAction[] {
  return [...actions].sort((a, b) => (fold(a.name) < fold(b.name) ? -1 : 1));
}

function rowOf(service: string, action: ReferenceAction, { before, texts }: BuildFacts): DetailRow {
  const name = `${service}:${action.name}`;
  const earlier = before?.details(name);
  const known: ActionDetails | undefined = texts?.details(name) ?? earlier;
  const needed = known?.dependentActions ?? [];
  return {
    l: letterOf(action.accessLevel ?? earlier?.accessLevel ?? known?.accessLevel ?? 'Write'),
    d: known?.description ?? '',
    ...(needed.length === 0 ? {} : { a: needed }),
    ...(action.tracked === undefined ? {} : { t: action.tracked }),
  };
}

function letterOf(level: AccessLevel): string {
  // Every level has its letter.
  return Object.keys(LEVELS).find((letter) => LEVELS[letter] === level) ?? 'W';
}
