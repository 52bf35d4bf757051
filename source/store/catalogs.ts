import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { sha256 } from '../base/digest.ts';
import { InputError } from '../base/errors.ts';
import type { CatalogFiles } from '../catalog/build.ts';
import { bundledCatalogsFolder, openCatalogFolder } from '../catalog/bundled.ts';
import type { Catalog } from '../catalog/catalog.ts';
import type { CatalogHeader } from '../catalog/layout.ts';
import { blame } from './blame.ts';
import { userFolders } from './folders.ts';
import { readOwn } from './read-file.ts';
import { systemFault } from './system-error.ts';
import { writeFolder } from './write-all.ts';

/** A catalogue that can be opened. */
export interface StoredCatalog {
  readonly date: string;
  readonly folder: string;
  /** Whether it came with the program, or the user made it with `coppice catalog`. */
  readonly origin: 'bundled' | 'user';
  readonly header: CatalogHeader;
}

/** Called with a warning for each catalogue that is damaged and therefore ignored. */
type OnDamaged = (warning: string) => void;

/**
 * All catalogues, the newest first; of the same date, the user's own before the bundled one. A folder of the user
 * without a whole catalogue is ignored.
 *
 * @param folder the user's catalogues
 */
export function storedCatalogs(
  folder = userFolders().catalogs,
  onDamaged: OnDamaged = () => undefined,
): StoredCatalog[] {
  return [...readable(candidatesIn(folder, onDamaged), onDamaged)];
}

/**
 * Opens the catalogue that a command works with.
 *
 * @param wanted a date, or the folder of a catalogue; the newest catalogue unless given
 * @param folder the user's catalogues
 * @throws InputError if there is no such catalogue
 */
export function openStoredCatalog(
  wanted?: string,
  folder = userFolders().catalogs,
  onDamaged: OnDamaged = () => undefined,
): Catalog {
  if (wanted !== undefined && existsSync(join(wanted, 'catalog.json'))) {
    readCatalogFiles(wanted);
    return openCatalogFolder(wanted);
  }
  const candidates = candidatesIn(folder, onDamaged);
  const asked = wanted === undefined ? candidates : candidates.filter(({ date }) => date === wanted);
  const damaged: string[] = [];
  for (const found of readable(asked, (warning) => damaged.push(warning))) {
    for (const warning of damaged) onDamaged(warning);
    return openCatalogFolder(found.folder);
  }
  const [first] = damaged;
  if (first !== undefined) throw new InputError(first, { hint: MEND });
  const dates = [...new Set(candidates.map(({ date }) => date))];
  throw new InputError(`there is no catalogue of ${wanted ?? 'any date'}`, {
    hint: `There are those of ${dates.join(', ')}; coppice catalog list shows them.`,
  });
}

/**
 * Saves a catalogue of the user: its folder appears whole or not at all, and replaces an earlier one of the same date.
 *
 * @returns the folder
 * @throws InputError if it cannot be written
 */
export function saveCatalog(
  { header, names, details, operations }: CatalogFiles,
  folder = userFolders().catalogs,
): string {
  if (folder === undefined) {
    throw new InputError('there is no home folder to keep a catalogue in', {
      hint: 'Set HOME or XDG_DATA_HOME.',
    });
  }
  const earlier = blame(folder, () => numberedIn(folder)).filter(({ date }) => date === header.date);
  const number = earlier.reduce((highest, each) => Math.max(highest, each.number), -1) + 1;
  const made = join(folder, number === 0 ? header.date : `${header.date}.${number}`);
  writeFolder(made, [
    { path: 'names.txt', content: names },
    { path: 'details.jsonl', content: details },
    ...(operations === undefined ? [] : [{ path: OPERATIONS, content: operations }]),
    { path: 'catalog.json', content: `${JSON.stringify(header, null, 2)}\n` },
  ]);
  // The previous one stays for now: a running review may still read from it.
  for (const old of earlier.filter((each) => each.number < number - 1)) {
    rmSync(old.folder, { recursive: true, force: true });
  }
  return made;
}

/**
 * Reads all files of a catalogue's folder.
 *
 * @throws InputError if it holds no catalogue, or one whose files do not belong together
 */
export function readCatalogFiles(folder: string): CatalogFiles {
  const header = headerOf(folder);
  const files = header === undefined ? 'catalog.json' : wholeFiles(folder, header);
  if (typeof files !== 'string') return files;
  throw new InputError(`this is not a whole catalogue: ${files} is damaged or missing`, {
    file: folder,
    hint: 'Copy the whole folder once more.',
  });
}

