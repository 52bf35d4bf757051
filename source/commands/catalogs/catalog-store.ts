import { InputError } from '../../base/errors.ts';
import { thousands } from '../../base/words.ts';
import { type BuiltCatalog, buildCatalog } from '../../catalog/build.ts';
import { openCatalogFolder } from '../../catalog/bundled.ts';
import type { ReferenceService } from '../../catalog/reference.ts';
import { saveCatalog, storedCatalogs } from '../../store/catalogs.ts';
import type { CatalogOptions } from '../catalog.ts';
import { uninterrupted } from '../terminal/interrupt.ts';
import type { Io } from '../terminal/io.ts';
import { deliverText, jsonText, wantsJson } from '../writing/deliver.ts';
import { voiceOf } from '../writing/report.ts';

export interface NewCatalog {
  readonly reference: readonly ReferenceService[];
  /** `YYYY-MM-DD` */
  readonly date: string;
  /** Whether it lists all services of that day. */
  readonly isWhole: boolean;
  /** Where the reference came from, for people. */
  readonly source: string;
}

/** The most that a complete reference may lack of what was known: AWS withdraws actions, but never this many. */
const MAY_LOSE = 0.25;

/**
 * Makes a catalogue from the service reference, saves it in the user's folder and reports on it. It is compared with,
 * and completed from, the newest catalogue that is not newer than its date.
 */
export async function storeReference(
  { reference, date, isWhole, source }: NewCatalog,
  options: CatalogOptions,
  io: Io,
): Promise<number> {
  const earlier = storedCatalogs().filter((each) => each.date <= date);
  const [latest] = earlier;
  const texts = earlier.find(({ origin }) => origin === 'bundled');
  const before = latest === undefined ? undefined : openCatalogFolder(latest.folder);
  const built = buildCatalog(reference, {
    date,
    isWhole,
    source,
    before,
    texts: texts === undefined ? undefined : openCatalogFolder(texts.folder),
    textsHeader: texts?.header,
  });
  requireKnown(built.gone.length, built.compared, options);
  const newest = storedCatalogs()[0]?.date;
  const { value: folder, stopped } = await uninterrupted(() => saveCatalog(built.files));
  await report(built, folder, { before: before?.date, date, newest }, options, io);
  if (stopped !== undefined) throw stopped;
  return 0;
}

/**
 * Checks how much is gone. @throws InputError if it is a large part of what was known, unless `--allow-fewer` is given
 */
export function requireKnown(gone: number, compared: number, { allowFewer }: CatalogOptions): void {
  if (allowFewer === true || gone <= compared * MAY_LOSE) return;
  throw new InputError(
    `of the ${thousands(compared)} actions known of these services, ${thousands(gone)} are not in it: that is not a whole answer`,
    { hint: 'Get it once more; if it is right, take it with --allow-fewer.' },
  );
}

async function report(
  { files: { header }, kept, added, gone }: BuiltCatalog,
  folder: string,
  {
    before,
    date,
    newest,
  }: Readonly<Record<'before' | 'newest', string | undefined>> & { readonly date: string },
  options: CatalogOptions,
  io: Io,
): Promise<void> {
  const voice = voiceOf(io, options);
  const { services, actions, untracked = null } = header;
  const summary = { date, folder, services, actions, untracked, before: before ?? null, added, gone, kept };
  await deliverText(wantsJson(options, 'catalog') ? jsonText(summary) : `${folder}\n`, options, io);
  const tracked =
    header.untracked === undefined ? '' : `, ${thousands(header.untracked)} of them not tracked`;
  voice.done(
    `catalogue ${date}: ${thousands(header.services)} services, ${thousands(header.actions)} actions${tracked}`,
  );
  if (before === undefined) {
    voice.note(`there is no catalogue of ${date} or before: nothing is known of services that are not in it`);
  } else
    voice.done(
      `since ${before}: ${thousands(added.length)} actions came, ${thousands(gone.length)} are no longer listed`,
    );
  if (before !== undefined && kept.length > 0) {
    voice.note(
      `${kept.length === 1 ? `${kept[0]} is` : `${thousands(kept.length)} services are`} not in the reference and taken over as of ${before}`,
    );
  }
  if (newest !== undefined && date < newest) {
    voice.note(
      `a catalogue of ${newest} exists, which is newer and stays the default; --catalog ${date} picks this one`,
    );
  }
}
