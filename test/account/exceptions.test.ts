import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  currentExceptions,
  type Exception,
  exceptionsFor,
  parseExceptions,
  protect,
} from '../../source/account/exceptions.ts';
import { InputError } from '../../source/base/errors.ts';
import { readFinding } from '../../source/usage/read.ts';
import { unusedFrom } from '../../source/usage/unused.ts';
import { forAll } from '../model/runs.ts';

const FILE = 'coppice.exceptions.json';

function read(...keep: unknown[]): Exception[] {
  return parseExceptions(JSON.stringify({ keep }), FILE);
}

describe('an exceptions file', () => {
  test('has rules with reasons, for somebody or everybody, for good or for a while', () => {
    const full = { action: 'backup:*', principal: 'arn:*', reason: 'restores', until: '2027-03-31' };
    expect(read(full, { action: '*', reason: 'so', note: 'kept out' })).toEqual([
      full,
      { action: '*', reason: 'so' },
    ]);
    expect(read()).toEqual([]);
  });

  test.each([
    ['{}', 'keep', 'is not a list'],
    ['[]', 'keep', 'is not a list'],
    ['{"keep": {}}', 'keep', 'is not a list'],
    ['{"keep": ["s3:*"]}', 'keep[0]', 'is not an object'],
    ['{"keep": [null]}', 'keep[0]', 'is not an object'],
    ['{"keep": [{"reason": "so"}]}', 'keep[0].action', 'is not an action pattern'],
    ['{"keep": [{"action": "", "reason": "so"}]}', 'keep[0].action', 'is not an action pattern'],
    ['{"keep": [{"action": "GetObject", "reason": "so"}]}', 'keep[0].action', 'has no service prefix'],
    ['{"keep": [{"action": ":Get", "reason": "so"}]}', 'keep[0].action', 'has no service prefix'],
    ['{"keep": [{"action": "s3:*"}]}', 'keep[0].reason', 'is missing'],
    ['{"keep": [{"action": "s3:*", "reason": " "}]}', 'keep[0].reason', 'is missing'],
    ['{"keep": [{"action": "s3:*", "reason": 7}]}', 'keep[0].reason', 'is missing'],
    [
      '{"keep": [{"action": "s3:*", "reason": "so", "principal": 7}]}',
      'keep[0].principal',
      'is not a name or ARN',
    ],
    [
      '{"keep": [{"action": "s3:*", "reason": "so", "principal": ""}]}',
      'keep[0].principal',
      'is not a name or ARN',
    ],
    [
      '{"keep": [{"action": "s3:*", "reason": "so", "until": "soon"}]}',
      'keep[0].until',
      'is not a day such as 2027-03-31',
    ],
    [
      '{"keep": [{"action": "s3:*", "reason": "so", "until": "2027-02-29"}]}',
      'keep[0].until',
      'is not a day such as 2027-03-31',
    ],
    [
      '{"keep": [{"action": "s3:*", "reason": "so", "until": 20270331}]}',
      'keep[0].until',
      'is not a day such as 2027-03-31',
    ],
    [
      '{"keep": [{"action": "s3:*", "reason": "so"}, {"action": "s3:*", "reason": "so", "untill": "2027-03-31"}]}',
      'keep[1].untill',
      'is not known; did you mean until',
    ],
    [
      '{"keep": [{"action": "s3:*", "reason": "so", "Principal": "arn:*"}]}',
      'keep[0].Principal',
      'is not known; did you mean principal',
    ],
  ])('%s is refused', (text, at, what) => {
    const refused = (() => {
      try {
        return parseExceptions(text, FILE);
      } catch (error) {
        return error;
      }
    })();
    expect(refused).toBeInstanceOf(InputError);
    expect(refused).toMatchObject({ message: expect.stringContaining(what), place: { file: FILE, at } });
  });

  test('with a mistake in its JSON is refused with line and column', () => {
    expect(() => parseExceptions('{"keep": [,]}', FILE)).toThrow(
      expect.objectContaining({ place: expect.objectContaining({ file: FILE, at: 'line 1, column 11' }) }),
    );
  });
});

test('an exception holds up to its last day, that day included', () => {
  const [past, last, later, forever] = read(
    { action: 'a:*', reason: 'so', until: '2026-09-25' },
    { action: 'b:*', reason: 'so', until: '2026-09-26' },
    { action: 'c:*', reason: 'so', until: '2026-09-27' },
    { action: 'd:*', reason: 'so' },
  );
  expect(
    currentExceptions(
      [past, last, later, forever].flatMap((each) => each ?? []),
      '2026-09-26',
    ),
  ).toEqual({ current: [last, later, forever], expired: [past] });
});

describe('whom an exception concerns', () => {
  const rules = read(
    { action: 'a:*', reason: 'so' },
    { action: 'b:*', reason: 'so', principal: 'arn:aws:iam::*:role/deploy-*' },
    { action: 'c:*', reason: 'so', principal: 'deploy-?' },
    { action: 'd:*', reason: 'so', principal: '*' },
  );
  const concerned = (...names: string[]): string =>
    exceptionsFor(rules, names)
      .map(({ action }) => action[0])
      .join('');

  test.each([
    [['deploy-x', 'arn:aws:iam::1:role/deploy-x'], 'abcd'],
    [['deploy-xy'], 'ad'],
    [['Deploy-x'], 'ad'],
    [['jo', 'arn:aws:iam::1:role/deploy-jo'], 'abd'],
    [[], 'ad'],
  ])('%s: %s', (names, expected) => {
    expect(concerned(...names)).toBe(expected);
  });
});

describe('what is left of the unused actions', () => {
  const NAMES = ['a:Get', 'a:GetX', 'a:Put', 'a:New', 'b:Get', 'b:Run', 'c:Do', 'c:New'];
  const action = fc.constantFrom(
    'a:Get*',
    'A:GET',
    'a:*',
    'b:Run',
    '*',
    '*:*',
    '*:Get',
    'c:D?',
    '?:New',
    'a**',
  );
  const rows = fc.subarray([
    { serviceNamespace: 'a' },
    { serviceNamespace: 'b' },
    { serviceNamespace: 'a', actions: ['Get', 'Put'] },
    { serviceNamespace: 'b', actions: ['Get', 'Run'] },
    { serviceNamespace: 'c', actions: ['Do'] },
  ]);
  const glob = (pattern: string): RegExp =>
    new RegExp(`^${pattern.replaceAll('*', '.*').replaceAll('?', '.')}$`, 'i');

  forAll(
    'is what no exception matches, in services that are unused whole as well',
    fc.property(rows, fc.array(action, { maxLength: 3 }), (given, actions) => {
      const unused = unusedFrom(readFinding(given, 'f.json').findings);
      const left = protect(
        unused,
        actions.map((each) => ({ action: each, reason: 'so' })),
      );
      for (const name of NAMES) {
        const isProtected = actions.some((each) => glob(each).test(name));
        expect([name, left.has(name)]).toEqual([name, unused.has(name) && !isProtected]);
        expect(left.has(name.toUpperCase())).toBe(left.has(name));
      }
      for (const service of left.services) expect(left.has(`${service}:NobodyKnowsYet`)).toBe(true);
      for (const service of unused.services) {
        if (!left.services.has(service))
          expect(actions.some((each) => glob(each).test(`${service}:Any`))).toBe(true);
      }
    }),
  );
});
