import fc from 'fast-check';
import { expect } from 'vitest';
import { rowAt } from '../../source/review/session/row.ts';
import { shownAt } from '../../source/review/session/shown.ts';
import { type Frame, frameAt } from '../../source/screen/frame.ts';
import { keyResult } from '../../source/screen/keys/key-action.ts';
import type { Size } from '../../source/screen/layout.ts';
import { widthOf } from '../../source/screen/picture/text.ts';
import { createSessionStore, type SessionStore } from '../../source/screen/session-store.ts';
import { plainTheme } from '../../source/screen/theme.ts';
import { screenRows } from '../../source/screen/views/screen-rows.ts';
import { sheetPartsOf } from '../../source/screen/views/sheet-parts.ts';
import { treeRows } from '../../source/screen/views/tree-rows.ts';
import { mode, world } from '../model/arbitraries.ts';
import { allowedBy, statementsIn } from '../model/given.ts';
import { setting } from '../model/operator.ts';
import { forAll } from '../model/runs.ts';
import { AT } from '../review/session/support.ts';
import { sessionRun } from './session-stage.ts';

const theme = plainTheme();

/** Keys as somebody presses them who tries everything; a text is typed. */
const keys = fc.array(
  fc.oneof(
    fc.constantFrom(
      ...[
        'j',
        'j',
        'k',
        'space',
        'l',
        'h',
        '+',
        '-',
        'tab',
        'tab',
        'shift-tab',
        ']',
        '[',
        'G',
        'g',
        'pagedown',
      ],
      ...[
        'a',
        'a',
        'A',
        'x',
        'r',
        'e',
        'u',
        'ctrl-r',
        'y',
        'd',
        'v',
        '?',
        'f1',
        'esc',
        'enter',
        'enter',
        'J',
        'ctrl-d',
      ],
      ...['p', 'o', 's', 'f', 'w', '/', 'n', 'N', 'up', 'down', 'backspace', 'ctrl-u'],
    ),
    fc.constantFrom(
      ...[
        'tab r l enter enter',
        'tab r d enter because enter',
        'tab r o enter because enter',
        'tab e n enter',
      ],
      ...['tab e w enter because enter', 'tab e e enter backspace backspace * enter because enter'],
      ...['tab e k enter because enter enter enter', 'j e d enter because enter', 'f u enter', 'f r enter'],
    ),
  ),
  { maxLength: 30 },
);

function press(store: SessionStore, key: string): void {
  const frame = frameAt(store.run, store.get(), theme);
  const result = frame && keyResult(frame, key, AT);
  if (result?.kind === 'action') store.dispatch(result.action);
  if (result?.kind === 'type') store.type(result.line);
  if (result?.kind === 'warn') store.warn(result.top);
}

function pressAll(store: SessionStore, each: string): void {
  for (const key of each.split(' ')) {
    if (key.length > 1 && /^because$/.test(key)) for (const letter of key) press(store, letter);
    else press(store, key);
  }
}

const size = fc.record({
  columns: fc.integer({ min: 60, max: 150 }),
  rows: fc.integer({ min: 15, max: 45 }),
});

function frameOf(store: SessionStore): Frame {
  const frame = frameAt(store.run, store.get(), theme);
  if (frame === undefined) throw new Error('the terminal is too small');
  return frame;
}

/** A review by somebody whose name is known. */
function storeOf(
  given: Parameters<typeof setting>[0],
  generalize: Parameters<typeof setting>[1],
  of: Size,
): SessionStore {
  const run = sessionRun([{ case: setting(given, generalize), quota: 400 }]);
  return createSessionStore({ ...run, initial: { ...run.initial, reviewer: 'rosa' } }, of, () => undefined);
}

forAll(
  'whatever is pressed, a screen has as many rows as the terminal and none is wider',
  fc.property(world, mode, size, keys, (given, generalize, of, pressed) => {
    const store = storeOf(given, generalize, of);
    for (const each of pressed) {
      pressAll(store, each);
      const frame = frameOf(store);
      if (store.get().state.ended !== undefined) break;
      const parts = sheetPartsOf(frame);
      if (parts !== undefined) {
        const { area, head, choices, limit, hasField, below } = parts;
        const lines = [...head, ...choices.slice(0, limit), ...below].flatMap((line) => line.split('\n'));
        expect(lines.length + (hasField ? 1 : 0)).toBeLessThanOrEqual(area.height);
        for (const line of lines) expect(widthOf(line)).toBeLessThanOrEqual(area.width);
      }
      const rows = screenRows(frame);
      expect(rows).toHaveLength(of.rows);
      for (const row of rows) expect(widthOf(row)).toBeLessThanOrEqual(of.columns);
    }
    store.close();
  }),
  0.5,
);

forAll(
  'what the rows on the screen show is what would be written',
  fc.property(world, mode, keys, (given, generalize, pressed) => {
    const store = storeOf(given, generalize, { columns: 200, rows: 2_000 });
    for (const each of pressed) pressAll(store, each);
    // Out of whatever is in front, without a filter, everything open.
    for (const key of ['esc', 'esc', 'esc', 'esc', '+']) press(store, key);
    const frame = frameOf(store);
    const { view, context } = frame;
    if (view === undefined || frame.state.mode.kind !== 'tree') return;
    const { tree, shown, folds } = view;
    const { outcome } = tree;
    const rows = treeRows(frame);
    const written = statementsIn(outcome.text);
    let place = 0;
    const lists = new Map(
      outcome.statements.map(({ index, fate }) => [index, fate === 'goes' ? undefined : written[place++]]),
    );
    for (let i = 0; i < shown.length; i++) {
      const at = shownAt(shown, i);
      const head = tree.heads[at.head];
      const row = rowAt(context, tree, folds, at);
      if (head?.kind !== 'entry' || row.kind !== 'action' || head.statement.kind === 'untouched') continue;
      const stays = allowedBy(head.entry.element, lists.get(head.statement.index))(row.key);
      expect([row.address, rows[i]?.includes(stays ? '✔' : '○')]).toEqual([row.address, true]);
    }
    store.close();
  }),
  0.5,
);
