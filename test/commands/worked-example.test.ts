import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { provideCommandLine } from './support/command-line.ts';
import { ARTICLE, expectedPolicy, WORKED } from './support/worked.ts';

const line = provideCommandLine(WORKED);

describe('the worked example', () => {
  test("says in AWS's forms what the article says", () => {
    const details = JSON.parse(WORKED['finding.json']).findingDetails as {
      unusedPermissionDetails: { serviceNamespace: string; actions: { action: string }[] };
    }[];
    const short = details.map(({ unusedPermissionDetails: { serviceNamespace, actions } }) => ({
      serviceNamespace,
      actions: actions.map(({ action }) => action).sort(),
    }));
    const article = JSON.parse(ARTICLE['unused.json']) as { serviceNamespace: string; actions: string[] }[];
    expect(short).toEqual(article.map((row) => ({ ...row, actions: [...row.actions].sort() })));
    expect(short.map(({ actions }) => actions.length)).toEqual([8, 22]);
    expect(JSON.parse(WORKED['policy.json']).PolicyDocument).toEqual(JSON.parse(ARTICLE['policy.json']));
  });

  test.each(['2024-08-31', '2026-09-26'] as const)(
    'becomes the same from the short form, with the catalogue of %s',
    async (date) => {
      line.write('article/policy.json', ARTICLE['policy.json']);
      line.write('article/unused.json', ARTICLE['unused.json']);
      const inputs = ['article/policy.json', 'article/unused.json'];
      const answer = await line.coppice(['refine', ...inputs, '--catalog', date]);
      expect(answer).toEqual({ code: 0, stdout: expectedPolicy(date), stderr: '' });
    },
  );

  test.each(['2024-08-31', '2026-09-26'] as const)(
    'becomes the expected policy with the catalogue of %s',
    async (date) => {
      const answer = await line.coppice(['refine', 'policy.json', 'finding.json', '--catalog', date]);
      expect(answer).toEqual({ code: 0, stdout: expectedPolicy(date), stderr: '' });
    },
  );

  test('takes the newest catalogue unless told otherwise', async () => {
    const { stdout } = await line.coppice(['refine', 'policy.json', 'finding.json']);
    expect(stdout).toBe(expectedPolicy('2026-09-26'));
  });

  test('needs only two newer actions with the newest catalogue', () => {
    const grants = (text: string): string[] =>
      JSON.parse(text).Statement.flatMap(({ Action }: { Action: string[] }) => Action);
    const before = grants(expectedPolicy('2024-08-31'));
    expect(grants(expectedPolicy('2026-09-26')).filter((grant) => !before.includes(grant))).toEqual([
      's3:GetBucketAbac',
      's3:GetBucketMetadataTableConfiguration',
    ]);
  });

  test('is read in any order, from files, folders and standard input', async () => {
    const wanted = expectedPolicy('2026-09-26');
    const { 'policy.json': policy, 'finding.json': finding } = WORKED;
    for (const { args, stdin } of [
      { args: ['finding.json', 'policy.json'] },
      { args: ['.'] },
      { args: ['./policy.json', '.', 'finding.json'] },
      { args: ['policy.json', '-'], stdin: finding },
      { args: ['-', 'finding.json'], stdin: policy },
      { args: ['-'], stdin: policy + finding },
    ]) {
      const answer = await line.coppice(['refine', ...args], stdin === undefined ? {} : { stdin });
      expect(answer, args.join(' ')).toEqual({ code: 0, stdout: wanted, stderr: '' });
    }
  });

  test('is left clean by its own result', async () => {
    const { code, stdout } = await line.coppice(['check', 'policy.json', 'finding.json']);
    expect(code).toBe(1);
    expect(stdout).toContain('30 unused actions still granted, by 1 policy of 1');
    line.write('refined.json', expectedPolicy('2026-09-26'));
    const after = await line.coppice(['check', 'refined.json', 'finding.json']);
    expect(after).toMatchObject({ code: 0, stderr: '' });
    expect(after.stdout).toBe('✔ nothing that is unused is still granted (1 policy)\n');
  });

  test('is proved by verify, and what loses or adds something is refuted', async () => {
    line.write('good.json', expectedPolicy('2026-09-26'));
    line.write(
      'bad.json',
      expectedPolicy('2026-09-26').replace('s3:GetObject*', 's3:GetObject').replace('s3:List*', 's3:*'),
    );
    const verify = ['verify', '--original', 'policy.json', 'finding.json', '--refined'];
    const good = await line.coppice([...verify, 'good.json']);
    expect(good).toMatchObject({ code: 0, stderr: '' });
    expect(good.stdout).toMatch(/all laws hold\n$/);
    const bad = await line.coppice([...verify, 'bad.json']);
    expect(bad).toMatchObject({ code: 1, stderr: '' });
    expect(bad.stdout).toMatch(/✗ 3 nothing new, ever .*\n {4}.*s3:/);
    const json = await line.coppice([...verify, 'bad.json', '--json']);
    expect(JSON.parse(json.stdout)).toMatchObject({
      ok: false,
      laws: expect.arrayContaining([
        expect.objectContaining({
          law: 3,
          verdict: 'refuted',
          counterexample: expect.objectContaining({ statement: 1 }),
        }),
      ]),
    });
  });

  test('is explained as a tree', async () => {
    const { code, stdout } = await line.coppice([
      'explain',
      's3:Get*',
      'finding.json',
      '--catalog',
      '2024-08-31',
    ]);
    expect(code).toBe(0);
    const rows = stdout.split('\n');
    expect(rows[0]).toBe('s3:Get*  58 actions · 22 unused · 7 grants  catalogue 2024-08-31');
    expect(rows).toContainEqual(expect.stringMatching(/^◐ s3:Get\* +36\/58$/));
    expect(rows).toContainEqual(expect.stringMatching(/^ {2}✔ GetObject\* +\d+ ▸ s3:GetObject\*$/));
    expect(rows).toContainEqual(expect.stringMatching(/^ {2}○ GetBucket\* +14 unused$/));
    const report = await line.coppice([
      'explain',
      's3:Get*',
      'finding.json',
      '--catalog',
      '2024-08-31',
      '--json',
    ]);
    expect(JSON.parse(report.stdout)).toMatchObject({
      actions: 58,
      unused: 22,
      tree: { state: 'mixed', actions: 58 },
    });
  });

  test('is what the demo shows without a terminal', async () => {
    const { code, stdout, stderr } = await line.coppice(['demo']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    for (const part of [
      '◐ s3:Get*',
      '-        "s3:Get*",',
      '+        "s3:GetObject*",',
      '✔ 3 nothing new, ever',
    ]) {
      expect(stdout).toContain(part);
    }
  });

  test('comes out of a stream as well', async () => {
    const { PolicyDocument: policy } = JSON.parse(WORKED['policy.json']);
    const unused = JSON.parse(WORKED['finding.json']).findingDetails.flatMap(
      ({ unusedPermissionDetails: { serviceNamespace, actions } }: never) =>
        (actions as { action: string }[]).map(({ action }) => `${serviceNamespace}:${action}`),
    );
    const { stdout } = await line.coppice(['refine', '--stream'], {
      stdin: JSON.stringify({ id: 7, policy, unused }),
    });
    expect(JSON.parse(stdout)).toEqual({
      id: 7,
      policy: JSON.parse(expectedPolicy('2026-09-26')),
      changed: true,
      warnings: [],
    });
  });

  test('is written into the README’s formats', async () => {
    for (const format of ['diff', 'access-analyzer', 'terraform', 'cloudformation', 'aws-cli']) {
      const { code, stdout } = await line.coppice(['refine', '.', '--format', format]);
      expect({ format, code }).toEqual({ format, code: 0 });
      expect(stdout).toContain('s3:GetObject*');
    }
  });

  test('goes to a file or a folder with -o, and never over its source', async () => {
    const to = (output: string): ReturnType<typeof line.coppice> =>
      line.coppice(['refine', 'policy.json', 'finding.json', '-o', output]);
    expect(await to('out.json')).toEqual({ code: 0, stdout: '', stderr: 'wrote out.json\n' });
    expect(readFileSync(join(line.cwd, 'out.json'), 'utf8')).toBe(expectedPolicy('2026-09-26'));
    expect(await to('new/')).toEqual({ code: 0, stdout: '', stderr: 'wrote new/S3AndLambda.refined.json\n' });
    expect(await to('./policy.json')).toEqual({
      code: 2,
      stdout: '',
      stderr:
        'coppice: policy.json: this is an input, which is not overwritten\n  Choose another path with -o.\n',
    });
    expect(readFileSync(join(line.cwd, 'policy.json'), 'utf8')).toBe(WORKED['policy.json']);
  });

  test('goes with a report for programs', async () => {
    const { stdout } = await line.coppice(['refine', '.', '--json']);
    expect(JSON.parse(stdout)).toMatchObject({
      catalog: { date: '2026-09-26' },
      generalize: 'shortest',
      policies: [
        {
          policy: 'S3AndLambda',
          principal: 'MyRole',
          changed: true,
          refined: JSON.parse(expectedPolicy('2026-09-26')),
          certificate: { ok: true },
        },
      ],
    });
  });
});
