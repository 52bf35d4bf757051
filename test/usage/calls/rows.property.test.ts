import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { RowReader } from '../../../source/usage/calls/event.ts';
import { type JsonPiece, jsonRows } from '../../../source/usage/calls/rows.ts';
import { forAll } from '../../model/runs.ts';
import { cloudTrailEvent, FORMS, type MadeEvent } from './logs.ts';

const EVENTS: readonly MadeEvent[] = [
  {
    source: 's3.amazonaws.com',
    name: 'GetObject',
    time: '2026-05-01T10:00:00Z',
    id: 'a',
    region: 'eu-west-1',
  },
  {
    source: 'ec2.amazonaws.com',
    name: 'RunInstances',
    time: '2026-05-02T10:00:00Z',
    id: 'b',
    region: 'us-east-1',
    error: 'Client.UnauthorizedOperation',
    user: 'bob',
  },
  {
    source: 'sts.amazonaws.com',
    name: 'AssumeRole',
    time: '2026-05-03T10:00:00Z',
    id: 'c',
    region: 'x',
    role: 'p/R',
  },
];

async function* pieces(bytes: Uint8Array, cuts: readonly number[]): AsyncGenerator<Uint8Array> {
  let from = 0;
  for (const cut of [...cuts].map((each) => each % (bytes.length + 1)).sort((a, b) => a - b)) {
    yield Buffer.from(bytes.subarray(from, cut));
    from = cut;
  }
  yield Buffer.from(bytes.subarray(from));
}

async function rowsOf(text: string, cuts: readonly number[] = []): Promise<JsonPiece[]> {
  const all: JsonPiece[] = [];
  for await (const piece of jsonRows(pieces(Buffer.from(text), cuts))) all.push(piece);
  return all;
}

const inJson = Object.entries(FORMS).flatMap(([name, form]) => {
  const text = form(EVENTS);
  return typeof text === 'string' && !name.startsWith('a table') ? [[name, text] as const] : [];
});

describe('however the bytes come, the rows are the same', () => {
  test.each(inJson)('%s', async (_, text) => {
    const whole = await rowsOf(text);
    const reader = new RowReader();
    const reads = whole.map((piece) => (piece.kind === 'row' ? reader.text(piece.text).kind : 'fault'));
    expect(reads.filter((kind) => kind === 'event')).toHaveLength(EVENTS.length);
    expect(reads.filter((kind) => kind !== 'event' && kind !== 'head')).toEqual([]);
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat({ max: text.length }), { maxLength: 40 }), async (cuts) => {
        expect(await rowsOf(text, cuts)).toEqual(whole);
      }),
      { numRuns: 30 },
    );
    expect(
      await rowsOf(
        text,
        Array.from(text, (_each, i) => i),
      ),
    ).toEqual(whole);
  });
});

forAll(
  'any values come out as they are, in a list and one a line',
  fc.asyncProperty(fc.array(fc.dictionary(fc.string(), fc.jsonValue())), async (objects) => {
    const named = objects.map((each) => ({ ...each, x: 1 }));
    const expected = named.map((each) => JSON.stringify(each));
    const lists = [JSON.stringify(named), JSON.stringify({ a: ['"', { b: '}' }], Records: named, z: [1] })];
    for (const text of [...lists, expected.join('\n')]) {
      const isOwnList = named.some((each) => 'Records' in each || 'Events' in each || 'Rows' in each);
      if (isOwnList) continue;
      const rows = await rowsOf(text);
      expect(rows.map((piece) => (piece.kind === 'row' ? piece.text : piece.says))).toEqual(expected);
    }
  }),
);

const good = EVENTS.map((event) => JSON.stringify(cloudTrailEvent(event)));
forAll(
  'a damaged line costs that line, wherever it is',
  fc.asyncProperty(fc.nat({ max: 3 }), fc.nat(), async (place, cut) => {
    const [victim = ''] = good;
    const broken = victim.slice(0, 1 + (cut % (victim.length - 1)));
    const rows = await rowsOf([...good.slice(0, place), broken, ...good.slice(place)].join('\n'));
    const reader = new RowReader();
    const reads = rows.map((piece) => (piece.kind === 'row' ? reader.text(piece.text).kind : 'bad'));
    expect(reads.filter((kind) => kind === 'event')).toHaveLength(good.length);
    expect(reads.filter((kind) => kind === 'bad')).toHaveLength(1);
  }),
);

const text = JSON.stringify({ Records: EVENTS.map(cloudTrailEvent) });
const start = text.indexOf('[') + 1;
forAll(
  'a log file that is cut off anywhere gives what was whole, and says that it breaks off',
  fc.asyncProperty(fc.integer({ min: start, max: text.length - 1 }), async (cut) => {
    const rows = await rowsOf(text.slice(0, cut));
    const whole = rows.filter((piece) => piece.kind === 'row');
    expect(rows.filter((piece) => piece.kind === 'fault').length).toBeGreaterThan(0);
    const reader = new RowReader();
    for (const { text: row } of whole) expect(reader.text(row).kind).toBe('event');
  }),
);

const texts = inJson.map(([, text]) => text);
forAll(
  'damage of any kind ends in rows and faults, never in an exception',
  fc.asyncProperty(
    fc.constantFrom(...texts),
    fc.array(fc.tuple(fc.nat(), fc.constantFrom('"', '\\', '{', '}', '[', ']', '\n', ':', ',', 'x', '')), {
      minLength: 1,
    }),
    async (text, changes) => {
      let damaged = text;
      for (const [at, put] of changes) {
        const place = at % (damaged.length + 1);
        damaged = damaged.slice(0, place) + put + damaged.slice(place + 1);
      }
      const reader = new RowReader();
      for (const piece of await rowsOf(damaged)) {
        if (piece.kind === 'row') expect(['event', 'bad', 'head']).toContain(reader.text(piece.text).kind);
        else expect(piece.says).not.toBe('');
      }
    },
  ),
);

test('keys that are written with escapes are read all the same', () => {
  const reader = new RowReader();
  const text =
    '{"event\\u0053ource":"s3.amazonaws.com","eventName":"Get\\u004fbject","userIdentity":{"\\u0074ype":"Root"}}';
  expect(reader.text(text)).toEqual({
    kind: 'event',
    event: { source: 's3.amazonaws.com', name: 'GetObject', identity: { type: 'Root' } },
  });
});

test('times of every kind are UTC, to the second; what is none is left out', () => {
  const timeOf = (eventTime: unknown): string | undefined => {
    const read = new RowReader().value({
      eventSource: 's',
      eventName: 'n',
      userIdentity: {},
      eventTime,
    } as never);
    return read.kind === 'event' ? read.event.time : read.kind;
  };
  expect(timeOf('2026-05-01T10:00:00Z')).toBe('2026-05-01T10:00:00Z');
  expect(timeOf('2026-05-01 10:00:00.000')).toBe('2026-05-01T10:00:00Z');
  expect(timeOf('2026-05-01 10:00:00.000 UTC')).toBe('2026-05-01T10:00:00Z');
  expect(timeOf('2026-05-01T12:00:00+02:00')).toBe('2026-05-01T10:00:00Z');
  expect(timeOf(1777629600)).toBe('2026-05-01T10:00:00Z');
  for (const other of ['yesterday', 'May 1, 2026', '', null, {}, true]) expect(timeOf(other)).toBeUndefined();
});
