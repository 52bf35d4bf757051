import { createProgram } from '../../../source/commands/program/create-program.ts';
import { COMMANDS } from '../../../source/commands/program/table.ts';
import { processIo } from '../../../source/commands/terminal/io.ts';

const io = processIo();

/**
 * Reads a command line of a document as the program would, without doing anything. Words of capitals stand for what
 * the reader puts there.
 *
 * @throws if there is no such command or option, or a value is not one of its choices
 */
export async function parses(words: readonly string[]): Promise<void> {
  const [first = '', ...rest] = words.slice(1).map((word) => word.replace(/…$/, ''));
  if (first === '--version' || first === 'help' || words.includes('--help')) return;
  const named = COMMANDS.find(({ name }) => name === first);
  const row = named ?? COMMANDS.find(({ name }) => name === 'review');
  if (row === undefined) throw new Error('there is no review any more');
  if (named === undefined && !/[./A-Z-]/.test(first))
    throw new Error(`coppice ${first}: there is no such command`);
  const program = createProgram(io).configureOutput({ writeOut: () => undefined });
  const command = program.command(row.name);
  const { declare } = row.command;
  declare(command).action(() => undefined);
  // Arguments may be left out in the text, options may not be wrong.
  command.allowExcessArguments(true);
  for (const argument of command.registeredArguments) argument.argOptional();
  for (const option of command.options) option.makeOptionMandatory(false);
  const line = named === undefined ? [row.name, first, ...rest] : [first, ...rest];
  try {
    await program.parseAsync(
      line.filter((word) => word !== ''),
      { from: 'user' },
    );
  } catch (error) {
    throw new Error(`${words.join(' ')}: ${(error as Error).message}`, { cause: error });
  }
}
