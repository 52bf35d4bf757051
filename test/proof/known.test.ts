import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readGlob } from '../../source/proof/glob.ts';
import { knownActions, spansOf, withActions } from '../../source/proof/known.ts';
import { decideLaws } from '../../source/proof/verify.ts';
import { allow, policy } from './check.ts';
import { listed } from './oracle.ts';

const name = fc.string({ unit: fc.constantFrom('a', 'B', 'b', ':', '-'), minLength: 1, maxLength: 5 });
const pattern = fc.string({ unit: fc.constantFrom('a', 'B', ':', '-', '*', '?'), maxLength: 6 });

describe('known actions', () => {
  test('are each there once, in the case of their first row', () => {
    const known = knownActions(['s3:b', 'S3:A', 's3:a', 'no action', 's3:*', 's3:?', 'a-b:c', 'a:c']);
    expect(known.names).toEqual(['a-b:c', 'a:c', 'S3:A', 's3:b']);
    expect(withActions(known, ['A:C', 'x:y']).names).toEqual(['a-b:c', 'a:c', 'S3:A', 's3:b', 'x:y']);
    expect(withActions(known, ['A:C'])).toBe(known);
  });

  test('that patterns match are those of trying each', () => {
    fc.assert(
      fc.property(fc.array(name), fc.array(fc.oneof(pattern, name)), (rows, patterns) => {
        const known = knownActions(rows);
        const found = new Set<string>();
        const spans = spansOf(known, patterns.map(readGlob));
        for (let k = 0; k < spans.length; k += 2) {
          for (const action of known.names.slice(spans[k], spans[k + 1])) found.add(action);
        }
        expect([...found].sort()).toEqual(known.names.filter(listed(patterns)).sort());
      }),
      { numRuns: 2000 },
    );
  });

  test('may be given sorted already', () => {
    const original = policy(allow('s3:*'));
    const rows = ['s3:b', 's3:a'];
    const ask = (actions: Iterable<string> | ReturnType<typeof knownActions>) =>
      decideLaws({
        original,
        refined: policy(allow('s3:a')),
        actions,
        unused: { services: [], actions: ['s3:c'], retained: [] },
      });
    expect(ask(knownActions(rows))).toEqual(ask(rows));
    expect(ask(new Set(rows)).laws[0]?.counterexample?.action).toBe('s3:b');
  });
});
