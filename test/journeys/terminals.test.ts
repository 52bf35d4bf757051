import fc from 'fast-check';
import { expect, test } from 'vitest';
import { builtProgram, nodeBinary } from '../../tools/terminal/program.ts';
import { provideTerminals, provideWorkspaces } from './support/provide.ts';
import { WORKED_ARGS, workedFiles } from './support/reviewing.ts';
import type { Workspace } from './support/workspace.ts';

/** Terminals as people have them: without colours, suspended, piped into, killed at any moment. */

const openTerminal = provideTerminals();
const createWorkspace = provideWorkspaces();

const worked = (): Workspace => createWorkspace(workedFiles());

test('killed at random moments, at most the key in hand is lost', async () => {
  const workspace = worked();
  let approved = 0;
  for (const [seen, unseen] of fc.sample(fc.tuple(fc.nat(2), fc.nat(2)), { numRuns: 4, seed: 7 })) {
    const terminal = openTerminal({ args: [...WORKED_ARGS, '--resume'], ...workspace });
    await terminal.waitFor(/approved \d+\/17/);
    const before = Number(/approved (\d+)\/17/.exec(terminal.text())?.[1]);
    // What the screen has shown is saved; of what was only sent any part may be.
    expect(before).toBeGreaterThanOrEqual(approved);
    approved = Math.min(17, before + seen);
    for (let i = 0; i < seen; i++) await terminal.press('tab', 'a');
    await terminal.waitFor(`approved ${approved}/17`);
    terminal.send('\ta'.repeat(unseen));
    terminal.kill('SIGKILL');
    await terminal.waitForExit();
  }
  const last = openTerminal({ args: [...WORKED_ARGS, '--resume'], ...workspace });
  await last.waitFor(/approved \d+\/17/);
  expect(Number(/approved (\d+)\/17/.exec(last.text())?.[1])).toBeGreaterThanOrEqual(approved);
});

test('Ctrl+Z gives the shell back, and fg the review', async () => {
  const workspace = worked();
  const terminal = openTerminal({ command: ['bash', '--norc', '--noprofile', '-i'], ...workspace });
  await terminal.waitFor(/[#$]/);
  terminal.send(`'${nodeBinary()}' '${builtProgram}' ${WORKED_ARGS.join(' ')}\r`);
  await terminal.waitFor('approved 0/17');
  await terminal.press('tab', 'a');
  await terminal.waitFor('approved 1/17');
  await terminal.press('ctrl-z');
  await terminal.waitFor(/Stopped|suspended/);
  expect(terminal.alternate).toBe(false);
  terminal.send('fg\r');
  await terminal.waitFor('approved 1/17');
  expect(terminal.alternate).toBe(true);
  await terminal.press('tab', 'a');
  await terminal.waitFor('approved 2/17');
  await terminal.press('q');
  await terminal.waitFor(() => !terminal.alternate, 'the normal screen');
});

test('a policy from a pipe, the keys from the terminal', async () => {
  const workspace = worked();
  const script = `cat policy.json | '${nodeBinary()}' '${builtProgram}' review - finding.json --by rosa`;
  const terminal = openTerminal({ command: ['bash', '--norc', '-c', script], ...workspace });
  await terminal.waitFor('approved 0/17');
  await terminal.press('tab', 'a');
  await terminal.waitFor('approved 1/17');
  await terminal.press('q');
  expect(await terminal.waitForExit()).toEqual({ code: 1, signal: null });
});

test.each([
  ['NO_COLOR', { NO_COLOR: '1' }, []],
  ['--color never', {}, ['--color', 'never']],
])('%s: no colour, and a cursor all the same', async (_, env, args) => {
  const terminal = openTerminal({ args: [...WORKED_ARGS, ...args], env, ...worked() });
  await terminal.waitFor('approved 0/17');
  await terminal.press('j');
  await terminal.waitFor((t) => t.screen().some((row) => row.includes('❯') && row.includes('1 Allow on')));
  // biome-ignore lint/suspicious/noControlCharactersInRegex: colours are escape sequences
  expect(terminal.output()).not.toMatch(/\x1b\[[0-9;]*3[0-9]/);
});

test('ASCII alone', async () => {
  const terminal = openTerminal({ args: [...WORKED_ARGS, '--ascii'], ...worked() });
  await terminal.waitFor('approved 0/17');
  expect(terminal.text()).toMatch(/^[\x20-\x7e\n]*$/);
});

test('a screen reader gets lines that say what the glyphs show', async () => {
  const terminal = openTerminal({
    args: WORKED_ARGS,
    env: { INK_SCREEN_READER: 'true' },
    rows: 100,
    ...worked(),
  });
  await terminal.waitFor(/0 of 17|0\/17/);
  await terminal.press('tab', 'a');
  await terminal.waitFor(/1 of 17|1\/17/);
  expect(terminal.text()).toMatch(/stays|goes/);
  await terminal.press('q');
  expect((await terminal.waitForExit()).code).toBe(1);
});
