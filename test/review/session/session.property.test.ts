import fc from 'fast-check';
import { expect } from 'vitest';
import { certify } from '../../../source/proof/certificate.ts';
import { rerunOf } from '../../../source/refine/rerun.ts';
import { ALL_OPEN } from '../../../source/review/session/folds.ts';
import { viewOf } from '../../../source/review/session/move.ts';
import { rowsOf } from '../../../source/review/session/row.ts';
import type { SessionAction } from '../../../source/review/session/session-action.ts';
import {
  parseSessionData,
  resumedSession,
  sessionData,
} from '../../../source/review/session/session-data.ts';
import { shownRows } from '../../../source/review/session/shown.ts';
import { addressOf, decisionsOf, hasBelow, outcomeUnder } from '../../../source/review/session/tree.ts';
import { allowedBy, statementsIn } from '../../model/given.ts';
import { setting, toSignOff } from '../../model/operator.ts';
import { forAll } from '../../model/runs.ts';
import { AT, contextOf, Driver, VIEWPORT } from './support.ts';

const review = toSignOff.map(([given, generalize]) =>
  new Driver(contextOf([{ case: setting(given, generalize) }])).named(),
);

/** Keys as somebody presses them who tries everything. */
const key = fc.oneof(
  { weight: 4, arbitrary: fc.integer({ min: -9, max: 9 }).map((rows): Press => [{ type: 'move', rows }]) },
  {
    weight: 3,
    arbitrary: fc.constantFrom<Press>(
      [{ type: 'in' }],
      [{ type: 'out' }],
      [{ type: 'toggle' }],
      [{ type: 'fold-all', folded: false }],
      [{ type: 'fold-all', folded: true }],
      [{ type: 'to-end', end: 'last' }],
      [{ type: 'undecided', direction: 1 }],
      [{ type: 'undecided', direction: -1 }],
      [{ type: 'entry', direction: 1 }],
      [{ type: 'entry', direction: -1 }],
    ),
  },
  {
    weight: 4,
    arbitrary: fc.constantFrom<Press>(
      [{ type: 'accept', at: AT }],
      [
        { type: 'accept-shown', at: AT },
        { type: 'enter', at: AT },
      ],
      [
        { type: 'take-back', at: AT },
        { type: 'enter', at: AT },
      ],
      [{ type: 'undo' }],
      [{ type: 'redo' }],
    ),
  },
  {
    weight: 8,
    arbitrary: fc
      .tuple(
        fc.constantFrom<readonly ['reject' | 'adjust', string]>(
          ['reject', 'l'],
          ['reject', 'd'],
          ['reject', 'o'],
          ['reject', 'k'],
          ['adjust', 'n'],
          ['adjust', 'w'],
          ['adjust', 'k'],
          ['adjust', 'd'],
        ),
        fc.constantFrom<Press>(
          [],
          [{ type: 'undecided', direction: 1 }],
          [{ type: 'undecided', direction: -1 }],
        ),
        fc.constantFrom('', '2030-01-01'),
      )
      .map(
        ([[which, letter], before, until]): Press => [
          ...before,
          { type: which },
          { type: 'letter', letter },
          { type: 'enter', at: AT },
          { type: 'letter', letter: ' ' },
          { type: 'enter', at: AT },
          { type: 'type', value: 'because' },
          { type: 'enter', at: AT },
          { type: 'type', value: until },
          { type: 'enter', at: AT },
          { type: 'enter', at: AT },
        ],
      ),
  },
  {
    weight: 3,
    arbitrary: fc.tuple(fc.nat(6), fc.boolean()).map(
      ([cut, star]): Press => [
        { type: 'undecided', direction: 1 },
        { cut, star },
      ],
    ),
  },
  {
    weight: 1,
    arbitrary: fc
      .subarray(['u', 'r', 'w', 'n', 't', 'c', 'k', 'd'], { maxLength: 3 })
      .map(
        (letters): Press => [
          { type: 'filter' },
          { type: 'letter', letter: 'e' },
          ...letters.map((letter): SessionAction => ({ type: 'letter', letter })),
          { type: 'enter', at: AT },
        ],
      ),
  },
);
/** `cut`: a pattern is edited, cut at its end, with or without a star. */
type Press = readonly (SessionAction | { readonly cut: number; readonly star: boolean })[];

function pressOne(driver: Driver, each: Press[number]): void {
  if ('type' in each) driver.do(each);
  else edit(driver, each.cut, each.star);
}

function edit(driver: Driver, cut: number, star: boolean): void {
  driver.choose('adjust', 'e');
  const { mode: front } = driver.state;
  if (front.kind !== 'dialog' || front.dialog.stage.kind !== 'pattern') return;
  const { value } = front.dialog.stage;
  driver.write(value.replace(/\*$/, '').slice(0, value.length - cut) + (star ? '*' : ''));
  if (front.kind === driver.state.mode.kind) driver.write('because');
}

/** Presses the keys; whatever a dialog was left with is closed behind each. */
function press(driver: Driver, keys: readonly Press[]): void {
  for (const actions of keys) {
    for (const each of actions) pressOne(driver, each);
    while (driver.state.mode.kind === 'dialog' || driver.state.mode.kind === 'confirm')
      driver.do({ type: 'close' });
  }
}

