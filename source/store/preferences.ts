import { renameSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import Conf, { type Schema } from 'conf';
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
  set(changes: Partial<Preferences>): void;
  /** the file that they are in, to be edited by hand, too */
  readonly path: string;
  readonly notes: readonly string[];
}

type Stored = Partial<Preferences>;

const SCHEMA: Schema<Stored> = {
  reviewer: { type: 'string', minLength: 1 },
  format: { type: 'string', minLength: 1 },
  catalog: { type: 'string', minLength: 1 },
  color: { type: 'string', enum: ['auto', 'always', 'never'] },
  ascii: { type: 'boolean' },
};

/** Opens the preferences. A file that is damaged is put aside, with a note, and the defaults hold. */
export function openPreferences(folder: string = userFolders().preferences): PreferenceStore {
  const notes: string[] = [];
  const open = (): Conf<Stored> =>
    new Conf<Stored>({ projectName: 'coppice', cwd: folder, configName: 'preferences', schema: SCHEMA });
  const path = join(folder, 'preferences.json');
  let conf: Conf<Stored> | undefined;
  try {
    conf = open();
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    try {
      const aside = `${path}.damaged`;
      renameSync(path, aside);
      conf = open();
      notes.push(`the preferences were put aside as ${aside}: ${why}`);
    } catch {
      notes.push(`the preferences in ${path} cannot be read: ${why}`);
    }
  }
  const stored: Stored = conf?.store ?? {};
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
      try {
        conf?.set(changes);
      } catch (error) {
        const why = error instanceof Error ? error.message : String(error);
        notes.push(`the preferences in ${path} cannot be kept: ${why}`);
      }
    },
  };
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
