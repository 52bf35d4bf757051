import {
  closeSync,
  copyFileSync,
  fchmodSync,
  fsyncSync,
  linkSync,
  openSync,
  readlinkSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { InputError } from '../base/errors.ts';
import { inPieces } from '../base/utf8.ts';
import { blame } from './blame.ts';
import { JOURNAL_FORMAT, type Journal, type Namer, namer, putRight, quietly } from './left-behind.ts';
import { makeFolders } from './make-folders.ts';

export interface FileToWrite {
  readonly path: string;
  /** a text, or its pieces, which together may be longer than a string can be */
  readonly content: string | Iterable<string>;
  /** the mode of a new file, instead of the mode in the options */
  readonly mode?: number;
}

export interface WriteOptions {
  /**
   * For one of many writes into the same folder. It does not wait until the file is on the disk (that only matters if
   * the power fails, not if the program is killed), and it does not look for what a killed program left in the folder.
   */
  readonly often?: boolean;
  /** The mode of new files: 0o600 for files that only the user may read. An existing file keeps its mode. */
  readonly mode?: number;
}

/**
 * Writes all of the files or none. Each file is made beside its place under another name and then renamed, so that
 * nobody ever reads half a file. If one cannot be put in its place, those before it are taken back. Missing folders are
 * made. If the program is killed in between, the next one that writes there finishes the work or deletes what is left.
 * It is synchronous, so that nothing else of the program runs in between, not even its signal handlers.
 *
 * @throws InputError naming the file, if one cannot be written
 */
export function writeAll(files: readonly FileToWrite[], options: WriteOptions = {}): void {
  writeNamed(
    files.map((file) => ({ ...file, shown: file.path })),
    undefined,
    options,
  );
}

/**
 * Like `writeAll`, for the files of one folder. A folder that does not exist yet appears whole or not at all, whatever
 * happens to the program.
 *
 * @param files with paths below the folder
 */
export function writeFolder(folder: string, files: readonly FileToWrite[], options: WriteOptions = {}): void {
  const inside = (root: string): NamedFile[] =>
    files.map((file) => ({ ...file, path: join(root, file.path), shown: join(folder, file.path) }));
  const target = blame(folder, () => targetOf(folder), CANNOT);
  if (statSync(target, { throwIfNoEntry: false }) !== undefined) {
    writeNamed(inside(target), target, options);
    return;
  }
  const parent = dirname(target);
  putRight([parent]);
  const made = join(parent, namer()('tmp'));
  let topmost: string | undefined;
  try {
    topmost = blame(folder, () => makeFolders(made), CANNOT);
    for (const { path, shown, ...file } of inside(made)) {
      blame(shown, () => makeFolders(dirname(path)), CANNOT);
      blame(shown, () => create(path, file, options), CANNOT);
    }
    blame(folder, () => renameSync(made, target), CANNOT);
  } catch (error) {
    quietly(() => rmSync(topmost ?? made, { recursive: true, force: true }));
    throw error;
  }
}

const CANNOT = 'this cannot be written: ';

/** A file with its name in errors. */
interface NamedFile extends FileToWrite {
  readonly shown: string;
}

/** A file that is ready beside its place. */
interface Staged {
  readonly shown: string;
  readonly target: string;
  readonly made: string;
  /** what was there before, under another name */
  readonly before?: string;
}

/** Steps that undo what was done; they run from the last to the first. */
type Undo = (() => void)[];

/** Writes files. @param folder where the journal of a group goes; beside the first file unless given */
function writeNamed(files: readonly NamedFile[], folder: string | undefined, options: WriteOptions): void {
  const aimed = files.map((file) => ({
    ...file,
    target: blame(file.shown, () => targetOf(file.path), CANNOT),
  }));
  const folders = aimed.map(({ target }) => dirname(target));
  if (options.often !== true) putRight(new Set(folder === undefined ? folders : [folder, ...folders]));
  const name = namer();
  const undo: Undo = [];
  try {
    // A pipe or a device, such as /dev/stdout, cannot be replaced.
    const [devices, plain] = partition(aimed, ({ shown, target }) =>
      blame(shown, () => isDevice(target, shown), CANNOT),
    );
    const staged = plain.map((file) => blame(file.shown, () => stage(file, options, name, undo), CANNOT));
    // What went into them cannot be taken back, so they come first: if one fails, no other file is in its place yet.
    for (const { target, shown, content } of devices) {
      blame(shown, () => writeDevice(target, content), CANNOT);
    }
    const [only, ...others] = staged;
    if (only === undefined) return;
    // A single renaming is all or nothing by itself.
    if (others.length === 0) blame(only.shown, () => renameSync(only.made, only.target), CANNOT);
    else putInPlace(staged, folder ?? dirname(only.target), name, undo);
  } catch (error) {
    for (const step of undo.reverse()) quietly(step);
    throw error;
  }
}

function partition<T>(items: readonly T[], isFirst: (item: T) => boolean): [T[], T[]] {
  const parts: [T[], T[]] = [[], []];
  for (const item of items) parts[isFirst(item) ? 0 : 1].push(item);
  return parts;
}

/** Whether a target is a pipe or a device. @throws InputError for a folder */
function isDevice(target: string, shown: string): boolean {
  const there = statSync(target, { throwIfNoEntry: false });
  if (there?.isDirectory() !== true) return there?.isFile() === false;
  throw new InputError('this is a folder, and a file is to be written', {
    file: shown,
    hint: 'Name a file in it.',
  });
}

function stage(
  { target, shown, ...file }: NamedFile & { readonly target: string },
  options: WriteOptions,
  name: Namer,
  undo: Undo,
): Staged {
  const topmost = makeFolders(dirname(target));
  if (topmost !== undefined) undo.push(() => rmSync(topmost, { recursive: true, force: true }));
  const made = join(dirname(target), name('tmp'));
  undo.push(() => rmSync(made, { force: true }));
  create(made, file, options, statSync(target, { throwIfNoEntry: false })?.mode);
  return { shown, target, made };
}

/** Makes a file. @param before the mode of the file that it replaces, which it keeps whatever the umask is */
function create(
  path: string,
  { content, mode }: Pick<FileToWrite, 'content' | 'mode'>,
  options: WriteOptions,
  before?: number,
): void {
  const file = openSync(path, 'wx', before ?? mode ?? options.mode ?? 0o666);
  try {
    if (before !== undefined) fchmodSync(file, before);
    writeWhole(file, content);
    if (options.often !== true) fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** Writes into a pipe or a device. */
function writeDevice(target: string, content: string | Iterable<string>): void {
  const file = openSync(target, 'w');
  try {
    writeWhole(file, content);
  } finally {
    closeSync(file);
  }
}

/** Writes everything, since one call may write only a part. */
function writeWhole(file: number, content: string | Iterable<string>): void {
  for (const piece of typeof content === 'string' ? inPieces(content) : content) {
    const bytes = Buffer.from(piece, 'utf8');
    for (let done = 0; done < bytes.length; ) done += writeSync(file, bytes, done);
  }
}

/** Puts a group of files in their places; if that fails, the old ones are put back. */
function putInPlace(staged: readonly Staged[], folder: string, name: Namer, undo: Undo): void {
  const group = staged.map((file) => {
    const before = blame(file.shown, () => keep(file.target, name), CANNOT);
    if (before === undefined) return file;
    undo.push(() => rmSync(before, { force: true }));
    return { ...file, before };
  });
  const journal = join(folder, name('journal'));
  try {
    blame(folder, () => writeJournal(journal, 'finish', group, name), CANNOT);
    for (const { shown, made, target } of group) blame(shown, () => renameSync(made, target), CANNOT);
  } catch (error) {
    quietly(() => writeJournal(journal, 'undo', group, name));
    for (const file of group) quietly(() => putBack(file));
    quietly(() => rmSync(journal, { force: true }));
    throw error;
  }
  quietly(() => rmSync(journal, { force: true }));
  for (const { before } of group) if (before !== undefined) quietly(() => rmSync(before, { force: true }));
}

/** Gives the old file a second name, so that it can be put back. */
function keep(target: string, name: Namer): string | undefined {
  if (statSync(target, { throwIfNoEntry: false }) === undefined) return undefined;
  const before = join(dirname(target), name('old'));
  try {
    linkSync(target, before);
  } catch {
    // Not every file system can give a file two names.
    copyFileSync(target, before);
  }
  return before;
}

function putBack({ target, made, before }: Staged): void {
  if (before !== undefined) renameSync(before, target);
  else if (statSync(made, { throwIfNoEntry: false }) === undefined) rmSync(target, { force: true });
}

function writeJournal(path: string, task: Journal['task'], group: readonly Staged[], name: Namer): void {
  const folder = dirname(path);
  const files = group.map(({ target, made, before }) => ({
    target: relative(folder, target),
    made: relative(folder, made),
    ...(before === undefined ? {} : { before: relative(folder, before) }),
  }));
  const journal: Journal = { format: JOURNAL_FORMAT, task, files };
  const ready = join(folder, name('tmp'));
  try {
    create(ready, { content: JSON.stringify(journal) }, {});
    renameSync(ready, path);
  } finally {
    quietly(() => rmSync(ready, { force: true }));
  }
}

/** The system gives up a chain of links that is longer. */
const MOST_LINKS = 40;

/** Where a path leads. A symbolic link stays, and its target is written, whether it exists or not. */
function targetOf(path: string): string {
  let target = resolve(path);
  for (let i = 0; i < MOST_LINKS; i++) {
    const link = linkAt(target);
    if (link === undefined) return whole(target);
    target = resolve(whole(dirname(target)), link);
  }
  throw new InputError(`${CANNOT}its symbolic links lead in a circle`, {
    file: path,
    hint: 'Name the file itself.',
  });
}

function linkAt(path: string): string | undefined {
  try {
    return readlinkSync(path);
  } catch {
    return undefined;
  }
}

/** A path with the links of its folders followed, as far as it exists. */
function whole(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return dirname(path) === path ? path : join(whole(dirname(path)), basename(path));
  }
}
