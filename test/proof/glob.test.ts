import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { globMatches, matchText, readGlob } from '../../source/proof/glob.ts';
import { allStrings, asRegExp } from './oracle.ts';

const pattern = fc.string({ unit: fc.constantFrom('a', 'B', ':', '*', '?', '.', '$'), maxLength: 9 });

describe('matching', () => {
  test.each([
    ['s3:Get*', 's3:GetObject', true],
    ['S3:gET*', 's3:GetObject', true],
    ['s3:Get?', 's3:Get', false],
    ['s3:Get?', 's3:GetX', true],
    ['s3:Get**', 's3:Get', true],
    ['s3:*Tagging', 's3:PutObjectTagging', true],
    ['s3:*Tagging', 's3:PutObjectTaggings', false],
    ['*', 's3:GetObject', true],
    ['*:*', 's3:GetObject', true],
    ['s*:Get*', 's3:GetObject', true],
    ['s3:*a*a*b', 's3:aab', true],
    ['s3:aa*aa', 's3:aaa', false],
    ['s3:Get.bject', 's3:GetObject', false],
    ['kms:Decrypt', '\u212Ams:Decrypt', false],
    ['*', 'no action', false],
  ])('%s and %s: %s', (glob, action, expected) => {
    expect(globMatches(glob, action)).toBe(expected);
  });

  test('is that of a regular expression, for strings made by filling the pattern and damaging it', () => {
    const filled = fc
      .tuple(pattern, fc.array(fc.string({ unit: fc.constantFrom('a', 'b', ':', 'x'), maxLength: 3 })))
      .map(([text, fillings]) => {
        let i = 0;
        const action = text.replace(/[*?]/g, (c) => (c === '?' ? 'x' : (fillings[i++] ?? '')));
        return { text, action };
      });
    const damage = fc.record({ at: fc.nat(12), with: fc.constantFrom('', 'a', 'B', ':', '.') });
    fc.assert(
      fc.property(filled, fc.option(damage, { nil: undefined }), ({ text, action }, hit) => {
        const damaged =
          hit === undefined ? action : action.slice(0, hit.at) + hit.with + action.slice(hit.at + 1);
        const expected = damaged.includes(':') && asRegExp(text).test(damaged);
        expect(globMatches(text, damaged)).toBe(expected);
      }),
      { numRuns: 3000 },
    );
  });

  test('stays within the product of the lengths for many stars', () => {
    expect(globMatches(`*${'a*'.repeat(400)}b`, `a:${'a'.repeat(20_000)}`)).toBe(false);
    expect(globMatches(`*${'a?*'.repeat(400)}b`, `a:${'a'.repeat(20_000)}`)).toBe(false);
  });
});

test('a glob that matches the text of another includes it', () => {
  const strings = allStrings('ab:', 5).filter((text) => text.includes(':'));
  const small = fc.string({ unit: fc.constantFrom('a', 'b', ':', '*', '?'), maxLength: 5 });
  fc.assert(
    fc.property(small, small, (outer, inner) => {
      fc.pre(matchText(readGlob(outer), readGlob(inner).text));
      const missed = strings.filter((text) => asRegExp(inner).test(text) && !asRegExp(outer).test(text));
      expect(missed).toEqual([]);
    }),
    { numRuns: 500 },
  );
});
