import { Readable, Writable } from 'node:stream';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { refineStream } from '../../source/commands/streaming/refine-stream.ts';
import { createAnswerer } from '../../source/commands/streaming/stream-answer.ts';
import { processIo } from '../../source/commands/terminal/io.ts';
import { openCatalog, refinePolicy } from '../../source/index.ts';
import { provideCommandLine } from './support/command-line.ts';

const answerLine = createAnswerer(openCatalog('2024-08-31'), 'shortest');
const answer = (line: string): unknown => JSON.parse(answerLine(Buffer.from(line)));

const policy = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 's3:Get*', Resource: '*' }] };

describe('an answer', () => {
  test('echoes any id', () => {
    for (const id of [0, 'a', null, [1, { b: 2 }], { c: '\u2028' }, true]) {
      expect(answer(JSON.stringify({ id, policy, unused: [] }))).toEqual({
        id,
        policy,
        changed: false,
        warnings: [],
      });
    }
    expect(answer(JSON.stringify({ policy, unused: [] }))).toMatchObject({ id: null });
  });

  test.each([
    '12345678901234567890',
    '1.50',
    '1e3',
    '-0',
    '123456789012345678901234567890',
    '"\\u0041\\/"',
    '[ 1.0, {"a" :-0} ]',
  ])('gives the id %s back letter for letter, also beside an error', (id) => {
    const line = (rest: string): string => answerLine(Buffer.from(`{"id": ${id}, ${rest}}`));
    expect(line(`"policy": ${JSON.stringify(policy)}, "unused": []`)).toBe(
      `{"id":${id},"policy":${JSON.stringify(policy)},"changed":false,"warnings":[]}`,
    );
    expect(line('"policy": 1, "unused": []')).toContain(`{"id":${id},"error":`);
  });

  test('writes what a policy holds as it came', () => {
    const rest = '"Sid":"\\u0041","Condition":{"NumericEquals":{"x:y":[1.50,-0,1e3,12345678901234567890]}}';
    const given = `{"Statement":[{"Effect":"Allow","Action":"s3:Get*",${rest}}],"Version":"2012-10-17"}`;
    const unused = ['s3:GetObject', 's3:GetObjectAcl'];
    const line = answerLine(Buffer.from(`{"policy": ${given}, "unused": ${JSON.stringify(unused)}}`));
    expect(line).toContain(`"changed":true`);
    expect(line).toContain(rest);
  });

  test('is null for a policy of which nothing is left', () => {
    expect(answer(JSON.stringify({ id: 1, policy, unused: ['S3:*'] }))).toMatchObject({
      policy: null,
      changed: true,
    });
  });

  test('carries warnings', () => {
    const odd = { Statement: { Effect: 'Allow', Action: 'newsvc:*' } };
    expect(answer(JSON.stringify({ id: 1, policy: odd, unused: [] }))).toMatchObject({
      policy: odd,
      warnings: [expect.stringContaining('no Version'), expect.stringContaining('newsvc:*')],
    });
  });

  test.each([
    ['nothing', '', null, 'invalid-json', /empty/],
    ['no JSON', '{"id": 1, ', null, 'invalid-json', /^column 11: /],
    ['a list', '[1]', null, 'invalid-request', /not a JSON object/],
    [
      'a duplicate key',
      '{"id": 1, "id": 2}',
      null,
      'invalid-json',
      /^column 11: the key "id" is given twice/,
    ],
    ['no policy', '{"id": 1, "unused": []}', 1, 'invalid-request', /^`policy` is missing$/],
    [
      'no unused',
      `{"id": 1, "policy": ${JSON.stringify(policy)}}`,
      1,
      'invalid-request',
      /^`unused` is missing$/,
    ],
    [
      'a policy that is none',
      '{"id": "x", "policy": {"Statement": [{}]}, "unused": []}',
      'x',
      'invalid-policy',
      /^policy\.Statement\[0\]\.Effect: /,
    ],
    [
      'unused of the wrong type',
      `{"id": 1, "policy": ${JSON.stringify(policy)}, "unused": "s3:*"}`,
      1,
      'invalid-unused',
      /not a list/,
    ],
    [
      'a pattern among the unused',
      `{"id": 1, "policy": ${JSON.stringify(policy)}, "unused": ["s3:A", "s3:Get*"]}`,
      1,
      'invalid-unused',
      /^unused\[1\]: /,
    ],
  ])('says what is wrong with %s', (_, line, id, code, message) => {
    expect(answer(line)).toEqual({ id, error: { code, message: expect.stringMatching(message) } });
  });

  test('says so for bytes that are no UTF-8', () => {
    expect(JSON.parse(answerLine(Uint8Array.of(0x22, 0xff, 0x22)))).toMatchObject({
      error: { code: 'invalid-json' },
    });
  });
});

