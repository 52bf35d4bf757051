import fc from 'fast-check';
import { expect } from 'vitest';
import { derive } from '../../source/refine/derive.ts';
import { parseRecord } from '../../source/review/parse-record.ts';
import { RECORD_FORMAT, recordPolicy, replayRecord } from '../../source/review/record.ts';
import { remove } from '../../source/usage/unused.ts';
import { mode, world } from '../model/arbitraries.ts';
import { fulfilAll, origin, setting, wish } from '../model/operator.ts';
import { forAll } from '../model/runs.ts';

forAll(
  'a result comes out again of its record, byte for byte, and not when an input has changed',
  fc.property(world, mode, fc.array(wish, { maxLength: 6 }), (given, generalize, wishes) => {
    const policyCase = setting(given, generalize);
    const { catalog, id } = policyCase;
    const outcome = derive(policyCase, fulfilAll(wishes, policyCase));
    const text = JSON.stringify({
      format: RECORD_FORMAT,
      tool: { name: 'coppice', version: '0' },
      writtenAt: origin.at,
      output: 'json',
      catalog: { date: catalog.date, sha256: catalog.digest },
      generalize,
      files: [],
      policies: [recordPolicy(outcome, {})],
    });
    const record = parseRecord(text, 'x.decisions.json');
    const anew = setting(given, generalize);
    const replay = replayRecord(record, [anew], anew);
    expect(replay.kind).toBe('fresh');
    if (replay.kind === 'fresh') {
      expect(derive(anew, replay.decisions.get(id) ?? []).text).toBe(outcome.text);
    }
    const other = setting(given, generalize, { unused: remove(anew.unused, ['other:*']) });
    expect(replayRecord(record, [other], anew)).toEqual({
      kind: 'stale',
      changes: ['MyPolicy: what is reported unused has changed'],
    });
  }),
);
