import { InputError } from '../../base/errors.ts';
import { writeAll } from '../../store/write-all.ts';
import type { CommonOptions } from '../program/options.ts';
import { uninterrupted } from '../terminal/interrupt.ts';
import { type Io, type Printed, print } from '../terminal/io.ts';
import { pathIn } from '../terminal/working-folder.ts';
import { refuseInputs } from './results.ts';

/**
 * Hands a report over, whole or in pieces: to the file of `-o`, or to standard output.
 *
 * @param inputs the names of what was read, and is not to be overwritten
 */
export async function deliverText(
  text: string | Iterable<string>,
  options: CommonOptions,
  io: Io,
  inputs: readonly string[] = [],
): Promise<void> {
  const { output } = options;
  if (output === undefined || output === '-') {
    await print(io, text, kindOf(options));
    return;
  }
  const path = pathIn(io, output);
  refuseInputs([path], inputs, io);
  const { stopped } = await uninterrupted(() => writeAll([{ path, content: text }]));
  if (stopped !== undefined) throw stopped;
}

function kindOf({ json, format }: CommonOptions): Printed {
  if (json === true || format === 'json') return 'json';
  return format === undefined ? 'lines' : 'raw';
}

/** A report for programs. */
export function jsonText(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

/**
 * The same in pieces, where a list in it may be longer than one string can hold: letter for letter what `jsonText` gives.
 *
 * @param value whose lists may be made item by item
 */
export function* jsonPieces(value: Readonly<Record<string, unknown>>): Iterable<string> {
  let before = '{';
  for (const [key, each] of Object.entries(value)) {
    if (each === undefined) continue;
    const start = `${before}\n  ${JSON.stringify(key)}: `;
    before = ',';
    if (!isList(each)) {
      yield start + indented(each, '  ');
      continue;
    }
    let open = `${start}[`;
    let isEmpty = true;
    for (const item of each) {
      yield `${open}\n    ${indented(item, '    ')}`;
      open = ',';
      isEmpty = false;
    }
    yield isEmpty ? `${open}]` : '\n  ]';
  }
  yield before === '{' ? '{}\n' : '\n}\n';
}

function isList(value: unknown): value is Iterable<unknown> {
  return typeof value === 'object' && value !== null && Symbol.iterator in value;
}

function indented(value: unknown, indent: string): string {
  return (JSON.stringify(value, null, 2) ?? 'null').replaceAll('\n', `\n${indent}`);
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