const OPERATIONS = 'operations.jsonl';

/** What to do about a damaged catalogue of the user. */
const MEND = 'coppice catalog update makes a new one; or delete that folder.';

type Candidate = Omit<StoredCatalog, 'header'> & { readonly number: number };

/** The folders that should be catalogues by their names, in the order of `storedCatalogs`. */
function candidatesIn(folder: string | undefined, onDamaged: OnDamaged): Candidate[] {
  let own: Numbered[] = [];
  try {
    if (folder !== undefined) own = numberedIn(folder);
  } catch (error) {
    const why = systemFault(error)?.says ?? String(error);
    onDamaged(`the catalogues in ${folder} are passed over: ${why}`);
  }
  const users = own.map((each) => ({
    ...each,
    origin: 'user' as const,
  }));
  const bundled = numberedIn(bundledCatalogsFolder()).map((each) => ({
    ...each,
    origin: 'bundled' as const,
  }));
  return [...users, ...bundled].sort((a, b) => {
    if (a.date !== b.date) return a.date < b.date ? 1 : -1;
    return a.origin === b.origin ? b.number - a.number : a.origin === 'user' ? -1 : 1;
  });
}

/** A date, and for the second and later catalogues of one day a number. */
const FOLDER = /^(\d{4}-\d{2}-\d{2})(?:\.(\d+))?$/;

interface Numbered {
  readonly date: string;
  readonly number: number;
  readonly folder: string;
}

function numberedIn(folder: string): Numbered[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder).flatMap((name) => {
    const [, date, number = '0'] = FOLDER.exec(name) ?? [];
    return date === undefined ? [] : [{ date, number: Number(number), folder: join(folder, name) }];
  });
}

/** The candidates that are whole, one for each date and origin; nothing is read before it is asked for. */
function* readable(candidates: readonly Candidate[], onDamaged: OnDamaged): Generator<StoredCatalog> {
  const seen = new Set<string>();
  for (const { date, origin, folder } of candidates) {
    if (seen.has(`${origin} ${date}`)) continue;
    const header = headerOf(folder);
    const files = header?.date !== date ? 'catalog.json' : origin === 'user' && wholeFiles(folder, header);
    if (header === undefined || typeof files === 'string') {
      onDamaged(`the catalogue in ${folder} is passed over: ${files} is damaged or missing`);
      continue;
    }
    seen.add(`${origin} ${date}`);
    yield { date, origin, folder, header };
  }
}

function headerOf(folder: string): CatalogHeader | undefined {
  try {
    const header: unknown = JSON.parse(readOwn(join(folder, 'catalog.json')));
    return isHeader(header) ? header : undefined;
  } catch {
    return undefined;
  }
}

function isHeader(value: unknown): value is CatalogHeader {
  if (typeof value !== 'object' || value === null) return false;
  const kinds = { date: 'string', source: 'string', services: 'number', actions: 'number', sha256: 'string' };
  const header: Readonly<Record<string, unknown>> = { ...value };
  return Object.entries(kinds).every(([key, kind]) => typeof header[key] === kind);
}

/** The files of a catalogue if they match its header; else the name of the first file that does not. */
function wholeFiles(folder: string, header: CatalogHeader): CatalogFiles | string {
  const names = contentOf(folder, 'names.txt');
  if (names === undefined || sha256(names) !== header.sha256) return 'names.txt';
  const details = contentOf(folder, 'details.jsonl');
  if (details === undefined) return 'details.jsonl';
  const { detailsSha256 } = header;
  const isSound =
    detailsSha256 === undefined ? belongTogether(names, details) : sha256(details) === detailsSha256;
  if (!isSound) return 'details.jsonl';
  const { operationsSha256 } = header;
  if (operationsSha256 === undefined) return { header, names, details };
  const operations = contentOf(folder, OPERATIONS);
  if (operations === undefined || sha256(operations) !== operationsSha256) return OPERATIONS;
  return { header, names, details, operations };
}

function contentOf(folder: string, name: string): string | undefined {
  try {
    return readOwn(join(folder, name));
  } catch {
    return undefined;
  }
}

/** Whether details without a digest are at least readable and about the same services as the names. */
function belongTogether(names: string, details: string): boolean {
  const services = (text: string): string =>
    text
      .split('\n')
      .map((line) => line.split(' ', 1)[0])
      .join();
  return (
    services(names) === services(details) &&
    details
      .split('\n')
      .slice(0, -1)
      .every((line) => isJson(line.slice(line.indexOf(' ') + 1)))
  );
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
