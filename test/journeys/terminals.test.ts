import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { builtProgram, nodeBinary } from '../../tools/terminal/program.ts';
import { provideTerminals, provideWorkspaces } from './support/provide.ts';
import type { Workspace } from './support/workspace.ts';

/** Terminals as people have them: without colours, suspended, piped into, killed at any moment. */

const openTerminal = provideTerminals();
const createWorkspace = provideWorkspaces();

const root = join(import.meta.dirname, '..', '..');
const example = (name: string): string => readFileSync(join(root, 'examples', 'worked', name), 'utf8');

function worked(): Workspace {
  return createWorkspace({ 'policy.json': example('policy.json'), 'finding.json': example('finding.json') });
}

const ARGS = ['policy.json', 'finding.json'];

test('killed at random moments, at most the key in hand is lost', async () => {
  const workspace = worked();
  let decided = 0;
  for (const [seen, unseen] of fc.sample(fc.tuple(fc.nat(2), fc.nat(2)), { numRuns: 4, seed: 7 })) {
    const terminal = openTerminal({ args: [...ARGS, '--resume'], ...workspace });
    await terminal.waitFor(/decided \d\/9/);
    const before = Number(/decided (\d)\/9/.exec(terminal.text())?.[1]);
    // What the screen has shown is saved; of what was only sent any part may be.
    expect(before).toBeGreaterThanOrEqual(decided);
    decided = Math.min(9, before + seen);
    for (let i = 0; i < seen; i++) await terminal.press('tab', 'a');
    await terminal.waitFor(`decided ${decided}/9`);
    terminal.send('\ta'.repeat(unseen));
    terminal.kill('SIGKILL');
    await terminal.waitForExit();
  }
  const last = openTerminal({ args: [...ARGS, '--resume'], ...workspace });
  await last.waitFor(/decided \d\/9/);
  expect(Number(/decided (\d)\/9/.exec(last.text())?.[1])).toBeGreaterThanOrEqual(decided);
});

test('Ctrl+Z gives the shell back, and fg the review', async () => {
  const workspace = worked();
  const terminal = openTerminal({ command: ['bash', '--norc', '--noprofile', '-i'], ...workspace });
  await terminal.waitFor(/[#$]/);
  terminal.send(`'${nodeBinary()}' '${builtProgram}' ${ARGS.join(' ')}\r`);
  await terminal.waitFor('decided 0/9');
  await terminal.press('tab', 'a');
  await terminal.waitFor('decided 1/9');
  await terminal.press('ctrl-z');
  await terminal.waitFor(/Stopped|suspended/);
  expect(terminal.alternate).toBe(false);
  terminal.send('fg\r');
  await terminal.waitFor('decided 1/9');
  expect(terminal.alternate).toBe(true);
  await terminal.press('tab', 'a');
  await terminal.waitFor('decided 2/9');
  await terminal.press('q');
  await terminal.waitFor(() => !terminal.alternate, 'the normal screen');
});

test('a policy from a pipe, the keys from the terminal', async () => {
  const workspace = worked();
  const script = `cat policy.json | '${nodeBinary()}' '${builtProgram}' review - finding.json`;
  const terminal = openTerminal({ command: ['bash', '--norc', '-c', script], ...workspace });
  await terminal.waitFor('decided 0/9');
  await terminal.press('tab', 'a');
  await terminal.waitFor('decided 1/9');
  await terminal.press('q');
  expect(await terminal.waitForExit()).toEqual({ code: 1, signal: null });
});

test.each([
  ['NO_COLOR', { NO_COLOR: '1' }, []],
  ['--color never', {}, ['--color', 'never']],
])('%s: no colour, and a cursor all the same', async (_, env, args) => {
  const terminal = openTerminal({ args: [...ARGS, ...args], env, ...worked() });
  await terminal.waitFor('decided 0/9');
  await terminal.press('j');
  await terminal.waitFor((t) => t.screen().some((row) => row.includes('❯') && row.includes('GetAccel')));
  // biome-ignore lint/suspicious/noControlCharactersInRegex: colours are escape sequences
  expect(terminal.output()).not.toMatch(/\x1b\[[0-9;]*3[0-9]/);
});

test('ASCII alone', async () => {
  const terminal = openTerminal({ args: [...ARGS, '--ascii'], ...worked() });
  await terminal.waitFor('decided 0/9');
  expect(terminal.text()).toMatch(/^[\x20-\x7e\n]*$/);
});

test('a screen reader gets lines that say what the glyphs show', async () => {
  const terminal = openTerminal({ args: ARGS, env: { INK_SCREEN_READER: 'true' }, rows: 100, ...worked() });
  await terminal.waitFor('0 of 9 decided');
  await terminal.press('tab', 'a');
  await terminal.waitFor('1 of 9 decided');
  expect(terminal.text()).toMatch(/safe|accepted|proposed/);
  await terminal.press('q');
  expect((await terminal.waitForExit()).code).toBe(1);
});
