import fc from 'fast-check';
import { expect, test } from 'vitest';
import { InputError } from '../../source/base/errors.ts';
import { drawFrame } from '../../source/base/frame.ts';
import { parseJson } from '../../source/base/json.ts';
import { excerptOf, placeInText } from '../../source/base/place.ts';

async function frameOf(text: string): Promise<string> {
  try {
    parseJson(text, 'f.json');
  } catch (error) {
    if (error instanceof InputError && error.place.excerpt) return drawFrame(error.place.excerpt);
    throw error;
  }
  throw new Error('it was taken');
}

test('the frame shows the lines around the place and points at it', async () => {
  const text = [
    '{',
    '  "Version": "2012-10-17",',
    '  "Statement": [',
    '    {"Effect" "Allow"}',
    '  ]',
    '}',
  ].join('\n');
  expect(await frameOf(text)).toBe(
    [
      '  2 |   "Version": "2012-10-17",',
      '  3 |   "Statement": [',
      '> 4 |     {"Effect" "Allow"}',
      '    |               ^',
      '  5 |   ]',
      '  6 | }',
    ].join('\n'),
  );
});

test('escape sequences are visible in it, and it points at the right place all the same', async () => {
  const frame = await frameOf('["\x1b\u202e\u200bab" 1]');
  expect(frame).not.toMatch(/\p{Cf}|(?!\n)\p{Cc}/u);
  const [line = '', marker = ''] = frame.split('\n');
  // A control character in a string is the first fault.
  expect(line.charAt(marker.indexOf('^'))).toBe('␛');
});

test('a file of one long line gives a short frame', async () => {
  const frame = await frameOf(`[${'"abcdefgh",'.repeat(100_000)} oops, ${'"abcdefgh",'.repeat(100_000)}1]`);
  const [line = '', marker = ''] = frame.split('\n');
  expect(frame.length).toBeLessThan(500);
  expect(line.slice(marker.indexOf('^'))).toMatch(/^oops/);
});

test('an excerpt holds the line of the place, whatever the text', () => {
  const lines = fc.array(
    fc.string({ unit: fc.constantFrom('a', 'é', '\x1b', '\u202e', ' '), maxLength: 200 }),
    { minLength: 1 },
  );
  fc.assert(
    fc.property(lines, fc.constantFrom('\n', '\r\n', '\r'), fc.nat(), (all, lineBreak, seed) => {
      const text = all.join(lineBreak);
      const offset = seed % (text.length + 1);
      const { line, column } = placeInText(text, offset);
      const excerpt = excerptOf(text, offset);
      expect(excerpt.line).toBe(line);
      const shown = excerpt.lines[line - excerpt.firstLine];
      expect(shown).toBeDefined();
      expect(excerpt.column).toBeGreaterThan(0);
      expect(excerpt.column).toBeLessThanOrEqual((shown?.length ?? 0) + 1);
      expect(excerpt.firstLine).toBeGreaterThan(0);
      // A place between \r and \n belongs to the line they end.
      if (!(lineBreak === '\r\n' && text.slice(offset - 1, offset + 1) === '\r\n')) {
        expect(all[line - 1]?.length).toBeGreaterThanOrEqual(column - 1);
      }
    }),
  );
});
