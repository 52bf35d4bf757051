import fc from 'fast-check';
import { describe, expect } from 'vitest';
import { fold } from '../../source/pattern/fold.ts';
import { includes } from '../../source/pattern/inclusion.ts';
import { matches, matchesGlob } from '../../source/pattern/match.ts';
import { overlaps } from '../../source/pattern/overlap.ts';
import { parsePattern } from '../../source/pattern/pattern.ts';
import { remainders } from '../../source/pattern/remainder.ts';
import { reading, rest, within } from '../model/refine.ts';
import { forAll } from '../model/runs.ts';

const LETTERS = [
  'a',
  'b',
  'A',
  'B',
  'k',
  '1',
  ':',
  '-',
  '.',
  '+',
  '(',
  '[',
  '^',
  '$',
  '|',
  '\\',
  '\n',
  'é',
  'K',
  '😀',
];
const patternText = fc.oneof(
  fc.string({ unit: fc.constantFrom(...LETTERS, '*', '*', '?'), maxLength: 10 }),
  fc.string({ unit: fc.constantFrom('a', 'b', '*', '?'), maxLength: 12 }).map((name) => `s:${name}`),
);
const filling = fc.string({ unit: fc.constantFrom(...LETTERS), maxLength: 3 });

interface Damage {
  readonly kind: 'none' | 'drop' | 'insert' | 'change' | 'double';
  readonly at: number;
  readonly letter: string;
}
const damage: fc.Arbitrary<Damage> = fc.record({
  kind: fc.constantFrom('none', 'none', 'drop', 'insert', 'change', 'double'),
  at: fc.nat(100),
  letter: fc.constantFrom(...LETTERS),
});

function damaged(text: string, { kind, at, letter }: Damage): string {
  const i = text.length === 0 ? 0 : at % text.length;
  const [before, here, after] = [text.slice(0, i), text.slice(i, i + 1), text.slice(i + 1)];
  switch (kind) {
    case 'none':
      return text;
    case 'drop':
      return before + after;
    case 'insert':
      return before + letter + here + after;
    case 'change':
      return before + letter + after;
    case 'double':
      return before + here + here + after;
  }
}

/** A text that the pattern matches, but for the damage done to it. */
const nearMiss = fc
  .tuple(
    patternText,
    fc.array(filling, { minLength: 1, maxLength: 4 }),
    fc.array(damage, { maxLength: 2 }),
    fc.boolean(),
  )
  .map(([pattern, fillings, damages, upper]) => {
    let i = 0;
    const next = (): string => fillings[i++ % fillings.length] ?? '';
    const whole = pattern.replace(/[*?]/g, (c) => (c === '*' ? next() : (next()[0] ?? 'z')));
    const text = damages.reduce(damaged, whole);
    return { pattern, text: upper ? text.replace(/[a-z]/g, (c) => c.toUpperCase()) : text };
  });

describe('matching', () => {
  forAll(
    'agrees with a regular expression on texts made by expanding the pattern and damaging it',
    fc.property(nearMiss, ({ pattern, text }) => {
      expect(matches(parsePattern(pattern), fold(text))).toBe(reading(pattern).test(text));
    }),
    10,
  );

  forAll(
    'and so does the glob matcher alone',
    fc.property(nearMiss, ({ pattern, text }) => {
      const isWhole = /^\*+:\*+$/.test(pattern);
      expect(matchesGlob(fold(pattern), fold(text))).toBe(
        isWhole ? text.includes(':') : reading(pattern).test(text),
      );
    }),
    5,
  );

  forAll(
    'reading a pattern keeps its language, its letter case and its literal start',
    fc.property(nearMiss, ({ pattern, text }) => {
      const { text: normal, lower, literal, kind } = parsePattern(pattern);
      expect(reading(normal).test(text)).toBe(reading(pattern).test(text));
      expect(normal.replaceAll('*', '')).toBe(normal === '*' ? '' : pattern.replaceAll('*', ''));
      expect(lower).toBe(fold(normal));
      expect(lower.startsWith(literal) && !/[*?]/.test(literal)).toBe(true);
      expect(kind === 'exact').toBe(!/[*?]/.test(pattern));
      if (kind === 'prefix') expect(lower).toBe(`${literal}*`);
      expect(parsePattern(normal)).toEqual(parsePattern(pattern));
    }),
    2,
  );
});

