import { expect, test } from 'vitest';
import { createTheme, makesLinks } from '../../source/screen/theme.ts';
import { workedCase } from '../review/session/support.ts';
import { openSessionStage, sessionRun } from './session-stage.ts';

test.each([
  [{ TERM: 'xterm-256color', TERM_PROGRAM: 'WezTerm' }, true],
  [{ TERM: 'xterm-kitty' }, true],
  [{ TERM: 'xterm-256color', VTE_VERSION: '7600' }, true],
  [{ TERM: 'xterm-256color', VTE_VERSION: '4800' }, false],
  [{ TERM: 'xterm-256color' }, false],
  [{ TERM: 'tmux-256color', TERM_PROGRAM: 'WezTerm' }, false],
  [{}, false],
])('whether a terminal makes links: %j', (environment, links) => {
  expect(makesLinks(environment)).toBe(links);
});

test('an action in the panel leads to its page, and takes no more room for it', async () => {
  const run = {
    ...sessionRun([{ case: workedCase() }]),
    pageOf: (action: string) => `https://example.com/${action}`,
  };
  const sent: string[] = [];
  const size = { columns: 100, rows: 30 };
  const stage = openSessionStage(run, size, createTheme(false, 'none', true), (chunk) => sent.push(chunk));
  const plain = openSessionStage(run, size);
  try {
    await stage.send('\t');
    await plain.send('\t');
    await stage.waitFor('Grants permission');
    await plain.waitFor('Grants permission');
    expect(stage.rows()).toEqual(plain.rows());
    expect(sent.join('')).toContain('\u001b]8;;https://example.com/lambda:AddPermission\u0007');
  } finally {
    stage.close();
    plain.close();
  }
});
