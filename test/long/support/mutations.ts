import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { type Span, spansOf } from './json-spans.ts';

/**
 * What editors, networks, programs and people do to files, and what attackers would. A change is plain data, so that a
 * case that fails says what was done; the numbers choose a place and what goes there.
 */
interface Change {
  readonly how: keyof typeof CHANGES;
  readonly at: number;
  readonly pick: number;
}

const BOM = '\ufeff';

/** Values that something may take for what they are not. */
const NASTY: readonly string[] = [
  'null',
  'true',
  'false',
  '0',
  '-0',
  '1.50',
  '1e999',
  '12345678901234567890',
  '""',
  '" "',
  '"*"',
  '"**"',
  '"*:*"',
  '"?3:Get*"',
  '"s3:*"',
  '"s3:Get*"',
  '"S3:gEt*"',
  '"s3:?et*"',
  '"s3:*Object*"',
  '" s3:GetObject"',
  '"s3:GetObject "',
  '"s3:GetObject\\u00a0"',
  '"newsvc:*"',
  '"nonsense"',
  '"\\u0000"',
  '"\\ud800"',
  '"\\u001b]52;c;eA==\\u0007"',
  '"\u009b2J\u202e\u2066"',
  '"\u007f"',
  '"🙂 ñ 漢字 ʼn ſ K"',
  '"__proto__"',
  // biome-ignore lint/suspicious/noTemplateCurlyInString: what Terraform takes for a value of its own
  '"$(id)\'\\"`;${x}%{y}<b>&\\n]]>"',
  '"../../x"',
  '"/dev/null"',
  '"-o"',
  '[]',
  '{}',
  '[[]]',
  '[null]',
  '[{}]',
  '[""]',
  '{"__proto__": {"a": 1}}',
  '{"toString": 1, "constructor": null}',
  '{"Statement": []}',
  '{"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}',
  '{"Effect": "Allow", "Action": "*", "Resource": "*"}',
  '{"Effect": "Allow", "NotAction": ["iam:*", "newsvc:Do*"], "Resource": "*"}',
  '{"Effect": "Deny", "NotAction": "*", "Resource": "*"}',
  '"%7B%22Statement%22%3A%5B%5D%7D"',
  '"%ZZ%"',
  '"2024-02-30T00:00:00Z"',
  '"2024-05-29"',
  '"9999-12-31T23:59:59Z"',
  '"123456789012"',
  '"Allow"',
  '"ACTIVE"',
  '"RESOLVED"',
  '"arn:aws:iam::123456789012:role/Other"',
  '"arn:aws:iam::123456789012:role/team/MyRole"',
  '"arn:aws:iam::123456789012:policy/X"',
];

/** Strings that might stand where others do: a text that is changed by these mostly stays what it was. */
const PLAUSIBLE: readonly string[] = [
  '*',
  's3:*',
  's3:Get*',
  's3:GetObject',
  'S3:getbucket*',
  's3:?et*',
  's3:*Tagging',
  's3:Put*Acl',
  's3:GetObject*',
  's3:List?ccess*',
  'sqs:*',
  'sqs:ReceiveMessage',
  'lambda:*Function*',
  'dynamodb:Update*',
  'newsvc:*',
  'newsvc:Do',
  's3',
  'sqs',
  'S3',
  'newsvc',
  'GetBucketAcl',
  'getobject',
  'ListBucket',
  'Allow',
  'Deny',
  'ACTIVE',
  'RESOLVED',
  'MyRole',
  'MyRole2',
  'jo',
  'arn:aws:iam::123456789012:role/MyRole',
  'arn:aws:iam::123456789012:role/team/MyRole',
  'arn:aws:iam::123456789012:user/jo',
  'arn:aws:iam::aws:policy/X',
  '2026-05-01T00:00:00Z',
  '2020-01-01',
  's3.amazonaws.com',
  'PutObject',
  'CREATE_POLICY',
  'DETACH_POLICY',
  'é 漢字 🙂',
  '',
];

