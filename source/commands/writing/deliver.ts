import { resolve } from 'node:path';
import { InputError } from '../../base/errors.ts';
import { writeAll } from '../../store/write-all.ts';
import type { CommonOptions } from '../program/options.ts';
import { type Io, print } from '../terminal/io.ts';

/** Hands a report over: to the file of `-o`, or to standard output. */
export async function deliverText(text: string, { output }: CommonOptions, io: Io): Promise<void> {
  if (output === undefined) await print(io, text);
  else writeAll([{ path: resolve(io.cwd, output), content: text }]);
}

/** A report for programs. */
export function jsonText(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

/**
 * Whether a report is wanted as JSON: `--json`, or `--format json`.
 *
 * @throws InputError for another format: reports have none
 */
export function wantsJson({ json, format }: CommonOptions, command: string): boolean {
  if (format !== undefined && format !== 'json') {
    throw new InputError(`${command} does not write ${format}`, {
      hint: 'It prints text, or with --json a report for programs.',
    });
  }
  return json === true || format === 'json';
}
