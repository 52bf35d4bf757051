import { afterEach, expect, test } from 'vitest';
import { workedCase } from '../review/session/support.ts';
import { type Outside, openSessionStage, type SessionStage, sessionRun } from './session-stage.ts';

/** What is typed, pasted, clicked and answered by the terminal, as far as the review. */

const ESC = '\u001b';
const PASTE = (text: string): string => `${ESC}[200~${text}${ESC}[201~`;

let stage: SessionStage | undefined;
afterEach(() => stage?.close());

function open(outside: Outside = { effects: [] }): SessionStage {
  stage = openSessionStage(sessionRun([{ case: workedCase() }], {}, outside), { columns: 100, rows: 24 });
  return stage;
}

const decided = (shown: SessionStage): number =>
  [...shown.store.get().state.decisions.values()].flat().length;
const cursor = (shown: SessionStage): unknown =>
  shown.store.get().state.looks.get('MyRole/S3AndLambda')?.cursor;
const path = (shown: SessionStage): unknown => {
  const { mode } = shown.store.get().state;
  return mode.kind === 'writing' && mode.writing.kind === 'path' ? mode.writing.value : mode;
};

test.each([
  ['the colour of the background', `${ESC}]11;rgb:1e1e/1e1e/2e2e\u0007`],
  ['its name', `${ESC}P>|XTerm(380)${ESC}\\`],
  ['the clipboard', `${ESC}]52;c;YQ==${ESC}\\`],
  ['APC', `${ESC}_Gi=1;OK${ESC}\\`],
])('what a terminal answers decides nothing, whole or cut anywhere: %s', async (_, answer) => {
  const shown = open();
  await shown.send('j');
  const before = shown.store.get().state;
  await shown.send(answer);
  for (let cut = 2; cut < answer.length; cut++) await shown.send(answer.slice(0, cut), answer.slice(cut));
  expect(shown.store.get().state).toBe(before);
});

test('keys typed fast decide about the row that they came to', async () => {
  const shown = open();
  await shown.send('\ta\r', 'jja');
  const rows = [...shown.store.get().state.decisions.values()]
    .flat()
    .map((each) => 'row' in each && each.row);
  expect(rows).toEqual(['lambda:AddPermission', 'lambda:UpdateFunctionCode']);
});

test('a pasted text decides nothing, says so, and is no letter in a menu either', async () => {
  const shown = open();
  await shown.send('\t', PASTE('a'));
  expect(decided(shown)).toBe(0);
  await shown.waitFor('pasted text decides nothing');
  await shown.send('r', PASTE('o\r'));
  expect(shown.store.get().state.mode).toMatchObject({ kind: 'dialog', dialog: { stage: { cursor: 0 } } });
  expect(decided(shown)).toBe(0);
});

test('a letter only goes to its choice, enter takes it', async () => {
  const shown = open();
  await shown.send('\t', 'ro');
  await shown.waitFor('❯ o keep the original entry');
  await shown.waitFor('1 action comes back, 1 ▲');
  expect(decided(shown)).toBe(0);
  await shown.send('\r', PASTE('needed\r\nby\u0007 tests'), '\r', '\r');
  const [decision] = [...shown.store.get().state.decisions.values()].flat();
  expect(decision).toMatchObject({ kind: 'original', reason: 'needed by tests', by: 'rosa' });
});

test('the path is edited as readline does', async () => {
  const shown = open();
  await shown.send('w', '\r', '\r');
  await shown.waitFor('Write where?');
  await shown.send('\u0015out.json');
  expect(path(shown)).toBe('out.json');
  await shown.send('\u0001', `${ESC}[3~`, `${ESC}d`);
  expect(path(shown)).toBe('.json');
  await shown.send('\u0005', `${ESC}\u007f`, 'md', `${ESC}b`, 'x/');
  expect(path(shown)).toBe('.x/md');
  await shown.send('\u000b\u0017?👩‍👩‍👧', '\u007f');
  expect(path(shown)).toBe('?');
  await shown.send('\t');
  expect(path(shown)).toBe('?/');
});

test('help lies over a menu and over a field, and leaves them as they were', async () => {
  const shown = open();
  await shown.send('\t', 'r', '?');
  await shown.waitFor('keys and marks');
  await shown.send(ESC, '');
  await shown.waitFor('Reject lambda:AddPermission');
  await shown.send('\r', 'becau', `${ESC}OP`);
  await shown.waitFor('keys and marks');
  await shown.send('?');
  await shown.waitFor('❯ becau');
});

test('a key that does not work here says why', async () => {
  const shown = open();
  await shown.send('a');
  expect(shown.store.get().state.message).toMatchObject({ kind: 'no' });
  await shown.send('s');
  await shown.waitFor('s does nothing here');
});

test('y copies the pattern of the row', async () => {
  const shown = open();
  await shown.send('/GetMulti\r', 'y');
  expect(shown.copied).toEqual(['s3:GetMulti*']);
});

test('every decision is saved before the frame that shows it', async () => {
  const outside: Outside = { effects: [] };
  const shown = open(outside);
  await shown.send('\ta\r', 'a', 'u');
  expect(outside.effects.map(({ kind }) => kind)).toEqual(['save', 'save', 'save']);
});

test('Ctrl+C leaves from anywhere, and asks once where something is not saved', async () => {
  const shown = open();
  await shown.send('\t', 'r', '\u0003');
  expect(shown.store.get().state.ended).toMatchObject({ saved: true, approved: 0 });
  shown.close();
  const failing = open({ effects: [], answer: () => ({ type: 'save-failed', why: 'full' }) });
  await failing.send('\ta\r', '\u0003');
  expect(failing.store.get().state).toMatchObject({ mode: { kind: 'leave' } });
  await failing.send('\u0003');
  expect(failing.store.get().state.ended).toMatchObject({ saved: { failed: 'full' } });
});

test('what was written does not say that the decisions are kept where they could not be saved', async () => {
  const failing = open({
    effects: [],
    answer: ({ kind }) => (kind === 'save' ? { type: 'save-failed', why: 'full' } : undefined),
  });
  await failing.send('\ta\r', 'w', '\r', '\r', '\r');
  await failing.waitFor('2 files to write');
  await failing.send('\r');
  await failing.waitFor('the review is not saved: full');
  expect(failing.rows().join(' ')).not.toContain('All decisions are kept');
});

test('a click goes to its row, a second one folds it, the wheel scrolls what it is over; nothing is decided', async () => {
  const shown = open();
  const row = (text: string): number => shown.rows().findIndex((each) => each.includes(text)) + 1;
  const click = (y: number): string => `${ESC}[<0;10;${y}M${ESC}[<0;10;${y}m`;
  await shown.waitFor('s3:Get*');
  await shown.send(click(row('◐ s3:Get*')));
  expect(cursor(shown)).toBe('1/0');
  await shown.waitFor('❯   ▾ ◐ s3:Get*');
  await shown.send(click(row('◐ s3:Get*')));
  await shown.waitFor('❯   ▸ ◐ s3:Get*');
  await shown.send(`${ESC}[<65;10;8M`);
  expect(cursor(shown)).not.toBe('1/0');
  const before = cursor(shown);
  await shown.send(click(5), `${ESC}[<65;90;8M`);
  expect(cursor(shown)).not.toBe(before);
  expect(decided(shown)).toBe(0);
});
