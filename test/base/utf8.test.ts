import fc from 'fast-check';
import { expect, test } from 'vitest';
import { InputError } from '../../source/base/errors.ts';
import { decodeUtf8, inPieces } from '../../source/base/utf8.ts';

const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values);

function refusalOf(given: Uint8Array): InputError {
  try {
    decodeUtf8(given, 'f.json');
  } catch (error) {
    if (error instanceof InputError) return error;
    throw error;
  }
  throw new Error('it was taken');
}

test('a byte order mark is passed over', () => {
  expect(decodeUtf8(bytes(0xef, 0xbb, 0xbf, 0x7b, 0x7d), 'f.json')).toBe('{}');
});

test.each([
  ['a lone continuation byte', [0x61, 0x80], 1],
  ['an overlong form', [0x61, 0x62, 0xc0, 0xaf], 2],
  ['a surrogate', [0x61, 0xed, 0xa0, 0x80], 1],
  ['beyond Unicode', [0xf4, 0x90, 0x80, 0x80], 0],
  ['a sequence that breaks off', [0x61, 0xe2, 0x28, 0xa1], 1],
  ['a sequence cut off by the end', [0x61, 0x62, 0xf0, 0x9f, 0x98], 2],
  ['a single byte', [0xff], 0],
])('%s is refused with its offset', (_, values, offset) => {
  const { place } = refusalOf(bytes(...values));
  expect(place).toMatchObject({ file: 'f.json', at: `byte ${offset}` });
});

test('UTF-16 is called by its name', () => {
  expect(refusalOf(bytes(0xff, 0xfe, 0x7b, 0x00)).message).toContain('UTF-16');
  expect(refusalOf(bytes(0xfe, 0xff, 0x00, 0x7b)).message).toContain('UTF-16');
});

test('well-formed text comes back, and damage is found where it was done', () => {
  const encoder = new TextEncoder();
  fc.assert(
    fc.property(
      fc.string({ unit: 'grapheme', size: 'medium' }),
      fc.string({ unit: 'grapheme' }),
      (head, tail) => {
        const good = encoder.encode(head);
        expect(decodeUtf8(good, 'f')).toBe(head.replace(/^\ufeff/, ''));
        const bad = Uint8Array.from([...good, 0xff, ...encoder.encode(tail)]);
        expect(refusalOf(bad).place.at).toBe(`byte ${good.length}`);
      },
    ),
  );
});

test.each([0, 1])('a long text comes in pieces, which are whole characters', (before) => {
  const text = `${'a'.repeat(before)}${'😀'.repeat(2 ** 20)}`;
  const pieces = [...inPieces(text)];
  expect(pieces.length).toBeGreaterThan(1);
  expect(pieces.every((piece) => piece.isWellFormed())).toBe(true);
  expect(pieces.join('') === text).toBe(true);
  expect([...inPieces('')]).toEqual([]);
});
