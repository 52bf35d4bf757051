import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { QUOTAS } from '../../source/account/quota.ts';
import { type JsonObject, parseJson } from '../../source/base/json.ts';
import { documentsOf } from '../../source/output/documents.ts';
import { renderJson } from '../../source/output/json.ts';
import { editPolicy } from '../../source/policy/edit.ts';
import { quotaSize } from '../../source/policy/size.ts';
import { forAll } from '../model/runs.ts';
import { anyPolicy } from './support/hostile.ts';
import { POLICY, reviewed, USED, WHOLLY_UNUSED } from './support/reviewed.ts';

describe('json', () => {
  test('is the outcome text, whether or not it ends its last line', () => {
    for (const ending of ['', '\n', '\r\n\r\n']) {
      const policy = `${JSON.stringify(POLICY, null, '\t')}${ending}`;
      const result = reviewed({ policy });
      const { files, notes } = renderJson([result]);
      expect(files).toEqual([{ name: 'MyPolicy.refined.json', text: result.outcome.text }]);
      expect(files[0]?.text.endsWith(`}${ending}`)).toBe(true);
      expect(notes).toEqual([]);
    }
  });

  test('has no file for what is to be detached, and says so', () => {
    const results = [reviewed({ policy: WHOLLY_UNUSED }), reviewed({ policy: USED })];
    expect(renderJson(results)).toEqual({
      files: [{ name: 'MyPolicy-2.refined.json', text: results[1]?.outcome.text }],
      notes: ['MyPolicy: nothing of it is used, so it is to be detached; there is no document'],
    });
  });

  test('names of files are told apart, also where letter case is all that differs', () => {
    const names = ['../../etc/passwd', 'a/b', 'A b', 'CON', '', '\u202e', '-rf', '.hidden', 'x'.repeat(300)];
    const results = names.map((name) => reviewed({ policy: USED, facts: { name, principal: 'R' } }));
    expect(renderJson(results).files.map(({ name }) => name)).toEqual([
      'R-etc-passwd.refined.json',
      'R.a-b.refined.json',
      'R.A-b-2.refined.json',
      'R.CON.refined.json',
      'R.refined.json',
      'R-2.refined.json',
      'R-rf.refined.json',
      'R.hidden.refined.json',
      `R.${'x'.repeat(98)}.refined.json`,
    ]);
    const alone = (name: string): string | undefined =>
      renderJson([reviewed({ policy: USED, facts: { name } })]).files[0]?.name;
    expect(['CON', '', '\u202e', '-rf', '.hidden', '../x'].map(alone)).toEqual([
      '_CON.refined.json',
      'policy.refined.json',
      'policy.refined.json',
      'rf.refined.json',
      'hidden.refined.json',
      'x.refined.json',
    ]);
  });

  test('a managed policy over its quota comes in numbered parts', () => {
    const statement = (i: number): JsonObject => ({
      Effect: 'Allow',
      Action: 'svc:Get*',
      Resource: `arn:aws:s3:::${'x'.repeat(2500)}${i}`,
    });
    const policy = { Version: '2012-10-17', Statement: [1, 2, 3].map(statement) };
    const parts = renderJson([reviewed({ policy, facts: { kind: 'customer-managed' } })]).files;
    expect(parts.map(({ name }) => name)).toEqual(['MyPolicy.refined-1.json', 'MyPolicy.refined-2.json']);
    expect(parts.every(({ text }) => quotaSize(text) <= QUOTAS.managedPolicy)).toBe(true);
    expect(parts.flatMap(({ text }) => (JSON.parse(text) as JsonObject)['Statement'])).toEqual(
      [1, 2, 3].map((i) => ({ ...statement(i), Action: 'svc:GetAlpha' })),
    );
    expect(renderJson([reviewed({ policy, facts: { kind: 'inline' } })]).files).toHaveLength(1);
    const documents = documentsOf(
      reviewed({ policy, facts: { kind: 'aws-managed', name: 'n'.repeat(128), principal: 'MyRole' } })
        .outcome,
    );
    expect(documents.map(({ name }) => [name.length, name.slice(-9)])).toEqual([
      [128, 'nn-MyRole'],
      [128, '-MyRole-2'],
    ]);
  });

  forAll(
    'any policy survives',
    fc.property(anyPolicy, (policy) => {
      const { outcome } = reviewed({ policy });
      const [file] = renderJson([reviewed({ policy })]).files;
      const expected = editPolicy(outcome.case.policy, outcome.edits);
      expect(file === undefined ? null : parseJson(file.text, 'f').value).toEqual(expected);
    }),
  );
});
