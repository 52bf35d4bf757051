import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { Terminal } from '../../../tools/terminal/terminal.ts';
import type { Workspace } from './workspace.ts';

const root = join(import.meta.dirname, '..', '..', '..');

/** The files of the worked example. */
export function workedFiles(): Record<string, string> {
  const example = (name: string): string => readFileSync(join(root, 'examples', 'worked', name), 'utf8');
  return { 'policy.json': example('policy.json'), 'finding.json': example('finding.json') };
}

/** The example, by somebody whose name need not be asked for. */
export const WORKED_ARGS = ['policy.json', 'finding.json', '--by', 'rosa'];

/** Whether the cursor is on a row with that text. */
export const cursorOn = (name: string) => (terminal: Terminal) =>
  terminal.screen().some((row) => row.includes('❯') && row.includes(name));

/** Goes to a row by searching for it. */
export async function searchFor(terminal: Terminal, name: string): Promise<void> {
  await terminal.press('/');
  await terminal.type(name);
  await terminal.waitFor(/match(es)?\b/);
  await terminal.press('enter');
  await terminal.waitFor(cursorOn(name), `the cursor on ${name}`);
}

/** Opens a dialog on the row under the cursor, goes to a choice by its letter, and sees what would come of it. */
export async function ask(
  terminal: Terminal,
  key: 'r' | 'e',
  letter: string,
  told: string | RegExp,
): Promise<void> {
  await terminal.press(key);
  await terminal.waitFor(key === 'r' ? 'Reject' : 'Adjust');
  await terminal.press(letter);
  await terminal.waitFor(cursorOn(`${letter} `), `the cursor on ${letter}`);
  await terminal.waitFor(told);
}

/** Takes the choice or the field in front. */
export async function take(terminal: Terminal, then: string | RegExp): Promise<void> {
  await terminal.press('enter');
  await terminal.waitFor(then);
}

/** Fills the field in front and takes it. */
export async function fill(
  terminal: Terminal,
  title: string | RegExp,
  text: string,
  then: string | RegExp,
): Promise<void> {
  await terminal.waitFor(title);
  await terminal.press('ctrl-u');
  await terminal.type(text);
  await terminal.waitFor(text);
  await take(terminal, then);
}

/** Writes as `w` proposes it, from the format on, and leaves. `left` is the choice for what is open. */
export async function writeOut(terminal: Terminal, left?: '1' | '2'): Promise<void> {
  await terminal.press('w');
  if (left !== undefined) {
    await terminal.waitFor('write what is approved');
    await terminal.press(left);
    await terminal.waitFor(cursorOn(`${left} `));
    await terminal.press('enter');
  }
  await terminal.waitFor('Write in which format?');
  await take(terminal, 'Write where?');
  await take(terminal, /files? to write/);
  await take(terminal, 'Written:');
  await terminal.press('enter');
  expect(await terminal.waitForExit()).toEqual({ code: 0, signal: null });
  expect(terminal.leftOn()).toEqual([]);
}

/** Runs the command that the end of a review prints to make the same again. */
export function replay(terminal: Terminal, workspace: Workspace): ReturnType<Workspace['run']> {
  const [, line = ''] = /The same again without questions: {2}coppice (.*)/.exec(terminal.normalText()) ?? [];
  expect(line).toMatch(/^apply /);
  return workspace.run(line.split(' '));
}
