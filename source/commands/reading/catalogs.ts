import { statSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { isDay } from '../../base/day.ts';
import { openCatalogFolder } from '../../catalog/bundled.ts';
import type { Catalog } from '../../catalog/catalog.ts';
import { openStoredCatalog, storedCatalogs } from '../../store/catalogs.ts';
import type { Io } from '../terminal/io.ts';
import { pathIn } from '../terminal/working-folder.ts';

/** The catalogue to work with, and the next older one, if there is one, to tell which actions are new. */
export interface ChosenCatalogs {
  readonly catalog: Catalog;
  /** Opened when asked for. */
  readonly older: () => Catalog | undefined;
  /** Damaged catalogues that were ignored, in sentences. */
  readonly warnings: readonly string[];
}

/**
 * Chooses the catalogue: the newest one, or the one that `--catalog` names by a date, its folder or a file in it.
 *
 * @throws InputError if there is no catalogue of that date or in that place
 */
export function chooseCatalog(wanted: string | undefined, io: Pick<Io, 'cwd' | 'env'>): ChosenCatalogs {
  const warnings: string[] = [];
  const folder = wanted === undefined ? undefined : folderOf(wanted, io);
  const catalog = openStoredCatalog(folder, undefined, (warning) => warnings.push(warning));
  return {
    catalog,
    warnings,
    older: () => {
      const found = storedCatalogs().find(({ date }) => date < catalog.date);
      return found === undefined ? undefined : openCatalogFolder(found.folder);
    },
  };
}

/** The folder of a catalogue, from its path or the path of a file in it; a date stays as it is. */
function folderOf(wanted: string, io: Pick<Io, 'cwd' | 'env'>): string {
  if (isDay(wanted)) return wanted;
  const path = pathIn(io, wanted);
  const isPart = ['catalog.json', 'names.txt', 'details.jsonl'].includes(basename(path));
  const folder = isPart ? dirname(path) : path;
  return statSync(folder, { throwIfNoEntry: false })?.isDirectory() === true ? folder : wanted;
}

/** The newest catalogue that is not newer than a day; where there is none, the oldest. */
export function catalogOfDay(day: string): Catalog | undefined {
  const all = storedCatalogs();
  const found = all.find(({ date }) => date <= day) ?? all.at(-1);
  return found === undefined ? undefined : openCatalogFolder(found.folder);
}
