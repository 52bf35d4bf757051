import { existsSync, readdirSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { sha256 } from '../base/digest.ts';
import { InputError } from '../base/errors.ts';
import { blame } from './blame.ts';
import { userFolders } from './folders.ts';
import { putRight, quietly } from './left-behind.ts';
import { makeFolders } from './make-folders.ts';
import { readOwn } from './read-file.ts';
import { parseSession, type SavedSession, type SessionFile, sessionPrinter } from './session-file.ts';
import { type SessionHolder, sessionLock } from './session-lock.ts';
import { writeAll } from './write-all.ts';

/** The session found for some inputs. */
interface FoundSession {
  readonly session: SavedSession;
  /** whether the inputs are byte for byte those of the session */
  readonly isSame: boolean;
}

/** The result of saving. */
type SaveAnswer =
  | { readonly kind: 'saved' }
  /** Somebody else has taken the session over; nothing was written. */
  | { readonly kind: 'lost'; readonly holder: SessionHolder }
  /** The session is no longer what we last saved or read; nothing was written. */
  | { readonly kind: 'changed'; readonly session: SavedSession };

/** The session of some inputs while their review is open. */
export interface OpenSession {
  /** Who else had it open when it was opened or last taken over. */
  readonly elsewhere: SessionHolder | undefined;
  /** Saves it, unless somebody else has taken it or it has changed. @throws InputError if it cannot be saved */
  save(session: SavedSession): SaveAnswer;
  /** Takes it over, and reads what is saved in it. @throws InputError if that cannot be done */
  takeOver(): SavedSession | undefined;
  /** Who has taken it from us, if somebody has. */
  takenBy(): SessionHolder | undefined;
  /** For somebody who looks on: what is saved now, if that has changed since it was last read. */
  news(): SavedSession | undefined;
  /** For somebody who looks on: takes it if the program that had it has ended. @returns whether it is ours now */
  takeIfLeft(): boolean;
  /** Whether what was last saved or read is still there. */
  isThere(): boolean;
  /** Closes it and gives back the lock. */
  close(): void;
}

export interface Sessions {
  /** The session of these inputs, or else the newest session of the same paths with other contents. */
  find(files: readonly SessionFile[]): FoundSession | undefined;
  /** The most recently saved session. */
  latest(): SavedSession | undefined;
  /** Opens the session of these inputs, whether it exists yet or not; `find` must have read what is saved. */
  open(files: readonly SessionFile[], we: SessionHolder, pid?: number): OpenSession;
  /** Renames the session of these inputs, to make place for a new one. It stays until the next one is put aside. */
  setAside(files: readonly SessionFile[]): void;
  /** What went wrong with stored sessions, in sentences. */
  readonly notes: readonly string[];
}

/**
 * The sessions in a folder: one file each, named after the paths and the contents of the inputs, so that a session is
 * found by either without opening any file.
 */
export function openSessions(folder = userFolders().sessions): Sessions {
  if (folder === undefined) return noSessions();
  const notes: string[] = [];
  putRight([folder]);
  const newest = (names: readonly string[]): SavedSession | undefined => {
    for (const name of byAge(folder, names)) {
      const session = readSession(join(folder, name), notes);
      if (session !== undefined) return session;
    }
    return undefined;
  };
  return {
    notes,
    find(files) {
      const names = sessionNames(folder);
      const contents = endOf(files);
      const same = newest(names.filter((name) => name.endsWith(contents)));
      if (same !== undefined) return { session: same, isSame: true };
      const earlier = earlierVersion(folder, files);
      if (earlier !== undefined) {
        notes.push(
          `a review of these inputs was begun with an earlier version of coppice; it stays in ${earlier}, and a new one begins`,
        );
      }
      const paths = `${pathKey(files)}.`;
      const changed = newest(names.filter((name) => name.startsWith(paths) && !name.endsWith(contents)));
      return changed === undefined ? undefined : { session: changed, isSame: false };
    },
    latest: () => newest(sessionNames(folder)),
    open: (files, we, pid) => openSession(folder, files, we, notes, pid),
    setAside(files) {
      const contents = endOf(files);
      for (const name of sessionNames(folder).filter((each) => each.endsWith(contents))) {
        const path = join(folder, name);
        blame(path, () => renameSync(path, `${path}.previous`), 'this cannot be put aside: ');
      }
    },
  };
}

function openSession(
  folder: string,
  files: readonly SessionFile[],
  we: SessionHolder,
  notes: string[],
  pid: number | undefined,
): OpenSession {
  const path = join(folder, pathKey(files) + endOf(files));
  // The same contents at another path are the same session.
  const [found] = byAge(
    folder,
    sessionNames(folder).filter((name) => name.endsWith(endOf(files))),
  );
  const lock = sessionLock(join(folder, `${contentKey(files)}.lock`), we, pid);
  const print = sessionPrinter();
  let elsewhere: SessionHolder | undefined;
  const acquire = (): void => {
    quietly(() => {
      makeFolders(folder, 0o700);
      elsewhere = lock.acquire();
    });
  };
  acquire();
  if (elsewhere === undefined && found !== undefined) quietly(() => renameSync(join(folder, found), path));
  const place = elsewhere === undefined || found === undefined ? path : join(folder, found);
  let known = identityOf(place);
  /** What is saved now, if it is not what we last saved or read. */
  const changed = (): SavedSession | undefined => {
    const now = identityOf(place);
    if (now === undefined || now === known) return undefined;
    known = now;
    return readSession(place, notes);
  };
  return {
    get elsewhere() {
      return elsewhere;
    },
    save(session) {
      const holder = lock.holder();
      if (holder !== undefined) return { kind: 'lost', holder };
      const theirs = changed();
      if (theirs !== undefined) return { kind: 'changed', session: theirs };
      blame(place, () => makeFolders(folder, 0o700), CANNOT);
      // If the lock was deleted from outside, the session is still ours.
      if (!lock.isOurs()) acquire();
      // Waiting for the disk would be felt at every key, and a killed program loses nothing without it.
      writeAll([{ path: place, content: print(session) }], { often: true, mode: 0o600 });
      known = identityOf(place);
      return { kind: 'saved' };
    },
    takeOver() {
      lock.takeOver();
      elsewhere = undefined;
      known = identityOf(place);
      return existsSync(place) ? readSession(place, notes) : undefined;
    },
    takenBy: () => lock.holder(),
    news: changed,
    takeIfLeft() {
      if (elsewhere === undefined) return false;
      acquire();
      return elsewhere === undefined;
    },
    isThere: () => known !== undefined && identityOf(place) === known,
    close: () => lock.release(),
  };
}

const CANNOT = 'the session cannot be saved: ';

/** The sessions without a home folder: nothing is found, and nothing can be saved. */
function noSessions(): Sessions {
  const refuse = (): never => {
    throw new InputError('the session cannot be saved: there is no home folder', {
      hint: 'Set HOME or XDG_CONFIG_HOME.',
    });
  };
  return {
    notes: [],
    find: () => undefined,
    latest: () => undefined,
    setAside: () => undefined,
    open: () => ({
      elsewhere: undefined,
      save: refuse,
      takeOver: refuse,
      takenBy: () => undefined,
      news: () => undefined,
      takeIfLeft: () => false,
      isThere: () => false,
      close: () => undefined,
    }),
  };
}

function contentKey(files: readonly SessionFile[]): string {
  const digests = files.map((file) => file.sha256).sort();
  return sha256(digests.join('\n')).slice(0, 40);
}

function pathKey(files: readonly SessionFile[]): string {
  const paths = files.map(({ path }) => path).sort();
  return sha256(paths.join('\n')).slice(0, 16);
}

/** The end of the file names of sessions of these contents. */
function endOf(files: readonly SessionFile[]): string {
  return `.${contentKey(files)}.review.json`;
}

const NAME = /^[0-9a-f]{16}\.[0-9a-f]{40}\.review\.json$/;

function sessionNames(folder: string): string[] {
  return namesIn(folder).filter((name) => NAME.test(name));
}

/** The file of a session that an earlier version saved for the same contents. */
function earlierVersion(folder: string, files: readonly SessionFile[]): string | undefined {
  const end = `.${contentKey(files)}.json`;
  const name = namesIn(folder).find((each) => each.endsWith(end));
  return name === undefined ? undefined : join(folder, name);
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** Sorts files by age, the newest first. */
function byAge(folder: string, names: readonly string[]): string[] {
  const age = (name: string): number => {
    try {
      return statSync(join(folder, name)).mtimeMs;
    } catch {
      return 0;
    }
  };
  const ages = new Map(names.map((name) => [name, age(name)]));
  return [...names].sort((a, b) => (ages.get(b) ?? 0) - (ages.get(a) ?? 0));
}

/** A text that differs for every version of a file, since every write makes a new file. */
function identityOf(path: string): string | undefined {
  try {
    const { ino, mtimeNs, size } = statSync(path, { bigint: true });
    return `${ino} ${mtimeNs} ${size}`;
  } catch {
    return undefined;
  }
}

/** Reads a session. A file that cannot be read is renamed, so that its place is free and nothing is lost. */
function readSession(path: string, notes: string[]): SavedSession | undefined {
  try {
    return parseSession(readOwn(path), path);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    const aside = freeName(`${path}.damaged`);
    try {
      renameSync(path, aside);
      notes.push(`an earlier session cannot be read and was put aside as ${aside}: ${error.message}`);
    } catch {
      notes.push(`the session in ${path} cannot be read: ${error.message}`);
    }
    return undefined;
  }
}

/** A name that no file has yet. */
function freeName(name: string): string {
  let free = name;
  for (let i = 2; identityOf(free) !== undefined; i++) free = `${name}-${i}`;
  return free;
}