describe('a stream', () => {
  const line = provideCommandLine();

  test('is answered line by line in the same order, whatever the lines are', async () => {
    const good = fc.record({
      id: fc.jsonValue({ maxDepth: 2 }),
      policy: fc.constant(policy),
      unused: fc.subarray(['s3:GetObject', 's3:GetBucketAcl', 's3:GetAccessGrant', 's3:*', 'ec2:*']),
    });
    const bad = fc.constantFrom('', '{', 'null', '{"id": 5}', '\u0000', '{"policy": {}, "policy": {}}');
    await fc.assert(
      fc.asyncProperty(fc.array(fc.oneof(good, bad), { maxLength: 12 }), async (requests) => {
        const lines = requests.map((each) => (typeof each === 'string' ? each : JSON.stringify(each)));
        const { code, stdout, stderr } = await line.coppice(
          ['refine', '--stream', '--catalog', '2024-08-31'],
          {
            stdin: lines.map((each) => `${each}\n`).join(''),
          },
        );
        expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
        const answers = stdout
          .split('\n')
          .slice(0, -1)
          .map((each) => JSON.parse(each));
        expect(answers).toHaveLength(requests.length);
        requests.forEach((request, i) => {
          if (typeof request === 'string') {
            expect(answers[i]).toHaveProperty('error.code');
            return;
          }
          const { policy: refined, changed } = refinePolicy(policy, request.unused, {
            catalog: '2024-08-31',
          });
          expect(answers[i]).toMatchObject({ policy: refined, changed });
          expect(answers[i].id).toEqual(JSON.parse(JSON.stringify(request.id)));
        });
      }),
      { numRuns: 30 },
    );
  });

  test('is read no faster than its answers are taken', async () => {
    const request = `${JSON.stringify({ id: 'x'.repeat(2000), policy, unused: [] })}\n`;
    let read = 0;
    let taken = 0;
    let farthest = 0;
    async function* requests(): AsyncGenerator<Buffer> {
      for (; read < 500; read++) {
        farthest = Math.max(farthest, read - taken);
        yield Buffer.from(request);
      }
    }
    const stdout = new Writable({
      highWaterMark: 1,
      write(chunk: Buffer, _, done) {
        taken += chunk.toString('utf8').split('\n').length - 1;
        setImmediate(done);
      },
    });
    const io = { ...processIo(), stdin: Readable.from(requests()), stdout };
    await refineStream([], { color: 'never' }, io);
    expect(taken).toBe(500);
    // A piece of answers, and what the stream of requests itself keeps at hand.
    expect(farthest).toBeLessThan(120);
  });

  test('answers a program that waits for each answer before it asks on', async () => {
    const taken: string[] = [];
    let answered = (): void => undefined;
    async function* requests(): AsyncGenerator<Buffer> {
      for (const id of [1, 2, 3]) {
        const answer = new Promise<void>((resolve) => {
          answered = resolve;
        });
        yield Buffer.from(`${JSON.stringify({ id, policy, unused: [] })}\n`);
        await answer;
      }
    }
    const stdout = new Writable({
      write(chunk: Buffer, _, done) {
        taken.push(chunk.toString('utf8'));
        answered();
        done();
      },
    });
    await refineStream([], { color: 'never' }, { ...processIo(), stdin: Readable.from(requests()), stdout });
    expect(taken.map((each) => JSON.parse(each).id)).toEqual([1, 2, 3]);
  });

  test.each([
    [['refine', '--stream', 'a.jsonl', 'b.jsonl'], 'reads one file'],
    [['refine', '--stream', '-o', 'out.jsonl'], 'does not go with -o'],
    [['refine', '--stream', '--format', 'diff'], 'does not go with --format'],
    [['refine', '--stream', '--calls', 'log.json'], 'does not go with --calls'],
    [['refine', '--stream', 'missing.jsonl'], 'missing.jsonl: there is no such file'],
  ])('%j is refused', async (args, says) => {
    const { code, stdout, stderr } = await line.coppice(args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(says);
  });
});
