import fc from 'fast-check';

/** A change to the text of a file: what editors, networks and people do to files, and what attackers would. */
export type Mutation = (text: string) => string;

const NASTY = [
  'null',
  'true',
  '0',
  '-0',
  '1e999',
  '12345678901234567890',
  '""',
  '"*"',
  '"s3:*"',
  '"s3:Get*"',
  '" s3:GetObject"',
  '"\\u0000"',
  '"\\ud800"',
  '"\u009b2J\u202e"',
  '"__proto__"',
  '[]',
  '{}',
  '[[]]',
  '[null]',
  '{"__proto__": {}}',
  '{"Statement": []}',
  '{"Effect": "Allow", "Action": "*", "Resource": "*"}',
  '"%7B%22Statement%22%3A%5B%5D%7D"',
  '"2024-02-30T00:00:00Z"',
  '"arn:aws:iam::123456789012:role/Other"',
] as const;

/** Where values, keys and brackets stand, roughly: enough to damage a file in a way that keeps most of it JSON. */
const TOKEN = /"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*|true|false|null|[[\]{}:,]/g;

function replaceToken(text: string, at: number, by: (token: string) => string): string {
  const tokens = [...text.matchAll(TOKEN)];
  const chosen = tokens[at % Math.max(1, tokens.length)];
  if (chosen === undefined) return text + by('');
  const [token] = chosen;
  return text.slice(0, chosen.index) + by(token) + text.slice(chosen.index + token.length);
}

const place = fc.nat(1_000_000);

/** One change. `others` are texts of other files, of which a part may get in. */
function mutation(others: readonly string[]): fc.Arbitrary<Mutation> {
  return fc.oneof(
    // A value or key is another one, gone, or there twice.
    fc.tuple(place, fc.constantFrom(...NASTY)).map(
      ([at, value]): Mutation =>
        (text) =>
          replaceToken(text, at, () => value),
    ),
    fc.tuple(place, fc.string({ maxLength: 12 })).map(
      ([at, value]): Mutation =>
        (text) =>
          replaceToken(text, at, () => JSON.stringify(value)),
    ),
    place.map(
      (at): Mutation =>
        (text) =>
          replaceToken(text, at, () => ''),
    ),
    place.map(
      (at): Mutation =>
        (text) =>
          replaceToken(text, at, (token) => `${token},${token}`),
    ),
    place.map(
      (at): Mutation =>
        (text) =>
          replaceToken(text, at, (token) => `[${token}]`),
    ),
    // A file is cut off, has a hole, or a piece of it stands twice.
    place.map(
      (at): Mutation =>
        (text) =>
          text.slice(0, at % (text.length + 1)),
    ),
    fc.tuple(place, fc.nat(40)).map(
      ([at, length]): Mutation =>
        (text) => {
          const start = at % (text.length + 1);
          return text.slice(0, start) + text.slice(start + length);
        },
    ),
    fc.tuple(place, fc.nat(200)).map(
      ([at, length]): Mutation =>
        (text) => {
          const start = at % (text.length + 1);
          return text.slice(0, start + length) + text.slice(start);
        },
    ),
    fc.tuple(place, fc.string({ unit: 'binary', maxLength: 4 })).map(
      ([at, extra]): Mutation =>
        (text) => {
          const start = at % (text.length + 1);
          return text.slice(0, start) + extra + text.slice(start);
        },
    ),
    // A piece of another file got in, or it is another file.
    fc.tuple(place, fc.constantFrom(...others)).map(
      ([at, other]): Mutation =>
        (text) => {
          const start = at % (text.length + 1);
          return text.slice(0, start) + other + text.slice(start);
        },
    ),
    fc.tuple(place, fc.constantFrom(...others)).map(
      ([at, other]): Mutation =>
        (text) =>
          replaceToken(text, at, () => other),
    ),
    fc.constantFrom(...others).map(
      (other): Mutation =>
        () =>
          other,
    ),
    // Layout and encoding.
    fc.constantFrom<Mutation>(
      (text) => `\ufeff${text}`,
      (text) => text.replaceAll('\n', '\r\n'),
      (text) => text.replaceAll('\n', '\r'),
      (text) => JSON.stringify(text),
      (text) => encodeURIComponent(text.toWellFormed()),
      (text) => `${text}${text}`,
    ),
  );
}

/** One to three changes, one after the other. */
export function mutations(others: readonly string[]): fc.Arbitrary<Mutation> {
  return fc
    .array(mutation(others), { minLength: 1, maxLength: 3 })
    .map((all) => (text: string) => all.reduce((changed, change) => change(changed), text));
}
