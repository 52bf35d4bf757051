import { readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { join, relative, resolve, sep } from 'node:path';
import type { Readable } from 'node:stream';
import type { InputFile } from '../../account/facts.ts';
import { InputError } from '../../base/errors.ts';
import { decodeUtf8 } from '../../base/utf8.ts';
import { systemFault } from '../../store/system-error.ts';
import type { Io } from '../terminal/io.ts';
import type { OnStep } from '../terminal/progress.ts';

/**
 * Reads what the command line names: files, the `.json` files in folders and below them, `-` for standard input. A
 * file that is met twice is read once.
 *
 * @throws InputError naming the file: it cannot be read, is no UTF-8, or is a folder without JSON
 */
export async function readFiles(
  names: readonly string[],
  io: Io,
  onFile: OnStep = () => undefined,
): Promise<InputFile[]> {
  if (names.length === 0) {
    throw new InputError('no input was given', {
      hint: 'Name the policies and the findings: files, folders, or - for standard input.',
    });
  }
  const read = new Map<string, InputFile>();
  // What is named comes before what is found, so that a file that is both counts as named.
  const found: { readonly name: string; readonly key: string }[] = [];
  for (const name of names) {
    if (name === '-') {
      if (!read.has('-')) read.set('-', { name, text: await readStdin(io) });
      continue;
    }
    const path = resolve(io.cwd, name);
    if (isFolder(path, name)) {
      for (const file of jsonFilesIn(path, name))
        found.push({ name: join(name, relative(path, file)), key: keyOf(file) });
      continue;
    }
    const key = keyOf(path);
    if (!read.has(key)) read.set(key, { name, text: readText(path, name) });
  }
  for (const [i, { name, key }] of found.entries()) {
    onFile(i, found.length);
    if (!read.has(key)) read.set(key, { name, text: readText(resolve(io.cwd, name), name), found: true });
  }
  return [...read.values()];
}

/** Reads one file, or standard input for `-`. Throws as `readFiles`. */
export async function readOneFile(name: string, io: Io): Promise<InputFile> {
  if (name === '-') return { name, text: await readStdin(io) };
  return { name, text: readText(resolve(io.cwd, name), name) };
}

function readText(path: string, name: string): string {
  return decodeUtf8(
    blame(name, () => readFileSync(path)),
    name,
  );
}

async function readStdin({ stdin }: Io): Promise<string> {
  if (stdin.isTTY === true) {
    throw new InputError('standard input is the terminal', { file: '-', hint: 'Pipe a file into coppice.' });
  }
  return decodeUtf8(await readAll(stdin), '-');
}

async function readAll(stream: Readable): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks);
}

function isFolder(path: string, name: string): boolean {
  return blame(name, () => statSync(path)).isDirectory();
}

/** What tells a file from another. A pipe such as /dev/fd/63 has no path of its own. */
function keyOf(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}

function jsonFilesIn(folder: string, name: string): string[] {
  const entries = blame(name, () => readdirSync(folder, { recursive: true, withFileTypes: true }));
  const files = entries
    .filter((entry) => !entry.isDirectory() && /\.json$/i.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => !isHidden(relative(folder, file)))
    .sort();
  if (files.length > 0) return files;
  throw new InputError('there is no .json file in this folder', {
    file: name,
    hint: 'Name the folder that holds the policies and findings.',
  });
}

/** `.git`, `.terraform` and the like hold other people's JSON. */
function isHidden(path: string): boolean {
  return path.split(sep).some((part) => part.startsWith('.') || part === 'node_modules');
}

/** Turns what the file system answers into an error about the file. */
function blame<T>(name: string, step: () => T): T {
  try {
    return step();
  } catch (error) {
    const fault = systemFault(error);
    if (fault === undefined) throw error;
    throw new InputError(fault.says, { file: name, hint: fault.hint });
  }
}
