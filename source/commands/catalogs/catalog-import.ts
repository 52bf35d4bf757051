import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { isDay } from '../../base/day.ts';
import { InputError } from '../../base/errors.ts';
import { type JsonValue, parseJsonDocuments } from '../../base/json.ts';
import { thousands } from '../../base/words.ts';
import { openCatalogFolder } from '../../catalog/bundled.ts';
import {
  isReferenceIndex,
  isReferenceService,
  type ReferenceEntry,
  type ReferenceService,
  readReferenceIndex,
  readReferenceService,
} from '../../catalog/reference.ts';
import { readCatalogFiles, saveCatalog, storedCatalogs } from '../../store/catalogs.ts';
import type { CatalogOptions } from '../catalog.ts';
import { readFiles } from '../reading/files.ts';
import { uninterrupted } from '../terminal/interrupt.ts';
import type { Io } from '../terminal/io.ts';
import { pathIn } from '../terminal/working-folder.ts';
import { deliverText, jsonText, wantsJson } from '../writing/deliver.ts';
import { voiceOf } from '../writing/report.ts';
import { requireKnown, storeReference } from './catalog-store.ts';

/**
 * `coppice catalog import`: makes a catalogue from files of AWS's service reference, as `update` does from the network,
 * or copies a catalogue that was made on another machine.
 */
export async function importCatalog(
  paths: readonly string[],
  options: CatalogOptions,
  io: Io,
): Promise<number> {
  const [first, ...more] = paths;
  if (first === undefined) {
    throw new InputError('nothing to import was named', {
      hint: `Name files of AWS's service reference, or a folder of them.`,
    });
  }
  const path = first === '-' ? first : pathIn(io, first);
  if (more.length === 0 && existsSync(join(path, 'catalog.json'))) return takeOver(path, options, io);
  const date = dayOf(options.date, io);
  const { files, notes } = await readFiles(paths, io);
  voiceOf(io, options).notes(notes);
  const found: Found = { services: [], listed: [], others: 0 };
  for (const { name, text } of files) {
    for (const { value } of parseJsonDocuments(text, name)) gather(value, name, found);
  }
  requireWhole(found);
  if (found.others > 0) {
    voiceOf(io, options).note(`not of the service reference and left out: ${thousands(found.others)}`);
  }
  const source = `files: ${paths.join(', ')}`;
  const isWhole = found.listed.length > 0;
  return storeReference({ reference: found.services, date, isWhole, source }, options, io);
}

interface Found {
  readonly services: ReferenceService[];
  /** What lists of all services name, each with the list's file. */
  readonly listed: (ReferenceEntry & { readonly file: string })[];
  others: number;
}

function gather(value: JsonValue, file: string, found: Found): void {
  if (isReferenceService(value)) found.services.push(readReferenceService(value, file));
  else if (isReferenceIndex(value))
    for (const entry of readReferenceIndex(value, file)) found.listed.push({ ...entry, file });
  else if (Array.isArray(value) && value.some(isReferenceService)) {
    for (const item of value) found.services.push(readReferenceService(item, file));
  } else found.others++;
}

/** Requires all files that the list of services names, if that list is among the files. */
function requireWhole({ services, listed }: Found): void {
  const given = new Set(services.map(({ service }) => service));
  if (given.size === 0) {
    throw new InputError(`there is no file of AWS's service reference among these`, {
      hint: 'Such a file is {"Name": "s3", "Actions": [{"Name": "GetObject", …}, …]}.',
    });
  }
  const missing = listed.filter(({ service }) => !given.has(service));
  const [first] = missing;
  if (first !== undefined) {
    const shown = missing
      .slice(0, 5)
      .map(({ service }) => service)
      .join(', ');
    throw new InputError(
      `the list of services names ${thousands(missing.length)} whose files are missing: ${shown}${missing.length > 5 ? ', …' : ''}`,
      {
        file: first.file,
        hint: 'Copy all files, or leave the list out to import these services alone.',
      },
    );
  }
}

async function takeOver(folder: string, options: CatalogOptions, io: Io): Promise<number> {
  const files = readCatalogFiles(folder);
  const { date, services, actions } = files.header;
  if (!isDay(date)) throw new InputError('the date of this catalogue is not a date', { file: folder });
  requireAsMuch(folder, date, options);
  const { value: made, stopped } = await uninterrupted(() => saveCatalog(files));
  const report = { date, folder: made, services, actions, untracked: files.header.untracked ?? null };
  await deliverText(wantsJson(options, 'catalog') ? jsonText(report) : `${made}\n`, options, io);
  voiceOf(io, options).done(
    `catalogue ${date}: ${thousands(services)} services, ${thousands(actions)} actions`,
  );
  if (stopped !== undefined) throw stopped;
  return 0;
}

/** Checks that a catalogue does not lack too much of the newest catalogue that is not newer than it. */
function requireAsMuch(folder: string, date: string, options: CatalogOptions): void {
  const earlier = storedCatalogs().find((each) => each.date <= date);
  if (earlier === undefined) return;
  const [before, after] = [openCatalogFolder(earlier.folder), openCatalogFolder(folder)];
  let gone = 0;
  let compared = 0;
  for (const service of before.services()) {
    for (const action of before.service(service)?.actions ?? []) {
      compared++;
      if (!after.has(action)) gone++;
    }
  }
  requireKnown(gone, compared, options);
}

function dayOf(given: string | undefined, io: Io): string {
  if (given === undefined) return io.now().toISOString().slice(0, 10);
  if (isDay(given)) return given;
  throw new InputError(`--date ${given} is not a date`, { hint: 'Write it as 2026-09-26.' });
}