forAll(
  'what the rows show is what is written is what is proved, whatever is pressed',
  fc.property(review, fc.array(key, { minLength: 4, maxLength: 25 }), (driver, keys) => {
    press(driver, keys);
    const view = viewOf(driver.context, driver.state);
    if (view === undefined) return;
    const { tree } = view;
    const { outcome } = tree;
    const shown = shownRows(driver.context, tree, ALL_OPEN, []);
    const rows = rowsOf(driver.context, tree, ALL_OPEN, shown, 0, shown.length);
    const written = statementsIn(outcome.text);
    let place = 0;
    for (const { index, fate } of outcome.statements) {
      const original = tree.policy.case.policy.statements[index];
      const now = fate === 'goes' ? undefined : written[place++];
      if (original?.element !== 'Action' && original?.element !== 'NotAction') continue;
      const isAllowed = allowedBy(original.element, now);
      for (const row of rows.filter((each) => each.address.startsWith(`${index}/`))) {
        const action =
          row.kind === 'action' ||
          (row.kind === 'entry' &&
            row.fate !== 'unknown' &&
            !/[*?]/.test(row.key) &&
            original.element === 'Action');
        if (!action || original.effect === 'Deny' || row.stays + row.goes !== 1) continue;
        expect([row.address, row.stays > 0]).toEqual([row.address, isAllowed(row.key)]);
        expect(row.fate).toBe(row.stays > 0 ? 'stays' : 'goes');
      }
    }
    expect(place).toBe(written.length);
    const { laws, ok } = certify(outcome, rerunOf, '0');
    expect(ok ? [] : laws).toEqual([]);
  }),
  2,
);

forAll(
  'folded rows sum up what is below them',
  fc.property(review, fc.array(key, { maxLength: 20 }), (driver, keys) => {
    press(driver, keys);
    driver.do({ type: 'filter' }, { type: 'letter', letter: 'e' }, { type: 'enter', at: AT });
    driver.do({ type: 'fold-all', folded: false });
    const rows = driver.rows();
    rows.forEach((row, i) => {
      if (row.kind === 'policy' || row.kind === 'statement' || row.fold === 'none') return;
      const below = rows.slice(i + 1);
      const end = below.findIndex(({ depth }) => depth <= row.depth);
      const inside = below.slice(0, end === -1 ? below.length : end).filter(({ kind }) => kind === 'action');
      expect([row.address, row.stays, row.goes]).toEqual([
        row.address,
        inside.filter(({ fate }) => fate === 'stays').length,
        inside.filter(({ fate }) => fate === 'goes').length,
      ]);
    });
    const { approved, total } = rows[0] ?? {};
    const changes = rows.filter(({ change }) => change !== undefined);
    expect([approved, total]).toEqual([
      changes.filter(({ change }) => change?.approved === true).length,
      changes.length,
    ]);
  }),
  0.3,
);

forAll(
  'the cursor is on a shown row in the window, and a key that changes nothing says why',
  fc.property(review, fc.array(key, { maxLength: 30 }), (driver, keys) => {
    for (const actions of keys) {
      for (const action of actions) {
        const before = driver.state;
        pressOne(driver, action);
        if (
          !('type' in action) ||
          action.type === 'move' ||
          action.type === 'letter' ||
          action.type === 'to-end'
        )
          continue;
        const [was, is] = [before, driver.state].map((state) =>
          JSON.stringify([sessionData(driver.context, state), state.mode]),
        );
        if (was === is && driver.state.mode.kind === 'tree')
          expect([action.type, driver.state.message?.kind]).not.toEqual([action.type, undefined]);
      }
      const view = viewOf(driver.context, driver.state);
      if (view === undefined) return;
      const { look, shown, index, tree, place } = view;
      expect(look.cursor).toBe(addressOf(tree, place));
      expect(index).toBeGreaterThanOrEqual(look.top);
      expect(index).toBeLessThan(Math.max(look.top + VIEWPORT.tree, 1));
      expect(index).toBeLessThan(shown.length);
      expect(driver.row(look.cursor)?.fold === 'none').toBe(!hasBelow(tree, place));
    }
  }),
  0.3,
);

forAll(
  'undo to the start gives the start, redo to the end the end; also on another day',
  fc.property(review, fc.array(key, { maxLength: 25 }), fc.boolean(), (driver, keys, later) => {
    const { id } = driver.context.policies[0]?.case ?? { id: '' };
    press(driver, keys);
    while (driver.state.undone.length > 0) driver.do({ type: 'redo' });
    const end = decisionsOf(driver.state, id);
    if (later) {
      const text = JSON.stringify(sessionData(driver.context, driver.state));
      const context = contextOf(driver.context.policies);
      const { state, notes } = resumedSession(context, VIEWPORT, parseSessionData(text, 'session'));
      expect(notes).toEqual([]);
      expect(JSON.parse(JSON.stringify(sessionData(context, state)))).toEqual(JSON.parse(text));
      driver.state = state;
    }
    while (driver.state.done.length > 0) driver.do({ type: 'undo' });
    expect(decisionsOf(driver.state, id)).toEqual([]);
    while (driver.state.undone.length > 0) driver.do({ type: 'redo' });
    expect(decisionsOf(driver.state, id)).toEqual(end);
  }),
  0.3,
);

forAll(
  'accepting all gives the proposal; taking all back gives what was; nothing approved is the original',
  fc.property(review, (driver) => {
    const [policy] = driver.context.policies;
    if (policy === undefined) return;
    const { text } = outcomeUnder(driver.context, policy, []);
    driver.do({ type: 'accept-shown', at: AT }, { type: 'enter', at: AT });
    const { id } = policy.case;
    const all = decisionsOf(driver.state, id);
    const outcome = outcomeUnder(driver.context, policy, all);
    expect([outcome.approved, outcome.text]).toEqual([outcome.total, text]);
    expect(all.every(({ bulk }) => bulk === true)).toBe(true);
    driver.do({ type: 'to-end', end: 'first' }, { type: 'take-back', at: AT }, { type: 'enter', at: AT });
    expect(decisionsOf(driver.state, id)).toEqual([]);
    expect(outcomeUnder(driver.context, policy, [], 'as-written').text).toBe(policy.case.policy.text);
  }),
  0.5,
);
