import fc from 'fast-check';
import { expect } from 'vitest';
import { thousands } from '../../source/base/words.ts';
import { quotaSize } from '../../source/policy/size.ts';
import { derive } from '../../source/refine/derive.ts';
import type { Outcome } from '../../source/refine/outcome.ts';
import { columnsOf } from '../../source/review/session/overview.ts';
import { rowAt } from '../../source/review/session/row.ts';
import { shownAt } from '../../source/review/session/shown.ts';
import { addressOf, decisionsOf } from '../../source/review/session/tree.ts';
import type { Frame } from '../../source/screen/frame.ts';
import type { Line } from '../../source/screen/picture/text.ts';
import type { SessionStore } from '../../source/screen/session-store.ts';
import { policyDiff } from '../../source/screen/views/diff.ts';
import { panelLines } from '../../source/screen/views/panel.ts';
import { topRows } from '../../source/screen/views/top.ts';
import { treeRows } from '../../source/screen/views/tree-rows.ts';
import { verificationLines } from '../../source/screen/views/verification.ts';
import type { World } from '../model/arbitraries.ts';
import { allowedBy } from '../model/given.ts';
import { setting, toSignOff } from '../model/operator.ts';
import { forAll } from '../model/runs.ts';
import { decidingKeys, frameOf, keys, press, pressAll, storeOf } from './session-presses.ts';

/** What is read on the screen, letter by letter, against the text that would be written: nothing in between is asked. */

const WIDE = 300;

const textsOf = (lines: readonly Line[]): string[] =>
  lines.map((line) => line.map(({ text }) => text).join(''));

interface Statement {
  readonly Effect: string;
  readonly Principal?: unknown;
  readonly Action?: string | string[];
  readonly NotAction?: string | string[];
}

const statementsOf = (policy: unknown): Statement[] =>
  [(policy as { Statement?: Statement | Statement[] } | null)?.Statement ?? []].flat();

/** What a statement allows, as a test of an action; by the text and a plain matcher. */
function allows(statement: Statement | undefined): (action: string) => boolean {
  if (statement === undefined || statement.Effect === 'Deny' || statement.Principal !== undefined)
    return () => false;
  return statement.Action === undefined
    ? allowedBy('NotAction', [statement.NotAction ?? []].flat())
    : allowedBy('Action', [statement.Action].flat());
}

interface Written {
  readonly text: string | null;
  /** By their places in the original; undefined where one is gone. */
  readonly statements: readonly (Statement | undefined)[];
  readonly before: readonly Statement[];
  readonly counts: Readonly<Record<'before' | 'now' | 'gone' | 'goneOnPurpose' | 'keptOnPurpose', number>>;
}

/** What would be written of the decisions made, by a case that no screen has seen. */
function writtenOf(given: World, generalize: Parameters<typeof setting>[1], store: SessionStore): Written {
  const policyCase = setting(given, generalize);
  const outcome = derive(policyCase, decisionsOf(store.get().state, policyCase.id));
  const { text } = outcome;
  const left = statementsOf(text === null ? null : JSON.parse(text));
  const before = statementsOf(JSON.parse(JSON.stringify(given.policy)));
  const statements = before.map((_, i) =>
    outcome.statements[i]?.fate === 'goes' ? undefined : left.shift(),
  );
  expect(left).toEqual([]);
  const [was, is] = [before, statements].map((list) => list.map(allows));
  const granted = knownIn(outcome).filter((action) => was?.some((test) => test(action)));
  const stays = granted.filter((action) => is?.some((test) => test(action)));
  const goes = granted.filter((action) => !stays.includes(action));
  const isReported = (action: string): boolean => policyCase.unused.has(action);
  return {
    text,
    statements,
    before,
    counts: {
      before: granted.length,
      now: stays.length,
      gone: goes.filter(isReported).length,
      goneOnPurpose: goes.filter((action) => !isReported(action)).length,
      keptOnPurpose: stays.filter(isReported).length,
    },
  };
}

/** The known actions, and each that somebody named. */
function knownIn({ catalog }: Outcome): string[] {
  return catalog
    .services()
    .flatMap((service) => catalog.actions(service)?.actions ?? [])
    .filter((action) => !action.endsWith(':*'));
}

/** The panel of a row. */
function panelOf(store: SessionStore, address: string): string[] {
  store.dispatch({ type: 'go', policy: 0, address });
  return textsOf(panelLines(frameOf(store), WIDE));
}

