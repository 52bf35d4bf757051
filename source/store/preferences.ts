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

/** What a person prefers in every review. */
export interface Preferences {
  /** the name that decisions are recorded under; asked for before the first decision */
  readonly reviewer?: string;
  /** the format that the menu offers first, one of the `--format` names */
  readonly format: string;
  /** as `--catalog` */
  readonly catalog?: string;
  readonly color: 'auto' | 'always' | 'never';
  readonly ascii: boolean;
  /** as `--mouse` */
  readonly mouse: boolean;
  /** whether the cursor stays where it is after `a` */
  readonly staysOnAccept: boolean;
}

export interface PreferenceStore {
  readonly preferences: Preferences;
  /** Keeps some of them for the next time; if that fails, a note says so, and nothing else changes. */
  set(changes: Partial<Preferences>): void;
  /** Waits until all that was set is kept, or its failure noted. */
  kept(): Promise<void>;
  /** the file that holds them, which may be edited by hand; undefined where there is no home folder */
  readonly path: string | undefined;
  readonly notes: readonly string[];
}

type Stored = Partial<Preferences>;

const COLORS: readonly Preferences['color'][] = ['auto', 'always', 'never'];

/** Opens the preferences. A damaged file is renamed, with a note, and the defaults apply. */
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
 * Loads conf when something is to be kept, since loading it takes longer than all else before the first frame. The
 * library that conf writes with listens to signals and sends them to the program again, which would end it before the
 * review has cleaned up: those listeners are removed.
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
    // In containers, the user id may have no entry.
    return 'unknown';
  }
}

function fileIn(folder: string): string {
  return join(folder, 'preferences.json');
}

/** Reads the stored preferences. @param notes receives what is wrong with the file */
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

/** Reads the fields of the file. @throws InputError for a field with a wrong value */
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
 * Keeps preferences. Another run may have changed other ones since they were read, so conf reads the file again. The
 * folder is made before: conf would use Node's recursive `mkdir`, and a folder of its own where none is given.
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
