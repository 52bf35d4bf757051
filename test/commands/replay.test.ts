import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { readCallLogs } from '../../source/commands/reading/calls.ts';
import { openStoredCatalog } from '../../source/store/catalogs.ts';
import { cloudTrailEvent, FORMS, type MadeEvent } from '../usage/calls/logs.ts';
import { runHere, stubHome, temporaryFolder, type World } from './support/run-here.ts';
import { WORKED } from './support/worked.ts';

type Content = string | Uint8Array;

function world(logs: Readonly<Record<string, Content>>): World {
  const cwd = temporaryFolder();
  stubHome(cwd);
  for (const [name, text] of Object.entries({ ...WORKED, ...logs })) {
    mkdirSync(join(cwd, name, '..'), { recursive: true });
    writeFileSync(join(cwd, name), text);
  }
  return { cwd };
}

function event(name: string, day: number, more: Partial<MadeEvent> = {}): MadeEvent {
  const time = `2026-05-${String(day).padStart(2, '0')}T10:00:00Z`;
  return { source: 's3.amazonaws.com', name, time, id: `${name}-${day}`, region: 'eu-west-1', ...more };
}

/** The worked example's role: its finding calls `s3:GetBucketAcl` and `lambda:AddPermission` unused. */
const CALLS: readonly MadeEvent[] = [
  event('GetBucketAcl', 2),
  event('HeadObject', 3),
  event('GetBucketAcl', 20),
  event('GetBucketAcl', 9),
  event('Invoke', 4, { source: 'lambda.amazonaws.com' }),
  event('AddPermission20150331v2', 5, { source: 'lambda.amazonaws.com', error: 'AccessDeniedException' }),
  event('RunInstances', 6, { source: 'ec2.amazonaws.com' }),
  event('GetObject', 7, { user: 'bob' }),
];

const SAID = `arn:aws:iam::123456789012:role/MyRole  7 calls, 2026-05-02 to 2026-05-20  S3AndLambda
  ✗ s3:GetBucketAcl  3 calls, 2026-05-02T10:00:00Z to 2026-05-20T10:00:00Z
      for example s3.amazonaws.com GetBucketAcl, event GetBucketAcl-20, eu-west-1
      allowed by s3:Get* (S3AndLambda, Statement[1]); keep s3:GetBucketAcl in Statement[1]
  ✔ 2 stay allowed: lambda:InvokeFunction, s3:GetObject
  · 1 not by these policies before either: ec2:RunInstances
  · 1 call had been denied then, too

1 call of principals that have none of these policies: arn:aws:iam::123456789012:user/bob

✗ calls of 1 principal would be newly denied  (8 calls in 1 file, 2026-05-02 to 2026-05-20)
`;

describe('every form of a log says the same', () => {
  test.each(Object.entries(FORMS))('%s', async (_, form) => {
    const ran = await runHere(
      ['replay', 'policy.json', 'finding.json', '--calls', 'log'],
      world({ log: form(CALLS) }),
    );
    expect([ran.stderr, ran.code]).toEqual(['', 1]);
    expect(ran.stdout.startsWith(SAID)).toBe(true);
  });
});

test('what would keep the calls keeps them: the exceptions as printed, and then nothing breaks', async () => {
  const place = world({ 'log.json': FORMS['a log file']?.(CALLS) ?? '' });
  const args = ['replay', 'policy.json', 'finding.json', '--calls', 'log.json'];
  const before = await runHere(args, place);
  const [, exceptions = ''] = /^To keep them: (.*) in coppice.exceptions.json$/m.exec(before.stdout) ?? [];
  writeFileSync(join(place.cwd, 'coppice.exceptions.json'), exceptions);
  const after = await runHere(args, place);
  expect([before.code, after.code]).toEqual([1, 0]);
  expect(after.stdout).toContain('✔ no call would be newly denied');
  expect(after.stdout).toContain('✔ 5 stay allowed: lambda:InvokeFunction, s3:GetBucketAcl, s3:GetObject');
});

test('folders are read whole, packed files and others; what is no log is left out, and said', async () => {
  const [first, ...others] = CALLS.map(cloudTrailEvent);
  const place = world({
    'logs/AWSLogs/1/CloudTrail/eu-west-1/a.json.gz': gzipSync(JSON.stringify({ Records: [first] })),
    'logs/b.json': JSON.stringify({ Records: others }),
    'logs/empty.json': JSON.stringify({ Records: [] }),
    'logs/digest.json': JSON.stringify({ digestS3Bucket: 'x' }),
    'logs/readme.txt': 'not a log',
    'logs/.hidden.json': 'nor this',
  });
  execFileSync('mkfifo', [join(place.cwd, 'logs', 'pipe.json')]);
  const ran = await runHere(
    ['replay', 'policy.json', 'finding.json', '--calls', 'logs', 'logs/b.json'],
    place,
  );
  expect(ran.code).toBe(1);
  expect(ran.stderr).toBe(
    'note: left out, since only regular files are read from folders: logs/pipe.json\n' +
      'note: left out, since there are no calls in it: logs/digest.json, logs/readme.txt\n',
  );
  expect(ran.stdout).toContain('(8 calls in 3 files, 2026-05-02 to 2026-05-20)');
});

