import { existsSync, renameSync, statSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import type Conf from 'conf';
import { InputError } from '../base/errors.ts';
import { parseJson } from '../base/json.ts';
import { field, flag, type Located, locate, object, oneOf, text } from '../base/located.ts';
import { userFolders } from './folders.ts';
import { makeFolders } from './make-folders.ts';
import { noRegularFile, readOwn } from './read-file.ts';
import { systemFault } from './system-error.ts';

/** What a person wants to be so in every review. */
export interface Preferences {
  /** the name that decisions are recorded under; asked for before the first decision */
  readonly reviewer?: string;
  /** what the format menu stands on at first, one of the `--format` names */
  readonly format: string;
  /** as `--catalog` */
  readonly catalog?: string;
  readonly color: 'auto' | 'always' | 'never';
  readonly ascii: boolean;
  /** as `--mouse` */
  readonly mouse: boolean;
  /** `a` leaves the cursor where it is */
  readonly staysOnAccept: boolean;
}

export interface PreferenceStore {
  readonly preferences: Preferences;
  /** Keeps some of them for the next time; if that fails there is a note, and nothing else is the worse for it. */
  set(changes: Partial<Preferences>): void;
  /** Waits until all that was set is kept, or noted. */
  kept(): Promise<void>;
  /** the file that they are in, to be edited by hand, too; undefined where there is no home folder */
  readonly path: string | undefined;
  readonly notes: readonly string[];
}

type Stored = Partial<Preferences>;

const COLORS: readonly Preferences['color'][] = ['auto', 'always', 'never'];

/** Opens the preferences. A file that is damaged is put aside, with a note, and the defaults hold. */
export function openPreferences(folder = userFolders().preferences): PreferenceStore {
  const notes: string[] = [];
  const stored = folder === undefined ? {} : readStored(fileIn(folder), notes);
  let keeping = Promise.resolve();
  return {
    path: folder === undefined ? undefined : fileIn(folder),
    notes,
    preferences: {
      format: 'json',
      color: 'auto',
      ascii: false,
      mouse: false,
      staysOnAccept: false,
      ...stored,
    },
    set(changes) {
      keeping = keeping.then(() => keep(changes, folder, notes));
    },
    kept: () => keeping,
  };
}

/**
 * Loaded when something is to be kept, since it takes longer than all else before the first frame. What it writes with listens to signals and sends them to the program once more, which
 * would end it before a review, or whoever else listens, has put things in order: that is left out.
 */
async function loadConf(): Promise<typeof Conf> {
  const isSignal = (name: string | symbol): name is NodeJS.Signals => String(name).startsWith('SIG');
  const listening = (): [NodeJS.Signals, NodeJS.SignalsListener[]][] =>
    process
      .eventNames()
      .filter(isSignal)
      .map((signal) => [signal, process.listeners(signal)]);
  const before = new Map(listening());
  const { default: Store } = await import('conf');
  for (const [signal, listeners] of listening())
    for (const listener of listeners)
      if (before.get(signal)?.includes(listener) !== true) process.off(signal, listener);
  return Store;
}

/** The name that the system knows the user by. */
export function userName(): string {
  try {
    return userInfo().username;
  } catch {
    // A user id without an entry, as in containers.
    return 'unknown';
  }
}

function fileIn(folder: string): string {
  return join(folder, 'preferences.json');
}

/** @param notes is told what is wrong with the file */
function readStored(path: string, notes: string[]): Stored {
  if (!existsSync(path)) return {};
  try {
    return storedIn(locate(parseJson(readOwn(path), path).value, path));
  } catch (error) {
    const why = reason(error);
    try {
      const aside = `${path}.damaged`;
      renameSync(path, aside);
      notes.push(`the preferences were put aside as ${aside}: ${why}`);
    } catch {
      notes.push(`the preferences in ${path} cannot be read: ${why}`);
    }
    return {};
  }
}

/** @throws InputError for what is none of the things that it may be */
function storedIn(file: Located): Stored {
  const given = <K extends keyof Preferences>(
    key: K,
    read: (located: Located) => Preferences[K],
  ): Pick<Stored, K> | undefined => {
    const located = field(object(file), key);
    return located.value === undefined ? undefined : ({ [key]: read(located) } as Pick<Stored, K>);
  };
  return {
    ...given('reviewer', text),
    ...given('format', text),
    ...given('catalog', text),
    ...given('color', (located) => oneOf(located, COLORS)),
    ...given('ascii', flag),
    ...given('mouse', flag),
    ...given('staysOnAccept', flag),
  };
}

/**
 * Another run may have changed others of them since they were read, so conf reads the file once more. The folder is there
 * before: conf would make it in Node's recursive way, and find one of its own where none is given.
 */
async function keep(changes: Stored, folder: string | undefined, notes: string[]): Promise<void> {
  if (folder === undefined) {
    notes.push('the preferences cannot be kept: there is no home folder (set HOME or XDG_CONFIG_HOME)');
    return;
  }
  const path = fileIn(folder);
  try {
    const Store = await loadConf();
    makeFolders(folder, 0o700);
    if (statSync(path, { throwIfNoEntry: false })?.isFile() === false) throw noRegularFile(path);
    new Store<Stored>({
      cwd: folder,
      configName: 'preferences',
      configFileMode: 0o600,
      accessPropertiesByDotNotation: false,
    }).set(changes);
  } catch (error) {
    notes.push(`the preferences in ${path} cannot be kept: ${reason(error)}`);
  }
}

function reason(error: unknown): string {
  if (error instanceof InputError) {
    const { at } = error.place;
    return at === undefined ? error.message : `${at}: ${error.message}`;
  }
  return systemFault(error)?.says ?? (error instanceof Error ? error.message : String(error));
}
