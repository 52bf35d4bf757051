import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import fc from 'fast-check';
import { describe, expect, vi } from 'vitest';
import { runHere } from '../commands/support/run-here.ts';
import { forAll } from '../model/runs.ts';
import { mutations } from './support/mutations.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');

/** An input of each kind that coppice reads. */
const FILES: Readonly<Record<string, string>> = {
  'policy.json': read('examples/worked/policy.json'),
  'finding.json': read('examples/worked/finding.json'),
  'account.json': read('examples/account/account-1.json'),
  'account-finding.json': read('examples/account/findings/legacy-batch.json'),
  'last-accessed.json': read('examples/account/findings/metrics-exporter.last-accessed.json'),
  'role-details.json': read('test/data/faults/parts-of-account-details/role-details.json'),
  'permission-set.json': read('test/data/faults/permission-set-inline-policy/sso.json'),
  'recommendation.json': read('examples/aws-recommendation/get-finding-recommendation.json'),
  'bare.json': read('examples/aws-recommendation/AmazonS3ReadOnlyAccess.json'),
  'short.json':
    '[{"serviceNamespace": "s3", "actions": ["GetBucketAcl", "ListAllMyBuckets"]}, {"serviceNamespace": "sqs"}]',
  'exceptions.json': read('examples/account/coppice.exceptions.json'),
  'reference.json': read('test/data/faults/import-of-an-older-reference/imp/s3.json'),
  'stream.jsonl': `${JSON.stringify({
    id: 1,
    policy: JSON.parse(read('examples/aws-recommendation/AmazonS3ReadOnlyAccess.json')),
    unused: ['s3:GetBucketAcl', 'ec2:*'],
  })}\n`,
};

/** What can be done with them: command lines, and the exit codes that product and documentation name for them. */
const COMMANDS: readonly (readonly [args: readonly string[], exits: readonly number[]])[] = [
  [
    ['refine', 'policy.json', 'finding.json'],
    [0, 2],
  ],
  [
    ['refine', 'policy.json', 'finding.json', '-o', 'out/'],
    [0, 2],
  ],
  [
    ['refine', 'policy.json', 'finding.json', '--json'],
    [0, 2],
  ],
  [
    ['refine', 'bare.json', 'short.json', '--generalize', 'tightest'],
    [0, 2],
  ],
  [
    ['refine', 'bare.json', 'short.json', '--generalize', 'compact', '--format', 'html'],
    [0, 2],
  ],
  [
    ['refine', 'account.json', 'account-finding.json', '-o', 'out/'],
    [0, 2],
  ],
  [
    ['refine', 'account.json', 'account-finding.json', '--format', 'terraform', '-o', 'out/'],
    [0, 2],
  ],
  [
    ['refine', 'account.json', 'account-finding.json', '--format', 'markdown'],
    [0, 2],
  ],
  [
    ['refine', 'policy.json', 'finding.json', '--format', 'cloudformation'],
    [0, 2],
  ],
  [
    ['refine', 'policy.json', 'finding.json', '--format', 'aws-cli'],
    [0, 2],
  ],
  [
    ['refine', 'policy.json', 'finding.json', '--format', 'access-analyzer'],
    [0, 2],
  ],
  [
    ['refine', 'policy.json', 'finding.json', '--format', 'diff'],
    [0, 2],
  ],
  [
    ['check', 'account.json', 'last-accessed.json'],
    [0, 1, 2],
  ],
  [
    ['check', 'account.json', 'account-finding.json', '--exceptions', 'exceptions.json', '--json'],
    [0, 1, 2],
  ],
  [
    ['check', 'role-details.json', 'short.json'],
    [0, 1, 2],
  ],
  [
    ['check', 'permission-set.json', 'short.json'],
    [0, 1, 2],
  ],
  [
    ['check', 'bare.json', 'short.json', 'recommendation.json'],
    [0, 1, 2],
  ],
  [
    ['verify', '--original', 'policy.json', '--refined', 'bare.json', 'finding.json'],
    [0, 1, 2],
  ],
  [
    ['explain', 's3:Get*', 'finding.json'],
    [0, 2],
  ],
  [
    ['drift', 'account.json', 'policy.json', '--from', '2024-08-31'],
    [0, 1, 2],
  ],
  [
    ['apply', 'policy.json', 'finding.json', '--decisions', 'record.json'],
    [0, 1, 2],
  ],
  [
    ['refine', '--stream', 'stream.jsonl'],
    [0, 2],
  ],
  [
    ['catalog', 'import', 'reference.json', '--date', '2025-01-01', '--allow-fewer'],
    [0, 2],
  ],
];

