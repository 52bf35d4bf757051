import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readFast } from '../../source/base/json-fast.ts';

const LEVELS = 5;
const key = fc.constantFrom('a', 'b', ':', '":', '\\', '__proto__', ' : ');

/** JSON text with whatever keys, also twice, and colons in odd places. */
const text: fc.Arbitrary<{ text: string; twice: boolean }> = fc.letrec<{
  value: { text: string; twice: boolean };
}>((tie) => ({
  value: fc.oneof(
    { maxDepth: LEVELS - 1 },
    fc
      .oneof(fc.constantFrom(null, true, 7), key)
      .map((each) => ({ text: JSON.stringify(each), twice: false })),
    fc.array(tie('value'), { maxLength: 3 }).map((items) => ({
      text: `[${items.map((item) => item.text).join(' ,')}]`,
      twice: items.some((item) => item.twice),
    })),
    fc.array(fc.tuple(key, fc.constantFrom('', ' ', '\t\n'), tie('value')), { maxLength: 3 }).map((rows) => ({
      text: `{${rows.map(([name, gap, { text: value }]) => `${JSON.stringify(name)}${gap}:${value}`).join(', ')}}`,
      twice: rows.some(([, , { twice }]) => twice) || new Set(rows.map(([name]) => name)).size < rows.length,
    })),
  ),
})).value;

test('never takes a text in which a key comes twice, and mostly one in which none does', () => {
  let taken = 0;
  let good = 0;
  fc.assert(
    fc.property(text, (given) => {
      const read = readFast(given.text, LEVELS);
      if (given.twice) expect(read).toBeUndefined();
      else {
        good++;
        if (read !== undefined) {
          taken++;
          expect(JSON.stringify(read.value)).toBe(JSON.stringify(JSON.parse(given.text)));
        }
      }
    }),
    { numRuns: 3_000, seed: 1 },
  );
  expect(taken).toBeGreaterThan(good / 2);
});

test.each([
  ['null', true],
  ['"a"', true],
  ['{"a" : {"a":[{"a":1},{"a":2}]}}', true],
  ['{"a":1,"a":1}', false],
  ['{"a":1,"\\u0061":1}', false],
  ['{"a":1,"b":"\\u0061"}', false],
  ['{"__proto__":1,"__proto__":2}', false],
  ['{"a":"arn:aws:iam::1:role/x"}', true],
  ['{"a":1} {}', false],
  ['{"a":1,}', false],
  ['', false],
  ['[[[[[1]]]]]', true],
  ['[[[[[[1]]]]]]', false],
  ['[[[[[{"a":1}]]]]]', false],
])('%s: %s', (given, expected) => {
  expect(readFast(given, LEVELS) !== undefined).toBe(expected);
});
