/**
 * Clears up what a program left behind that was killed while it wrote. Files whose names begin with `.coppice-` and the
 * number of a process are on their way: `.tmp` is a new file, `.old` is what was there before. Once all files of a group
 * exist under such names, a journal says where they belong. From then on, the next run finishes the group. Without a
 * journal, nothing of a group is in place yet, and its files are deleted.
 */
import { lstatSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { basename, dirname, join, resolve, sep } from 'node:path';
import { isObject, parseJson } from '../base/json.ts';

/** The mark by which a journal is recognised. */
export const JOURNAL_FORMAT = 'coppice-journal/1';

/** What is to be done about an unfinished group of files. Paths are relative to the journal's folder. */
export interface Journal {
  readonly format: typeof JOURNAL_FORMAT;
  /**
   * `finish`: put the new files in their places. `undo`: put the old ones back, since a new one could not be placed.
   */
  readonly task: 'finish' | 'undo';
  readonly files: readonly JournalFile[];
}

interface JournalFile {
  /** the new file's place */
  readonly target: string;
  /** the new file until it is in its place */
  readonly made: string;
  /** what was there before; absent if nothing was */
  readonly before?: string;
}

const NAME = /^\.coppice-(\d+)-\d+\.(tmp|old|journal)$/;

/** Makes the names of files on their way. */
export type Namer = (kind: 'tmp' | 'old' | 'journal') => string;

/** Names for one group of files: no two are alike. */
export function namer(): Namer {
  let count = 0;
  return (kind) => `.coppice-${process.pid}-${count++}.${kind}`;
}

/**
 * Finishes or undoes the groups that ended programs left in these folders, and deletes what else they left. Groups that
 * cannot be put right are left as they are, and the program goes on.
 */
export function putRight(folders: Iterable<string>): void {
  const left = [...folders].flatMap(leftIn);
  for (const { path } of left.filter(({ kind }) => kind === 'journal')) {
    quietly(() => carryOut(path));
    quietly(() => rmSync(path, { force: true }));
  }
  for (const { path } of left.filter(({ kind }) => kind !== 'journal')) {
    quietly(() => rmSync(path, { recursive: true, force: true }));
  }
}

interface Left {
  readonly path: string;
  readonly kind: string;
}

/** The files in a folder that ended programs left there. */
function leftIn(folder: string): Left[] {
  let names: string[] = [];
  quietly(() => {
    names = readdirSync(folder);
  });
  return names.flatMap((name) => {
    const [, pid, kind = ''] = NAME.exec(name) ?? [];
    return pid === undefined || isRunning(Number(pid)) ? [] : [{ path: join(folder, name), kind }];
  });
}

/**
 * Whether another process of that number is running. For the own number the answer is no: a process writes its files
 * without a pause, so older files are from an earlier process with the same number, as happens in containers.
 */
export function isRunning(pid: number): boolean {
  // To ask for 0 or less is to ask for whole groups of processes.
  if (pid === process.pid || !(pid > 0)) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // A process of another user is running, too.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

function carryOut(path: string): void {
  const journal = parseJournal(readFileSync(path, 'utf8'));
  const folder = dirname(path);
  for (const { target, made, before } of journal?.files ?? []) {
    const place = resolve(folder, target);
    // Even a journal that somebody else wrote moves only files on their way, and removes nothing elsewhere.
    if (!isOnItsWay(resolve(folder, made), place)) continue;
    if (before !== undefined && !isOnItsWay(resolve(folder, before), place)) continue;
    if (journal?.task === 'finish') move(resolve(folder, made), place);
    else if (before !== undefined) move(resolve(folder, before), place);
    else if (place.startsWith(folder + sep) && !isThere(resolve(folder, made)))
      rmSync(place, { force: true });
  }
}

function isOnItsWay(path: string, target: string): boolean {
  return dirname(path) === dirname(target) && NAME.test(basename(path));
}

/** Moves a file. One that no longer has its first name is in its place already. */
function move(from: string, to: string): void {
  if (isThere(from)) renameSync(from, to);
}

function isThere(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isFile() === true;
}

function parseJournal(text: string): Journal | undefined {
  const { value } = parseJson(text, '');
  if (!isObject(value) || value['format'] !== JOURNAL_FORMAT || !Array.isArray(value['files']))
    return undefined;
  const { task } = value;
  if (task !== 'finish' && task !== 'undo') return undefined;
  const files = value['files'].flatMap((each): JournalFile[] => {
    if (!isObject(each)) return [];
    const { target, made, before } = each;
    if (typeof target !== 'string' || typeof made !== 'string') return [];
    return [{ target, made, ...(typeof before === 'string' ? { before } : {}) }];
  });
  return { format: JOURNAL_FORMAT, task, files };
}

/** Tries a step and ignores its failure. */
export function quietly(step: () => void): void {
  try {
    step();
  } catch {
    // A failed clean-up must not hide the error that led here, or stop the rest.
  }
}