test('damage is counted and named with file and place, the first few; the rest is used', async () => {
  const good = CALLS.map((each) => JSON.stringify(cloudTrailEvent(each)));
  const lines = good.flatMap((line) => [line, line.slice(0, 40)]);
  const ran = await runHere(
    ['replay', 'policy.json', 'finding.json', '--calls', 'log.jsonl', 'cut.gz'],
    world({
      'log.jsonl': lines.join('\n'),
      'cut.gz': gzipSync(good.join('\n')).subarray(0, -20),
    }),
  );
  expect(ran.code).toBe(1);
  expect(ran.stderr.split('\n').slice(0, 6)).toEqual([
    `warning: log.jsonl, byte ${(good[0]?.length ?? 0) + 1}: this is not JSON; what was called there is not known`,
    expect.stringMatching(/^warning: log.jsonl, byte \d+: this is not JSON/),
    expect.stringMatching(/^warning: log.jsonl, byte \d+: this is not JSON/),
    expect.stringMatching(/^warning: log.jsonl, byte \d+: this is not JSON/),
    expect.stringMatching(/^warning: log.jsonl, byte \d+: this is not JSON/),
    expect.stringMatching(/^warning: \d+ more places in the logs are damaged or no events$/),
  ]);
  expect(ran.stdout).toContain('s3:GetBucketAcl');
});

test.each([
  ['a policy', WORKED['policy.json']],
  ['a text', 'hello\nworld\n'],
  ['a table of something else', 'a,b\n1,2\n'],
  ['what is packed and no log', gzipSync('hello')],
  ['what only looks packed', Buffer.from([0x1f, 0x8b, 1, 2, 3, 4, 5])],
])('%s is not a log of calls: exit 2, and what to give', async (_, content) => {
  const ran = await runHere(
    ['replay', 'policy.json', 'finding.json', '--calls', 'other'],
    world({ other: content }),
  );
  expect([ran.code, ran.stdout]).toEqual([2, '']);
  expect(ran.stderr).toMatch(
    /^coppice: other: this is (?:not a log of calls|damaged: unknown compression method)\n\s+Give /,
  );
});

test('a log that is given as an input is known for what it is', async () => {
  for (const name of ['a log file', 'lookup-events', 'a list of events', 'one event a line']) {
    const ran = await runHere(
      ['check', 'policy.json', 'finding.json', 'log.json'],
      world({ 'log.json': FORMS[name]?.(CALLS) ?? '' }),
    );
    expect(ran.code).toBe(2);
    expect(ran.stderr).toContain('this is a log of calls');
    expect(ran.stderr).toContain('Give it with --calls');
  }
});

interface Checked {
  readonly kind: string;
  readonly attachedTo: readonly { readonly kind: string }[];
  readonly holders: readonly { readonly kind: string; readonly arn?: string }[];
  readonly entries: readonly { readonly unused: readonly string[] }[];
}

const examples = join(import.meta.dirname, '..', '..', 'examples');

test.each([
  ['a role', 'account', 'role', 'role'],
  ['a user of a group', 'account', 'group', 'user'],
  ['a role of a permission set', 'organisation', 'permission-set', 'role'],
])('%s answers with its own calls', async (_, folder, attached, kind) => {
  const inputs = join(examples, folder);
  const place = world({});
  const checked = await runHere(['check', inputs, '--json'], place);
  const { policies } = JSON.parse(checked.stdout) as { readonly policies: readonly Checked[] };
  const policy = policies.find(
    ({ kind: of, attachedTo: [to], entries }) =>
      of === 'inline' && to?.kind === attached && entries.length > 0,
  );
  const arn = policy?.holders.find((holder) => holder.kind === kind)?.arn ?? '';
  const [action = ''] = policy?.entries[0]?.unused ?? [];
  expect(arn).toMatch(/^arn:aws:iam::/);
  const [service, name] = action.split(':');
  const made = cloudTrailEvent(event(name ?? '', 2, { source: `${service}.amazonaws.com` }));
  const identity =
    kind === 'user'
      ? { type: 'IAMUser', arn }
      : { type: 'AssumedRole', sessionContext: { sessionIssuer: { type: 'Role', arn } } };
  writeFileSync(
    join(place.cwd, 'log.json'),
    JSON.stringify({ Records: [{ ...made, userIdentity: identity }] }),
  );
  const ran = await runHere(['replay', inputs, '--calls', 'log.json', '--json'], place);
  expect(ran.code).toBe(1);
  expect(JSON.parse(ran.stdout)).toMatchObject({
    breaks: true,
    principals: [
      {
        principal: arn,
        events: 1,
        lost: { calls: 1, actions: [{ action, keep: [{ grant: expect.stringMatching(/^[a-z0-9]+:/) }] }] },
      },
    ],
  });
});

