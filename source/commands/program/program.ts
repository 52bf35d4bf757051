import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { type Command, CommanderError } from 'commander';
import { InputError } from '../../base/errors.ts';
import { Interrupted } from '../terminal/interrupt.ts';
import { type Io, processIo } from '../terminal/io.ts';
import type { ColorChoice } from '../terminal/theme.ts';
import { reportError } from '../writing/report.ts';
import type { CommandModule } from './command.ts';
import { createProgram } from './create-program.ts';
import type { CommonOptions } from './options.ts';
import { COMMANDS } from './table.ts';
import { usageError } from './usage-error.ts';

/** Runs this process's command line (without node and script name). */
export async function runProcess(argv: readonly string[]): Promise<void> {
  const io = processIo();
  // Unhandled failures end here: Node's own exit code 1 would mean that something is unused.
  const endWith = (error: unknown): void => {
    void reportFault(error, argv, io).then(() => process.exit(2));
  };
  process.on('uncaughtException', endWith);
  // A limit on the size of files (ulimit -f) is an error of whoever writes one, and no reason to be killed over it.
  process.on('SIGXFSZ', () => undefined);
  process.exitCode = await run(argv, io);
}

/**
 * Runs a command line (without node and script name).
 *
 * @returns the exit code; it never throws
 */
export async function run(argv: readonly string[], io: Io): Promise<number> {
  try {
    return await runCommand(argv, io);
  } catch (error) {
    if (error instanceof Interrupted) return error.exitCode;
    await reportFault(error, argv, io);
    return 2;
  }
}

function reportFault(error: unknown, argv: readonly string[], io: Io): Promise<void> {
  return reportError(error, io, { color: colorIn(argv), debug: argv.includes('--debug') });
}

/** The choice of colours for errors in a command line that could not be understood. */
function colorIn(argv: readonly string[]): ColorChoice {
  const given = argv.findLast((_, i) => argv[i - 1] === '--color' || argv[i]?.startsWith('--color='));
  const choice = given?.replace('--color=', '');
  return choice === 'always' || choice === 'never' ? choice : 'auto';
}

async function runCommand(argv: readonly string[], io: Io): Promise<number> {
  let code = 0;
  let chosen: string | undefined;
  const program = programWith(io, 'review', async (command, { run: runIt }) => {
    code = await runIt(command.args, command.optsWithGlobals<CommonOptions>(), io);
  });
  program.hook('preSubcommand', ({ args: [word] }, command) => {
    chosen = command.name();
    const isNamed = word === chosen || word === 'help';
    if (!isNamed && word !== undefined && !isMeantAsInput(word, io)) {
      chosen = undefined;
      // Commander's own message names the nearest command.
      programWith(io).parse([word], { from: 'user' });
    }
  });
  try {
    await parse(program, argv, io);
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return 0;
    throw usageError(error, chosen);
  }
  return code;
}

/** Makes the program. @param unnamed the command that runs where none is named; an error unless given */
function programWith(
  io: Io,
  unnamed?: string,
  act: (command: Command, module: CommandModule) => Promise<void> = async () => undefined,
): Command {
  const program = createProgram(io);
  for (const { name, usage, summary, command: module } of COMMANDS) {
    const command = program.command(name, { isDefault: name === unnamed });
    command.description(summary).usage(['[options]', usage].join(' ').trim());
    module.declare(command).action((..._: unknown[]) => act(command, module));
  }
  return program;
}

/** Parses the command line. Without any words, on a terminal, it prints the help. */
async function parse(program: Command, argv: readonly string[], io: Io): Promise<void> {
  if (argv.length > 0) {
    await program.parseAsync([...argv], { from: 'user' });
    return;
  }
  if (io.stdin.isTTY !== true && io.stdout.isTTY !== true) {
    throw new InputError('no command and no files were given', {
      hint: 'coppice --help lists the commands; coppice demo shows what it does.',
    });
  }
  program.outputHelp();
}

/** Whether a word in the place of a command is an input of a review: an option, or something that may be a file. */
function isMeantAsInput(word: string, { cwd }: Io): boolean {
  return word.startsWith('-') || /[./\\]/.test(word) || existsSync(resolve(cwd, word));
}
