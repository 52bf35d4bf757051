import { join } from 'node:path';
import envPaths from 'env-paths';

/** Where coppice keeps what is the user's own; below `XDG_CONFIG_HOME` and `XDG_DATA_HOME` where those are set. */
export interface UserFolders {
  /** one file for each review that was begun */
  readonly sessions: string;
  /** preferences.json */
  readonly preferences: string;
  /** catalogues that were fetched or imported, a folder for each date */
  readonly catalogs: string;
}

/** The folders of this user. None of them need exist. */
export function userFolders(): UserFolders {
  const { config, data } = envPaths('coppice', { suffix: '' });
  return { sessions: join(config, 'sessions'), preferences: config, catalogs: join(data, 'catalogs') };
}
