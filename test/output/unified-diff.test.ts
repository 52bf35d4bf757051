import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { renderDiff, unifiedDiff } from '../../source/output/unified-diff.ts';
import { forAll } from '../model/runs.ts';
import { anyPolicy } from './support/hostile.ts';
import { POLICY, reviewed, USED, WHOLLY_UNUSED } from './support/reviewed.ts';

const folder = mkdtempSync(join(tmpdir(), 'coppice-diff-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Applies a diff with git to a file that holds `before`; null: git took the file away. */
function applied(diff: string, path: string, before: string): string | null {
  const file = join(folder, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, before);
  const { status, stderr } = spawnSync('git', ['apply', '--whitespace=nowarn', '-'], {
    cwd: folder,
    input: diff,
    encoding: 'utf8',
    env: { ...process.env, GIT_CEILING_DIRECTORIES: folder },
  });
  expect(stderr).toBe('');
  expect(status).toBe(0);
  return existsSync(file) ? readFileSync(file, 'utf8') : null;
}

describe('diff', () => {
  test('is unified, with the names that git gives', () => {
    const result = reviewed({
      policy: POLICY,
      facts: { principal: 'arn:aws:iam::123456789012:role/MyRole' },
    });
    expect(renderDiff([result])).toEqual({
      files: [
        {
          name: 'MyPolicy.diff',
          text: `--- a/MyRole.MyPolicy.json
+++ b/MyRole.MyPolicy.json
@@ -5,7 +5,7 @@
       "Sid": "Reading",
       "Effect": "Allow",
       "Action": [
-        "svc:Get*",
+        "svc:GetAlpha",
         "svc:List*"
       ],
       "Resource": "*"
@@ -13,7 +13,7 @@
     {
       "Sid": "Writing",
       "Effect": "Allow",
-      "Action": "svc:Put*",
+      "Action": "svc:PutAlpha",
       "Resource": [
         "arn:aws:svc:::a",
         "arn:aws:svc:::b"
`,
        },
      ],
      notes: [],
    });
  });

  test('is about the file itself where that holds nothing but the policy', () => {
    const subject = { file: 'policies/my.json', path: '' };
    const first = (file: Partial<typeof subject>): string | undefined =>
      renderDiff([reviewed({ policy: POLICY, facts: { ...subject, ...file } })]).files[0]?.text.split(
        '\n',
      )[0];
    expect(first({})).toBe('--- a/policies/my.json');
    expect(first({ path: 'PolicyDocument' })).toBe('--- a/MyPolicy.json');
    expect(first({ file: '-' })).toBe('--- a/MyPolicy.json');
    expect(first({ file: '../my.json' })).toBe('--- a/MyPolicy.json');
    expect(first({ file: '/etc/my.json' })).toBe('--- a/MyPolicy.json');
    expect(first({ file: 'a\n+++ b.json' })).toBe('--- a/MyPolicy.json');
  });

  test('there is none for what is unchanged, and what is detached goes whole', () => {
    const results = [reviewed({ policy: USED }), reviewed({ policy: WHOLLY_UNUSED })];
    const { files, notes } = renderDiff(results);
    expect(notes).toEqual(['MyPolicy: unchanged']);
    expect(files.map(({ text }) => text.split('\n').slice(0, 3))).toEqual([
      ['--- a/MyPolicy.json', '+++ /dev/null', '@@ -1,10 +0,0 @@'],
    ]);
    const before = results[1]?.outcome.case.policy.text ?? '';
    expect(applied(files[0]?.text ?? '', 'MyPolicy.json', before)).toBeNull();
  });

  test('of very many changes, all between the first and the last is changed', () => {
    const policy = {
      Version: '2012-10-17',
      Statement: [1, 2, 3].map(() => ({ Effect: 'Allow', Action: 'svc:Get*', Resource: '*' })),
    };
    const changed = (text: string): string =>
      text
        .split('\n')
        .filter((line) => /^(?:@@|[-+] )/.test(line))
        .map((line) => line.replace(/^(.).*(Action|Effect).*/, '$1$2').trim())
        .join('|');
    const { outcome } = reviewed({ policy });
    expect(changed(unifiedDiff(outcome))).toBe(
      '@@ -3,17 +3,17 @@|-Action|+Action|-Action|+Action|-Action|+Action',
    );
    expect(changed(unifiedDiff(outcome, 1)).match(/Effect/g)).toHaveLength(4);
  });

  forAll(
    'git makes the result from the original with it',
    fc.property(
      anyPolicy,
      fc.constantFrom('', '\n', '\r\n'),
      fc.constantFrom(undefined, 2, '\t'),
      (value, ending, indent) => {
        const json = JSON.stringify(value, null, indent);
        const policy = `${ending === '\r\n' ? json.replaceAll('\n', '\r\n') : json}${ending}`;
        const result = reviewed({ policy });
        const [file] = renderDiff([result]).files;
        if (file === undefined) {
          expect(result.outcome.text).toBe(policy);
          return;
        }
        expect(applied(file.text, 'MyPolicy.json', policy)).toBe(result.outcome.text);
        expect(applied(unifiedDiff(result.outcome, 0), 'MyPolicy.json', policy)).toBe(result.outcome.text);
      },
    ),
    0.5,
  );
});
