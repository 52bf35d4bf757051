import { chmodSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type Content, provideCommandLine } from './support/command-line.ts';
import { expectedPolicy, WORKED } from './support/worked.ts';

const line = provideCommandLine(WORKED);
const { 'policy.json': POLICY, 'finding.json': FINDING } = WORKED;

const deep = (open: string, close: string): string => open.repeat(20_000) + close.repeat(20_000);
const sequence = '\u001b[2J\u001b]0;owned\u0007\u202e';

/** What is wrong with a file, what is said about it, and where. */
const BAD: readonly (readonly [what: string, content: Content, says: RegExp])[] = [
  ['empty', '', /line 1, column 1: the file is empty/],
  ['only blanks', ' \n\t\n', /the file is empty/],
  ['cut off', POLICY.slice(0, 300), /line \d+, column \d+: the text ends/],
  ['no JSON', 'Statement, Effect\n', /line 1, column 1/],
  ['YAML', 'Statement:\n  - Effect: Allow\n', /YAML .*--output json/s],
  ['JSON with comments', `// mine\n${POLICY}`, /line 1, column 1: JSON has no comments/],
  ['JSON with a comma too many', POLICY.replace('"s3:List*"', '"s3:List*",'), /a comma is followed by \]/],
  ['a duplicate key', POLICY.replace('"Resource": "*"', '"Action": "*"'), /the key "Action" is given twice/],
  ['a NUL', POLICY.replace('MyRole', 'My\0Role'), /control character ␀/],
  ['NULs all over', Buffer.from(POLICY, 'utf16le'), /NUL|UTF-8|UTF-16/],
  [
    'UTF-16 with its mark',
    Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(POLICY, 'utf16le')]),
    /UTF-16/,
  ],
  [
    'invalid UTF-8',
    Buffer.concat([Buffer.from('{"a":"'), Buffer.from([0xc3, 0x28]), Buffer.from('"}')]),
    /byte 6: the file is not UTF-8/,
  ],
  ['20,000 lists in each other', deep('[', ']'), /nested more than 200 levels deep/],
  ['20,000 objects in each other', deep('{"a":', '}').replace('}', '1}'), /nested more than 200 levels deep/],
  ['a number', '42', /neither a policy nor a finding/],
  ['null', 'null', /neither a policy nor a finding/],
  ['a string', '"s3:Get*"', /neither a policy nor a finding/],
  ['an empty object', '{}', /neither a policy nor a finding/],
  ['escape sequences in its keys', { [sequence]: 1 }, /␛\[2J␛\]0;owned␇\\u\{202e\}/],
  [
    'a finding without actions',
    { findings: [{ id: 'f', findingType: 'UnusedPermission' }] },
    /get-finding-v2/,
  ],
  [
    'a finding with a pattern',
    [{ serviceNamespace: 's3', actions: ['Get*'] }],
    /\[0\]\.actions\[0\].*is not an action name/,
  ],
];

/** What is wrong with a policy: told by whoever looks into policies. */
const BAD_POLICIES: typeof BAD = [
  ['a statement of the wrong type', { Statement: 1 }, /Statement/],
  ['a statement that is a list', { Statement: [[]] }, /Statement\[0\]/],
  [
    'an action of the wrong type',
    { Statement: [{ Effect: 'Allow', Action: [1] }] },
    /Statement\[0\]\.Action\[0\]/,
  ],
  ['an action that is an object', { Statement: { Effect: 'Allow', Action: {} } }, /Statement\.Action/],
  [
    'an effect in the wrong case',
    { Statement: [{ Effect: 'allow', Action: 'a:b' }] },
    /Statement\[0\]\.Effect/,
  ],
  [
    'Action and NotAction',
    { Statement: [{ Effect: 'Allow', Action: 'a:b', NotAction: 'a:b' }] },
    /Statement\[0\]/,
  ],
  ['escape sequences in its values', { Statement: [{ Effect: sequence }] }, /Statement\[0\]\.Effect/],
  [
    '__proto__ for a statement',
    '{"Statement": [{"__proto__": {"Effect": "Allow"}}]}',
    /Statement\[0\]\.Effect/,
  ],
];

