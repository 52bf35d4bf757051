import { existsSync, renameSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { userFolders } from './folders.ts';
import { readOwn } from './read-file.ts';
import { writeAll } from './write-all.ts';

/** What a person wants to be so in every review. */
interface Preferences {
  /** the name that decisions are recorded under */
  readonly reviewer: string;
  /** what the format menu stands on at first, one of the `--format` names */
  readonly format: string;
  /** as `--catalog` */
  readonly catalog?: string;
  readonly color: 'auto' | 'always' | 'never';
  readonly ascii: boolean;
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

const isText = (value: unknown): boolean => typeof value === 'string' && value !== '';

/** What each of them may be. */
const KINDS: Readonly<Record<keyof Preferences, (value: unknown) => boolean>> = {
  reviewer: isText,
  format: isText,
  catalog: isText,
  color: (value) => value === 'auto' || value === 'always' || value === 'never',
  ascii: (value) => typeof value === 'boolean',
};

/** Opens the preferences. A file that is damaged is put aside, with a note, and the defaults hold. */
export function openPreferences(folder = userFolders().preferences): PreferenceStore {
  const notes: string[] = [];
  const path = folder === undefined ? undefined : join(folder, 'preferences.json');
  const stored = path === undefined ? {} : readStored(path, notes);
  return {
    path,
    notes,
    preferences: {
      reviewer: stored.reviewer ?? userName(),
      format: stored.format ?? 'json',
      ...(stored.catalog === undefined ? {} : { catalog: stored.catalog }),
      color: stored.color ?? 'auto',
      ascii: stored.ascii ?? false,
    },
    set: (changes) => keep(changes, path, notes),
  };
}

function readStored(path: string, notes: string[]): Stored {
  if (!existsSync(path)) return {};
  try {
    return asStored(JSON.parse(readOwn(path)));
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

/** @throws Error naming what is not as it should be; what is not known is left alone */
function asStored(value: unknown): Stored {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new Error('they are no object');
  const entries = Object.entries(value);
  for (const [name, isRight] of Object.entries(KINDS)) {
    const found = entries.find(([key]) => key === name);
    if (found !== undefined && !isRight(found[1])) throw new Error(`${name} is ${JSON.stringify(found[1])}`);
  }
  // Each of its known keys has just been looked at.
  return value as Stored;
}

/** Another run may have changed others of them since they were read. */
function keep(changes: Stored, path: string | undefined, notes: string[]): void {
  if (path === undefined) {
    notes.push('the preferences cannot be kept: there is no home folder (set HOME or XDG_CONFIG_HOME)');
    return;
  }
  try {
    const now = { ...readStored(path, notes), ...changes };
    writeAll([{ path, content: `${JSON.stringify(now, null, 2)}\n` }], { mode: 0o600 });
  } catch (error) {
    notes.push(`the preferences in ${path} cannot be kept: ${reason(error)}`);
  }
}

function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** The name that the system knows the user by. */
function userName(): string {
  try {
    return userInfo().username;
  } catch {
    // A user id without an entry, as in containers.
    return 'unknown';
  }
}