const KEYS: readonly string[] = [
  '"__proto__"',
  '"constructor"',
  '""',
  '"Action"',
  '"NotAction"',
  '"Statement"',
  '"Principal"',
  '"PolicyDocument"',
  '"nextToken"',
  '"IsTruncated"',
  '"actions"',
  '"\\u0041ction"',
];

const ODD_CHARACTERS = [
  '*',
  '?',
  ' ',
  '\t',
  '\\u0000',
  '\\ud800',
  '\\u001b',
  '\u202e',
  '\u009b',
  '\ufeff',
  '\u00a0',
  'ı',
  'ſ',
  ':',
  '/',
  '%',
  '\\"',
];

/** What there is to work with. */
interface Source {
  readonly at: number;
  readonly pick: number;
  /** texts of other files, of which a part may get in */
  readonly others: readonly string[];
}

type Apply = (text: string, source: Source) => string;

function chosen<T>(list: readonly T[], n: number): T | undefined {
  return list[n % Math.max(1, list.length)];
}

const put = (text: string, start: number, end: number, by: string): string =>
  text.slice(0, start) + by + text.slice(end);

/** A change of one value; a text without any is changed where it ends. */
const ofValue =
  (by: (inside: string, source: Source, span: Span, text: string) => string, kind?: Span['kind']): Apply =>
  (text, source) => {
    const spans = spansOf(text).filter((span) => kind === undefined || span.kind === kind);
    const span = chosen(spans, source.at);
    if (span === undefined) return text + (chosen(NASTY, source.pick) ?? '');
    return put(text, span.start, span.end, by(text.slice(span.start, span.end), source, span, text));
  };

/** A change of one member of an object or item of a list, its name included. */
const ofMember =
  (by: (member: string, source: Source) => string): Apply =>
  (text, source) => {
    const span = chosen(spansOf(text), source.at);
    if (span === undefined) return text;
    return put(text, span.from, span.end, by(text.slice(span.from, span.end), source));
  };

