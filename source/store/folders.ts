import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';

/** Where coppice keeps the user's own files; undefined where the system has no place for them. */
export interface UserFolders {
  /** one file for each review that was begun */
  readonly sessions: string | undefined;
  /** preferences.json */
  readonly preferences: string | undefined;
  /** catalogues that were fetched or imported, a folder for each date */
  readonly catalogs: string | undefined;
}

/**
 * The folders of this user: below `XDG_CONFIG_HOME` and `XDG_DATA_HOME` where those are set, else in the usual places of
 * the system. The folders need not exist.
 */
export function userFolders(
  env: Readonly<Record<string, string | undefined>> = process.env,
  platform: NodeJS.Platform = process.platform,
): UserFolders {
  const config = folderOf(env['XDG_CONFIG_HOME'], ownConfig(env, platform));
  const data = folderOf(env['XDG_DATA_HOME'], ownData(env, platform));
  return {
    sessions: below(config, 'sessions'),
    preferences: config,
    catalogs: below(data, 'catalogs'),
  };
}

/** The folder of a variable. Relative paths are ignored, as the XDG specification says. */
function folderOf(given: string | undefined, own: string | undefined): string | undefined {
  return given !== undefined && isAbsolute(given) ? join(given, 'coppice') : own;
}

function ownConfig(env: NodeJS.ProcessEnv, platform: NodeJS.Platform): string | undefined {
  if (platform === 'win32') return below(env['APPDATA'], 'coppice', 'Config');
  return platform === 'darwin'
    ? below(home(env), 'Library', 'Preferences', 'coppice')
    : below(home(env), '.config', 'coppice');
}

function ownData(env: NodeJS.ProcessEnv, platform: NodeJS.Platform): string | undefined {
  if (platform === 'win32') return below(env['LOCALAPPDATA'], 'coppice', 'Data');
  return platform === 'darwin'
    ? below(home(env), 'Library', 'Application Support', 'coppice')
    : below(home(env), '.local', 'share', 'coppice');
}

function below(folder: string | undefined, ...parts: readonly string[]): string | undefined {
  return folder === undefined ? undefined : join(folder, parts.join('/'));
}

/** The home folder. A user id without an entry in the table of users, as in containers, has none unless HOME is set. */
function home(env: NodeJS.ProcessEnv): string | undefined {
  const { HOME } = env;
  if (HOME !== undefined && isAbsolute(HOME)) return HOME;
  try {
    const folder = homedir();
    return isAbsolute(folder) ? folder : undefined;
  } catch {
    return undefined;
  }
}
