import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { fold } from '../pattern/fold.ts';
import { type ActionDetails, type Catalog, createCatalog } from './catalog.ts';
import { type CatalogHeader, type DetailRow, LEVELS } from './layout.ts';

/** The folder of the catalogues that come with the program: beside dist/ when built, two up from here in the sources. */
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
  return JSON.parse(readFileSync(join(folder, 'catalog.json'), 'utf8')) as CatalogHeader;
}

/**
 * Opens one catalogue folder. names.txt is read at once and taken apart service by service;
 * details.jsonl is not read before details are asked for.
 */
export function openCatalog(folder: string): Catalog {
  const header = readHeader(folder);
  const names = new Lines(join(folder, 'names.txt'));
  const details = new Lines(join(folder, 'details.jsonl'));
  return createCatalog({
    date: header.date,
    digest: header.sha256,
    saysTracked: header.untracked !== undefined,
    services: names.keys(),
    names: (service) => names.get(service)?.split(' ') ?? [],
    details: (service) => readDetails(service, details.get(service)),
  });
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

/** A file of lines `key rest`, read on first use and cut only where asked. */
class Lines {
  readonly #file: string;
  #text: string | undefined;
  #places: Map<string, number> | undefined;

  constructor(file: string) {
    this.#file = file;
  }

  keys(): string[] {
    return [...this.#index().keys()];
  }

  get(key: string): string | undefined {
    const start = this.#index().get(key);
    const text = this.#text;
    if (start === undefined || text === undefined) return undefined;
    return text.slice(start + key.length + 1, text.indexOf('\n', start));
  }

  #index(): Map<string, number> {
    if (this.#places !== undefined) return this.#places;
    const text = readFileSync(this.#file, 'utf8');
    const places = new Map<string, number>();
    for (let start = 0; start < text.length; ) {
      const end = text.indexOf('\n', start);
      places.set(text.slice(start, text.indexOf(' ', start)), start);
      start = end + 1;
    }
    this.#text = text;
    this.#places = places;
    return places;
  }
}
