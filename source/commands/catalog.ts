import type { Command } from 'commander';
import { InputError } from '../base/errors.ts';
import { thousands } from '../base/words.ts';
import type { StoredCatalog } from '../store/catalogs.ts';
import { storedCatalogs } from '../store/catalogs.ts';
import { userFolders } from '../store/folders.ts';
import { importCatalog } from './catalogs/catalog-import.ts';
import { updateCatalog } from './catalogs/catalog-update.ts';
import { type CommandModule, examples } from './program/command.ts';
import type { CommonOptions } from './program/options.ts';
import { tableLines } from './terminal/table-text.ts';
import { deliverText, jsonText, wantsJson } from './writing/deliver.ts';
import { voiceOf } from './writing/report.ts';

export interface CatalogOptions extends CommonOptions {
  readonly date?: string;
  readonly allowFewer?: boolean;
}

export const catalogCommand: CommandModule = {
  declare: (command: Command) =>
    command
      .argument('<what>', 'list, update or import')
      .argument('[path...]', 'for import: files of the service reference, folders of them, or a catalogue')
      .option('--date <date>', 'for import: the day that the files are from (today)')
      .option('--allow-fewer', 'take the reference although many actions are gone from it')
      .addHelpText(
        'after',
        `\nupdate reads AWS's public service reference; no credentials are needed or sent.
COPPICE_SERVICE_REFERENCE_URL names a copy of it. Catalogues are kept in
${userFolders().catalogs ?? 'the home folder, which there is none of here'}\n${examples(
          ['coppice catalog list', 'the catalogues there are, and which one is used'],
          ['coppice catalog update', 'fetch the actions of today; from then on they are the default'],
          ['coppice catalog import reference/', 'the same from files, for machines without a network'],
        )}`,
      ),
  run: async (args, options: CatalogOptions, io) => {
    const [what, ...paths] = args;
    if (what !== 'import' && paths.length > 0) {
      throw new InputError(`coppice catalog ${what ?? ''} takes no files`, { hint: HELP });
    }
    switch (what) {
      case 'list': {
        const damaged: string[] = [];
        const catalogs = storedCatalogs(undefined, (warning) => damaged.push(warning));
        voiceOf(io, options).warnings(damaged);
        const text = wantsJson(options, 'catalog') ? jsonText(catalogs.map(forPrograms)) : listText(catalogs);
        await deliverText(text, options, io);
        return 0;
      }
      case 'update': {
        return updateCatalog(options, io);
      }
      case 'import': {
        return importCatalog(paths, options, io);
      }
      default:
        throw new InputError(`coppice catalog does not know "${what ?? ''}"`, { hint: HELP });
    }
  },
};

const HELP = 'See coppice catalog --help.';

function listText(catalogs: readonly StoredCatalog[]): string {
  const rows = catalogs.map(({ date, origin, header }, i) => [
    date,
    i === 0 ? 'yes' : '',
    origin === 'bundled' ? 'bundled' : 'yours',
    thousands(header.services),
    thousands(header.actions),
    header.untracked === undefined ? '-' : thousands(header.untracked),
    header.source,
  ]);
  const head = ['DATE', 'DEFAULT', 'FROM', 'SERVICES', 'ACTIONS', 'NOT TRACKED', 'SOURCE'];
  return `${tableLines(head, rows).join('\n')}

--catalog DATE picks one. NOT TRACKED: actions whose use IAM does not record, so that
nothing is known of it (-: the catalogue does not say; coppice catalog update gets it).
`;
}

function forPrograms({ date, origin, folder, header }: StoredCatalog, i: number): unknown {
  const { services, actions, untracked = null, source } = header;
  return { date, origin, default: i === 0, services, actions, untracked, source, folder };
}
