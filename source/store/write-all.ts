import {
  closeSync,
  copyFileSync,
  existsSync,
  fchmodSync,
  fsyncSync,
  mkdirSync,
  openSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { InputError } from '../base/errors.ts';
import { systemFault } from './system-error.ts';

export interface FileToWrite {
  readonly path: string;
  readonly content: string;
  /** of a new file, instead of that of the options */
  readonly mode?: number;
}

export interface WriteOptions {
  /** Wait until the disk has it; needed to survive a loss of power, not a killed program. Default: true. */
  readonly sync?: boolean;
  /** What only the user may read gets 0o600. Default: as any new file; a file that exists keeps its mode. */
  readonly mode?: number;
}

/**
 * Writes all of the files or none. Each is made beside its place under another name and then renamed, so that nobody
 * ever reads half of one; if one cannot be put in its place, those before it are taken back. Folders that are missing
 * are made. Synchronous, so that nothing else of the program comes in between.
 *
 * @throws InputError naming the file, if one cannot be written
 */
export function writeAll(files: readonly FileToWrite[], options: WriteOptions = {}): void {
  writeNamed(
    files.map((file) => ({ ...file, shown: file.path })),
    options,
  );
}

/**
 * As `writeAll`, for the files of one folder. A folder that does not exist yet appears whole, or not at all whatever
 * happens to the program.
 *
 * @param files with paths below the folder
 */
export function writeFolder(folder: string, files: readonly FileToWrite[], options: WriteOptions = {}): void {
  const inside = (root: string): NamedFile[] =>
    files.map((file) => ({ ...file, path: join(root, file.path), shown: join(folder, file.path) }));
  if (existsSync(folder)) {
    writeNamed(inside(folder), options);
    return;
  }
  const target = resolve(folder);
  const made = join(dirname(target), `.${basename(target)}.${process.pid}.tmp`);
  try {
    blame(folder, () => mkdirSync(made, { recursive: true }));
    writeNamed(inside(made), options);
    blame(folder, () => renameSync(made, target));
  } catch (error) {
    quietly(() => rmSync(made, { recursive: true, force: true }));
    throw error;
  }
}

/** A file with what to call it in errors. */
interface NamedFile extends FileToWrite {
  readonly shown: string;
}

function writeNamed(files: readonly NamedFile[], options: WriteOptions): void {
  const undo: (() => void)[] = [];
  const backups: string[] = [];
  try {
    const staged = files.map((file) => blame(file.shown, () => stage(file, options, undo)));
    for (const { shown, target, commit } of staged) {
      blame(shown, () => {
        // With one file the renaming is the last step, so there is nothing to go back to.
        if (files.length > 1) backups.push(...keepBackup(target, undo));
        commit();
      });
    }
  } catch (error) {
    for (const step of undo.reverse()) quietly(step);
    throw error;
  }
  for (const backup of backups) quietly(() => rmSync(backup, { force: true }));
}

interface Staged {
  readonly shown: string;
  readonly target: string;
  /** puts it in its place */
  readonly commit: () => void;
}

let count = 0;

function stage(
  { path, content, shown, mode }: NamedFile,
  options: WriteOptions,
  undo: (() => void)[],
): Staged {
  const target = targetOf(path);
  const before = statSync(target, { throwIfNoEntry: false });
  if (before?.isDirectory() === true) throw folderInTheWay(shown);
  // A pipe or a device, such as /dev/stdout, has nothing that could be replaced.
  if (before?.isFile() === false) return { shown, target, commit: () => writeFileSync(target, content) };
  const made = mkdirSync(dirname(target), { recursive: true });
  if (made !== undefined) undo.push(() => rmSync(made, { recursive: true, force: true }));
  const temporary = join(dirname(target), `.${basename(target)}.${process.pid}-${count++}.tmp`);
  const file = openSync(temporary, 'wx', before?.mode ?? mode ?? options.mode ?? 0o666);
  undo.push(() => rmSync(temporary, { force: true }));
  try {
    // What the file may be read and written by stays, whatever the umask is now.
    if (before !== undefined) fchmodSync(file, before.mode);
    writeWhole(file, content);
    if (options.sync !== false) fsyncSync(file);
  } finally {
    closeSync(file);
  }
  return { shown, target, commit: () => renameSync(temporary, target) };
}

/** One call need not write all of it. */
function writeWhole(file: number, content: string): void {
  const bytes = Buffer.from(content, 'utf8');
  for (let done = 0; done < bytes.length; ) done += writeSync(file, bytes, done);
}

function folderInTheWay(path: string): InputError {
  return new InputError('this is a folder, and a file is to be written', {
    file: path,
    hint: 'Name a file in it.',
  });
}

/** Where a path leads: through a symbolic link the file behind it is written, and the link stays. */
function targetOf(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return resolve(path);
  }
}

/** Makes the step that brings back what was there. Answers the backup, if there was anything to keep. */
function keepBackup(target: string, undo: (() => void)[]): string[] {
  const before = statSync(target, { throwIfNoEntry: false });
  if (before === undefined) {
    undo.push(() => rmSync(target, { force: true }));
    return [];
  }
  if (!before.isFile()) return [];
  const backup = join(dirname(target), `.${basename(target)}.${process.pid}-${count++}.old`);
  copyFileSync(target, backup);
  undo.push(() => renameSync(backup, target));
  return [backup];
}

/** Runs a step; what the file system answers becomes an error about the path as the person named it. */
function blame<T>(path: string, step: () => T): T {
  try {
    return step();
  } catch (error) {
    const fault = systemFault(error);
    if (fault === undefined) throw error;
    throw new InputError(`this cannot be written: ${fault.says}`, { file: path, hint: fault.hint });
  }
}

function quietly(step: () => void): void {
  try {
    step();
  } catch {
    // What cannot be tidied up is no reason to hide the error that led here.
  }
}
