import fc from 'fast-check';
import { JsonNumber, type JsonObject, type JsonValue } from '../../../source/base/json.ts';
import { anyJson, numberText } from '../../model/json.ts';
import { SERVICES } from './reviewed.ts';

const FRAGMENTS = [
  'a',
  'Z9',
  ' ',
  '*',
  '?',
  '${',
  '%{',
  '&{',
  '$${',
  '%%{',
  '${aws:username}',
  '${*}',
  '}',
  '$',
  '%',
  '&',
  '"',
  "'",
  '\\',
  '`',
  '```',
  '|',
  '\n',
  '\r\n',
  '\t',
  '\u0001',
  '\u001b[31m',
  '\u0085',
  '\u2028',
  '\u202e',
  '\ufeff',
  'é',
  'e\u0301',
  '😀',
  '\ud800',
  ': ',
  ' #',
  '- ',
  '<<',
  '~',
  'yes',
  'null',
  '012',
  '12:30:45',
  '{{x}}',
  'EOF',
  'POLICY',
  '\nPOLICY\n',
  '$(id)',
  '`id`',
  '; id;',
  '<script>alert(1)</script>',
  '</style>',
  '-->',
  ']]>',
  '&amp;',
  '[x](javascript:alert(1))',
  '![x](http://example.org/x.png)',
  '@someone',
  'http://example.org/',
  '__proto__',
  'constructor',
] as const;

/** Texts that some reader or other takes for more than a text. */
export const hostileText: fc.Arbitrary<string> = fc.oneof(
  fc.array(fc.constantFrom(...FRAGMENTS), { minLength: 1, maxLength: 5 }).map((parts) => parts.join('')),
  fc.string({ unit: 'binary', minLength: 1, maxLength: 8 }),
);

/** Texts that may stand in a policy that IAM takes. */
const plainText = fc.constantFrom(
  'arn:aws:s3:::bucket/*',
  'arn:aws:s3:::bucket/${aws:username}/*',
  '10.0.0.0/8',
  'true',
  '*',
  'a-b_c',
);

const PATTERNS = [
  '*',
  'svc:*',
  'svc:Get*',
  'svc:*Beta',
  'svc:P?tAlpha',
  'other:*',
  'unknown:Thing',
  'SVC:getalpha',
];
const pattern = fc.constantFrom(
  ...PATTERNS,
  ...Object.entries(SERVICES).flatMap(([service, names]) => names.map((name) => `${service}:${name}`)),
);

function stringOrList(text: fc.Arbitrary<string>): fc.Arbitrary<JsonValue> {
  return fc.oneof(text, fc.array(text, { minLength: 1, maxLength: 3 }));
}

function conditionOf(text: fc.Arbitrary<string>): fc.Arbitrary<JsonObject> {
  const values = fc.oneof(
    { weight: 4, arbitrary: stringOrList(text) },
    {
      weight: 1,
      arbitrary: fc.oneof(
        fc.boolean(),
        numberText.map((digits) => new JsonNumber(digits)),
      ),
    },
  );
  return fc.dictionary(text, fc.dictionary(text, values, { minKeys: 1, maxKeys: 2 }), {
    minKeys: 1,
    maxKeys: 2,
  }) as fc.Arbitrary<JsonObject>;
}

function statementOf(text: fc.Arbitrary<string>, odd: boolean): fc.Arbitrary<JsonObject> {
  const required = fc.record({
    Effect: fc.constantFrom('Allow', 'Allow', 'Allow', 'Deny'),
    action: fc.tuple(fc.constantFrom('Action', 'Action', 'Action', 'NotAction'), stringOrList(pattern)),
    resource: fc.tuple(fc.constantFrom('Resource', 'NotResource'), stringOrList(text)),
  });
  const optional = fc.record(
    {
      Sid: odd ? text : fc.string({ unit: fc.constantFrom('A', 'b', '3'), minLength: 6, maxLength: 9 }),
      Condition: conditionOf(text),
      Extra: odd ? anyJson : fc.constant(null),
    },
    { requiredKeys: [] },
  );
  return fc.tuple(required, optional).map(([{ Effect, action, resource }, { Sid, Condition, Extra }]) => ({
    ...(Sid === undefined ? {} : { Sid }),
    Effect,
    [action[0]]: action[1],
    [resource[0]]: resource[1],
    ...(Condition === undefined ? {} : { Condition }),
    ...(odd && Extra !== undefined ? { Extra } : {}),
  }));
}

function policyOf(text: fc.Arbitrary<string>, odd: boolean): fc.Arbitrary<JsonObject> {
  const statement = statementOf(text, odd);
  return fc
    .record(
      {
        Version: fc.constantFrom('2012-10-17', '2012-10-17', '2008-10-17', ...(odd ? ['1999-01-01'] : [])),
        Id: text,
        Statement: fc.oneof(statement, fc.array(statement, { minLength: 1, maxLength: 3 })),
      },
      { requiredKeys: ['Statement'] },
    )
    .map((policy) => policy as JsonObject);
}

/** Policies as people write them, and such as nobody should: hostile texts everywhere, keys that IAM does not know. */
export const anyPolicy: fc.Arbitrary<JsonObject> = fc.oneof(
  policyOf(plainText, false),
  policyOf(hostileText, false),
  policyOf(hostileText, true),
);
