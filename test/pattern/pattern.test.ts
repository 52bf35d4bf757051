import { describe, expect, test } from 'vitest';
import { includes } from '../../source/pattern/inclusion.ts';
import { matches, matchesGlob } from '../../source/pattern/match.ts';
import { hasServiceWildcard, parsePattern, servicePrefix } from '../../source/pattern/pattern.ts';
import { remainders } from '../../source/pattern/remainder.ts';

const matching = (pattern: string, action: string): boolean => matches(parsePattern(pattern), action);
const including = (outer: string, inner: string): boolean =>
  includes(parsePattern(outer), parsePattern(inner));

describe('patterns', () => {
  test('`?` is one character, neither none nor two', () => {
    expect(matching('s3:Get?bject', 's3:getobject')).toBe(true);
    expect(matching('s3:Get?Object', 's3:getobject')).toBe(false);
    expect(matching('s3:GetObject?', 's3:getobject')).toBe(false);
    expect(matching('s3:Get?', 's3:getab')).toBe(false);
  });

  test('what a regular expression would take for its own is a letter', () => {
    expect(matching('s3:Get.*', 's3:getobject')).toBe(false);
    expect(matching('s3:(Get|Put)*', 's3:getobject')).toBe(false);
    expect(matching('s3:[G]et*', 's3:getobject')).toBe(false);
  });

  test('`*`, `*:*` and doubled stars are every action', () => {
    for (const pattern of ['*', '*:*', '**', '**:*', '*:**']) expect(parsePattern(pattern).text).toBe('*');
    expect(parsePattern('s3:Get**')).toEqual(parsePattern('s3:Get*'));
  });

  test('hostile patterns take no exponential time', () => {
    const glob = `${'*a'.repeat(200)}*b`;
    expect(matchesGlob(glob, 'a'.repeat(5_000))).toBe(false);
    expect(matchesGlob(glob, `${'a'.repeat(5_000)}b`)).toBe(true);
    expect(including(`s3:${'*a'.repeat(30)}`, `s3:${'*a?b'.repeat(30)}*`)).toBe(false);
  });

  test('the service prefix ends at the colon, unless a wildcard stands before it', () => {
    expect(servicePrefix(parsePattern('S3:Get*'))).toBe('s3');
    for (const open of ['*', 's*:Get*', '?3:x', 'nonsense'])
      expect(servicePrefix(parsePattern(open))).toBeUndefined();
    expect(hasServiceWildcard(parsePattern('s*:Get*'))).toBe(true);
    for (const usual of ['*', '*:*', 's3:*', 's3:Get'])
      expect(hasServiceWildcard(parsePattern(usual))).toBe(false);
  });

  test('what is left of a pattern after a prefix', () => {
    const left = (pattern: string, prefix: string): string[] =>
      remainders(parsePattern(pattern), prefix).map(({ text }) => text);
    // The `t` of `Put` may be the `T` of `Tagging`; a refinement takes the remainders that some action needs.
    expect(left('s3:*Tagging', 's3:Put')).toEqual(['*Tagging', 'agging']);
    expect(left('s3:*Tagging', 's3:Get')).toEqual(['*Tagging', 'agging']);
    expect(left('s3:*Tagging', 's3:Delete')).toEqual(['*Tagging']);
    expect(left('s3:*Object*', 's3:GetObject')).toEqual(['*Object*', '*']);
    expect(left('s3:Get*', 's3:Put')).toEqual([]);
    expect(left('s3:GetObject', 's3:GetObject')).toEqual(['']);
  });

  test('a union is not looked for: one pattern includes another or does not', () => {
    expect(including('s3:*', 's3:Get*')).toBe(true);
    expect(including('s3:Get*', 's3:*')).toBe(false);
    expect(including('s3:*Tagging', 's3:Put*Tagging')).toBe(true);
    expect(including('s3:Put*Tagging', 's3:Put?*Tagging')).toBe(true);
    expect(including('s3:Put?*Tagging', 's3:Put*Tagging')).toBe(false);
    expect(including('s3:*?', 's3:?*')).toBe(true);
  });
});
