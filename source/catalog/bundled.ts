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
  // Found at once, so that a catalogue without it fails when it is opened.
  names.read();
  return createCatalog({
    date: header.date,
    digest: header.sha256,
    saysTracked: header.untracked !== undefined,
    isWhole: header.partial !== true,
    takenOver: new Map(Object.entries(header.takenOver ?? {})),
    get services() {
      return names.keys();
    },
    has: (service) => names.get(service) !== undefined,
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

/** So many lines are searched for, before it is found out where all of them are. */
const FEW = 20;

/**
 * A file of lines `key rest`, read and cut only where asked. Mostly a few of some hundred lines are wanted: to search
 * for those takes less time than to make text of the whole file.
 */
class Lines {
  readonly #file: string;
  readonly #found = new Map<string, string | undefined>();
  #bytes: Buffer | undefined;
  #all: ReadonlyMap<string, string> | undefined;

  constructor(file: string) {
    this.#file = file;
  }

  read(): Buffer {
    this.#bytes ??= readFileSync(this.#file);
    return this.#bytes;
  }

  keys(): string[] {
    return [...this.#cut().keys()];
  }

  get(key: string): string | undefined {
    if (this.#all === undefined && !this.#found.has(key) && this.#found.size < FEW) {
      this.#found.set(key, this.#search(key));
    }
    return this.#found.has(key) ? this.#found.get(key) : this.#cut().get(key);
  }

  #search(key: string): string | undefined {
    if (/[ \n]/.test(key)) return undefined;
    const bytes = this.read();
    const start = Buffer.from(`\n${key} `);
    // The first line has no line feed before it.
    const isFirst = bytes.subarray(0, start.length - 1).equals(start.subarray(1));
    const at = isFirst ? -1 : bytes.indexOf(start);
    if (at === -1 && !isFirst) return undefined;
    const rest = at + start.length;
    return bytes.toString('utf8', rest, bytes.indexOf('\n', rest));
  }

  #cut(): ReadonlyMap<string, string> {
    if (this.#all !== undefined) return this.#all;
    const text = this.read().toString('utf8');
    const all = new Map<string, string>();
    for (let start = 0; start < text.length; ) {
      const space = text.indexOf(' ', start);
      const end = text.indexOf('\n', start);
      all.set(text.slice(start, space), text.slice(space + 1, end));
      start = end + 1;
    }
    this.#all = all;
    this.#bytes = undefined;
    return all;
  }
}