/** What the lines of a diff leave there: with a mark of three columns and a sign before each. */
function sideOf(lines: readonly string[], sign: '+' | '-'): string {
  return lines
    .filter((line) => line[3] === sign || line[3] === ' ')
    .map((line) => line.slice(4))
    .join('\n');
}

function expectStatementPanel(store: SessionStore, { statements, before }: Written, index: number): void {
  const lines = panelOf(store, String(index));
  const diff = lines.slice(lines.indexOf('') + 1);
  const [was, is] = (['-', '+'] as const).map((sign) => sideOf(diff, sign));
  expect(JSON.parse(was ?? '')).toEqual(before[index]);
  expect(is === '' ? undefined : JSON.parse(is ?? '')).toEqual(statements[index]);
}

function expectPolicyPanel(store: SessionStore, { counts }: Written): void {
  const lines = panelOf(store, '');
  const number = (what: string): number =>
    Number(
      /^ *([\d,]+)/.exec(lines.find((line) => line.endsWith(`  ${what}`)) ?? '0')?.[1]?.replaceAll(',', ''),
    );
  expect({
    before: number('actions allowed before'),
    now: number('allowed now'),
    gone: number('gone, as reported'),
    goneOnPurpose: number('gone on purpose'),
    keptOnPurpose: number('kept on purpose'),
  }).toEqual(counts);
}

const ACTION_LINE = /^(\S+)(?: ▲)? +unknown(?: {2}not tracked)?(?: {2}new)?( {2}goes)?$/;

/** How many of some actions stay, as row and panel say it. */
function expectStanding(said: string, stays: number, goes: number): void {
  if (goes === 0) expect(said).toMatch(/ stays(?:, kept on purpose)?$/);
  else if (stays === 0) expect(said).toMatch(/ goes(?:, removed on purpose)?$/);
  else expect(said.endsWith(` ${thousands(goes)} go, ${thousands(stays)} stay`)).toBe(true);
}

/** The forms in which sentences count what stays and goes: how many they say there are. */
const COUNTED: readonly (readonly [
  RegExp,
  (stays: number, goes: number) => readonly (number | undefined)[],
])[] = [
  [/^Of it, ([\d,]+) go and ([\d,]+) stay\./, (stays, goes) => [goes, stays]],
  [/^(?:Accepting it: )?([\d,]+) stay and ([\d,]+) go\b/, (stays, goes) => [stays, goes]],
  [/^(?:Accepting it: )?all ([\d,]+) stay\b/i, (stays, goes) => [goes === 0 ? stays : undefined]],
  [
    /^(?:Accepting it: )?the action stays\b/i,
    (stays, goes) => (stays === 1 && goes === 0 ? [] : [undefined]),
  ],
  [/^(?:Accepting it: )?nothing stays\b/i, (stays) => (stays === 0 ? [] : [undefined])],
  [/^([\d,]+) of ([\d,]+) actions? go\./, (stays, goes) => [goes, stays + goes]],
  [/so ([\d,]+) actions go\.$/, (_, goes) => [goes]],
];

function expectSentences(lines: readonly string[], stays: number, goes: number): void {
  for (const line of lines)
    for (const [form, numbers] of COUNTED) {
      const found = form.exec(line);
      if (found === null) continue;
      const said = found.slice(1).map((text) => Number(text.replaceAll(',', '')));
      expect([line, said]).toEqual([line, numbers(stays, goes)]);
    }
}

function expectGlyph(row: string, key: string, stays: number, goes: number): void {
  const glyph = goes === 0 ? '✔' : stays === 0 ? '○' : '◐';
  expect([key, row]).toEqual([key, expect.stringContaining(`${glyph} `)]);
}

/** Rows and panels of entries and what is below them. */
function expectRows(store: SessionStore, { statements }: Written): void {
  const frame = frameOf(store);
  const { view, context } = frame;
  if (view === undefined) return;
  const { tree, shown, folds } = view;
  const rows = treeRows(frame);
  for (let i = 0; i < shown.length; i++) {
    const place = shownAt(shown, i);
    const head = tree.heads[place.head];
    if (head?.kind !== 'entry' || head.statement.kind === 'untouched') continue;
    const { trie } = head.entry;
    const actions = trie.actions(place.node);
    const row = rowAt(context, tree, folds, place);
    // A service of which nothing is known stands there by the name of its entry.
    if (actions.length === 0 || actions.some((action) => action.endsWith(':*'))) continue;
    const test = allows(statements[head.statement.index]);
    const stays = actions.filter(test).length;
    const goes = actions.length - stays;
    expectGlyph(rows[i] ?? '', row.address, stays, goes);
    const lines = panelOf(store, addressOf(tree, place));
    expectStanding(lines[0] ?? '', stays, goes);
    expectSentences(lines, stays, goes);
    const told = lines.flatMap((line) => {
      const [, name, gone] = ACTION_LINE.exec(line) ?? [];
      return name === undefined ? [] : [[name, gone === undefined]];
    });
    expect(told).toEqual(actions.map((action) => [action.slice(action.indexOf(':') + 1), test(action)]));
  }
}