/** Whether a value stands in a list, and no name before it. */
const isItem =
  (text: string) =>
  ({ start, key }: Span): boolean =>
    key === undefined && /[[,]\s*$/.test(text.slice(Math.max(0, start - 200), start));

const ofItem =
  (by: (item: string, source: Source) => string): Apply =>
  (text, source) => {
    const span = chosen(spansOf(text).filter(isItem(text)), source.at);
    return span === undefined
      ? text
      : put(text, span.start, span.end, by(text.slice(span.start, span.end), source));
  };

const ofKey =
  (by: (key: string, source: Source) => string): Apply =>
  (text, source) => {
    const named = spansOf(text).flatMap(({ key }) => (key === undefined ? [] : [key]));
    const key = chosen(named, source.at);
    return key === undefined ? text : put(text, key[0], key[1], by(text.slice(...key), source));
  };

const at = (text: string, n: number): number => n % (text.length + 1);

/** An odd character somewhere in the inside of a string, not within an escape. */
function withOdd(string: string, n: number, odd: string): string {
  const inside = string.slice(1, -1).match(/\\u[0-9a-fA-F]{4}|\\.|[^\\]/gs) ?? [];
  const place = n % (inside.length + 1);
  return `"${inside.slice(0, place).join('')}${odd}${inside.slice(place).join('')}"`;
}

/** A document in a string is changed inside. */
function inString(text: string, source: Source): string {
  const inner = spansOf(text).filter(
    ({ kind, start, end }) => kind === 'string' && /^"\s*(?:\{|\[|%7B)/i.test(text.slice(start, end)),
  );
  const span = chosen(inner, source.at);
  if (span === undefined) return CHANGES.replace(text, source);
  let document: string;
  try {
    document = JSON.parse(text.slice(span.start, span.end));
  } catch {
    return text;
  }
  const how =
    chosen(
      [
        'plausible',
        'plausibleItem',
        'wild',
        'otherElement',
        'replace',
        'removeMember',
        'twice',
        'odd',
        'wrap',
        'cut',
        'rename',
      ] as const,
      source.pick,
    ) ?? 'cut';
  const changed = CHANGES[how](document, { ...source, at: Math.floor(source.at / 7) });
  return put(text, span.start, span.end, JSON.stringify(changed));
}

const CHANGES = {
  replace: ofValue((_, { pick }) => chosen(NASTY, pick) ?? ''),
  replaceByOwn: ofValue((_, { pick }, __, text) => {
    const other = chosen(spansOf(text), pick);
    return other === undefined ? 'null' : text.slice(other.start, other.end);
  }),
  replaceByOther: ofValue((_, { pick, others }) => {
    const other = chosen(others, pick) ?? '';
    const span = chosen(spansOf(other), Math.floor(pick / 31));
    return span === undefined ? other : other.slice(span.start, span.end);
  }),
  removeMember: (text, source) => {
    const span = chosen(spansOf(text), source.at);
    if (span === undefined) return text;
    // With the comma behind it, or else the one before.
    const after = /^\s*,/.exec(text.slice(span.end))?.[0].length ?? 0;
    const before = after > 0 ? 0 : (/,\s*$/.exec(text.slice(0, span.from))?.[0].length ?? 0);
    return put(text, span.from - before, span.end + after, '');
  },
  plausible: ofValue((_, { pick }) => JSON.stringify(chosen(PLAUSIBLE, pick)), 'string'),
  plausibleItem: ofValue((list, { pick }) => {
    const item = JSON.stringify(chosen(PLAUSIBLE, pick));
    return /^\[\s*\]$/.test(list) ? `[${item}]` : `[${item}, ${list.slice(1)}`;
  }, 'list'),
  itemTwice: ofItem((item, { pick }) => Array.from({ length: 2 + (pick % 3) }, () => item).join(', ')),
  itemGone: (text, source) => {
    const span = chosen(spansOf(text).filter(isItem(text)), source.at);
    return span === undefined
      ? text
      : put(text, span.start, span.end, chosen(['"s3:Get*"', 'null', '{}'], source.pick) ?? '');
  },
  otherElement: ofKey((key) =>
    key === '"Action"' ? '"NotAction"' : key === '"NotAction"' ? '"Action"' : key,
  ),
  asList: ofValue((string) => `[${string}]`, 'string'),
  asText: ofValue((value) => JSON.stringify(value), 'object'),
  escaped: ofValue(
    (string, { pick }) =>
      string.replace(/(?<=[\w:*"])[\w:*]/g, (c, i: number) =>
        (i + pick) % 3 === 0 ? `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}` : c,
      ),
    'string',
  ),
  twice: ofMember((member) => `${member}, ${member}`),
  twiceOtherwise: ofMember((member, { pick }) => {
    const escaped = member.replace(/^"(\w)/, (_, c: string) => `"\\u00${c.charCodeAt(0).toString(16)}`);
    const value = /^"(?:[^"\\]|\\.)*"\s*:/s.exec(escaped)?.[0];
    return `${member}, ${value === undefined ? escaped : `${value} ${chosen(NASTY, pick)}`}`;
  }),
  often: ofMember((member, { pick }) => Array.from({ length: 2 + (pick % 800) }, () => member).join(',')),
  rename: ofKey((_, { pick }) => chosen(KEYS, pick) ?? '""'),
  renameCase: ofKey((key, { pick }) => (pick % 2 === 0 ? key.toLowerCase() : key.toUpperCase())),
  renameOdd: ofKey((key, { pick }) => withOdd(key, pick, chosen(ODD_CHARACTERS, pick) ?? '')),
  odd: ofValue(
    (string, { pick }) => withOdd(string, Math.floor(pick / 17), chosen(ODD_CHARACTERS, pick) ?? ''),
    'string',
  ),
  letterCase: ofValue(
    (string, { pick }) =>
      pick % 2 === 0
        ? string.toLowerCase()
        : string
            .replace(/(?<!\\)[a-z]/g, (c) => c.toUpperCase())
            .replaceAll(/\\[A-Z]/g, (c) => c.toLowerCase()),
    'string',
  ),
  wild: ofValue((string, { pick }) => {
    const place = 1 + (pick % Math.max(1, string.length - 1));
    return put(
      string,
      place,
      Math.min(string.length - 1, place + (pick % 5)),
      chosen(['*', '?', '**', '*?*'], pick) ?? '*',
    );
  }, 'string'),
  huge: ofValue(
    (_, { pick }) => `"${(chosen(['x', 's3:Get', '*', '?', '\\u0000', '漢'], pick) ?? 'x').repeat(20_000)}"`,
  ),
  wrap: ofValue((value, { pick }) => {
    switch (pick % 8) {
      case 0:
        return `[${value}]`;
      case 1:
        return `{"x": ${value}}`;
      case 2:
        return JSON.stringify(value);
      case 3:
        return JSON.stringify(encodeURIComponent(value.toWellFormed()));
      case 4:
        return JSON.stringify(JSON.stringify(value));
      case 5:
        return JSON.stringify(BOM + value);
      case 6:
        return JSON.stringify(encodeURIComponent(value.toWellFormed()).replaceAll('%20', '+').toLowerCase());
      default:
        return `[${value}, null, ${value}]`;
    }
  }),
  deep: ofValue((value, { pick }) => {
    const levels = chosen([20, 199, 201, 10_000], pick) ?? 20;
    return pick % 2 === 0
      ? '['.repeat(levels) + value + ']'.repeat(levels)
      : '{"a":'.repeat(levels) + value + '}'.repeat(levels);
  }),
  unwrap: ofValue((list) => list.slice(1, -1), 'list'),
  inString,
  // A file is cut off, has a hole, or a piece of it stands twice or elsewhere.
  cut: (text, source) => text.slice(0, at(text, source.at)),
  hole: (text, source) => put(text, at(text, source.at), at(text, source.at) + (source.pick % 40), ''),
  stutter: (text, source) =>
    text.slice(0, at(text, source.at) + (source.pick % 200)) + text.slice(at(text, source.at)),
  letter: (text, source) => {
    const place = at(text, source.at);
    return put(text, place, place + (source.pick % 2), String.fromCodePoint(source.pick % 0xd800));
  },
  // A piece of another file got in, or it is another file.
  mixed: (text, source) => {
    const place = at(text, source.at);
    return put(text, place, place, chosen(source.others, source.pick) ?? '');
  },
  joined: (text, source) =>
    [text, chosen(source.others, source.pick) ?? ''].join(chosen(['\n', '', ',', ' \r\n'], source.at) ?? ''),
  other: (_, source) => chosen(source.others, source.pick) ?? '',
  listed: (text, source) => `[${text},${chosen(source.others, source.pick) ?? ''}]`,
  // Layout.
  mark: (text) => BOM + text,
  carriageReturns: (text, { pick }) => text.replaceAll('\n', pick % 2 === 0 ? '\r\n' : '\r'),
  noLayout: (text) => text.replaceAll(/\n\s*/g, ' '),
  blanks: (text, source) =>
    put(
      text,
      at(text, source.at),
      at(text, source.at),
      chosen(['\n\n', '\u00a0', '\u2028', '// x\n', '/* */', '\0', '\v'], source.pick) ?? '',
    ),
  asString: (text) => JSON.stringify(text),
  encoded: (text) => encodeURIComponent(text.toWellFormed()),
} satisfies Record<string, Apply>;

const HOWS = Object.keys(CHANGES) as (keyof typeof CHANGES)[];
/** Those after which a file mostly still is what it was: what it says is another, and not whether it can be read. */
const GENTLE: readonly (keyof typeof CHANGES)[] = [
  'plausible',
  'plausible',
  'plausibleItem',
  'itemTwice',
  'itemGone',
  'otherElement',
  'asList',
  'asText',
  'escaped',
  'removeMember',
  'replaceByOwn',
  'letterCase',
  'wild',
  'wild',
  'odd',
  'inString',
  'noLayout',
  'mark',
  'carriageReturns',
];

/** What is done to the bytes afterwards, mostly nothing. */
const BYTES = {
  flip: (bytes: Buffer, at: number) => {
    if (bytes.length > 0)
      bytes.writeUInt8(bytes.readUInt8(at % bytes.length) ^ (1 << (at % 8)), at % bytes.length);
    return bytes;
  },
  invalid: (bytes: Buffer, at: number) =>
    Buffer.concat([
      bytes.subarray(0, at % (bytes.length + 1)),
      Buffer.from([0xc3, 0xff]),
      bytes.subarray(at % (bytes.length + 1)),
    ]),
  utf16: (bytes: Buffer) => Buffer.from(BOM + bytes.toString(), 'utf16le'),
  pack: (bytes: Buffer) => gzipSync(bytes, { level: 1 }),
  packAndCut: (bytes: Buffer, at: number) => {
    const packed = gzipSync(bytes, { level: 1 });
    return packed.subarray(0, at % packed.length);
  },
  cut: (bytes: Buffer, at: number) => bytes.subarray(0, at % (bytes.length + 1)),
} satisfies Record<string, (bytes: Buffer, at: number) => Buffer>;

export interface Mutation {
  /** which of the files that the command reads */
  readonly file: number;
  readonly changes: readonly Change[];
  readonly bytes: keyof typeof BYTES | undefined;
  /** what becomes of the file as such */
  readonly place: 'stays' | 'gone' | 'empty' | 'folder' | 'link' | 'dangling' | 'swapped';
  readonly at: number;
}

const changeBy = (hows: readonly (keyof typeof CHANGES)[]): fc.Arbitrary<Change> =>
  fc.record({ how: fc.constantFrom(...hows), at: fc.nat(1_000_000), pick: fc.nat(1_000_000) });

/** One to four changes of one file, and now and then something that happens to its bytes or its place. */
export const mutation: fc.Arbitrary<Mutation> = fc.record({
  file: fc.nat(1_000),
  changes: fc.oneof(
    { weight: 3, arbitrary: fc.array(changeBy(GENTLE), { minLength: 1, maxLength: 5 }) },
    { weight: 2, arbitrary: fc.array(changeBy(HOWS), { minLength: 1, maxLength: 2 }) },
  ),
  bytes: fc.oneof(
    { weight: 30, arbitrary: fc.constant(undefined) },
    { weight: 1, arbitrary: fc.constantFrom(...(Object.keys(BYTES) as (keyof typeof BYTES)[])) },
  ),
  place: fc.oneof(
    { weight: 50, arbitrary: fc.constant<Mutation['place']>('stays') },
    {
      weight: 1,
      arbitrary: fc.constantFrom<Mutation['place']>('gone', 'empty', 'folder', 'link', 'dangling', 'swapped'),
    },
  ),
  at: fc.nat(1_000_000),
});

/** More would take the time of all the others. */
const LONGEST = 400_000;

/** The content of a file after the changes. */
export function mutated(
  content: Uint8Array,
  { changes, bytes, at: place }: Pick<Mutation, 'changes' | 'bytes' | 'at'>,
  others: readonly string[],
): Buffer {
  const text = changes.reduce((text, { how, ...numbers }) => {
    const changed = CHANGES[how](text, { ...numbers, others });
    return changed.length > LONGEST ? text : changed;
  }, Buffer.from(content).toString());
  const changed = Buffer.from(text);
  return bytes === undefined ? changed : BYTES[bytes](changed, place);
}
