import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

const root = join(import.meta.dirname, '..', '..');
const binaries = join(root, 'node_modules', '.bin');

/** The built program. `COPPICE_PROGRAM` names another one, for instance an installed package's. */
export const builtProgram: string = process.env.COPPICE_PROGRAM ?? join(root, 'dist', 'cli.js');

/**
 * The Node to run it with: the repository's own, because the `node` on a
 * contributor's path may be too old for the program.
 */
export function nodeBinary(): string {
  const own = join(binaries, 'node');
  return existsSync(own) ? own : process.execPath;
}

/**
 * The environment of a program under test, made from nothing, so that no
 * variable of the machine (`CI`, `NO_COLOR`, `AWS_PROFILE`, …) reaches it.
 *
 * @param home the folder that stands for the user's home; configuration, cache and data go below it
 * @param changes further variables; `undefined` takes one away
 */
export function programEnvironment(
  home: string,
  changes: Readonly<Record<string, string | undefined>> = {},
): Record<string, string> {
  const environment: Record<string, string | undefined> = {
    PATH: [binaries, process.env.PATH].join(delimiter),
    HOME: home,
    XDG_CONFIG_HOME: join(home, '.config'),
    XDG_CACHE_HOME: join(home, '.cache'),
    XDG_DATA_HOME: join(home, '.local', 'share'),
    XDG_STATE_HOME: join(home, '.local', 'state'),
    LANG: 'C.UTF-8',
    TZ: 'UTC',
    TERM: 'xterm-256color',
    COLORTERM: 'truecolor',
    ...changes,
  };
  const kept: Record<string, string> = {};
  for (const [name, value] of Object.entries(environment)) {
    if (value !== undefined) kept[name] = value;
  }
  return kept;
}
