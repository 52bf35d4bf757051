import { Command } from 'commander';
import type { Io } from '../terminal/io.ts';
import { examples } from './command.ts';
import { declareCommonOptions } from './options.ts';
import { VERSION } from './version.ts';

const ABOUT = [
  'Cuts IAM policies back to what is used: takes policies and unused-access findings, shows what of each wildcard is safe, proves the result and writes it.',
  'INPUT is a file, a folder or - for standard input, in any order and mixture; what each is, is told by its content. Without a command it is a review.',
].join('\n\n');

/** Makes the command line without its commands. It throws faults as CommanderError. */
export function createProgram(io: Io): Command {
  const program = new Command('coppice')
    .description(ABOUT)
    .usage('[command] [options] INPUT...')
    .version(VERSION, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print help, also on a command')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => io.stdout.write(text),
      // Errors are printed in one place: `reportError`.
      writeErr: () => undefined,
      getOutHasColors: () => false,
      ...(io.stdout.columns === undefined ? {} : { getOutHelpWidth: () => io.stdout.columns ?? 80 }),
    })
    .configureHelp({ showGlobalOptions: true })
    .showSuggestionAfterError(true)
    .addHelpText(
      'after',
      examples(
        ['coppice demo', 'the review of an example; nothing of yours is needed'],
        ['coppice policy.json finding.json', 'review a policy with what Access Analyzer found'],
        ['coppice refine account/ -o refined/', 'a whole account without questions'],
      ),
    );
  return declareCommonOptions(program);
}
