import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { certify } from '../../source/output/certificate.ts';
import { includes } from '../../source/pattern/inclusion.ts';
import { parsePattern } from '../../source/pattern/pattern.ts';
import { printPolicy } from '../../source/policy/print.ts';
import { refinePolicy } from '../../source/refine/refine.ts';
import { type Decision, type Decisions, decide } from '../../source/review/decision.ts';
import { deviationsOf } from '../../source/review/deviation.ts';
import { childrenOf, reviewableEntries, reviewEntry, rowKey } from '../../source/review/entry.ts';
import { parseRecord } from '../../source/review/parse-record.ts';
import { RECORD_FORMAT, recordPolicy, replayRecord } from '../../source/review/record.ts';
import { finalPolicy } from '../../source/review/result.ts';
import type { ReviewSettings, Subject } from '../../source/review/subject.ts';
import { mode, type World, world } from '../model/arbitraries.ts';
import { engineInput } from '../model/given.ts';
import { forAll } from '../model/runs.ts';

const origin = { by: 'Ada', at: '2026-01-02T03:04:05Z', reason: 'because' };

/** What an operator may do, chosen by numbers: which entry, which row, what, with which words. */
const wish = fc.record({
  entry: fc.nat(50),
  node: fc.nat(200),
  kind: fc.constantFrom('accept', 'list', 'remove', 'narrow', 'widen', 'edit', 'original', 'keep'),
  other: fc.nat(200),
});
type Wish = typeof wish extends fc.Arbitrary<infer T> ? T : never;

function setting(
  given: World,
  generalize: ReviewSettings['generalize'],
): { subject: Subject; settings: ReviewSettings } {
  const { policy, unused, catalog } = engineInput(given);
  return {
    subject: { id: 'MyRole/MyPolicy', name: 'MyPolicy', policy, unused },
    settings: { catalog, generalize },
  };
}

/** Makes a decision of a wish where the screen would offer it. */
function fulfil(wished: Wish, subject: Subject, settings: ReviewSettings, decisions: Decisions): Decisions {
  const refs = reviewableEntries(subject);
  const ref = refs[wished.entry % Math.max(1, refs.length)];
  if (ref === undefined) return decisions;
  const entry = reviewEntry(subject, settings, decisions, ref);
  const { trie, units } = entry;
  const on = (node: number): { statement: number; entry: number; row: string } => ({
    ...ref,
    row: rowKey(trie, node),
  });
  const node = wished.node % trie.size;
  const unit = units[wished.node % Math.max(1, units.length)];
  const made = ((): Decision | undefined => {
    switch (wished.kind) {
      case 'original':
        return { ...origin, kind: 'original', ...ref };
      case 'keep': {
        const actions = trie.actions(node).filter((action) => subject.unused.has(action));
        return actions.length === 0 ? undefined : { ...origin, kind: 'keep', actions };
      }
      case 'remove':
        return node === 0
          ? undefined
          : { ...origin, kind: 'remove', ...on(node), actions: trie.actions(node) };
      case 'accept':
      case 'list':
        return unit && { ...origin, kind: wished.kind, ...on(unit.node) };
      case 'narrow':
        if (entry.element === 'NotAction' || unit === undefined || childrenOf(trie, unit.node).length === 0)
          return undefined;
        return { ...origin, kind: 'narrow', ...on(unit.node) };
      case 'widen': {
        if (entry.element === 'NotAction' || unit === undefined) return undefined;
        const parent = trie.parent(unit.node);
        return parent <= 0 ? undefined : { ...origin, kind: 'widen', ...on(parent) };
      }
      case 'edit': {
        if (entry.element === 'NotAction' || unit === undefined) return undefined;
        const text = trie.prefix(wished.other % trie.size);
        const pattern = wished.other % 2 === 0 ? text : `${text}*`;
        if (!includes(parsePattern(entry.text), parsePattern(pattern))) return undefined;
        return { ...origin, kind: 'edit', ...on(unit.node), pattern };
      }
    }
  })();
  return made === undefined ? decisions : decide(decisions, made);
}

