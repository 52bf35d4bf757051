import fc from 'fast-check';
import { expect, test } from 'vitest';
import { InputError } from '../../source/base/errors.ts';
import {
  isObject,
  type JsonObject,
  type JsonValue,
  MAX_DEPTH,
  parseJson,
  parseJsonDocuments,
  writeJson,
} from '../../source/base/json.ts';
import { number, numberText } from '../model/json.ts';

function refusalOf(text: string): InputError {
  try {
    parseJson(text, 'f.json');
  } catch (error) {
    if (error instanceof InputError) return error;
    throw error;
  }
  throw new Error(`it was taken: ${text.slice(0, 100)}`);
}

const nested = (levels: number): string => `${'['.repeat(levels)}${']'.repeat(levels)}`;

test.each([
  ['', 1, 1, 'empty'],
  ['\ufeff', 1, 1, 'empty'],
  [' \n\t ', 2, 3, 'empty'],
  ['{', 1, 2, 'ends in the middle'],
  ['{"a"', 1, 5, 'ends in the middle'],
  ['{"a":', 1, 6, 'ends in the middle'],
  ['{"a":1', 1, 7, 'ends in the middle'],
  ['[1,', 1, 4, 'ends in the middle'],
  ['[[]', 1, 4, 'ends in the middle'],
  ['{\n  "a": "b', 2, 8, 'ends inside a string'],
  ['{"a":1,}', 1, 8, 'comma'],
  ['[1,]', 1, 4, 'comma'],
  ['[1,,2]', 1, 4, 'comma'],
  ['[,1]', 1, 2, 'missing'],
  ['[1 2]', 1, 4, 'comma is missing'],
  ['{"a" 1}', 1, 6, 'colon is missing'],
  ['{"a":}', 1, 6, 'missing'],
  ['{a:1}', 1, 2, 'a is not a JSON value'],
  ["{'a':1}", 1, 2, 'not a JSON string'],
  ['[1}', 1, 3, 'closes what was opened with ['],
  ['{"a":1]', 1, 7, 'closes what was opened with {'],
  ['// policy\n{}', 1, 1, 'comments'],
  ['{"a":1 /* why */}', 1, 8, 'comments'],
  ['[/* never closed', 1, 2, 'comments'],
  ['"\u0001"', 1, 2, '␁'],
  ['["a\\qb"]', 1, 4, '\\q'],
  ['["\\u12g4"]', 1, 3, '\\u'],
  ['["a\nb"]', 1, 2, 'not closed on its line'],
  ['[01]', 1, 3, 'starts with 0'],
  ['[1.]', 1, 2, 'not a number'],
  ['[1e+]', 1, 2, 'not a number'],
  ['[-]', 1, 2, 'not a JSON value'],
  ['[NaN]', 1, 2, 'NaN'],
  ['[Infinity]', 1, 2, 'Infinity'],
  ['tru', 1, 1, 'tru'],
  ['\0{}', 1, 1, 'NUL'],
  ['{}\0', 1, 3, 'more text'],
  ['{} {}', 1, 4, 'more text'],
  ['{}]', 1, 3, 'more text'],
  ['{"a":1,\r\n "b":2,\r\n "a":3}', 3, 2, '"a" is given twice'],
  ['{"a":{"x":1},"b":{"x":1,"x":2}}', 1, 25, '"x" is given twice'],
  ['{"\\u0061":1,"a":2}', 1, 13, '"a" is given twice'],
  ['{"__proto__":1,"__proto__":2}', 1, 16, 'twice'],
  [nested(MAX_DEPTH + 1), 1, MAX_DEPTH + 1, 'levels deep'],
  [nested(20_000), 1, MAX_DEPTH + 1, 'levels deep'],
  ['{"a":'.repeat(20_000), 1, MAX_DEPTH * 5 + 1, 'levels deep'],
])('%.40j is refused at line %i, column %i', (text, line, column, message) => {
  const error = refusalOf(text);
  expect(error.place).toMatchObject({ file: 'f.json', at: `line ${line}, column ${column}` });
  expect(error.message).toContain(message);
  expect(error.place.hint).toMatch(/./);
  expect(error.place.excerpt?.line).toBe(line);
});

test('the deepest allowed nesting is read', () => {
  expect(parseJson(nested(MAX_DEPTH), 'f').value).toEqual(JSON.parse(nested(MAX_DEPTH)));
});

test('a run of blanks beyond all measure is refused', () => {
  const blanks = ' \t'.repeat(2 ** 20);
  expect(refusalOf(`[1,\n${blanks}2]`).place.at).toBe('line 2, column 1');
  expect(parseJson(`[1,${'\n'.repeat(2 ** 21)}2]`, 'f').value).toEqual([number(1), number(2)]);
});

test('escape sequences of the file are visible in message and excerpt', () => {
  const { message, place } = refusalOf('{"\\u001b[31m":1,\n"\\u001b[31m":2, "x": "\x1b[0m"}');
  expect(message).toContain('␛[31m');
  expect(place.excerpt?.lines.join('\n')).not.toContain('\x1b');
});

test('keys that mean something to JavaScript are ordinary data', () => {
  const { value } = parseJson('{"__proto__":{"x":1},"constructor":2,"toString":3,"10":4,"2":5}', 'f');
  expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
  expect(Object.entries(value as object).sort()).toEqual([
    ['10', number(4)],
    ['2', number(5)],
    ['__proto__', { x: number(1) }],
    ['constructor', number(2)],
    ['toString', number(3)],
  ]);
  expect(({} as Record<string, unknown>)['x']).toBeUndefined();
});

