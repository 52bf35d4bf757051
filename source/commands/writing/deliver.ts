import { InputError } from '../../base/errors.ts';
import { writeAll } from '../../store/write-all.ts';
import type { CommonOptions } from '../program/options.ts';
import { uninterrupted } from '../terminal/interrupt.ts';
import { type Io, type Printed, print } from '../terminal/io.ts';
import { pathIn } from '../terminal/working-folder.ts';
import { refuseInputs } from './results.ts';

/**
 * Delivers a report, whole or in pieces, to the file of `-o` or to standard output.
 *
 * @param inputs the names of the inputs, which must not be overwritten
 */
export async function deliverText(
  text: string | Iterable<string>,
  options: CommonOptions,
  io: Io,
  inputs: readonly string[] = [],
): Promise<void> {
  const { output } = options;
  const content = typeof text === 'string' ? text : gathered(text);
  if (output === undefined || output === '-') {
    await print(io, content, kindOf(options));
    return;
  }
  const path = pathIn(io, output);
  refuseInputs([path], inputs, io);
  const { stopped } = await uninterrupted(() => writeAll([{ path, content }]));
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
 * The same text as that of `jsonText`, in pieces, since a report, or even one policy in it, may be longer than a string
 * can be.
 *
 * @param value its lists, or iterators instead of lists, are written item by item
 */
export function* jsonPieces(value: Readonly<Record<string, unknown>>): Iterable<string> {
  const lists = Object.entries(value).map(([key, each]) => [key, Array.isArray(each) ? each.values() : each]);
  yield* piecesOf(Object.fromEntries(lists), '');
  yield '\n';
}

function* piecesOf(value: unknown, indent: string): Iterable<string> {
  const inner = `${indent}  `;
  if (value instanceof Iterator) {
    let before = '[';
    for (const item of value) {
      yield `${before}\n${inner}`;
      yield* piecesOf(item ?? null, inner);
      before = ',';
    }
    yield before === '[' ? '[]' : `\n${indent}]`;
  } else if (holdsIterator(value)) {
    let before = '{';
    for (const [key, each] of Object.entries(value)) {
      if (each === undefined) continue;
      yield `${before}\n${inner}${JSON.stringify(key)}: `;
      yield* piecesOf(each, inner);
      before = ',';
    }
    yield `\n${indent}}`;
  } else yield JSON.stringify(value, null, 2).replaceAll('\n', `\n${indent}`);
}

function holdsIterator(value: unknown): value is object {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    Object.values(value).some((each) => each instanceof Iterator || holdsIterator(each))
  );
}

const LEAST_WRITTEN = 2 ** 16;

/** Joins pieces into fewer, larger ones, since each is written by itself. */
function* gathered(pieces: Iterable<string>): Iterable<string> {
  let text = '';
  for (const piece of pieces) {
    text += piece;
    if (text.length < LEAST_WRITTEN) continue;
    yield text;
    text = '';
  }
  yield text;
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
