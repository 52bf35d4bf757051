import { Writable } from 'node:stream';
import type { Argument, Command, Option } from 'commander';
import { createProgram } from '../../source/commands/program/create-program.ts';
import { COMMANDS } from '../../source/commands/program/table.ts';
import { processIo } from '../../source/commands/terminal/io.ts';
import { userFolders } from '../../source/store/folders.ts';

/** What a word of the command line may be. */
export type Value =
  | { readonly kind: 'choice'; readonly choices: readonly string[] }
  /** a path; what else it may be, is for the person to know */
  | { readonly kind: 'path' }
  | { readonly kind: 'text' };

export interface OptionFacts {
  readonly short?: string;
  readonly long: string;
  /** the value's name; undefined for a switch */
  readonly name?: string;
  readonly value?: Value;
  readonly description: string;
}

export interface CommandFacts {
  readonly name: string;
  readonly usage: string;
  readonly summary: string;
  /** its own, without those of all commands */
  readonly options: readonly OptionFacts[];
  readonly values: readonly Value[];
  /** what its help says after the options */
  readonly more: string;
}

export interface CommandLine {
  readonly about: string;
  /** options of all commands */
  readonly options: readonly OptionFacts[];
  readonly commands: readonly CommandFacts[];
}

/** The command line as the program itself declares it. */
export async function commandLine(): Promise<CommandLine> {
  const quiet = new Writable({ write: (_chunk, _encoding, done) => done() });
  const program = createProgram({ ...processIo(), stdout: quiet });
  const commands: CommandFacts[] = [];
  for (const { name, usage, summary, command: module } of COMMANDS) {
    const command = program.command(name);
    module.declare(command);
    commands.push({
      name,
      usage,
      summary,
      options: command.options.map(optionFacts),
      values: valuesOf(usage, command.registeredArguments),
      more: helpAfter(command),
    });
  }
  const help: OptionFacts = { short: '-h', long: '--help', description: 'print help, also on a command' };
  return { about: program.description(), options: [...program.options.map(optionFacts), help], commands };
}

function optionFacts(option: Option): OptionFacts {
  const [, name] = /[<[]([^>\]]+)[>\]]/.exec(option.flags) ?? [];
  return {
    ...(option.short === undefined ? {} : { short: option.short }),
    long: option.long ?? '',
    ...(name === undefined ? {} : { name, value: kindOf(name, option.argChoices) }),
    description: option.description,
  };
}

/** `list|update|import [PATH...]`: the words that come first, where there are such. */
function valuesOf(usage: string, declared: readonly Argument[]): Value[] {
  const values = declared.map((argument) => kindOf(argument.name(), argument.argChoices));
  const [words] = /^[a-z]+(?:\|[a-z]+)+/.exec(usage) ?? [];
  if (words === undefined) return values;
  return [{ kind: 'choice', choices: words.split('|') }, ...values.slice(1)];
}

const PATHS = /file|path|folder|input/;

function kindOf(name: string, choices: readonly string[] | undefined): Value {
  if (choices !== undefined) return { kind: 'choice', choices };
  return PATHS.test(name) ? { kind: 'path' } : { kind: 'text' };
}

function helpAfter(command: Command): string {
  let help = '';
  command.configureOutput({
    writeOut: (text) => {
      help += text;
    },
  });
  command.outputHelp();
  // The one thing in it that is different from machine to machine.
  return help
    .slice(command.helpInformation().length)
    .trim()
    .replaceAll(userFolders().catalogs ?? '', '~/.local/share/coppice/catalogs');
}
