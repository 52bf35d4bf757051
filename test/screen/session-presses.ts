import fc from 'fast-check';
import { type Frame, frameAt } from '../../source/screen/frame.ts';
import { keyResult } from '../../source/screen/keys/key-action.ts';
import type { Size } from '../../source/screen/layout.ts';
import { createSessionStore, type SessionStore } from '../../source/screen/session-store.ts';
import { plainTheme } from '../../source/screen/theme.ts';
import { setting } from '../model/operator.ts';
import { AT } from '../review/session/support.ts';
import { sessionRun } from './session-stage.ts';

const theme = plainTheme();

/** Keys as somebody presses them who tries everything; a text is typed. */
export const keys = fc.array(
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

/** The same by somebody who decides: goes to a row, does something there from its first key to its last, and is back in the tree. */
export const decidingKeys = fc.array(
  fc
    .tuple(
      fc.constantFrom('tab', 'tab', 'tab tab', 'shift-tab', 'j', 'j j j', 'k', 'G', ']', 'tab tab tab'),
      fc.constantFrom(
        ...['a', 'a', 'a a a', 'A enter', 'x enter', 'u', 'u u', 'ctrl-r', 'f u enter A enter'],
        ...['r l enter', 'r d enter because enter', 'r o enter because enter'],
        ...['r k enter space down space enter because enter enter n enter'],
        ...['e n enter', 'e n enter j r l enter', 'e w enter because enter', 'e w enter because enter'],
        ...[
          'e e enter backspace backspace * enter because enter',
          'e e enter backspace backspace enter because enter',
        ],
        ...[
          'e k enter because enter enter n enter',
          'e k enter because enter 2 0 3 0 - 0 1 - 0 1 enter a enter',
        ],
        ...['e d enter because enter', 'j j e d enter because enter', 'a j j e d enter because enter'],
      ),
    )
    .map(([way, what]) => `${way} ${what} esc esc esc`),
  { minLength: 2, maxLength: 12 },
);

export function press(store: SessionStore, key: string): void {
  const frame = frameAt(store.run, store.get(), theme);
  const result = frame && keyResult(frame, key, AT);
  if (result?.kind === 'action') store.dispatch(result.action);
  if (result?.kind === 'type') store.type(result.line);
  if (result?.kind === 'warn') store.warn(result.top);
}

export function pressAll(store: SessionStore, each: string): void {
  for (const key of each.split(' ')) {
    if (key.length > 1 && /^because$/.test(key)) for (const letter of key) press(store, letter);
    else press(store, key);
  }
}

export function frameOf(store: SessionStore): Frame {
  const frame = frameAt(store.run, store.get(), theme);
  if (frame === undefined) throw new Error('the terminal is too small');
  return frame;
}

/** A review by somebody whose name is known. */
export function storeOf(
  given: Parameters<typeof setting>[0],
  generalize: Parameters<typeof setting>[1],
  of: Size,
): SessionStore {
  const run = sessionRun([{ case: setting(given, generalize), quota: 400 }]);
  return createSessionStore({ ...run, initial: { ...run.initial, reviewer: 'rosa' } }, of, () => undefined);
}
