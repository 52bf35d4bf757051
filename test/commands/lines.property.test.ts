import fc from 'fast-check';
import { expect, test } from 'vitest';
import { splitLines, TOO_LONG } from '../../source/commands/reading/lines.ts';

async function linesOf(
  pieces: readonly (Uint8Array | string)[],
  longest?: number,
): Promise<(string | symbol)[]> {
  async function* stream(): AsyncGenerator<Uint8Array | string> {
    yield* pieces;
  }
  const lines: (string | symbol)[] = [];
  for await (const line of splitLines(stream(), longest)) {
    lines.push(line === TOO_LONG ? line : Buffer.from(line as Uint8Array).toString('utf8'));
  }
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
        expect(await linesOf(cut(Buffer.from(whole), places), 10)).toEqual(expected);
      },
    ),
  );
});
