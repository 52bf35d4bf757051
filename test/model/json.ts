import fc from 'fast-check';
import { JsonNumber, type JsonValue, parseJson } from '../../source/base/json.ts';

/** A value as the program's reader gives it for the JSON of this one. */
export function json(value: unknown): JsonValue {
  return parseJson(JSON.stringify(value), 'test').value;
}

/** A number as the program's reader gives it. */
export function number(value: number): JsonNumber {
  return new JsonNumber(String(value));
}

/** A value with floats for its numbers, as other readers of JSON have it. */
export function withFloats(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}

/** Numbers of JSON that no float can hold, or that JavaScript would write in another way, beside plain ones. */
export const numberText: fc.Arbitrary<string> = fc
  .tuple(
    fc.constantFrom('', '-'),
    fc.oneof(fc.constantFrom('0', '1', '12345678901234567890'), fc.stringMatching(/^[1-9][0-9]{0,40}$/)),
    fc.constantFrom('', '', '.0', '.50', '.123456789012345678901'),
    fc.constantFrom('', '', 'e3', 'E+10', 'e-400', 'E999'),
  )
  .map((parts) => parts.join(''));

/** Any JSON, as the program's reader gives it, with numbers of all kinds. */
export const anyJson: fc.Arbitrary<JsonValue> = fc
  .tuple(fc.jsonValue(), numberText)
  .map(([value, text]) => [json(value), new JsonNumber(text)]);
