import fc from 'fast-check';
import { describe } from 'vitest';
import { jsonPieces, jsonText } from '../../source/commands/writing/deliver.ts';
import { forAll } from '../model/runs.ts';

const value = fc.jsonValue({ maxDepth: 3 });
const list = fc.array(fc.jsonValue({ maxDepth: 2 }), { maxLength: 5 });

describe('a report in pieces', () => {
  forAll(
    'is letter for letter the report in one piece, also where its lists are made item by item',
    fc.property(fc.dictionary(fc.string(), fc.oneof(value, list)), (report) => {
      const lazily = Object.fromEntries(
        Object.entries(report).map(([key, each]) => [key, Array.isArray(each) ? each.values() : each]),
      );
      return [...jsonPieces(lazily)].join('') === jsonText(report);
    }),
  );
});
