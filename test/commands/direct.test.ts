import { expect, test } from 'vitest';
import { createProgram } from '../../source/commands/program/create-program.ts';
import { DEFAULTS } from '../../source/commands/program/options.ts';
import { COMMANDS } from '../../source/commands/program/table.ts';
import { processIo } from '../../source/commands/terminal/io.ts';

/** What the reader of command lines makes of one. */
async function reading(name: string, words: readonly string[]): Promise<unknown> {
  const row = COMMANDS.find((each) => each.name === name);
  if (row === undefined) throw new Error(`no command ${name}`);
  const program = createProgram(processIo());
  const command = program.command(name);
  let read: unknown;
  (await row.load()).command.declare(command).action((..._: unknown[]) => {
    read = [command.args, command.optsWithGlobals()];
  });
  await program.parseAsync([name, ...words], { from: 'user' });
  return read;
}

test.each(COMMANDS.filter(({ takesInputs }) => takesInputs === true).map(({ name }) => name))(
  'inputs alone behind %s are what the reader of command lines makes of them',
  async (name) => {
    for (const words of [['policy.json'], ['-', 'a b', ''], ['refine', 'help', 'check', '1']]) {
      expect(await reading(name, words)).toEqual([words, DEFAULTS]);
    }
  },
);
