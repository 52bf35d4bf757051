import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { printPolicy } from '../../source/policy/print.ts';
import { certify } from '../../source/proof/certificate.ts';
import { refinePolicy } from '../../source/refine/refine.ts';
import { type Decision, type Decisions, decide } from '../../source/review/decision.ts';
import { deviationsOf } from '../../source/review/deviation.ts';
import { parseRecord } from '../../source/review/parse-record.ts';
import { RECORD_FORMAT, recordPolicy, replayRecord } from '../../source/review/record.ts';
import { finalPolicy } from '../../source/review/result.ts';
import { mode, world } from '../model/arbitraries.ts';
import { fulfil, origin, setting, wish } from '../model/operator.ts';
import { forAll } from '../model/runs.ts';

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
