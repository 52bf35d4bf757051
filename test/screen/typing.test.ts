import { afterEach, expect, test } from 'vitest';
import type { ReviewRun } from '../../source/screen/review-run.ts';
import { openStage, runOf, type Stage, workedExample } from './stage.ts';

/** What is typed, pasted and answered by the terminal, as far as the review. */

const ESC = '\u001b';
const PASTE = (text: string): string => `${ESC}[200~${text}${ESC}[201~`;

let stage: Stage | undefined;
afterEach(() => stage?.close());

function open(changes: Partial<ReviewRun> = {}): Stage {
  stage = openStage(runOf([workedExample()], changes), { columns: 100, rows: 24 });
  return stage;
}

const mode = (shown: Stage): unknown => shown.store.get().state.mode;
const value = (shown: Stage): unknown => {
  const { mode: now } = shown.store.get().state;
  return now.kind === 'field' ? now.value : now;
};

test.each([
  ['the colour of the background', `${ESC}]11;rgb:1e1e/1e1e/2e2e\u0007`],
  ['its name', `${ESC}P>|XTerm(380)${ESC}\\`],
  ['the clipboard', `${ESC}]52;c;YQ==${ESC}\\`],
  ['APC', `${ESC}_Gi=1;OK${ESC}\\`],
  ['where the cursor is', `${ESC}[12;40R`],
  ['what it is', `${ESC}[?62;22c`],
])('what a terminal answers decides nothing, whole or cut anywhere: %s', async (_, answer) => {
  const shown = open();
  await shown.send('j');
  const before = shown.store.get().state;
  await shown.send(answer);
  for (let cut = 2; cut < answer.length; cut++) await shown.send(answer.slice(0, cut), answer.slice(cut));
  await shown.send(answer.slice(0, 2), ...answer.slice(2));
  expect(shown.store.get().state).toBe(before);
});

test('a pasted text decides nothing, says so, and is no key in a menu either', async () => {
  const shown = open();
  await shown.send('\t', PASTE('a'));
  const { decisions, mode: now, message } = shown.store.get().state;
  expect([...decisions.values()].flat()).toEqual([]);
  expect(now.kind).toBe('tree');
  expect(message).toMatchObject({ kind: 'no' });
  await shown.send('r', PASTE('1\r'));
  expect(mode(shown)).toMatchObject({ kind: 'menu' });
  await shown.send('2');
  expect(mode(shown)).not.toMatchObject({ kind: 'menu' });
});

test('a text pasted into a field is typed in, its line ends are blanks', async () => {
  const shown = open();
  await shown.send('je1', 'so: ', PASTE('one\r\ntwo\u0007 three'));
  expect(value(shown)).toBe('so: one two three');
});

test('the path is edited as readline does', async () => {
  const shown = open();
  await shown.send('A', 'w\r');
  await shown.waitFor('Write as json to');
  await shown.send('\u0015out.json');
  expect(value(shown)).toBe('out.json');
  await shown.send('\u0001', `${ESC}[3~`, `${ESC}d`);
  expect(value(shown)).toBe('.json');
  await shown.send('\u0005', `${ESC}\u007f`, 'md', `${ESC}b`, 'x/');
  expect(value(shown)).toBe('.x/md');
  await shown.send('\u000b\u0017/tmp/a b\u0017');
  expect(value(shown)).toBe('/tmp/a ');
});

test('Delete deletes what is under the cursor, and nothing behind the end; characters are whole', async () => {
  const shown = open();
  await shown.send('je1', 'hello', `${ESC}[3~`);
  expect(value(shown)).toBe('hello');
  await shown.send('👍👍🏽\u007f', `${ESC}[D${ESC}[D${ESC}[3~`);
  expect(value(shown)).toBe('hell👍');
});

test('repeats in one chunk are all there, and Ctrl and a letter types none', async () => {
  const shown = open();
  await shown.send('je1', 'aaaa\u007f\u007f\u0007\u000e\u0014', 'bb');
  expect(value(shown)).toBe('aabb');
});

test('Alt and a key that means nothing leaves a field open', async () => {
  const shown = open();
  await shown.send('je1', 'why', `${ESC}a`);
  expect(value(shown)).toBe('why');
});

test('Tab completes a path as far as it can be told, then says what there is', async () => {
  const files = ['out/', 'out-a.json', 'out-b.json'];
  const shown = open({ complete: (start) => files.filter((file) => file.startsWith(start)) });
  await shown.send('A', 'w\r');
  await shown.waitFor('Write as json to');
  await shown.send('\u0015o\t');
  expect(value(shown)).toBe('out');
  await shown.send('-\t');
  await shown.waitFor('out-a.json  out-b.json');
  await shown.send('b\t');
  expect(value(shown)).toBe('out-b.json');
  await shown.send('\u0015nowhere\t');
  await shown.waitFor('there is nothing of that name');
});

test('a line longer than its field shows what is around the cursor', async () => {
  const shown = open();
  await shown.send('je1', 'x'.repeat(200), 'end');
  await shown.waitFor('xxend');
  await shown.send('\u0001', 'start');
  await shown.waitFor('❯ startxx');
});
