import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { once } from '../base/memo.ts';
import { decodeUtf8 } from '../base/utf8.ts';
import { fold } from '../pattern/fold.ts';
import { type ActionDetails, type Catalog, createCatalog } from './catalog.ts';
import { type CatalogHeader, type DetailRow, LEVELS } from './layout.ts';

/**
 * The folder of the catalogues that come with the program: beside dist/ when built, two up from here in the sources.
 */
export function bundledCatalogsFolder(): string {
  const built = fileURLToPath(new URL('../catalogs/', import.meta.url));
  return existsSync(built) ? built : fileURLToPath(new URL('../../catalogs/', import.meta.url));
}

/** The dates of the catalogues in a folder, oldest first; empty where there is no such folder. */
export function catalogDates(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => /^\d{4}-\d{2}-\d{2}$/.test(name))
    .sort();
}

/** Reads catalog.json of one catalogue. */
export function readHeader(folder: string): CatalogHeader {
  return JSON.parse(readText(join(folder, 'catalog.json'))) as CatalogHeader;
}

/** As the digests are made of it: without a byte order mark, which some editors put there. */
function readText(file: string): string {
  return decodeUtf8(readFileSync(file), file);
}

/** Opens one catalogue folder: names.txt at once, details.jsonl when details are asked for. */
export function openCatalogFolder(folder: string): Catalog {
  const header = readHeader(folder);
  const names = readLines(join(folder, 'names.txt'));
  const details = once(() => readLines(join(folder, 'details.jsonl')));
  return createCatalog({
    date: header.date,
    digest: header.sha256,
    saysTracked: header.untracked !== undefined,
    isWhole: header.partial !== true,
    takenOver: new Map(Object.entries(header.takenOver ?? {})),
    services: [...names.keys()],
    names: (service) => names.get(service)?.split(' ') ?? [],
    details: (service) => readDetails(service, details().get(service)),
    ...(header.operationsSha256 === undefined ? {} : { operations: operationsIn(folder) }),
  });
}

function operationsIn(folder: string): (service: string) => ReadonlyMap<string, readonly string[]> {
  const lines = once(() => readLines(join(folder, 'operations.jsonl')));
  const read = (line: string): [string, string[]][] => Object.entries(JSON.parse(line));
  return (service) => new Map(read(lines().get(service) ?? '{}'));
}

/** Where AWS describes all actions: a page for each service, named after the service. */
const REFERENCE = 'https://docs.aws.amazon.com/service-authorization/latest/reference/list_';

/**
 * Finds the address of AWS's page about an action. The list is read when it is first asked for.
 *
 * @param folder of the bundled catalogues
 * @returns a function from an action to its page; undefined for a service that came later
 */
export function actionPages(folder: string): (action: string) => string | undefined {
  const names = once(() => readLines(join(folder, 'services.txt')));
  return (action) => {
    const colon = action.indexOf(':');
    const page = names()
      .get(fold(action.slice(0, colon)))
      ?.toLowerCase()
      .replace(/[^a-z0-9-]/g, '');
    return page && `${REFERENCE}${page}.html#${page}-${encodeURIComponent(action.slice(colon + 1))}`;
  };
}

/** Reads a file of lines `service rest` into a map by service. */
function readLines(file: string): ReadonlyMap<string, string> {
  const lines = readText(file).trimEnd().split('\n');
  return new Map(
    lines.map((line) => {
      const space = line.indexOf(' ');
      return [line.slice(0, space), line.slice(space + 1)] as const;
    }),
  );
}

function readDetails(service: string, line: string | undefined): ReadonlyMap<string, ActionDetails> {
  const rows = new Map<string, ActionDetails>();
  const parsed = JSON.parse(line ?? '{}') as Record<string, DetailRow>;
  for (const [name, row] of Object.entries(parsed)) {
    rows.set(fold(`${service}:${name}`), {
      name: `${service}:${name}`,
      accessLevel: LEVELS[row.l] ?? 'Write',
      description: row.d,
      dependentActions: row.a ?? [],
      ...(row.t === undefined ? {} : { tracked: row.t }),
    });
  }
  return rows;
}
