import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { type Command, CommanderError } from 'commander';
import { InputError } from '../../base/errors.ts';
import { type Io, processIo } from '../terminal/io.ts';
import type { ColorChoice } from '../terminal/theme.ts';
import { reportError } from '../writing/report.ts';
import type { CommandModule } from './command.ts';
import { createProgram } from './create-program.ts';
import { type CommonOptions, DEFAULTS } from './options.ts';
import { COMMANDS } from './table.ts';
import { usageError } from './usage-error.ts';

/** Runs the command line (without node and script name) that this process is for. */
export async function runProcess(argv: readonly string[]): Promise<void> {
  const io = processIo();
  process.exitCode = await run(argv, io);
  // Left to itself Node takes its world apart before it ends, which takes milliseconds.
  if (io.isUnopened()) process.exit();
}

/**
 * Runs a command line (without node and script name).
 *
 * @returns the exit code; nothing is thrown
 */
export async function run(argv: readonly string[], io: Io): Promise<number> {
  try {
    return await runCommand(argv, io);
  } catch (error) {
    await reportError(error, io, { color: colorIn(argv), debug: argv.includes('--debug') });
    return 2;
  }
}

/** The choice of colours before the command line has been understood: for errors in the command line itself. */
function colorIn(argv: readonly string[]): ColorChoice {
  const given = argv.findLast((_, i) => argv[i - 1] === '--color' || argv[i]?.startsWith('--color='));
  const choice = given?.replace('--color=', '');
  return choice === 'always' || choice === 'never' ? choice : 'auto';
}

async function runCommand(argv: readonly string[], io: Io): Promise<number> {
  // Mostly the command comes first; then there is no need to read the command line in order to find it.
  const direct = COMMANDS.find(({ name }) => name === argv[0]);
  const rest = argv.slice(1);
  // Nor to read it at all where nothing but inputs is in it.
  if (direct?.takesInputs === true && rest.length > 0 && rest.every(isNoOption)) {
    return (await direct.load()).command.run(rest, DEFAULTS, io);
  }
  const [first, second] =
    direct === undefined
      ? operandsOf(
          createProgram(io, () => undefined),
          argv,
        )
      : [direct.name];
  const named = COMMANDS.find(({ name }) => name === (first === 'help' ? second : first));
  const isReview = named === undefined && isMeantAsReview(first, argv, io.cwd);
  const row = isReview ? COMMANDS.find(({ name }) => name === 'review') : named;

  let code = 0;
  const program = createProgram(io);
  for (const each of direct === undefined ? COMMANDS : [direct]) {
    const command = program.command(each.name, { isDefault: isReview && each === row });
    command.description(each.summary).usage(['[options]', each.usage].join(' ').trim());
    if (each !== row) continue;
    const module: CommandModule = (await each.load()).command;
    module.declare(command).action(async (..._: unknown[]) => {
      code = await module.run(command.args, command.optsWithGlobals<CommonOptions>(), io);
    });
  }
  try {
    await parse(program, argv, io);
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0 || error.code === 'commander.help') return error.exitCode === 0 ? 0 : 2;
    throw usageError(error, row?.name);
  }
  return code;
}

function isNoOption(word: string): boolean {
  return word === '-' || !word.startsWith('-');
}

/** The words of a command line that are neither options nor their values. */
function operandsOf(program: Command, argv: readonly string[]): string[] {
  try {
    return program.parseOptions([...argv]).operands;
  } catch {
    // A wrong value is told when the whole command line is read; until then a guess at the command will do.
    return argv.filter((word) => !word.startsWith('-'));
  }
}

/** Without a command and on a terminal the help is what helps; anything else is for the commands to judge. */
async function parse(program: Command, argv: readonly string[], io: Io): Promise<void> {
  if (argv.length === 0) {
    if (io.stdin.isTTY === true || io.stdout.isTTY === true) {
      program.outputHelp();
      return;
    }
    throw new InputError('no command and no files were given', {
      hint: 'coppice --help lists the commands; coppice demo shows what it does.',
    });
  }
  await program.parseAsync([...argv], { from: 'user' });
}

/** Whether a command line without a command is a review: it has only options, or its first word is meant as a file. */
function isMeantAsReview(word: string | undefined, argv: readonly string[], cwd: string): boolean {
  if (word === undefined) return argv.length > 0 && !argv.includes('--help') && !argv.includes('-h');
  if (word === 'help') return false;
  return word === '-' || /[./\\]/.test(word) || existsSync(resolve(cwd, word));
}
