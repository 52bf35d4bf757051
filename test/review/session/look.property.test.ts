import fc from 'fast-check';
import { expect } from 'vitest';
import { ALL_OPEN } from '../../../source/review/session/folds.ts';
import { viewOf } from '../../../source/review/session/move.ts';
import { rowsOf } from '../../../source/review/session/row.ts';
import type { SessionAction } from '../../../source/review/session/session-action.ts';
import { shownRows } from '../../../source/review/session/shown.ts';
import { mode, world } from '../../model/arbitraries.ts';
import { setting } from '../../model/operator.ts';
import { forAll } from '../../model/runs.ts';
import { AT, contextOf, Driver } from './support.ts';

/** A tree as plain lists: all rows with their depths, which of them are folded, where the cursor is. */
interface Model {
  rows: readonly { readonly address: string; readonly depth: number }[];
  readonly folded: Set<string>;
  cursor: string;
}

function childrenIn({ rows }: Model, at: number): number {
  const depth = rows[at]?.depth ?? 0;
  const end = rows.findIndex((row, i) => i > at && row.depth <= depth);
  return (end === -1 ? rows.length : end) - at - 1;
}

function visible(model: Model): string[] {
  const shown: string[] = [];
  for (let i = 0; i < model.rows.length; i++) {
    const { address = '' } = model.rows[i] ?? {};
    shown.push(address);
    if (model.folded.has(address)) i += childrenIn(model, i);
  }
  return shown;
}

function move(model: Model, rows: number): void {
  const shown = visible(model);
  const index = Math.max(0, Math.min(shown.length - 1, shown.indexOf(model.cursor) + rows));
  model.cursor = shown[index] ?? '';
}

function toggle(model: Model): void {
  const at = model.rows.findIndex(({ address }) => address === model.cursor);
  if (model.cursor === '' || childrenIn(model, at) === 0) return;
  if (!model.folded.delete(model.cursor)) model.folded.add(model.cursor);
}

function out(model: Model): void {
  const at = model.rows.findIndex(({ address }) => address === model.cursor);
  if (childrenIn(model, at) > 0 && !model.folded.has(model.cursor)) {
    toggle(model);
    return;
  }
  const depth = model.rows[at]?.depth ?? 0;
  const above = model.rows.slice(0, at).findLast((row) => row.depth < depth);
  model.cursor = above?.address ?? '';
}

function into(model: Model): void {
  const at = model.rows.findIndex(({ address }) => address === model.cursor);
  if (childrenIn(model, at) === 0) return;
  if (model.folded.has(model.cursor)) toggle(model);
  else move(model, 1);
}

function foldAll(model: Model, folded: boolean): void {
  model.folded.clear();
  if (!folded) return;
  model.rows.forEach(({ address }, i) => {
    if (address !== '' && childrenIn(model, i) > 0) model.folded.add(address);
  });
  // The cursor goes up to the row that hides it.
  const at = model.rows.findIndex(({ address }) => address === model.cursor);
  const above = model.rows.slice(0, at + 1).findLast(({ depth }) => depth <= 1);
  model.cursor = above?.address ?? '';
}

/** What the tree is, hidden rows included. */
function modelOf({ context, state, cursor }: Driver): Model {
  const view = viewOf(context, state);
  if (view === undefined) return { rows: [], folded: new Set(), cursor };
  const { tree, folds } = view;
  const shown = shownRows(context, tree, ALL_OPEN, []);
  const rows = rowsOf(context, tree, folds, shown, 0, shown.length);
  const folded = rows.filter(({ fold }) => fold === 'folded');
  return { rows, folded: new Set(folded.map(({ address }) => address)), cursor };
}

type Command = fc.Command<Model, Driver>;

function command(action: SessionAction, change: (model: Model) => void): Command {
  return {
    check: () => true,
    run(model, driver) {
      driver.do(action);
      change(model);
      expect(driver.rows().map(({ address }) => address)).toEqual(visible(model));
      expect(driver.cursor).toBe(model.cursor);
    },
    toString: () => JSON.stringify(action),
  };
}

/** What decides or goes elsewhere: where the cursor is afterwards is read back. Only what hides it is opened. */
function deciding(action: SessionAction): Command {
  return {
    check: () => true,
    run(model, driver) {
      const before = new Set(model.folded);
      driver.do(action, { type: 'close' });
      Object.assign(model, modelOf(driver));
      const opened = [...before].filter((address) => !model.folded.has(address));
      for (const address of opened)
        expect([model.cursor, address]).toEqual([expect.stringMatching(above(address)), address]);
      expect(visible(model)).toContain(model.cursor);
    },
    toString: () => JSON.stringify(action),
  };
}

/** Addresses of rows that may be below a row: of the same entry or statement. */
function above(address: string): RegExp {
  return new RegExp(`^${address.split(' ')[0]}\\b`);
}

const commands: fc.Arbitrary<Command>[] = [
  fc
    .integer({ min: -20, max: 20 })
    .map((rows) => command({ type: 'move', rows }, (model) => move(model, rows))),
  fc.constant(command({ type: 'to-end', end: 'first' }, (model) => move(model, -1e9))),
  fc.constant(command({ type: 'to-end', end: 'last' }, (model) => move(model, 1e9))),
  fc.constant(command({ type: 'out' }, out)),
  fc.constant(command({ type: 'in' }, into)),
  fc.constant(command({ type: 'toggle' }, toggle)),
  fc.boolean().map((folded) => command({ type: 'fold-all', folded }, (model) => foldAll(model, folded))),
  fc.constant(deciding({ type: 'accept', at: AT })),
  fc.constant(deciding({ type: 'undo' })),
  fc.constant(deciding({ type: 'undecided', direction: 1 })),
];

forAll(
  'rows, folds and cursor of the tree against plain lists, whatever is pressed',
  fc.property(world, mode, fc.commands(commands, { maxCommands: 30 }), (given, generalize, list) => {
    fc.modelRun(() => {
      const real = new Driver(contextOf([{ case: setting(given, generalize) }])).named();
      return { model: modelOf(real), real };
    }, list);
  }),
  0.5,
);
