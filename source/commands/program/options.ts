import { type Command, InvalidArgumentError, Option } from 'commander';
import { OUTPUT_FORMATS, type OutputFormat } from '../../output/format.ts';
import type { Generalize } from '../../refine/grants.ts';
import type { ColorChoice } from '../terminal/theme.ts';

/** The options that every command takes. */
export interface CommonOptions {
  /** a date, a folder or a file */
  readonly catalog?: string;
  readonly generalize?: Generalize;
  /** days */
  readonly window?: number;
  readonly exceptions?: string;
  readonly principal?: string;
  readonly includeInactive?: boolean;
  readonly assumeUnanalysedUnused?: boolean;
  readonly assumeSoleHolder?: boolean;
  readonly output?: string;
  readonly format?: OutputFormat;
  readonly wire?: boolean;
  readonly json?: boolean;
  readonly quiet?: boolean;
  readonly color: ColorChoice;
  readonly ascii?: boolean;
  readonly debug?: boolean;
}

/** The option of commands that take logs of calls. */
export const CALLS = {
  flags: '--calls <file...>',
  says: 'logs of calls: CloudTrail files, lookup-events, rows of Lake or Athena; files, folders, or -',
};

const GENERALIZE: readonly Generalize[] = ['shortest', 'tightest', 'exact', 'compact'];
const COLORS: readonly ColorChoice[] = ['auto', 'always', 'never'];

/** Declares the options of all commands on the program, which takes them before and after the command's name. */
export function declareCommonOptions(program: Command): Command {
  return program
    .option('--catalog <date|path>', 'the action catalogue: a date, a folder or a file; default: the newest')
    .addOption(
      new Option('--generalize <how>', 'how far wildcards may go; default: shortest').choices(GENERALIZE),
    )
    .option('--window <days>', 'last-accessed details: unused is what was not used for so long (90)', days)
    .option(
      '--exceptions <file>',
      'actions that always stay; default: coppice.exceptions.json here or further up',
    )
    .option(
      '--principal <name|arn>',
      'whose findings and last-accessed details are that do not say it themselves',
    )
    .option('--include-inactive', 'use findings that are resolved or archived, too')
    .option(
      '--assume-unanalysed-unused',
      'shared policies: leave out who has no finding, instead of taking everything as used',
    )
    .option(
      '--assume-sole-holder',
      'managed policies: nobody has them but whom the inputs show, although the inputs do not say so',
    )
    .option(
      '-o, --output <path>',
      'write there instead of to standard output; a folder if it is one or ends with /',
    )
    .addOption(
      new Option('--format <format>', 'what a result is written as; default: json').choices(
        OUTPUT_FORMATS.map(({ format }) => format),
      ),
    )
    .option('--wire', 'Terraform: write resources, attachments and import blocks, too')
    .option('--json', 'a report as JSON, for programs')
    .option('-q, --quiet', 'no notes and warnings')
    .addOption(
      new Option('--color <when>', 'colours, also by NO_COLOR and FORCE_COLOR')
        .choices(COLORS)
        .default('auto'),
    )
    .option('--ascii', 'ASCII characters only')
    .option('--debug', 'show where in the program an error comes from');
}

function days(text: string): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= 1 && value <= 36_500) return value;
  throw new InvalidArgumentError('Give a number of days, 1 or more.');
}
