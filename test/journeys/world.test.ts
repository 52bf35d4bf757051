import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { builtProgram } from '../../tools/terminal/program.ts';
import { provideWorkspaces } from './support/provide.ts';
import { WORKED_ARGS, workedFiles } from './support/reviewing.ts';
import type { Workspace } from './support/workspace.ts';

/** Commands give the same answers whatever is missing or odd in the world around them. */

const createWorkspace = provideWorkspaces();
const INPUTS = WORKED_ARGS.slice(0, 2);

const COMMANDS: readonly (readonly string[])[] = [
  ['refine', ...INPUTS],
  ['refine', ...INPUTS, '-o', 'out/'],
  ['check', ...INPUTS],
  ['verify', '--original', 'policy.json', '--refined', 'policy.json', 'finding.json'],
  ['drift', ...INPUTS, '--from', '2024-08-31'],
  ['explain', 's3:Get*', ...INPUTS],
  ['apply', ...INPUTS, '--decisions', 'missing.json'],
  ['catalog', 'list'],
  ['demo'],
  ['review', '--resume'],
  ['no-command'],
  ['--version'],
];

type Env = Readonly<Record<string, string | undefined>>;
const bare: Env = { XDG_CONFIG_HOME: undefined, XDG_DATA_HOME: undefined };

const WORLDS: Readonly<Record<string, Env>> = {
  'no HOME': { ...bare, HOME: undefined },
  'an empty HOME': { ...bare, HOME: '' },
  'a HOME that is relative': { ...bare, HOME: 'home' },
  'a HOME that is no folder': { ...bare, HOME: '/dev/null' },
  'a HOME below /proc': { ...bare, HOME: '/proc/1/home' },
  'folders of the user’s own that are relative': { XDG_CONFIG_HOME: 'config', XDG_DATA_HOME: 'data' },
  'folders of the user’s own that are none': { XDG_CONFIG_HOME: '/dev/null', XDG_DATA_HOME: '/dev/null' },
  'folders with names that are too long': {
    XDG_CONFIG_HOME: `/${'a'.repeat(5_000)}`,
    XDG_DATA_HOME: `/${'b'.repeat(300)}`,
  },
  'no folder for temporary files': { TMPDIR: '/nowhere', TMP: '/nowhere', TEMP: '/nowhere' },
};

/** Exit codes and results in a world where nothing is missing. */
async function answers(workspace: Workspace, env?: Env): Promise<object[]> {
  const all: object[] = [];
  for (const args of COMMANDS) {
    const { code, stdout, stderr } = await workspace.run(args, env === undefined ? {} : { env });
    expect(stderr).not.toMatch(/^ {4}at |in coppice itself/m);
    all.push({ args, code, stdout });
  }
  return all;
}

let right: readonly object[];
beforeAll(async () => {
  right = await answers(createWorkspace(workedFiles()));
});

test.each(Object.entries(WORLDS))('%s changes no answer', async (_, env) => {
  expect(await answers(createWorkspace(workedFiles()), env)).toEqual(right);
});

test('files where folders of the user’s own should be change no answer', async () => {
  const workspace = createWorkspace(workedFiles());
  const place = workspace.path('../odd');
  for (const [folder, name] of [
    ['config', 'sessions'],
    ['data', 'catalogs'],
  ] as const) {
    mkdirSync(join(place, folder, 'coppice'), { recursive: true });
    writeFileSync(join(place, folder, 'coppice', name), 'no folder');
  }
  const env = { XDG_CONFIG_HOME: join(place, 'config'), XDG_DATA_HOME: join(place, 'data') };
  expect(await answers(workspace, env)).toEqual(right);
});

test.runIf(existsSync('/proc/self/fd'))('streams that are closed change no exit code', async () => {
  for (const args of COMMANDS) {
    const codes = [];
    for (const closed of ['', '<&-', '>&-', '2>&-', '<&- >&- 2>&-']) {
      const command = ['sh', '-c', `exec node "$0" "$@" ${closed}`, builtProgram, ...args] as const;
      codes.push((await createWorkspace(workedFiles()).run([], { command: [...command] })).code);
    }
    expect([args, new Set(codes).size]).toEqual([args, 1]);
  }
});
