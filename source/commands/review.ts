import { InputError } from '../base/errors.ts';
import { openPreferences, type PreferenceStore } from '../store/preferences.ts';
import { openSessions } from '../store/sessions.ts';
import { type CommandModule, examples } from './program/command.ts';
import { CALLS } from './program/options.ts';
import { chooseCatalog } from './reading/catalogs.ts';
import { loadInputs } from './reading/load.ts';
import { type ReviewOptions, startReview } from './reviewing/review-run.ts';
import type { Io } from './terminal/io.ts';

export const reviewCommand: CommandModule = {
  declare: (command) =>
    command
      .argument('[input...]', 'policies and findings: files, folders, or -')
      .option('--resume', 'go on where it was left, without asking; without inputs: with the last review')
      .option('--fresh', 'start anew, whatever was decided before')
      .option('--by <name>', 'the name that decisions are recorded under; remembered')
      .option('--mouse', 'a click moves the cursor, a second one folds, the wheel scrolls')
      .option(CALLS.flags, `${CALLS.says}; what was called stays`)
      .option('--screen-reader', 'linear text in place of a picture')
      .addHelpText(
        'after',
        `${examples(
          ['coppice policy.json finding.json', 'go through the proposals for a policy'],
          ['coppice review account/', 'all policies of an account'],
          ['coppice review --resume', 'go on with the last review'],
        )}
Every decision is saved as it is made; the next review of the same inputs goes on from there.
Exits with 0 if the result was written, with 1 if the review was left before.
`,
      ),

  async run(args, options: ReviewOptions, io) {
    requireTerminal(io);
    if (options.resume === true && options.fresh === true) {
      throw new InputError('--resume and --fresh contradict each other', { hint: 'Give one of the two.' });
    }
    const names = args.length === 0 && options.resume === true ? lastInputs() : args;
    const preferences = openPreferences();
    const catalog = options.catalog ?? preferences.preferences.catalog;
    if (options.catalog === undefined) requireCatalog(preferences, io);
    const loaded = await loadInputs(names, catalog === undefined ? options : { ...options, catalog }, io);
    return startReview({ loaded, options, io, preferences });
  },
};

/**
 * Checks the catalogue. @throws InputError naming the preferences file, if that names a catalogue that does not exist
 */
function requireCatalog({ preferences: { catalog }, path }: PreferenceStore, io: Io): void {
  if (catalog === undefined) return;
  try {
    chooseCatalog(catalog, io);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    const { hint } = error.place;
    throw new InputError(error.message, {
      ...(path === undefined ? {} : { file: path }),
      at: 'catalog',
      ...(hint === undefined ? {} : { hint }),
    });
  }
}

/** Checks that there is a screen to review on. @throws InputError if there is none */
function requireTerminal({ stdout, env }: Io): void {
  if (isTerminal({ stdout, env })) return;
  throw new InputError(
    stdout.isTTY === true
      ? 'the review needs a terminal whose cursor can be moved, and TERM is dumb'
      : 'the review needs a terminal, and standard output is none',
    { hint: 'coppice refine, with the same inputs, writes the proposal without questions.' },
  );
}

/** Whether there is a screen to review on. */
export function isTerminal({ stdout, env }: Pick<Io, 'stdout' | 'env'>): boolean {
  return stdout.isTTY === true && env['TERM'] !== 'dumb';
}

function lastInputs(): readonly string[] {
  const paths =
    openSessions()
      .latest()
      ?.files.map(({ path }) => path) ?? [];
  if (paths.length > 0) return paths;
  throw new InputError('there is no review to go on with', { hint: 'Name the policies and the findings.' });
}
