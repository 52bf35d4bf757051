import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readGlob } from '../../source/proof/glob.ts';
import { meet } from '../../source/proof/meeting.ts';
import { allStrings, asRegExp } from './oracle.ts';

const LONGEST = 5;
const TEXTS = allStrings('ab:', 2 * LONGEST - 2);

test('two globs meet where one string is matched by both', () => {
  const glob = fc.string({ unit: fc.constantFrom('a', 'b', '*', '?'), maxLength: LONGEST - 1 });
  fc.assert(
    fc.property(glob, glob, (one, other) => {
      const [first, second] = [asRegExp(one), asRegExp(other)];
      // If they meet, they do so in a string no longer than both together.
      const expected = TEXTS.some((text) => first.test(text) && second.test(text));
      expect(meet(readGlob(one), readGlob(other))).toBe(expected);
    }),
    { numRuns: 300 },
  );
});

test('many stars cost the product of the lengths', () => {
  const stars = (letter: string): string => `a:${`*${letter}`.repeat(300)}`;
  expect(meet(readGlob(`${stars('x')}y`), readGlob(`${stars('x')}z`))).toBe(false);
});
