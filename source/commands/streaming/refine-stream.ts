import { statSync } from 'node:fs';
import { InputError } from '../../base/errors.ts';
import { blame } from '../../store/blame.ts';
import { streamNamed } from '../../store/read-file.ts';
import type { CommonOptions } from '../program/options.ts';
import { chooseCatalog } from '../reading/catalogs.ts';
import { splitLines } from '../reading/lines.ts';
import type { WithCalls } from '../reading/load.ts';
import { type Io, print } from '../terminal/io.ts';
import { pathIn } from '../terminal/working-folder.ts';
import { voiceOf } from '../writing/report.ts';
import { createAnswerer } from './stream-answer.ts';

/**
 * `refine --stream`: answers each line with one line, in the same order. A bad line costs only that line, and memory does
 * not grow with the number of lines.
 *
 * @param args the file with the requests; standard input unless given
 */
export async function refineStream(
  args: readonly string[],
  options: CommonOptions & WithCalls,
  io: Io,
): Promise<number> {
  const input = openInput(args, io);
  refuseOptions(options);
  const { catalog, warnings } = chooseCatalog(options.catalog, io);
  voiceOf(io, options).warnings(warnings);
  const answer = createAnswerer(catalog, options.generalize ?? 'shortest');
  for await (const lines of splitLines(input, args[0] ?? '-')) {
    if (!(await print(io, lines.map((line) => `${answer(line)}\n`).join(''), 'json'))) return 0;
  }
  return 0;
}

function openInput(args: readonly string[], io: Io): AsyncIterable<Uint8Array | string> {
  const [name = '-', ...others] = args;
  if (others.length > 0) {
    throw new InputError('--stream reads one file', { hint: 'Join them: cat A B | coppice refine --stream' });
  }
  if (name !== '-') return openNamed(name, io);
  if (io.stdin.isTTY !== true) return io.stdin;
  throw new InputError('standard input is the terminal', {
    file: '-',
    hint: 'Pipe requests into it: coppice refine --stream <requests.jsonl',
  });
}

function openNamed(name: string, io: Io): AsyncIterable<Uint8Array> {
  const path = pathIn(io, name);
  if (blame(name, () => statSync(path)).isDirectory()) {
    throw new InputError('this is a folder, and a file is needed', {
      file: name,
      hint: 'Name a file with one JSON object a line.',
    });
  }
  return streamNamed(path, name);
}

/** Refuses options that would have no effect: answers go to standard output, as they come. */
function refuseOptions({ output, format, json, calls }: CommonOptions & WithCalls): void {
  const given = [
    ...(output === undefined || output === '-' ? [] : ['-o']),
    ...(format === undefined || format === 'json' ? [] : ['--format']),
    ...(json === true ? ['--json'] : []),
    ...(calls === undefined ? [] : ['--calls']),
  ];
  if (given.length > 0) {
    throw new InputError(`--stream does not go with ${given.join(' and ')}`, {
      hint: 'It writes one JSON object a line to standard output.',
    });
  }
}