/** JSON with keys that trip readers. */
const json = fc.jsonValue({ depthSize: 'medium' }).map((value) => value as JsonValue);
const withKeys = fc
  .dictionary(fc.oneof(fc.constantFrom('__proto__', 'constructor', '0', '-1', 'é\u0000'), fc.string()), json)
  .map((value) => value as JsonValue);

test('reads what JSON.parse reads', () => {
  fc.assert(
    fc.property(
      fc.oneof(json, withKeys),
      fc.constantFrom('', ' ', '\t', '    '),
      fc.boolean(),
      (value, indent, bom) => {
        const text = `${bom ? '\ufeff' : ''}${JSON.stringify(value, null, indent)}\n`;
        // Entries, since vitest compares __proto__ as a prototype.
        expect(JSON.stringify(parseJson(text, 'f').value)).toBe(
          JSON.stringify(JSON.parse(text.replace(/^\ufeff/, ''))),
        );
      },
    ),
  );
});

test('takes no text that JSON.parse refuses, and refuses none that it takes but for keys given twice', () => {
  const good = fc.oneof(json, withKeys).map((value) => JSON.stringify(value, null, 1));
  const damaged = fc
    .tuple(
      good,
      fc.nat(),
      fc.nat({ max: 3 }),
      fc.constantFrom('', ',', '"', '{', ']', '\\', '0', '\n', '\x00', '/**/', ' '),
    )
    .map(([text, at, drop, put]) => {
      const place = at % (text.length + 1);
      return text.slice(0, place) + put + text.slice(place + drop);
    });
  fc.assert(
    fc.property(damaged, (text) => {
      let expected: string | undefined;
      try {
        expected = JSON.stringify(JSON.parse(text));
      } catch {
        expected = undefined;
      }
      let got: string | undefined;
      try {
        got = JSON.stringify(JSON.parse(JSON.stringify(parseJson(text, 'f').value)));
      } catch (error) {
        expect(error).toBeInstanceOf(InputError);
        if (error instanceof InputError && error.message.includes('given twice')) return;
      }
      expect(got).toBe(expected);
    }),
    { numRuns: 1000 },
  );
});

function* containers(value: JsonValue): Generator<JsonObject | JsonValue[]> {
  if (!Array.isArray(value) && !isObject(value)) return;
  yield value;
  for (const child of Object.values(value)) yield* containers(child);
}

test('the text of every object and list is what stands there', () => {
  fc.assert(
    fc.property(fc.oneof(json, withKeys), fc.constantFrom('', '  '), fc.boolean(), (value, indent, bom) => {
      const text = `${bom ? '\ufeff' : ''}\n${JSON.stringify(value, null, indent)} `;
      const parsed = parseJson(text, 'f');
      for (const container of containers(parsed.value)) {
        expect(JSON.stringify(JSON.parse(parsed.textOf(container) ?? ''))).toBe(JSON.stringify(container));
      }
    }),
  );
});

test('what is not part of the value has no text', () => {
  expect(parseJson('{"a":[1]}', 'f').textOf({})).toBeUndefined();
});

test('documents one after the other are read with their own texts', () => {
  const text = '\ufeff{"a":[1]}\n\n\ufeff[2]{"b":{}}  3 "x"';
  const documents = parseJsonDocuments(text, 'f');
  expect(documents.map(({ value }) => JSON.stringify(value))).toEqual([
    '{"a":[1]}',
    '[2]',
    '{"b":{}}',
    '3',
    '"x"',
  ]);
  for (const { value, textOf } of documents) {
    for (const container of containers(value)) expect(textOf(container)).toBe(JSON.stringify(container));
  }
});

test('a number comes out as it went in', () => {
  fc.assert(
    fc.property(fc.array(numberText), (numbers) => {
      const text = `{"a":[${numbers.join(',')}],"b":${numbers[0] ?? '0'}}`;
      const { value } = parseJson(text, 'f');
      expect(JSON.stringify(value)).toBe(text);
      const list = isObject(value) ? value['a'] : undefined;
      expect(Array.isArray(list) && list.map(String)).toEqual(numbers);
    }),
  );
});

test('a string comes out as it was written', () => {
  const text = '{"Sid":"\\u0041","b":["\\/x","plain","\\ud83d\\ude00"],"c":"\\n"}';
  const { value, spellings } = parseJson(text, 'f');
  expect(spellings.map(({ key, text }) => [key, text])).toEqual([
    ['Sid', '"\\u0041"'],
    [0, '"\\/x"'],
    [2, '"\\ud83d\\ude00"'],
  ]);
  expect(writeJson(value, text)).toBe(text);
  expect(writeJson({ ...(isObject(value) ? value : {}), c: 'A' }, text)).toBe(
    text.replace('"\\n"', '"\\u0041"'),
  );
});

test.each([
  ['{"a":1}\n{"b":', 'line 2, column 6'],
  ['{"a":1}\n,{"b":1}', 'line 2, column 1'],
  ['{"a":1}\n// end', 'line 2, column 1'],
  ['{"a":1}\n{"b":1,"b":2}', 'line 2, column 8'],
])('a fault in a later document is placed in the whole text: %j', (text, at) => {
  expect(() => parseJsonDocuments(text, 'f')).toThrow(
    expect.objectContaining({ place: expect.objectContaining({ at }) }),
  );
});