/** The diff, made back into both texts; empty where nothing changes. */
function expectDiff(frame: Frame, { text }: Written): void {
  const before = frame.context.policies[0]?.case.policy.text ?? '';
  const lines = textsOf(policyDiff(frame, WIDE));
  if (text === before) {
    expect(lines).toEqual(['The policy stays as it is.']);
    return;
  }
  const sides = [before, text ?? ''].map((side) => side.split('\n'));
  let hunk: string[] = [];
  let starts: readonly number[] = [];
  const close = (): void => {
    for (const [side, sign] of [
      [0, '-'],
      [1, '+'],
    ] as const) {
      const said = sideOf(hunk, sign);
      const start = Math.max(0, (starts[side] ?? 1) - 1);
      const there = sides[side]?.slice(start, start + said.split('\n').length).join('\n');
      expect(said).toBe(there);
    }
  };
  for (const line of lines) {
    const found = /^@@ -(\d+),\d+ \+(\d+),\d+ @@$/.exec(line);
    if (found === null) {
      if (starts.length > 0 && line !== '') hunk.push(line);
      continue;
    }
    if (starts.length > 0) close();
    starts = found.slice(1).map(Number);
    hunk = [];
  }
  close();
}

function expectVerification(store: SessionStore, { counts, text }: Written): void {
  const frame = frameOf(store);
  const outcome = frame.view?.tree.outcome;
  if (outcome === undefined) return;
  const certificate = store.run.prove(outcome);
  const [verdict, numbers, ...rest] = textsOf(
    verificationLines({ ...frame, proof: { kind: 'done', certificate } }, WIDE),
  );
  expect(verdict).toContain('Every law holds for what would be written now.');
  expect(numbers).toBe(
    `${counts.before} actions allowed before, ${counts.now} now: ${counts.gone} gone as reported, ${counts.goneOnPurpose} gone on purpose, ${counts.keptOnPurpose} kept on purpose, 0 open.`,
  );
  expect(
    rest.some((line) => line.includes(`, ${thousands(quotaSize(text ?? ''))} after, as IAM counts`)),
  ).toBe(true);
  // Never "all still allowed" beside what somebody removed.
  const removed = rest.some((line) => line.includes('removed on purpose:'));
  if (removed)
    expect(rest.filter((line) => line.includes('all still allowed') && !line.includes('on purpose'))).toEqual(
      [],
    );
}

function lookAt(store: SessionStore): void {
  const frame = frameOf(store);
  topRows(frame);
  treeRows(frame);
  panelLines(frame, WIDE);
  policyDiff(frame, WIDE);
  columnsOf(frame.context, frame.state, 0);
}

forAll(
  'rows, panels, diff, verification, sizes and overview say what would be written, whatever was decided',
  fc.property(
    toSignOff,
    fc.oneof({ weight: 5, arbitrary: decidingKeys }, keys),
    ([given, generalize], pressed) => {
      const store = storeOf(given, generalize, { columns: 400, rows: 2_000 });
      for (const each of pressed) {
        pressAll(store, each);
        // What was looked at before must not be what is shown afterwards.
        lookAt(store);
      }
      // Out of whatever is in front, without a filter, everything open.
      for (const key of ['esc', 'esc', 'esc', 'esc', '+']) press(store, key);
      const { state } = store.get();
      if (state.mode.kind !== 'tree') return;
      const written = writtenOf(given, generalize, store);
      expectRows(store, written);
      for (const [index] of written.before.entries()) expectStatementPanel(store, written, index);
      expectPolicyPanel(store, written);
      expectDiff(frameOf(store), written);
      expectVerification(store, written);
      const size = quotaSize(written.text ?? '');
      expect(topRows(frameOf(store))[1]).toContain(
        written.text === null ? 'nothing left' : `→ ${thousands(size)} characters`,
      );
      const { before, now } = written.counts;
      expect(columnsOf(store.run.context, state, 0)).toMatchObject({
        size,
        unused: before - now - written.counts.goneOnPurpose + written.counts.keptOnPurpose,
      });
      store.close();
    },
  ),
  2,
);