const CALLS: readonly (readonly string[])[] = [
  ['refine', 'bad.json', 'finding.json'],
  ['refine', 'policy.json', 'finding.json', 'bad.json', '-o', 'out/'],
  ['check', 'policy.json', 'bad.json'],
  ['explain', 's3:Get*', 'bad.json'],
  ['verify', '--original', 'bad.json', '--refined', 'policy.json', 'finding.json'],
  ['verify', '--original', 'policy.json', '--refined', 'bad.json', 'finding.json'],
  ['apply', 'policy.json', 'finding.json', '--decisions', 'bad.json'],
];

describe.each(CALLS.map((call) => [call.join(' '), call] as const))('%s', (_, call) => {
  const isRecord = call[0] === 'apply';
  const isResult = call[call.indexOf('bad.json') - 1] === '--refined';
  // In the place of a result, null is a policy to be detached.
  const bad = isResult ? BAD.filter(([, content]) => content !== 'null') : BAD;

  test.each(call[0] === 'explain' ? bad : [...bad, ...BAD_POLICIES])('bad.json: %s', async (...row) => {
    const [, content, says] = row;
    line.write('bad.json', content);
    const { code, stdout, stderr } = await line.coppice(call);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/^coppice: bad\.json(?:, |: )/m);
    // What is not a policy and no finding is not a result and no decision record either, but is told so in other words.
    if (!isRecord && !isResult) expect(stderr).toMatch(says);
    expectPlain(stderr);
  });
});

/** Nothing that a terminal would obey, and no trace of the program's own files. */
function expectPlain(text: string): void {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: it is what is looked for
  expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/);
  expect(text).not.toMatch(/\n\s+at |node:internal|\.ts:\d/);
}

