import fc from 'fast-check';
import { expect, test } from 'vitest';
import { splitLines, TOO_LONG } from '../../source/commands/reading/lines.ts';

async function linesOf(
  pieces: readonly (Uint8Array | string)[],
  limits: { readonly longest?: number; readonly most?: number } = {},
): Promise<(string | symbol)[]> {
  async function* stream(): AsyncGenerator<Uint8Array | string> {
    yield* pieces;
  }
  const lines: (string | symbol)[] = [];
  for await (const some of splitLines(stream(), 'lines', limits))
    for (const line of some)
      lines.push(line === TOO_LONG ? line : Buffer.from(line as Uint8Array).toString('utf8'));
  return lines;
}

/** Cuts bytes at random places, also in the middle of a character. */
function cut(bytes: Uint8Array, places: readonly number[]): Uint8Array[] {
  const at = [0, ...places.map((place) => place % (bytes.length + 1)).sort((a, b) => a - b), bytes.length];
  return at.slice(1).map((end, i) => bytes.subarray(at[i], end));
}

const text = fc
  .array(fc.constantFrom('a', 'ü', '\u{1f600}', '\n', '\r', '\u2028', '"', ''), { maxLength: 40 })
  .map((parts) => parts.join(''));

test('lines are the same however the bytes come in', async () => {
  await fc.assert(
    fc.asyncProperty(text, fc.array(fc.nat(200), { maxLength: 12 }), async (whole, places) => {
      const expected = whole.split('\n');
      if (expected.at(-1) === '') expected.pop();
      expect(await linesOf(cut(Buffer.from(whole), places))).toEqual(expected);
    }),
  );
});

test('a line that is too long costs only itself', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.nat(20), { maxLength: 10 }),
      fc.array(fc.nat(300), { maxLength: 12 }),
      async (lengths, places) => {
        const whole = lengths.map((length) => `${'x'.repeat(length)}\n`).join('');
        const expected = lengths.map((length) => (length > 10 ? TOO_LONG : 'x'.repeat(length)));
        expect(await linesOf(cut(Buffer.from(whole), places), { longest: 10 })).toEqual(expected);
      },
    ),
  );
});

test('the lines of a piece are there before the next one is asked for', async () => {
  let asked = 0;
  async function* stream(): AsyncGenerator<string> {
    for (const piece of ['a\nb\n', 'c', '\n']) {
      asked++;
      yield piece;
    }
  }
  const seen: [number, number][] = [];
  for await (const { length } of splitLines(stream(), 'lines')) seen.push([asked, length]);
  expect(seen).toEqual([
    [1, 2],
    [3, 1],
  ]);
});

test('a line that never ends is given up, after the lines before it', async () => {
  let pieces = 0;
  async function* stream(): AsyncGenerator<string> {
    yield 'first\n';
    for (;;) {
      pieces++;
      yield '\0'.repeat(10);
    }
  }
  const seen: number[] = [];
  const read = async (): Promise<void> => {
    for await (const { length } of splitLines(stream(), '/dev/zero', { longest: 20, most: 50 }))
      seen.push(length);
  };
  await expect(read()).rejects.toMatchObject({
    message: 'a line goes on for more than 500 MB, and more is not read',
    place: { file: '/dev/zero' },
  });
  expect([seen, pieces]).toEqual([[1], 6]);
});
