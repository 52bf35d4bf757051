import fc from 'fast-check';
import { expect } from 'vitest';
import { fold } from '../../../source/pattern/fold.ts';
import type { Outcome } from '../../../source/refine/outcome.ts';
import { type DialogState, dialogConsequence } from '../../../source/review/session/dialog.ts';
import { viewOf } from '../../../source/review/session/move.ts';
import { decisionsOf } from '../../../source/review/session/tree.ts';
import { mode, world } from '../../model/arbitraries.ts';
import { fulfilAll, setting, wish } from '../../model/operator.ts';
import { forAll } from '../../model/runs.ts';
import { AT, contextOf, Driver } from './support.ts';

/** What each letter of the dialogs of `r` and `e` leads to, wherever it is pressed. */
const MEANINGS: Readonly<Record<DialogState['which'], Readonly<Record<string, readonly string[]>>>> = {
  reject: { l: ['list'], d: ['drop'], o: ['original'], k: ['keep', 'pick'] },
  adjust: { n: ['narrow'], w: ['widen'], e: ['pattern'], k: ['keep'], d: ['drop'] },
};

function dialogOf({ state }: Driver): DialogState | undefined {
  return state.mode.kind === 'dialog' ? state.mode.dialog : undefined;
}

/** What some statement allows, by statement. */
function allowedIn({ statements }: Outcome): Set<string> {
  return new Set(
    statements.flatMap(({ index, entries }) =>
      entries.flatMap((entry) => {
        const allowed: string[] = [];
        for (let node = 0; node < entry.trie.size; node++)
          if (entry.trie.isLeaf(node) && entry.fate(node).stays > 0)
            allowed.push(`${index} ${fold(entry.trie.prefix(node))}`);
        return allowed;
      }),
    ),
  );
}

/** A service of which nothing is known has a name among them that is no action. */
const known = (actions: readonly string[]): string[] =>
  actions
    .map(fold)
    .filter((action) => !action.endsWith(':*'))
    .sort();

const actionsOf = (places: Iterable<string>): string[] =>
  known([...new Set([...places].map((place) => place.slice(place.indexOf(' ') + 1)))]);

forAll(
  'a letter means the same on every row, decides nothing, and what its choice tells is what comes of it',
  fc.property(world, mode, fc.array(wish, { maxLength: 3 }), fc.nat(), (given, generalize, wishes, start) => {
    const policyCase = setting(given, generalize);
    const driver = new Driver(contextOf([{ case: policyCase }])).named();
    driver.state = { ...driver.state, decisions: new Map([[policyCase.id, fulfilAll(wishes, policyCase)]]) };
    driver.do({ type: 'fold-all', folded: false });
    const rows = driver.rows();
    const before = driver.state;
    const was = viewOf(driver.context, before)?.tree.outcome;
    if (was === undefined) return;
    // A row of each so many, so that large trees take no longer.
    const step = Math.max(1, Math.floor(rows.length / 12));
    for (let i = start % step; i < rows.length; i += step) {
      for (const which of ['reject', 'adjust'] as const) {
        driver.state = before;
        driver.go(rows[i]?.address ?? '').do({ type: which });
        const { choices = [] } = dialogOf(driver) ?? {};
        const opened = driver.state;
        for (const { letter, leads, why } of choices) {
          driver.state = opened;
          const kind = leads?.kind === 'intent' ? leads.intent.kind : leads?.kind;
          if (kind === undefined) expect([letter, why]).toEqual([letter, expect.stringMatching(/./)]);
          else
            expect([which, letter, MEANINGS[which][letter]]).toEqual([
              which,
              letter,
              expect.arrayContaining([kind]),
            ]);
          driver.do({ type: 'letter', letter });
          expect(driver.state.decisions).toBe(before.decisions);
          const dialog = dialogOf(driver);
          if (dialog === undefined || leads?.kind !== 'intent') continue;
          const told = dialogConsequence(driver.context, driver.state, dialog);
          driver.do({ type: 'enter', at: AT });
          if (told?.deviates === true) {
            // Nothing is no reason.
            driver.do({ type: 'enter', at: AT });
            expect(driver.state.decisions).toBe(before.decisions);
            driver.write('because');
          }
          while (dialogOf(driver) !== undefined) {
            const { stage } = dialogOf(driver) ?? {};
            driver.do({ type: 'enter', at: AT });
            if (dialogOf(driver)?.stage === stage) break;
          }
          expect([which, letter, decisionsOf(driver.state, policyCase.id).length]).not.toEqual([
            which,
            letter,
            0,
          ]);
          const is = viewOf(driver.context, driver.state)?.tree.outcome;
          if (is === undefined || told === undefined) continue;
          const [had, has] = [allowedIn(was), allowedIn(is)];
          expect([which, letter, known(told.back), known(told.goes)]).toEqual([
            which,
            letter,
            actionsOf(has.difference(had)),
            actionsOf(had.difference(has)),
          ]);
        }
      }
    }
  }),
  0.5,
);
