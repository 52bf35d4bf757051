/**
 * What a program that was killed while it wrote leaves behind, and how the next one puts it right. Names that begin
 * with `.coppice-` and the number of the process are files on their way: `.tmp` is to be put in its place, `.old` is
 * what was there before. Once all files of a group are there under such names, a journal says where they belong. From
 * then on the group is as good as written: whoever comes next finishes it. Without a journal nothing of a group is in
 * place yet, and what lies about is swept.
 */
import { lstatSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { basename, dirname, join, resolve, sep } from 'node:path';
import { isObject, parseJson } from '../base/json.ts';

/** The mark by which a journal is recognised. */
export const JOURNAL_FORMAT = 'coppice-journal/1';

/** What has to be done about a group of files that is not whole. Paths are relative to the journal's folder. */
export interface Journal {
  readonly format: typeof JOURNAL_FORMAT;
  /** Put the new files in their places, or the old ones back, since one of the new ones could not be put there. */
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

/** Gives files on their way their names. */
export type Namer = (kind: 'tmp' | 'old' | 'journal') => string;

/** Names for one group of files: no two are alike. */
export function namer(): Namer {
  let count = 0;
  return (kind) => `.coppice-${process.pid}-${count++}.${kind}`;
}

/**
 * Finishes or undoes the groups that programs left in these folders which are gone, and sweeps what else they left.
 * What cannot be put right is left as it is: it is no reason to do nothing else.
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

/** What lies in a folder of programs that are gone. */
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
 * Whether another process of that number runs. One's own number says nothing: files are written without a pause, so
 * what is there before one begins is of an earlier process that had the same number, as in containers.
 */
export function isRunning(pid: number): boolean {
  if (pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Whose process it is makes no difference.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

function carryOut(path: string): void {
  const journal = parseJournal(readFileSync(path, 'utf8'));
  const folder = dirname(path);
  for (const { target, made, before } of journal?.files ?? []) {
    const place = resolve(folder, target);
    // A journal that others wrote moves nothing but files on their way, and takes nothing away elsewhere.
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

/** What is no longer under its first name is in its place already. */
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

/** Does what is worth a try and no more. */
export function quietly(step: () => void): void {
  try {
    step();
  } catch {
    // What cannot be tidied up is no reason to hide the error that led here, or to do nothing else.
  }
}
