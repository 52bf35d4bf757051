import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compact, jsonLayout, reindent } from '../../source/base/json-layout.ts';

test('is JSON.stringify for what JSON.stringify wrote', () => {
  fc.assert(
    fc.property(
      fc.jsonValue(),
      fc.constantFrom('', '  ', '\t'),
      fc.constantFrom('  ', '    ', '\t'),
      fc.constantFrom('\n' as const, '\r\n' as const),
      (value, from, indent, lineBreak) => {
        // Keys that JavaScript puts in front would be out of place in what is compared with, not in what is tested.
        const text = JSON.stringify(value, null, from);
        const expected = `${JSON.stringify(JSON.parse(text), null, indent)}\n`.replaceAll('\n', lineBreak);
        expect(reindent(JSON.stringify(JSON.parse(text), null, from), { indent, lineBreak })).toBe(expected);
      },
    ),
  );
});

test('keeps the spelling of strings and numbers and the order of keys', () => {
  const text = '{"b":"\\u0061\\/","10":1.0e2,"2":[-0,{}],"a":[]}';
  expect(reindent(text, { indent: ' ', lineBreak: '\n' })).toBe(
    '{\n "b": "\\u0061\\/",\n "10": 1.0e2,\n "2": [\n  -0,\n  {}\n ],\n "a": []\n}\n',
  );
  expect(compact(reindent(text, { indent: '\t', lineBreak: '\r\n' }))).toBe(text);
});

test('laying out twice is laying out once', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.constantFrom('  ', '\t'), (value, indent) => {
      const once = reindent(JSON.stringify(value), { indent, lineBreak: '\n' });
      expect(reindent(once, { indent, lineBreak: '\n' })).toBe(once);
    }),
  );
});

test.each([
  ['{\n    "a": 1\n}', '    ', '\n'],
  ['{\r\n\t"a": 1\r\n}', '\t', '\r\n'],
  ['\n\n{\n\n "a": {\n  "b": 1}}', ' ', '\n'],
  ['{"a":1}', '  ', '\n'],
  ['{"a":1}\n', '  ', '\n'],
])('the layout of %j', (text, indent, lineBreak) => {
  expect(jsonLayout(text)).toEqual({ indent, lineBreak });
});
