import fc from 'fast-check';
import { expect } from 'vitest';
import { outcomeOf } from '../../../source/review/result.ts';
import type { Action } from '../../../source/review/state/action.ts';
import type { ReviewContext } from '../../../source/review/state/context.ts';
import { type Current, currentEntry, cursorRow } from '../../../source/review/state/current.ts';
import { initialState } from '../../../source/review/state/initial.ts';
import { reduce } from '../../../source/review/state/reduce.ts';
import type { ReviewState } from '../../../source/review/state/state.ts';
import { cursorIndex, visibleRows } from '../../../source/review/state/tree-view.ts';
import { mode, world } from '../../model/arbitraries.ts';
import { setting } from '../../model/operator.ts';
import { forAll } from '../../model/runs.ts';
import { allFolded, into, movedBy, nameOf, out, type TreeModel, toggled, visibleNames } from './model.ts';

const at = '2026-01-02T03:04:05Z';

/** The review while commands run on it. */
interface Real {
  readonly context: ReviewContext;
  state: ReviewState;
}

/** What the commands are checked against; undefined where a policy has nothing to review. */
interface Model {
  tree: TreeModel | undefined;
}

type Command = fc.Command<Model, Real>;

function press(real: Real, action: Action): void {
  const before = real.state;
  real.state = reduce(real.context, before, action);
  checkWindow(real);
  // A key that changes nothing says why.
  if (real.state === before) throw new Error(`${action.type} did nothing and said nothing`);
}

/** The cursor is on a visible row, and that row is in the window. */
function checkWindow({ context, state }: Real): void {
  const current = currentEntry(context, state);
  if (current === undefined) return;
  const rows = visibleRows(current.view);
  expect(rows[cursorIndex(current.view)]).toBe(current.view.cursor);
  expect(cursorIndex(current.view)).toBeGreaterThanOrEqual(current.view.top);
  expect(cursorIndex(current.view)).toBeLessThan(current.view.top + state.viewport.tree);
}

function compare(model: Model, { context, state }: Real): void {
  const current = currentEntry(context, state);
  expect(current === undefined).toBe(model.tree === undefined);
  if (current === undefined || model.tree === undefined) return;
  const { trie } = current.review;
  expect([...visibleRows(current.view)].map((node) => nameOf(trie, node))).toEqual(visibleNames(model.tree));
  expect(nameOf(trie, current.view.cursor)).toBe(model.tree.cursor);
}

function modelOf(current: Current | undefined): Model {
  if (current === undefined) return { tree: undefined };
  const { trie } = current.review;
  const folded = new Set<string>();
  for (let node = 0; node < trie.size; node++)
    if (current.view.folded[node] === 1 && trie.skip(node) > node + 1) folded.add(nameOf(trie, node));
  return { tree: { trie, folded, cursor: nameOf(trie, current.view.cursor) } };
}

/** A key that only looks about. */
function looking(name: string, action: Action, change: (tree: TreeModel) => TreeModel): Command {
  return {
    check: () => true,
    run(model, real) {
      real.state = reduce(real.context, real.state, action);
      checkWindow(real);
      if (model.tree !== undefined) model.tree = change(model.tree);
      compare(model, real);
    },
    toString: () => name,
  };
}

const lookingAbout: fc.Arbitrary<Command>[] = [
  fc
    .integer({ min: -20, max: 20 })
    .map((rows) => looking(`move ${rows}`, { type: 'move', rows }, (tree) => movedBy(tree, rows))),
  fc.constant(looking('first', { type: 'to-end', end: 'first' }, (tree) => movedBy(tree, -Infinity))),
  fc.constant(looking('last', { type: 'to-end', end: 'last' }, (tree) => movedBy(tree, Infinity))),
  fc.constant(looking('out', { type: 'out' }, out)),
  fc.constant(looking('in', { type: 'in' }, into)),
  fc.constant(looking('toggle', { type: 'toggle' }, toggled)),
  fc
    .boolean()
    .map((folded) =>
      looking(`fold all ${folded}`, { type: 'fold-all', folded }, (tree) => allFolded(tree, folded)),
    ),
];

/** Something that decides or goes elsewhere: where the tree then stands is read back. */
function deciding(name: string, actions: (state: ReviewState) => readonly Action[]): Command {
  return {
    check: () => true,
    run(model, real) {
      const before = real.state;
      for (const action of actions(real.state)) press(real, action);
      press(real, { type: 'close' });
      if (real.state.decisions !== before.decisions)
        expect(real.state.undo?.snapshot.decisions).toBe(before.decisions);
      Object.assign(model, modelOf(currentEntry(real.context, real.state)));
    },
    toString: () => name,
  };
}

