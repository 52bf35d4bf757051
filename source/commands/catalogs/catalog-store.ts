import { InputError } from '../../base/errors.ts';
import { thousands } from '../../base/words.ts';
import { type BuiltCatalog, buildCatalog } from '../../catalog/build.ts';
import { openCatalog } from '../../catalog/bundled.ts';
import type { ReferenceService } from '../../catalog/reference.ts';
import { openStoredCatalog, saveCatalog, storedCatalogs } from '../../store/catalogs.ts';
import type { CatalogOptions } from '../catalog.ts';
import type { Io } from '../terminal/io.ts';
import { deliverText, jsonText, wantsJson } from '../writing/deliver.ts';
import { voiceOf } from '../writing/report.ts';

export interface NewCatalog {
  readonly reference: readonly ReferenceService[];
  /** `YYYY-MM-DD` */
  readonly date: string;
  /** Where the reference came from, for people. */
  readonly source: string;
  /** The share of the actions known so far that may be gone, from 0 to 1. */
  readonly mayLose: number;
}

/** Makes a catalogue out of the service reference, puts it in the user's folder and says what it is. */
export async function storeReference(
  { reference, date, source, mayLose }: NewCatalog,
  options: CatalogOptions,
  io: Io,
): Promise<number> {
  const bundled = storedCatalogs().find(({ origin }) => origin === 'bundled');
  if (bundled === undefined) throw new Error('no catalogue came with the program');
  const before = openStoredCatalog();
  const built = buildCatalog(reference, {
    date,
    source,
    before,
    texts: openCatalog(bundled.folder),
    textsHeader: bundled.header,
  });
  if (built.gone.length > built.compared * mayLose) {
    throw new InputError(
      `of the ${thousands(built.compared)} actions known of these services, ${thousands(built.gone.length)} are not in the reference, so the answer is not complete`,
      { hint: 'Try again later; if it is right, take it with --allow-fewer.' },
    );
  }
  return report(built, saveCatalog(built.files), { before: before.date, date }, options, io);
}

async function report(
  { files: { header }, kept, added, gone }: BuiltCatalog,
  folder: string,
  { before, date }: { readonly before: string; readonly date: string },
  options: CatalogOptions,
  io: Io,
): Promise<number> {
  const voice = voiceOf(io, options);
  const { services, actions, untracked = null } = header;
  const summary = { date, folder, services, actions, untracked, before, added, gone, kept };
  await deliverText(wantsJson(options, 'catalog') ? jsonText(summary) : `${folder}\n`, options, io);
  const tracked =
    header.untracked === undefined ? '' : `, ${thousands(header.untracked)} of them not tracked`;
  voice.done(
    `catalogue ${date}: ${thousands(header.services)} services, ${thousands(header.actions)} actions${tracked}`,
  );
  voice.done(
    `since ${before}: ${thousands(added.length)} actions came, ${thousands(gone.length)} are no longer listed`,
  );
  if (kept.length > 0) {
    voice.note(
      `${kept.length === 1 ? `${kept[0]} is` : `${thousands(kept.length)} services are`} not in the reference and taken over as of ${before}`,
    );
  }
  if (date < before) {
    voice.note(
      `a catalogue of ${before} exists, which is newer and stays the default; --catalog ${date} picks this one`,
    );
  }
  return 0;
}
