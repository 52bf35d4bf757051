import { afterEach, vi } from 'vitest';
import { openTerminal, type Terminal, type TerminalOptions } from '../../../tools/terminal/terminal.ts';
import { type Content, createWorkspace, type Workspace } from './workspace.ts';

/**
 * Gives a test file terminals that are closed after each test, also after one
 * that failed; then their screens are printed as well. Call it once, above the
 * tests. It also gives journeys the time that they need.
 */
export function provideTerminals(): (options?: TerminalOptions) => Terminal {
  // Conditions have limits of their own and say more when they fail.
  vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 });
  const open: Terminal[] = [];
  afterEach(async ({ task }) => {
    const terminals = open.splice(0);
    if (task.result?.state === 'fail') {
      for (const terminal of terminals)
        console.error(`The screen when "${task.name}" failed:\n${terminal.describe()}`);
    }
    await Promise.all(terminals.map((terminal) => terminal.dispose()));
  });
  return (options) => {
    const terminal = openTerminal(options);
    open.push(terminal);
    return terminal;
  };
}

/** Gives a test file folders with files that are removed after each test. Call it once, above the tests. */
export function provideWorkspaces(): (files?: Readonly<Record<string, Content>>) => Workspace {
  vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 });
  const open: Workspace[] = [];
  afterEach(() => {
    for (const workspace of open.splice(0)) workspace.dispose();
  });
  return (files) => {
    const workspace = createWorkspace(files);
    open.push(workspace);
    return workspace;
  };
}