/** Opens a menu, takes one of its items, and answers what is asked. */
function menu(open: Action, choice: number, answers: readonly string[]): Command {
  return {
    check: () => true,
    run(model, real) {
      const before = real.state;
      press(real, open);
      const { mode: opened } = real.state;
      if (opened.kind === 'menu') {
        const item = opened.menu.items[choice % opened.menu.items.length];
        if (item !== undefined) press(real, { type: 'choose', step: item.step, at });
      }
      for (const value of answers)
        if (real.state.mode.kind === 'field') press(real, { type: 'submit', value, at });
      if (real.state.mode.kind !== 'tree') press(real, { type: 'close' });
      if (real.state.decisions !== before.decisions)
        expect(real.state.undo?.snapshot.decisions).toBe(before.decisions);
      Object.assign(model, modelOf(currentEntry(real.context, real.state)));
    },
    toString: () => `${open.type} ${choice} ${JSON.stringify(answers)}`,
  };
}

const answers = fc.array(fc.constantFrom('', 'because', '2030-01-01', '*', 's3:*'), { maxLength: 3 });

const decidingSomething: fc.Arbitrary<Command>[] = [
  fc.constant(deciding('accept', () => [{ type: 'accept', at }])),
  fc.constant(deciding('accept below', () => [{ type: 'accept-below', at }])),
  fc.constant(deciding('next undecided', () => [{ type: 'undecided', direction: 1 }])),
  fc.constant(deciding('previous undecided', () => [{ type: 'undecided', direction: -1 }])),
  fc.constant(deciding('next entry', () => [{ type: 'entry', direction: 1 }])),
  fc.constant(deciding('previous entry', () => [{ type: 'entry', direction: -1 }])),
  fc.tuple(fc.nat(9), answers).map(([choice, values]) => menu({ type: 'reject' }, choice, values)),
  fc.tuple(fc.nat(9), answers).map(([choice, values]) => menu({ type: 'adjust' }, choice, values)),
];

const context = fc.tuple(world, mode).map(([given, generalize]): ReviewContext => {
  const policyCase = setting(given, generalize);
  return {
    subjects: [policyCase],
    settings: policyCase,
    by: 'Ada',
    formats: [{ format: 'json', label: 'JSON' }],
    preferredFormat: 'json',
    defaultPath: () => 'out.json',
  };
});
const height = fc.integer({ min: 1, max: 12 });

forAll(
  'cursor, folds and window against a plain model, whatever is pressed',
  fc.property(
    context,
    height,
    fc.commands([...lookingAbout, ...decidingSomething], { maxCommands: 30 }),
    (given, tree, commands) => {
      const setup = (): { model: Model; real: Real } => {
        const state = initialState(given, new Map(), { tree, page: 10 });
        return { model: modelOf(currentEntry(given, state)), real: { context: given, state } };
      };
      fc.modelRun(setup, commands);
    },
  ),
  0.3,
);

forAll(
  'undo to the start gives the start, redo to the end the end',
  fc.property(
    context,
    fc.commands([...lookingAbout, ...decidingSomething], { maxCommands: 30 }),
    (given, commands) => {
      const start = initialState(given, new Map(), { tree: 10, page: 10 });
      const real: Real = { context: given, state: start };
      fc.modelRun(() => ({ model: modelOf(currentEntry(given, start)), real }), commands);
      const end = real.state;
      const firstDecision = oldest(end);
      while (real.state.undo !== undefined) press(real, { type: 'undo' });
      expect(real.state.decisions).toBe(start.decisions);
      if (firstDecision !== undefined) {
        const there = currentEntry(given, real.state);
        expect(there && cursorRow(there)).toBe(firstDecision);
      }
      while (real.state.redo !== undefined) press(real, { type: 'redo' });
      expect(real.state.decisions).toBe(end.decisions);
      for (const subject of given.subjects) {
        const list = end.decisions.get(subject.id) ?? [];
        expect(outcomeOf(subject, list).approved).toBeLessThanOrEqual(outcomeOf(subject, list).total);
      }
    },
  ),
  0.3,
);

/** The row on which the first decision was made. */
function oldest({ undo }: ReviewState): string | undefined {
  let history = undo;
  while (history?.rest !== undefined) history = history.rest;
  return history?.snapshot.row;
}

forAll(
  'when all is accepted nothing is undecided, and the result is the proposal',
  fc.property(context, (given) => {
    const real: Real = { context: given, state: initialState(given, new Map(), { tree: 10, page: 10 }) };
    real.state = reduce(given, real.state, { type: 'choose', step: { kind: 'accept-left' }, at });
    for (const subject of given.subjects) {
      const list = real.state.decisions.get(subject.id) ?? [];
      const { entries, text } = outcomeOf(subject, list);
      // Entries that go whole have no row in this review.
      for (const { proposal, isOpen } of entries) if (proposal !== 'goes') expect(isOpen).toBe(false);
      expect(text).toBe(outcomeOf(subject, []).text);
    }
  }),
  0.3,
);
