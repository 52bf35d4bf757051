import fc from 'fast-check';
import { expect, test } from 'vitest';
import { visible } from '../../source/base/visible.ts';

test('plain text comes back as it is', () => {
  expect(visible('s3:Get* on arn:aws:s3:::a/b?c')).toBe('s3:Get* on arn:aws:s3:::a/b?c');
  expect(visible('Zürich — 東京 ✔')).toBe('Zürich — 東京 ✔');
});

test.each([
  ['\x1b[31mred\x1b[0m', '␛[31mred␛[0m'],
  ['a\r\nb\tc\0', 'a␍␊b␉c␀'],
  ['\x7f', '␡'],
  ['\x9b31m', '\\u{9b}31m'],
  ['safe\u202egnp.exe', 'safe\\u{202e}gnp.exe'],
  ['\u2066x\u2069', '\\u{2066}x\\u{2069}'],
  ['a\u200bb\u200dc\ufeff', 'a\\u{200b}b\\u{200d}c\\u{feff}'],
  ['a\u00adb\u00a0c\u3000', 'a\\u{ad}b\\u{a0}c\\u{3000}'],
  ['\u2028\u2029\u115f\u3164\u2800', '\\u{2028}\\u{2029}\\u{115f}\\u{3164}\\u{2800}'],
  ['\u{e0041}\u{fe0f}', '\\u{e0041}\\u{fe0f}'],
  ['\ud800x\udc00', '\\u{d800}x\\u{dc00}'],
  ['\u{e000}', '\\u{e000}'],
])('%j is shown as %s', (given, shown) => {
  expect(visible(given)).toBe(shown);
});

test('nothing that moves a cursor or hides comes through, and showing twice is showing once', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', size: 'medium' }), (text) => {
      const shown = visible(text);
      expect(shown).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
      expect(visible(shown)).toBe(shown);
    }),
  );
});

test('different texts without the pictures themselves stay different', () => {
  // What replaces a character could stand in the text already; without it nothing is confused with anything.
  const raw = fc.string({ unit: 'binary' }).filter((text) => !/[\u2400-\u2421\\]/.test(text));
  fc.assert(
    fc.property(raw, raw, (a, b) => {
      expect(visible(a) === visible(b)).toBe(a === b);
    }),
  );
});
