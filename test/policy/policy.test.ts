import { describe, expect, test } from 'vitest';
import { InputError } from '../../source/base/errors.ts';
import type { JsonValue } from '../../source/base/json.ts';
import { editPolicy } from '../../source/policy/edit.ts';
import { readPolicy } from '../../source/policy/policy.ts';
import { printPolicy } from '../../source/policy/print.ts';
import { number } from '../model/json.ts';

const read = (value: JsonValue) => readPolicy(JSON.stringify(value), 'p.json');

function errorOf(value: JsonValue): InputError {
  try {
    read(value);
  } catch (error) {
    if (error instanceof InputError) return error;
    throw error;
  }
  throw new Error(`${JSON.stringify(value)} was read`);
}

const good = { Effect: 'Allow', Action: 's3:*', Resource: '*' };

describe('a policy that IAM would not take', () => {
  test.each<[string, JsonValue, string]>([
    ['a text', 'x', 'the document'],
    ['a list', [], 'the document'],
    ['null', null, 'the document'],
    ['no Statement', { Version: '2012-10-17' }, 'Statement'],
    ['a Statement that is a text', { Statement: 'x' }, 'Statement'],
    ['a Statement that is null', { Statement: null }, 'Statement'],
    ['a Version that is a number', { Version: number(2012), Statement: [] }, 'Version'],
    ['a statement that is a text', { Statement: [good, 'x'] }, 'Statement[1]'],
    ['a statement that is a list', { Statement: [[good]] }, 'Statement[0]'],
    ['no Effect', { Statement: [good, good, { Action: 's3:*' }] }, 'Statement[2].Effect'],
    ['an Effect in small letters', { Statement: { ...good, Effect: 'allow' } }, 'Statement.Effect'],
    ['a Sid that is a number', { Statement: [{ ...good, Sid: number(1) }] }, 'Statement[0].Sid'],
    ['neither element', { Statement: [good, { Effect: 'Deny', Resource: '*' }] }, 'Statement[1]'],
    ['both elements', { Statement: [{ ...good, NotAction: 'x' }] }, 'Statement[0]'],
    ['an Action that is a number', { Statement: [{ ...good, Action: number(1) }] }, 'Statement[0].Action'],
    ['an Action that is null', { Statement: { ...good, Action: null } }, 'Statement.Action'],
    ['an Action that is an object', { Statement: [{ ...good, Action: {} }] }, 'Statement[0].Action'],
    [
      'an entry that is a number',
      { Statement: [good, { ...good, Action: ['a:b', 'a:c', 'a:d', number(7)] }] },
      'Statement[1].Action[3]',
    ],
    [
      'an entry that is a list',
      { Statement: [{ Effect: 'Deny', NotAction: [['a:b']] }] },
      'Statement[0].NotAction[0]',
    ],
  ])('%s', (_, value, at) => {
    const { message, place } = errorOf(value);
    expect(place).toMatchObject({ file: 'p.json', at });
    expect(place.hint).toBeTruthy();
    expect(message).toBeTruthy();
  });
});

describe('a policy that is odd', () => {
  const warnings = (value: JsonValue): readonly string[] => read(value).warnings;

  test('is read with a warning', () => {
    expect(warnings({ Statement: good })).toEqual([expect.stringContaining('no Version')]);
    expect(warnings({ Version: '2020-01-01', Statement: good })).toEqual([
      expect.stringContaining('2020-01-01'),
    ]);
    expect(warnings({ Version: '2012-10-17', Statement: good, Note: number(1) })).toEqual([
      expect.stringContaining('Note'),
    ]);
    expect(warnings({ Version: '2012-10-17', Statement: [] })).toEqual([
      expect.stringContaining('no statements'),
    ]);
    expect(warnings({ Version: '2012-10-17', Statement: good })).toEqual([]);
  });

  test('keeps keys that JavaScript treats in its own way', () => {
    const text = '{"Statement":{"__proto__":{"x":1},"Effect":"Allow","1":1.0,"Action":"s3:*"},"__proto__":2}';
    const policy = readPolicy(text, 'p');
    const edits = new Map([[0, ['s3:Get*', 's3:Put*']]]);
    expect(printPolicy(policy, edits)).toBe(text.replace('"s3:*"', '["s3:Get*","s3:Put*"]'));
    const value = editPolicy(policy, edits);
    expect(Object.hasOwn(value ?? {}, '__proto__')).toBe(true);
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
  });
});

describe('how an edited list is written', () => {
  const edit = (text: string, entries: readonly string[]): string | null =>
    printPolicy(readPolicy(text, 'p'), new Map([[0, entries]]));

  test('as the author wrote the list', () => {
    const text =
      '{\n    "Statement": [\n        {\n            "Effect": "Allow",\n            "Action": [\n                "s3:*"\n            ]\n        }\n    ]\n}\n';
    expect(edit(text, ['s3:Get*', 's3:Put*'])).toBe(
      text.replace('"s3:*"', '"s3:Get*",\n                "s3:Put*"'),
    );
  });

  test('a text that becomes several is spread as the document is', () => {
    const text = '{\r\n\t"Statement": {\r\n\t\t"Effect": "Allow",\r\n\t\t"Action": "s3:*"\r\n\t}\r\n}';
    expect(edit(text, ['s3:Get*', 's3:Put*'])).toBe(
      text.replace('"s3:*"', '[\r\n\t\t\t"s3:Get*",\r\n\t\t\t"s3:Put*"\r\n\t\t]'),
    );
    expect(edit(text, ['s3:Get*'])).toBe(text.replace('s3:*', 's3:Get*'));
  });

  test('minified stays minified', () => {
    const text = '{"Statement":[{"Action":["s3:*"],"Effect":"Allow"}]}';
    expect(edit(text, ['s3:A', 's3:B'])).toBe(text.replace('["s3:*"]', '["s3:A","s3:B"]'));
  });

  test('nothing left is nothing to attach', () => {
    expect(edit('{"Statement":[{"Action":["s3:*"],"Effect":"Allow"}]}', [])).toBeNull();
  });
});