test('two policies by themselves, and whose they are', async () => {
  const refined = JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: ['s3:Get*', 's3:List*'], Resource: '*' }],
  });
  const place = world({ 'refined.json': refined, 'log.json': FORMS['a log file']?.(CALLS) ?? '' });
  const args = ['replay', '--original', 'policy.json', '--refined', 'refined.json', '--calls', 'log.json'];
  const all = await runHere(args, place);
  expect(all.code).toBe(1);
  expect(all.stderr).toContain('it is not known whose the policies are, so the calls of all 2 principals');
  expect(all.stdout).toContain('✗ lambda:InvokeFunction  1 call');
  expect(all.stdout).toContain('; keep lambda:InvokeFunction\n');
  expect(all.stdout).not.toContain('coppice.exceptions.json');
  const bob = await runHere([...args, '--principal', 'arn:aws:iam::123456789012:user/bob', '--json'], place);
  expect([bob.code, bob.stderr]).toEqual([0, '']);
  expect(JSON.parse(bob.stdout)).toMatchObject({
    compared: 'actions only',
    breaks: false,
    calls: { files: 1, events: 8, bad: 0, others: [{ kind: 'principal', events: 7 }] },
    principals: [
      {
        principal: 'arn:aws:iam::123456789012:user/bob',
        events: 1,
        stays: { calls: 1, actions: [{ action: 's3:GetObject' }] },
      },
    ],
  });
  writeFileSync(join(place.cwd, 'refined.json'), 'null');
  expect((await runHere([...args, '--principal', 'MyRole'], place)).stdout).toContain('✗ s3:GetObject');
});

test('a log without any call of those who have the policies is no proof, and says so', async () => {
  const place = world({ 'log.json': FORMS['a log file']?.([event('GetObject', 7, { user: 'bob' })]) ?? '' });
  const args = ['replay', 'policy.json', 'finding.json', '--calls', 'log.json'];
  const ran = await runHere(args, place);
  expect(ran.code).toBe(0);
  expect(ran.stderr).toContain('warning: none of these calls is of anybody who has the policies');
  expect(ran.stdout).not.toContain('✔');
  const report = await runHere([...args, '--format', 'markdown'], place);
  expect(report.stdout).toContain('Nothing was compared');
});

test('a packed file that is given as an input is told what to do', async () => {
  const ran = await runHere(
    ['check', 'policy.json', 'finding.json', 'log.json'],
    world({ 'log.json': gzipSync('{}') }),
  );
  expect([ran.code, ran.stdout]).toEqual([2, '']);
  expect(ran.stderr).toContain('log.json: the file is packed with gzip');
  expect(ran.stderr).toContain('--calls');
});

test('what the catalogue does not know is compared by its name, and said to be unknown', async () => {
  const calls = [
    event('GetBrandNew', 1),
    event('ListBrandNew', 2),
    event('ConsoleLogin', 3, { source: 'signin.amazonaws.com' }),
  ];
  const ran = await runHere(
    ['replay', 'policy.json', 'finding.json', '--calls', 'log.json'],
    world({ 'log.json': FORMS['a log file']?.(calls) ?? '' }),
  );
  expect(ran.code).toBe(1);
  expect(ran.stdout).toContain('✗ s3.amazonaws.com GetBrandNew  1 call, 2026-05-01T10:00:00Z: may be denied');
  expect(ran.stdout).toContain('? s3.amazonaws.com ListBrandNew  1 call');
  expect(ran.stdout).toContain('? signin.amazonaws.com ConsoleLogin  1 call');
});

test('Markdown for a pull request', async () => {
  const ran = await runHere(
    [
      'replay',
      'policy.json',
      'finding.json',
      '--calls',
      'log.json',
      '--format',
      'markdown',
      '-o',
      'report.md',
    ],
    world({ 'log.json': FORMS['a log file']?.(CALLS) ?? '' }),
  );
  expect([ran.code, ran.stdout]).toEqual([1, '']);
});

