import type { Command } from 'commander';
import type { Io } from '../terminal/io.ts';
import type { CommonOptions } from './options.ts';

/** A line in the table of commands. */
export interface CommandRow {
  readonly name: string;
  /** the arguments as the help shows them */
  readonly usage: string;
  /** what it does, for the list of commands */
  readonly summary: string;
  readonly command: CommandModule;
}

/** What the file of a command exports as `nameCommand`. */
export interface CommandModule {
  /** Adds the command's arguments, its own options and its help to what all commands have. */
  readonly declare: (command: Command) => Command;
  /**
   * Runs the command.
   *
   * @param args the arguments, without options
   * @param options those of all commands and its own
   * @returns the exit code
   * @throws InputError for faults that the person can put right; the program prints it and exits with 2
   */
  readonly run: (args: readonly string[], options: CommonOptions, io: Io) => Promise<number>;
}

/** Help text that shows command lines, one after the other, each with what it does. */
export function examples(...lines: readonly (readonly [line: string, does: string])[]): string {
  return `\nExamples:\n${lines.map(([line, does]) => `  $ ${line}\n      ${does}`).join('\n')}\n`;
}
