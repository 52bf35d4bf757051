import { existsSync, renameSync, statSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import type Conf from 'conf';
import { InputError } from '../base/errors.ts';
import { userFolders } from './folders.ts';
import { makeFolders } from './make-folders.ts';
import { noRegularFile } from './read-file.ts';
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
  /** the file that they are in, to be edited by hand, too; undefined where there is no home folder */
  readonly path: string | undefined;
  readonly notes: readonly string[];
}

type Stored = Partial<Preferences>;

const TEXT = { type: 'string', minLength: 1 } as const;

/** What each of them may be. */
const SCHEMA = {
  reviewer: TEXT,
  format: TEXT,
  catalog: TEXT,
  color: { enum: ['auto', 'always', 'never'] },
  ascii: { type: 'boolean' },
  mouse: { type: 'boolean' },
  staysOnAccept: { type: 'boolean' },
} as const;

/** Opens the preferences. A file that is damaged is put aside, with a note, and the defaults hold. */
export async function openPreferences(folder = userFolders().preferences): Promise<PreferenceStore> {
  const Store = await loadConf();
  const notes: string[] = [];
  const stored = folder === undefined ? {} : readStored(Store, folder, notes);
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
    set: (changes) => keep(Store, changes, folder, notes),
  };
}

/**
 * Only the review needs conf. What it writes with listens to signals and sends them to the program once more, which
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

/**
 * The folder is there before: conf would make it in Node's recursive way, and find one of its own where none is given.
 *
 * @throws what is wrong with the file
 */
function open(Store: typeof Conf, folder: string): Conf<Stored> {
  const path = fileIn(folder);
  if (statSync(path, { throwIfNoEntry: false })?.isFile() === false) throw noRegularFile(path);
  return new Store<Stored>({
    cwd: folder,
    configName: 'preferences',
    configFileMode: 0o600,
    accessPropertiesByDotNotation: false,
    schema: SCHEMA,
  });
}

function readStored(Store: typeof Conf, folder: string, notes: string[]): Stored {
  const path = fileIn(folder);
  if (!existsSync(path)) return {};
  try {
    return open(Store, folder).store;
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

/** Another run may have changed others of them since they were read, so the file is read once more. */
function keep(Store: typeof Conf, changes: Stored, folder: string | undefined, notes: string[]): void {
  if (folder === undefined) {
    notes.push('the preferences cannot be kept: there is no home folder (set HOME or XDG_CONFIG_HOME)');
    return;
  }
  try {
    makeFolders(folder, 0o700);
    open(Store, folder).set(changes);
  } catch (error) {
    notes.push(`the preferences in ${fileIn(folder)} cannot be kept: ${reason(error)}`);
  }
}

function reason(error: unknown): string {
  if (error instanceof InputError) return error.message;
  return systemFault(error)?.says ?? (error instanceof Error ? error.message : String(error));
}
