import { readFileSync, renameSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { userFolders } from './folders.ts';

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
  set(changes: Partial<Preferences>): Promise<void>;
  /** the file that they are in, to be edited by hand, too */
  readonly path: string;
  readonly notes: readonly string[];
}

type Stored = Partial<Preferences>;

const isText = (value: unknown): boolean => typeof value === 'string' && value !== '';

/** What each of them may be. conf could check that, but takes longer for it than the rest of a start. */
const KINDS: Readonly<Record<keyof Preferences, (value: unknown) => boolean>> = {
  reviewer: isText,
  format: isText,
  catalog: isText,
  color: (value) => value === 'auto' || value === 'always' || value === 'never',
  ascii: (value) => typeof value === 'boolean',
};

/** Opens the preferences. A file that is damaged is put aside, with a note, and the defaults hold. */
export function openPreferences(folder: string = userFolders().preferences): PreferenceStore {
  const notes: string[] = [];
  const path = join(folder, 'preferences.json');
  const stored = readStored(path, notes);
  let last = Promise.resolve();
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
    set(changes) {
      last = last.then(() => keep(changes, folder, path, notes));
      return last;
    },
  };
}

function readStored(path: string, notes: string[]): Stored {
  try {
    return asStored(JSON.parse(readFileSync(path, 'utf8')));
  } catch (error) {
    if (isMissing(error)) return {};
    const why = error instanceof Error ? error.message : String(error);
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

/** conf is loaded only here: most runs change no preference. */
async function keep(changes: Stored, folder: string, path: string, notes: string[]): Promise<void> {
  try {
    const { default: Conf } = await import('conf');
    new Conf<Stored>({ projectName: 'coppice', cwd: folder, configName: 'preferences' }).set(changes);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    notes.push(`the preferences in ${path} cannot be kept: ${why}`);
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR');
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