test.each([
  [['--original', 'policy.json'], '--refined is missing'],
  [
    ['policy.json', '--original', 'policy.json', '--refined', 'policy.json'],
    'inputs do not go with --original',
  ],
  [['policy.json', 'finding.json', '--format', 'html'], 'replay does not write html'],
  [['policy.json', 'finding.json', '-o', 'log.json'], 'log.json'],
])('%j: %s', async (args, says) => {
  const place = world({ 'log.json': FORMS['a log file']?.(CALLS) ?? '' });
  const before = readFileSync(join(place.cwd, 'log.json'));
  const ran = await runHere(['replay', ...args, '--calls', 'log.json'], place);
  expect(ran.code).toBe(2);
  expect(ran.stderr).toContain(says);
  expect(readFileSync(join(place.cwd, 'log.json'))).toEqual(before);
});

test('what is held in memory does not grow with the log', async () => {
  const line = Buffer.from(
    CALLS.map((each) => `${JSON.stringify(cloudTrailEvent(each))}\n`)
      .join('')
      .repeat(40),
  );
  const wanted = 400;
  let given = 0;
  const held: number[] = [];
  const stdin = Readable.from(
    (function* () {
      for (; given < wanted; given++) {
        if (given % 50 === 0) held.push(process.memoryUsage().arrayBuffers);
        yield line;
      }
    })(),
    { objectMode: false },
  );
  const nowhere = { write: () => true } as never;
  const io = { stdin, stdout: nowhere, stderr: nowhere, env: {}, cwd: '/', now: () => new Date() };
  const { seen, bad } = await readCallLogs(['-'], openStoredCatalog('2026-09-26'), () => true, io, {});
  expect([seen.events, bad]).toEqual([wanted * 40 * CALLS.length, 0]);
  // Of some hundred megabytes that went through never more than a few pieces are there at once.
  expect(wanted * line.length).toBeGreaterThan(90_000_000);
  for (const bytes of held) expect(bytes).toBeLessThan((held[0] ?? 0) + 64 * line.length);
});

test('refine --calls keeps what was called, says why, and then no call would be denied', async () => {
  const place = world({ 'log.json': FORMS['a log file']?.(CALLS) ?? '' });
  const inputs = ['policy.json', 'finding.json'];
  const plain = await runHere(['refine', ...inputs], place);
  const kept = await runHere(['refine', ...inputs, '--calls', 'log.json', '-o', 'refined.json'], place);
  expect([plain.code, kept.code, kept.stdout]).toEqual([0, 0, '']);
  expect(kept.stderr).toBe(
    "warning: MyRole's S3AndLambda: called although reported unused, so proposed to stay: s3:GetBucketAcl (3 calls, last on 2026-05-20)\n" +
      'note: 8 calls of 2026-05-02 to 2026-05-20 looked at, 7 calls of those who have the policies: 1 action proposed to stay because of them\n' +
      'note: Only actions are compared, not resources and conditions; Deny statements stay as they are.\n' +
      'wrote refined.json\n',
  );
  const [before, after] = [plain.stdout, readFileSync(join(place.cwd, 'refined.json'), 'utf8')];
  expect(after.split('\n').filter((line) => !before.includes(line))).toEqual(['        "s3:GetBucketAcl",']);
  const pair = ['--original', 'policy.json', '--refined', 'refined.json', '--principal', 'MyRole'];
  expect((await runHere(['replay', ...pair, '--calls', 'log.json'], place)).code).toBe(0);

  const json = await runHere(['refine', ...inputs, '--calls', 'log.json', '--json'], place);
  expect(JSON.parse(json.stdout)).toMatchObject({
    calls: { files: 1, events: 8, bad: 0, first: '2026-05-02T10:00:00Z', last: '2026-05-20T10:00:00Z' },
    policies: [
      {
        calls: {
          events: 7,
          kept: [{ action: 's3:GetBucketAcl', calls: 3, why: 'contradiction' }],
          denied: [],
        },
        certificate: {
          calls: {
            events: 7,
            first: '2026-05-02T10:00:00Z',
            last: '2026-05-20T10:00:00Z',
            kept: ['s3:GetBucketAcl'],
            denied: [],
          },
        },
      },
    ],
  });
  for (const format of ['markdown', 'html']) {
    const report = await runHere(['refine', ...inputs, '--calls', 'log.json', '--format', format], place);
    expect(report.stdout).toContain('7 calls of those who have the policy, 2026-05-02 to 2026-05-20');
    expect(report.stdout).toContain('stays: called although reported unused');
  }
});
