import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { jsonPieces, jsonText } from '../../source/commands/writing/deliver.ts';
import { forAll } from '../model/runs.ts';

const value = fc.jsonValue({ maxDepth: 3 });
const list = fc.array(fc.jsonValue({ maxDepth: 2 }), { maxLength: 5 });

/** With iterators in the place of the lists of objects within objects, however deep. */
function lazily(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const entries = Object.entries(value);
  return Object.fromEntries(
    entries.map(([key, each]) => [key, Array.isArray(each) ? each.map(lazily).values() : lazily(each)]),
  );
}

describe('a report in pieces', () => {
  forAll(
    'is letter for letter the report in one piece, also where its lists are made item by item',
    fc.property(fc.dictionary(fc.string(), fc.oneof(value, list)), (report) => {
      return [...jsonPieces(lazily(report) as typeof report)].join('') === jsonText(report);
    }),
  );

  test('has none that is as long as a list in a list', () => {
    const entries = Array.from({ length: 5000 }, (_, i) => ({
      entry: `s3:GetObject${i}`,
      unused: ['a', 'b'],
    }));
    const pieces = [...jsonPieces({ policies: [{ name: 'p', entries: entries.values() }].values() })];
    expect(pieces.join('')).toBe(jsonText({ policies: [{ name: 'p', entries }] }));
    expect(pieces.every((piece) => piece.length < 200)).toBe(true);
  });
});
