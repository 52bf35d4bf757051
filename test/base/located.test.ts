import { expect, test } from 'vitest';
import type { JsonValue } from '../../source/base/json.ts';
import {
  field,
  hasField,
  items,
  locate,
  object,
  optionalDate,
  optionalItems,
  optionalText,
  text,
} from '../../source/base/located.ts';
import { number } from '../model/json.ts';

const inFile = (value: JsonValue) => locate(value, 'f.json');
const at = (path: string) =>
  expect.objectContaining({ place: expect.objectContaining({ file: 'f.json', at: path }) });

test('the way to a value is written as in JavaScript', () => {
  const [first] = items(field(field(inFile({ a: { 'b c': [true] } }), 'a'), 'b c'));
  expect(first?.path).toBe('a["b c"][0]');
  expect(field(inFile({}), 'detail-type').path).toBe('detail-type');
});

test('only own fields count, and null is not a field', () => {
  expect(field(inFile({}), 'constructor').value).toBeUndefined();
  expect(field(inFile({ a: null }), 'a').value).toBeUndefined();
  expect(field(inFile([number(1)]), 'length').value).toBeUndefined();
  expect(hasField(inFile({ a: null }), 'a')).toBe(true);
});

test('wrong types are refused with the way to them', () => {
  const wrong = field(inFile({ a: number(1) }), 'a');
  expect(() => text(wrong)).toThrow(at('a'));
  expect(() => items(wrong)).toThrow('a list is needed here, but there is a number');
  expect(() => object(wrong)).toThrow(at('a'));
  expect(() => optionalText(wrong)).toThrow(at('a'));
  expect(() => optionalItems(wrong)).toThrow(at('a'));
  expect(() => optionalDate(field(inFile({ a: {} }), 'a'))).toThrow(at('a'));
  expect(() => text(field(inFile({ a: '' }), 'a'))).toThrow('empty');
});

test.each([
  ['2024-05-29T07:25:34+00:00', '2024-05-29T07:25:34+00:00'],
  ['2024-05-29T07:25:34.123Z', '2024-05-29T07:25:34.123Z'],
  ['2024-05-29T07:25:34', '2024-05-29T07:25:34Z'],
  ['2024-05-29', '2024-05-29'],
  [number(1716967534), '2024-05-29T07:25:34.000Z'],
  ['', undefined],
])('the date %j is read as %j', (given, expected) => {
  expect(optionalDate(inFile(given))).toBe(expected);
});

test.each(['yesterday', '2024-13-01', '1', 'May 5', number(1e300)])('%j is not a date', (given) => {
  expect(() => optionalDate(field(inFile({ a: given }), 'a'))).toThrow(at('a'));
});
