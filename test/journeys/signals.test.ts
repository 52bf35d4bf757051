import { constants } from 'node:os';
import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { builtProgram } from '../../tools/terminal/program.ts';
import type { Terminal } from '../../tools/terminal/terminal.ts';
import { provideTerminals, provideWorkspaces } from './support/provide.ts';
import { WORKED_ARGS, workedFiles } from './support/reviewing.ts';
import type { Workspace } from './support/workspace.ts';

/** The review is ended by signals at any moment, and by what is missing around it. */

const openTerminal = provideTerminals();
const createWorkspace = provideWorkspaces();

const worked = (): Workspace => createWorkspace(workedFiles());

const INPUTS = WORKED_ARGS.slice(0, 2);

/** Looks again in every turn of the event loop, so that what follows comes as close to it as it can. */
async function asSoonAs(holds: () => boolean): Promise<void> {
  for (let i = 0; !holds(); i++) {
    if (i === MOST_TURNS) throw new Error('waited in vain');
    await turn();
  }
}

const MOST_TURNS = 5_000_000;

/** In the bytes as they come, where what is written in bold stands apart. */
const isDrawn = (terminal: Terminal): boolean => /approved .*0\/17/.test(terminal.output());

async function turns(count: number): Promise<void> {
  for (let i = 0; i < count; i++) await turn();
}

const MOMENTS: Readonly<Record<string, (terminal: Terminal) => Promise<void>>> = {
  'the screen is entered': (t) => asSoonAs(() => t.output().includes('\u001b[?1049h')),
  'the first frame is there': (t) => asSoonAs(() => isDrawn(t)),
  'soon after it': async (t) => {
    await asSoonAs(() => isDrawn(t));
    await turns(100);
  },
  'keys are read': (t) => t.waitForKeys(),
  'a decision was made': async (t) => {
    await t.press('tab', 'a');
    await t.waitFor('approved 1/17');
  },
  'a menu is open': async (t) => {
    await t.press('tab', 'r');
    await t.waitFor('Reject');
  },
  'a field is open': async (t) => {
    await t.press('/');
    await t.type('obj');
    await t.waitFor('obj');
  },
};

describe.each(['SIGTERM', 'SIGHUP', 'SIGINT'] as const)('%s', (signal) => {
  test.each(Object.keys(MOMENTS))('when %s', async (moment) => {
    const terminal = openTerminal({ args: WORKED_ARGS, ...worked() });
    await MOMENTS[moment]?.(terminal);
    terminal.kill(signal);
    expect(await terminal.waitForExit()).toEqual({ code: 128 + constants.signals[signal], signal: null });
    expect(terminal.leftOn()).toEqual([]);
    expect(terminal.normalText()).toContain('Go on with:');
  });
});

describe('the exit code 2, and no stack trace', () => {
  test.each([
    ['refine', ...INPUTS],
    ['check', ...INPUTS],
    ['explain', 's3:Get*'],
    ['catalog', 'list'],
  ])('%s %s %s: where the working folder is gone', async (...args) => {
    const workspace = worked();
    const command = `mkdir gone && cd gone && rmdir ../gone && exec node "$0" "$@"`;
    const { code, stderr } = await workspace.run([], {
      command: ['sh', '-c', command, builtProgram, ...args],
    });
    expect(stderr).not.toMatch(/^ {4}at /m);
    expect(code === 0 || code === 2).toBe(true);
    if (code === 2) expect(stderr).toContain('the working folder was deleted');
  });

  test.each(['--version', '--help'])('%s needs no folder at all', async (option) => {
    const command = `mkdir gone && cd gone && rmdir ../gone && exec node "$0" "$@"`;
    const { code, stderr } = await worked().run([], {
      command: ['sh', '-c', command, builtProgram, option],
    });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  });
});