describe('folding', () => {
  forAll(
    'makes A to Z small and leaves all else, so that lengths stay',
    fc.property(fc.string({ unit: 'binary', maxLength: 12 }), (text) => {
      const each = Array.from({ length: text.length }, (_, i) => {
        const code = text.charCodeAt(i);
        return String.fromCharCode(code >= 65 && code <= 90 ? code + 32 : code);
      });
      expect(fold(text)).toBe(each.join(''));
    }),
    2,
  );
});

function texts(letters: readonly string[], most: number): string[] {
  if (most === 0) return [''];
  return ['', ...texts(letters, most - 1).flatMap((text) => letters.map((letter) => text + letter))];
}

// The last letter is in no pattern: it stands for all those that none names.
const SHORT = [...new Set(texts(['a', 'b', ':', 'z'], 5))];
const smallPattern = fc.string({ unit: fc.constantFrom('a', 'b', ':', '*', '*', '?'), maxLength: 5 });

describe('inclusion', () => {
  forAll(
    'agrees with brute force over a small alphabet',
    fc.property(smallPattern, smallPattern, (outer, inner) => {
      const [out, into] = [reading(outer), reading(inner)];
      const escaping = SHORT.find((text) => into.test(text) && !out.test(text));
      const included = includes(parsePattern(outer), parsePattern(inner));
      if (included) expect(escaping).toBeUndefined();
      // Five letters are enough to tell patterns of five letters apart, but for those with several `?`.
      else if (!inner.includes('?') && !outer.includes('?')) expect(escaping).toBeDefined();
      else expect(within(inner, outer)).toBe(false);
    }),
    2,
  );

  forAll(
    'agrees with the model on longer patterns',
    fc.property(patternText, patternText, damage, fc.boolean(), (one, other, harm, related) => {
      const inner = related ? damaged(one.replace('*', 'a'), harm) : other;
      if ((inner.match(/\*/g) ?? []).length > 4) return;
      expect(includes(parsePattern(one), parsePattern(inner))).toBe(within(inner, one));
    }),
    2,
  );
});

describe('overlap', () => {
  forAll(
    'agrees with brute force over a small alphabet',
    fc.property(smallPattern, smallPattern, (one, other) => {
      const [a, b] = [reading(one), reading(other)];
      // Two patterns that meet do so in a text no longer than both together, and in one of five letters if they are short.
      const short = one.length + other.length <= 6;
      const met = SHORT.some((text) => a.test(text) && b.test(text));
      const answer = overlaps(parsePattern(one), parsePattern(other));
      if (met || short) expect(answer).toBe(met);
      expect(overlaps(parsePattern(other), parsePattern(one))).toBe(answer);
    }),
    2,
  );

  forAll(
    'is there wherever a text is matched by both',
    fc.property(nearMiss, patternText, damage, ({ pattern, text }, other, harm) => {
      for (const second of [other, damaged(text, harm), `${text.slice(0, 2)}*`, `*${text.slice(-2)}`]) {
        if (!reading(pattern).test(text) || !reading(second).test(text)) continue;
        expect(
          overlaps(parsePattern(pattern), parsePattern(second)),
          `${pattern} and ${second} in ${text}`,
        ).toBe(true);
      }
    }),
    2,
  );
});

describe('remainders', () => {
  forAll(
    'leave nothing out on longer texts',
    fc.property(nearMiss, fc.nat(20), ({ pattern, text }, n) => {
      const [prefix, tail] = [text.slice(0, n), text.slice(n)];
      const left = remainders(parsePattern(pattern), prefix);
      expect(left.some((each) => matches(each, fold(tail)))).toBe(reading(pattern).test(text));
    }),
    2,
  );

  forAll(
    'after a prefix are, together, exactly what the pattern has behind that prefix',
    fc.property(
      smallPattern,
      fc.string({ unit: fc.constantFrom('a', 'b', ':', 'A', 'z'), maxLength: 3 }),
      (text, prefix) => {
        const pattern = parsePattern(text);
        const left = remainders(pattern, prefix);
        const whole = reading(text);
        const wrong = SHORT.find(
          (tail) => left.some((each) => matches(each, tail)) !== whole.test(prefix + tail),
        );
        expect(wrong).toBeUndefined();
        for (const each of left)
          expect(includes(pattern, parsePattern(prefix + each.text)), each.text).toBe(true);
        const model = [...rest(pattern.text, prefix)];
        for (const each of left) expect(model).toContain(each.text);
        expect(new Set(left.map(({ lower }) => lower)).size).toBe(left.length);
      },
    ),
  );
});
