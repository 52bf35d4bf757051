import { type Dirent, readdirSync, realpathSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { InputFile } from '../../account/facts.ts';
import { InputError } from '../../base/errors.ts';
import { blame } from '../../store/blame.ts';
import { readFound, readNamed, readStream } from '../../store/read-file.ts';
import type { Io } from '../terminal/io.ts';
import type { OnStep } from '../terminal/progress.ts';
import { pathIn } from '../terminal/working-folder.ts';
import { listed } from '../writing/report.ts';
import { ownAmong } from './own-files.ts';

/** What was read, and what a person should know about it. */
export interface ReadFiles {
  readonly files: readonly InputFile[];
  readonly notes: readonly string[];
}

/** The names of standard input. */
export const STANDARD_INPUT = ['-', '/dev/stdin'];

/**
 * Reads what the command line names: files, the `.json` files in folders and below them, `-` for standard input. A file
 * that is named twice is read once. In folders, only regular files are read, and none that coppice itself wrote.
 *
 * @throws InputError naming the file: it cannot be read, is too large, is not UTF-8, or is a folder without JSON
 */
export async function readFiles(
  names: readonly string[],
  io: Io,
  onFile: OnStep = () => undefined,
): Promise<ReadFiles> {
  if (names.length === 0) {
    throw new InputError('no input was given', {
      hint: 'Name the policies and the findings: files, folders, or - for standard input.',
    });
  }
  const read = new Map<string, InputFile>();
  // Named files come before found ones, so that a file that is both counts as named.
  const folders: (readonly Found[])[] = [];
  for (const name of names) {
    if (STANDARD_INPUT.includes(name)) {
      if (!read.has('-')) read.set('-', { name: '-', text: await readStdin(io) });
      continue;
    }
    const path = pathIn(io, name);
    if (isFolder(path, name)) {
      const files = jsonFilesIn(path, name);
      folders.push(files.map((file) => ({ name: join(name, relative(path, file)), key: fileKey(file) })));
      continue;
    }
    const key = fileKey(path);
    if (!read.has(key)) read.set(key, { name, text: readNamed(path, name) });
  }
  const odd: string[] = [];
  const own: string[] = [];
  const total = folders.reduce((sum, found) => sum + found.length, 0);
  let done = 0;
  for (const found of folders) {
    const here = new Map<string, InputFile>();
    for (const { name, key } of found) {
      onFile(done++, total);
      if (read.has(key) || here.has(key)) continue;
      const text = readFound(pathIn(io, name), name);
      if (text === undefined) odd.push(name);
      else here.set(key, { name, text, found: true });
    }
    const ours = ownAmong([...here.values()]);
    for (const [key, file] of here) {
      if (ours.has(file.name)) own.push(file.name);
      else read.set(key, file);
    }
  }
  return {
    files: [...read.values()],
    notes: [
      ...(odd.length === 0
        ? []
        : [`left out, since only regular files are read from folders: ${listed(odd)}`]),
      ...(own.length === 0 ? [] : [`left out, since coppice wrote them itself: ${listed(own)}`]),
    ],
  };
}

/** A file in a folder. */
interface Found {
  readonly name: string;
  /** unique for each file */
  readonly key: string;
}

/** Reads one file, or standard input for `-`. Throws as `readFiles`. */
export async function readOneFile(name: string, io: Io): Promise<InputFile> {
  if (STANDARD_INPUT.includes(name)) return { name: '-', text: await readStdin(io) };
  return { name, text: readNamed(pathIn(io, name), name) };
}

async function readStdin({ stdin }: Io): Promise<string> {
  if (stdin.isTTY === true) {
    throw new InputError('standard input is the terminal', { file: '-', hint: 'Pipe a file into coppice.' });
  }
  return readStream(stdin, '-');
}

export function isFolder(path: string, name: string): boolean {
  return blame(name, () => statSync(path)).isDirectory();
}

/** A key that is unique for each file. A pipe such as /dev/fd/63 has no path of its own. */
export function fileKey(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}

/** The files in a folder and below it whose names end with `.json`. @throws InputError if there are none */
function jsonFilesIn(folder: string, name: string): string[] {
  const files = filesIn(folder, name, (file) => /\.json$/i.test(file));
  if (files.length > 0) return files;
  throw new InputError('there is no .json file in this folder', {
    file: name,
    hint: 'Name the folder that holds the policies and findings.',
  });
}

/** The files in a folder and below it whose names are wanted, sorted. Links to folders are not followed. */
export function filesIn(folder: string, name: string, isWanted: (file: string) => boolean): string[] {
  const files: string[] = [];
  const folders = [folder];
  for (let at = folders.pop(); at !== undefined; at = folders.pop()) {
    const here = at;
    for (const entry of blame(join(name, relative(folder, here)), () => entriesOf(here))) {
      if (isHidden(entry.name)) continue;
      const path = join(here, entry.name);
      if (entry.isDirectory()) folders.push(path);
      else if (isWanted(entry.name) && !leadsToFolder(entry, path)) files.push(path);
    }
  }
  return files.sort();
}

function entriesOf(folder: string): Dirent[] {
  return readdirSync(folder, { withFileTypes: true });
}

function leadsToFolder(entry: Dirent, path: string): boolean {
  try {
    return entry.isSymbolicLink() && statSync(path).isDirectory();
  } catch {
    return false;
  }
}

/** Whether a folder is skipped: `.git`, `.terraform` and the like hold other programs' JSON. */
function isHidden(name: string): boolean {
  return name.startsWith('.') || name === 'node_modules';
}