/** Errors about what was given as a whole, which no single file is to blame for. */
const ABOUT_ALL =
  /^coppice: (?:there is no (?:policy|finding|file of)|none of the policies|there are \d+ results|nothing )/;

/** A folder with the files, that of the user's own things beside it. */
function inWorld<T>(
  changed: Readonly<Record<string, string>>,
  work: (cwd: string) => Promise<T>,
): Promise<T> {
  const root = mkdtempSync(join(tmpdir(), 'coppice-mutated-'));
  const cwd = join(root, 'work');
  vi.stubEnv('XDG_DATA_HOME', join(root, 'data'));
  vi.stubEnv('XDG_CONFIG_HOME', join(root, 'config'));
  for (const [name, text] of Object.entries({ ...FILES, 'record.json': record, ...changed })) {
    mkdirSync(dirname(join(cwd, name)), { recursive: true });
    writeFileSync(join(cwd, name), text);
  }
  return work(cwd).finally(() => {
    vi.unstubAllEnvs();
    rmSync(root, { recursive: true, force: true });
  });
}

/** A decision record has no example of its own that would stay right. */
const record = JSON.stringify({
  format: 'coppice-decisions/1',
  tool: { name: 'coppice', version: '1.0.0' },
  writtenAt: '2026-11-23T12:00:00.000Z',
  output: 'json',
  catalog: { date: '2026-09-26', sha256: '0'.repeat(64) },
  generalize: 'shortest',
  files: [],
  policies: [
    {
      id: 'x',
      name: 'x',
      inputs: { policy: '0'.repeat(64), unused: '0'.repeat(64) },
      decisions: [
        { kind: 'accept', statement: 0, entry: 0, row: 's3:Get*', by: 'ann', at: '2026-11-23T12:00:00Z' },
      ],
      result: '0'.repeat(64),
      certificate: {},
    },
  ],
});

const names = Object.keys(FILES);

describe('whatever is done to the inputs', () => {
  forAll(
    'a command answers as it should or says what is wrong and where, and nothing by halves',
    fc.asyncProperty(
      fc.constantFrom(...COMMANDS),
      fc.nat(),
      mutations(Object.values(FILES)),
      fc.boolean(),
      async ([args, exits], which, mutate, onTerminal) => {
        const used = args.filter((arg) => names.includes(arg) || arg === 'record.json');
        const name = used[which % used.length] ?? '';
        const text = mutate(FILES[name] ?? record);
        await inWorld({ [name]: text }, async (cwd) => {
          const before = readdirSync(cwd).sort();
          const { code, stdout, stderr } = await runHere(args, { cwd, onTerminal });
          expect(exits).toContain(code);
          expect(stderr).not.toMatch(
            /\n\s+at \S+ \(|node:internal|\.ts:\d|something went wrong in coppice itself/,
          );
          // Colours and a line that shows progress are the program's own.
          const plain = stripVTControlCharacters(stderr).replaceAll('\r', '');
          // biome-ignore lint/suspicious/noControlCharactersInRegex: it is what is looked for
          expect(plain).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/);
          if (code !== 2) return;
          expect(stdout).toBe('');
          expect(readdirSync(cwd).sort()).toEqual(before);
          const [says = ''] = plain.split('\n').filter((line) => line.startsWith('coppice: '));
          expect(says).not.toBe('');
          if (!ABOUT_ALL.test(says))
            expect(
              used.filter((each) => says.includes(each)),
              says,
            ).not.toEqual([]);
        });
      },
    ),
  );
});