describe('the final policy', () => {
  forAll(
    'is certified whatever was decided',
    fc.property(world, mode, fc.array(wish, { maxLength: 8 }), (given, generalize, wishes) => {
      const { subject, settings } = setting(given, generalize);
      const decisions = wishes.reduce<Decisions>((made, each) => fulfil(each, subject, settings, made), []);
      const { laws } = certify(subject, settings, decisions, '0');
      expect(laws.filter(({ verdict }) => verdict !== 'holds')).toEqual([]);
    }),
  );

  forAll(
    'is the refined one while nothing is decided, and when all is accepted',
    fc.property(world, mode, (given, generalize) => {
      const { subject, settings } = setting(given, generalize);
      const expected = printPolicy(
        subject.policy,
        refinePolicy(subject.policy, subject.unused, settings.catalog, { generalize }).edits,
      );
      const undecided = finalPolicy(subject, settings, []);
      expect(undecided.text).toBe(expected);
      expect(undecided.decided).toBe(0);
      const accepts = undecided.entries.flatMap(({ ref, units }) =>
        units.map(({ key }): Decision => ({ ...origin, kind: 'accept', ...ref, row: key })),
      );
      const accepted = finalPolicy(subject, settings, decide([], ...accepts));
      expect(accepted.text).toBe(expected);
      expect(accepted.decided).toBe(accepted.total);
      expect(deviationsOf(accepted, decide([], ...accepts))).toEqual([]);
    }),
  );

  forAll(
    'comes out again of its record, byte for byte, and not when an input has changed',
    fc.property(world, mode, fc.array(wish, { maxLength: 6 }), (given, generalize, wishes) => {
      const { subject, settings } = setting(given, generalize);
      const decisions = wishes.reduce<Decisions>((made, each) => fulfil(each, subject, settings, made), []);
      const final = finalPolicy(subject, settings, decisions);
      const text = JSON.stringify({
        format: RECORD_FORMAT,
        tool: { name: 'coppice', version: '0' },
        writtenAt: origin.at,
        output: 'json',
        catalog: { date: settings.catalog.date, sha256: settings.catalog.digest },
        generalize,
        files: [],
        policies: [recordPolicy(final, decisions, {})],
      });
      const record = parseRecord(text, 'x.decisions.json');
      const anew = setting(given, generalize);
      const replay = replayRecord(record, [anew.subject], anew.settings);
      expect(replay.kind).toBe('fresh');
      if (replay.kind === 'fresh') {
        const again = replay.decisions.get(subject.id) ?? [];
        expect(finalPolicy(anew.subject, anew.settings, again).text).toBe(final.text);
      }
      const other = { ...anew.subject, unused: { ...anew.subject.unused, services: new Set(['other']) } };
      expect(replayRecord(record, [other], anew.settings)).toEqual({
        kind: 'stale',
        changes: ['MyPolicy: what is reported unused has changed'],
      });
    }),
  );
});

describe('decide', () => {
  test('a decision takes the place of an earlier one on the same row, and of the original entry', () => {
    const ref = { statement: 0, entry: 0 };
    const accept: Decision = { ...origin, kind: 'accept', ...ref, row: 's3:Get*' };
    const list: Decision = { ...origin, kind: 'list', ...ref, row: 's3:Get*' };
    const original: Decision = { ...origin, kind: 'original', ...ref };
    expect(decide([accept], list)).toEqual([list]);
    expect(decide([accept], original)).toEqual([accept, original]);
    expect(decide([accept, original], list)).toEqual([list]);
  });

  test('what an action is decided to be replaces what it was', () => {
    const keep: Decision = { ...origin, kind: 'keep', actions: ['s3:GetA', 's3:GetB'] };
    const remove: Decision = {
      ...origin,
      kind: 'remove',
      statement: 0,
      entry: 0,
      row: 's3:GetA',
      actions: ['s3:geta'],
    };
    expect(decide([keep], remove)).toEqual([{ ...keep, actions: ['s3:GetB'] }, remove]);
    expect(decide([remove], keep)).toEqual([keep]);
  });
});
