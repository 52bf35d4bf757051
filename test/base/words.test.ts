import { expect, test } from 'vitest';
import { counted, thousands } from '../../source/base/words.ts';

test.each([
  [0, '0'],
  [999, '999'],
  [1_000, '1,000'],
  [22_091, '22,091'],
  [1_234_567, '1,234,567'],
])('%i is written %s', (count, written) => {
  expect(thousands(count)).toBe(written);
});

test('one is one, and all else several', () => {
  expect([0, 1, 2].map((count) => counted(count, 'entry', 'entries'))).toEqual([
    '0 entries',
    '1 entry',
    '2 entries',
  ]);
});