describe('what cannot be read or written', () => {
  test.each([
    ['a file that is not there', ['refine', 'missing.json'], 'missing.json: there is no such file or folder'],
    ['a folder without JSON', ['refine', 'empty'], 'empty: there is no .json file in this folder'],
    [
      'a file below a file',
      ['refine', 'policy.json/x.json'],
      'policy.json/x.json: a part of the path is a file',
    ],
    ['no inputs', ['refine'], 'no input was given'],
    ['only a policy', ['refine', 'policy.json'], 'there is no finding among the inputs'],
    ['only a finding', ['refine', 'finding.json'], 'there is no policy among the inputs'],
    ['a file that may not be read', ['refine', 'secret.json'], 'secret.json: you may not open it'],
    ['a file in the place of a folder', ['refine', '.', '-o', 'policy.json/'], 'policy.json'],
    ['a path through a file', ['refine', '.', '-o', 'policy.json/out.json'], 'this cannot be written'],
    [
      'a catalogue that is not there',
      ['refine', '.', '--catalog', '1999-01-01'],
      'there is no catalogue of 1999-01-01',
    ],
    ['a folder that is not a catalogue', ['refine', '.', '--catalog', 'empty'], 'no catalogue'],
    [
      'a missing exceptions file',
      ['refine', '.', '--exceptions', 'no.json'],
      'no.json: there is no such file',
    ],
    ['a missing record', ['apply', '.', '--decisions', 'no.json'], 'no.json: there is no such file'],
  ])('%s', async (_, args, says) => {
    mkdirSync(join(line.cwd, 'empty'));
    if (args.includes('secret.json')) {
      line.write('secret.json', '{}');
      chmodSync(join(line.cwd, 'secret.json'), 0);
      // Who is root may read it all the same.
      if (process.getuid?.() === 0) return;
    }
    const { code, stdout, stderr } = await line.coppice(args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(says);
    expect(stderr).toMatch(/^coppice: .*\n {2}\S.*\n$/);
    expectPlain(stderr);
  });
});

describe('what is odd but right', () => {
  test('a byte order mark is passed over', async () => {
    line.write('policy.json', `\ufeff${POLICY}`);
    line.write('finding.json', `\ufeff${FINDING}`);
    const { code, stdout } = await line.coppice(['refine', '.']);
    expect({ code, stdout }).toEqual({ code: 0, stdout: expectedPolicy('2026-09-26') });
  });

  test('what is not known is kept and noted, once for each', async () => {
    line.write('odd.json', {
      Extra: { __proto__x: 1 },
      Statement: { Effect: 'Allow', Action: ['newsvc:*', 's3:GetBucketAcl', `evil:${sequence}*`] },
    });
    const { code, stdout, stderr } = await line.coppice(['refine', 'odd.json', 'finding.json']);
    expect(code).toBe(0);
    expect(JSON.parse(stdout).Statement.Action).toEqual(['newsvc:*', `evil:${sequence}*`]);
    expect(stderr).toContain('note: odd: the policy has no Version');
    expect(stderr).toContain('note: odd: the policy has the unknown key Extra; it is kept');
    expect(stderr).toContain(
      'warning: odd: Statement.Action[0]: "newsvc:*" matches no known action; it is kept',
    );
    expectPlain(stderr);
    const quiet = await line.coppice(['refine', 'odd.json', 'finding.json', '--quiet']);
    expect(quiet).toEqual({ code: 0, stdout, stderr: '' });
  });

  test('names with escape sequences are shown harmless, everywhere', async () => {
    line.write('policy.json', POLICY.replace('S3AndLambda', JSON.stringify(sequence).slice(1, -1)));
    for (const args of [
      ['check', '.'],
      ['refine', '.', '--format', 'diff'],
      ['refine', '.', '-o', 'out/'],
    ]) {
      const { stdout, stderr } = await line.coppice(args);
      expectPlain(stdout);
      expectPlain(stderr);
    }
  });

  test.each([
    ['--format', 'json'],
    ['--format', 'diff'],
    ['--format', 'access-analyzer'],
    ['--format', 'aws-cli'],
    ['--format', 'terraform'],
    ['--format', 'cloudformation'],
    ['--format', 'markdown'],
    ['--format', 'html'],
    ['--json'],
  ])('nothing raw comes to a terminal, and all of it to a pipe: %s %s', async (...format) => {
    // JSON may have all of these in a string as they are.
    const raw = '\u007f\u0085\u009b31m\u202e\u2066\u200b\ufeff\u00a0\u{e0041}';
    line.write(
      'policy.json',
      POLICY.replace('"Effect"', `"Sid": "Read${raw}", "Effect"`).replaceAll('\n', '\r'),
    );
    const piped = await line.coppice(['refine', '.', ...format]);
    const shown = await line.coppice(['refine', '.', ...format], { isTTY: true, env: { NO_COLOR: '1' } });
    expect(shown.code).toBe(piped.code);
    expect(shown.stdout).not.toMatch(/[^\P{C}\n\t]|\u00a0|\u202e/u);
    if (format.includes('json') || format.includes('--json')) {
      if (format.includes('json')) expect(piped.stdout).toContain(raw);
      expect(JSON.parse(shown.stdout)).toEqual(JSON.parse(piped.stdout));
    }
  });

  test('answers of a stream come to a terminal without anything raw, and are the same values', async () => {
    const request = { id: 'a\u009b\u202e', policy: JSON.parse(POLICY), unused: ['s3:GetBucketAcl'] };
    const answers = await Promise.all(
      [true, false].map((isTTY) =>
        line.coppice(['refine', '--stream'], { stdin: `${JSON.stringify(request)}\n`, isTTY }),
      ),
    );
    const [shown, piped] = answers.map(({ stdout }) => stdout);
    expect(piped).toContain('a\u009b\u202e');
    expect(shown).not.toMatch(/[^\P{C}\n]/u);
    expect(JSON.parse(shown ?? '')).toEqual(JSON.parse(piped ?? ''));
  });

  test('a policy of which nothing is used becomes null, and is said to be detached', async () => {
    line.write('one.json', {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: 's3:GetBucketAcl', Resource: '*' }],
    });
    const { code, stdout, stderr } = await line.coppice(['refine', 'one.json', 'finding.json']);
    expect({ code, stdout }).toEqual({ code: 0, stdout: 'null\n' });
    expect(stderr).toMatch(/one: .*detach/);
  });
});
