import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readGlob } from '../../source/proof/glob.ts';
import { globList } from '../../source/proof/glob-list.ts';
import { type Inclusion, listIncludes, looksLikeAction } from '../../source/proof/inclusion.ts';
import { allStrings, listed } from './oracle.ts';

function ask(inner: string, outer: readonly string[], states = 2_000_000): Inclusion {
  return listIncludes(globList(outer.map(readGlob)), readGlob(inner), { left: states });
}

const included = { kind: 'included' };

describe('inclusion', () => {
  test.each([
    ['s3:Put*Tagging', ['s3:*Tagging']],
    ['s3:Put*', ['s3:P*', 's3:Q*']],
    ['*', ['*:*']],
    ['*:*', ['*']],
    ['s3:Get**', ['s3:Get*']],
    ['s3:*?*', ['s3:?*']],
    ['s3*', ['s3*:*']],
    ['GetObject', []],
    ['s3:a*', ['s3:a', 's3:a?', 's3:a??*']],
    ['s3:*', ['s3:', 's3:?*']],
    ['s3:GET*', ['S3:get*']],
  ])('%s is within %j', (inner, outer) => {
    expect(ask(inner, outer)).toEqual(included);
  });

  test.each([
    ['s3:Put*', ['s3:*Tagging'], 's3:Put'],
    ['s3:*', ['s3:Get*', 's3:'], 's3:x'],
    ['s3:Get?', ['s3:Get'], 's3:Getx'],
    ['*', ['s3:*'], 'x:x'],
    ['*:*', ['?*:?*'], ':'],
    ['s*:Get*', ['s3:Get*'], 's:get'],
    ['S3:GetObject*', ['s3:getobjecta*', 's3:getobject'], 'S3:GetObjectx'],
    ['s3:?*', ['s3:x*', 's3:y*'], 's3:z'],
  ])('%s is not within %j, as %s shows', (inner, outer, action) => {
    expect(ask(inner, outer)).toEqual({ kind: 'escapes', action });
  });

  test('is what trying all short strings says, and the example is a shortest one', () => {
    const strings = allStrings('ab:', 6).filter((text) => text.includes(':'));
    const pattern = fc.string({ unit: fc.constantFrom('a', 'b', ':', '*', '?'), maxLength: 6 });
    fc.assert(
      fc.property(pattern, fc.array(pattern, { maxLength: 4 }), (inner, outer) => {
        const [isInner, isOuter] = [listed([inner]), listed(outer)];
        const escapes = strings.filter((text) => isInner(text) && !isOuter(text));
        const result = ask(inner, outer);
        if (result.kind !== 'escapes') {
          expect([result, escapes]).toEqual([included, []]);
          return;
        }
        const { action } = result;
        expect(action).toContain(':');
        expect(isInner(action)).toBe(true);
        expect(isOuter(action)).toBe(false);
        const better =
          escapes.find((text) => looksLikeAction(text)) ?? (looksLikeAction(action) ? undefined : escapes[0]);
        if (better !== undefined) expect(action.length).toBeLessThanOrEqual(better.length);
      }),
      { numRuns: 4000 },
    );
  });

  test('says undecided, after a bounded amount of work, where a hostile list asks for too much', () => {
    // It is all there, by length; but where the last letters `a` stood makes 2 to the 40 sets of states.
    const lengths = Array.from({ length: 50 }, (_, i) => `s3:${'?'.repeat(i)}`);
    const all = [...lengths, `s3:${'?'.repeat(50)}*`];
    expect(ask('s3:*', all)).toEqual(included);
    const budget = { left: 100_000 };
    const list = globList([...all, `*a${'?'.repeat(40)}`, `*b${'?'.repeat(40)}`].map(readGlob));
    expect(listIncludes(list, readGlob('s3:*'), budget)).toEqual({ kind: 'undecided' });
    expect(budget.left).toBeGreaterThan(-1_000);
  });

  test('shows an escape that is plain to see though the shortest is too much work', () => {
    const twice = [...'abcdefghijklmnopqrstuvw'].map((c) => `*${c}*${c}*`);
    const result = ask(`${'?'.repeat(60)}*`, twice, 10_000);
    expect(result.kind).toBe('escapes');
  });

  test('many stars cost little', () => {
    const stars = `*${'a*'.repeat(200)}b`;
    expect(ask(`s3:${stars}`, [stars])).toEqual(included);
    expect(ask(stars, [`*${'a*'.repeat(201)}b`], 200_000).kind).toBe('escapes');
  });
});
