import { describe, expect, test } from 'vitest';
import type { InputFile, Inputs } from '../../source/account/facts.ts';
import { InputError } from '../../source/base/errors.ts';
import { readInputs } from '../../source/inputs/read.ts';
import { RECOGNISED, RECOGNISED_TEXTS } from '../../source/inputs/recognised.ts';
import { EXAMPLES, SHARED } from './support/examples.ts';

/** Both services' recommendations are read where all sorts of inputs are, and refused where a finding is needed. */
const ONLY_FOR_FINDINGS = 'get-finding-recommendation';

function answer(...files: InputFile[]): Inputs | InputError {
  try {
    return readInputs(files);
  } catch (error) {
    if (error instanceof InputError) return error;
    throw error;
  }
}

describe('what is recognised', () => {
  test('has an example a row, and no two rows of one name', () => {
    const names = RECOGNISED.map(({ what }) => what).filter(
      (what, i, all) => what !== ONLY_FOR_FINDINGS || all.indexOf(what) === i,
    );
    expect(Object.keys(EXAMPLES).sort()).toEqual([...names].sort());
  });

  const rows = RECOGNISED.flatMap((row) =>
    (EXAMPLES[row.what] ?? []).map((content) => [row.what, JSON.stringify(content), row] as const),
  ).filter(
    ([what, , row], i, all) =>
      all.findIndex((other) => other[0] === what && other[1] === all[i]?.[1]) === i && row.what === what,
  );

  test.each(rows)('%s: %s', (_, text, { handling }) => {
    const named = answer({ name: 'x.json', text });
    const found = answer({ name: 'x.json', text, found: true });
    switch (handling.kind) {
      case 'read':
        expect(named).not.toBeInstanceOf(InputError);
        return;
      case 'left-out':
        expect(named).toMatchObject({ policies: [], notes: [`x.json: ${handling.says}`] });
        return;
      case 'refused': {
        expect(named).toMatchObject({ message: handling.says, place: { file: 'x.json' } });
        const hint = named instanceof InputError ? named.place.hint : undefined;
        expect(hint).toMatch(/^\S.*[A-Za-z.]/);
        if (handling.near === true) expect(found).toBeInstanceOf(InputError);
        else expect(found).toMatchObject({ notes: [`x.json: ${handling.says}; left out`] });
      }
    }
  });

  test('what the file says goes into the command', () => {
    const hintOf = (content: unknown): string | undefined => {
      const refused = answer({ name: 'x.json', text: JSON.stringify(content) });
      return refused instanceof InputError ? refused.place.hint : undefined;
    };
    expect(hintOf(EXAMPLES['get-policy']?.[0])).toBe(
      `Get the document: aws iam get-policy-version --policy-arn ${SHARED} --version-id v7`,
    );
    expect(hintOf(EXAMPLES['list-policy-versions']?.[0])).toContain('--policy-arn ARN --version-id v7');
    expect(hintOf({ Policy: { Arn: 'x; rm -rf ~', DefaultVersionId: '$(id)' } })).toContain(
      '--policy-arn ARN --version-id ID',
    );
  });

  test.each([
    ['something else', { name: 'x', version: '1' }],
    ['an empty object', {}],
    ['a number', 3],
    ['a list of numbers', [1]],
  ])('%s is unknown, and the hint names what is read', (_, content) => {
    expect(answer({ name: 'x.json', text: JSON.stringify(content) })).toMatchObject({
      message: expect.stringContaining('neither a policy nor a finding'),
      place: { hint: expect.stringContaining('get-account-authorization-details') },
    });
  });
});

const TEXTS: Readonly<Record<string, readonly string[]>> = {
  'a credential report': [
    'user,arn,user_creation_time,password_enabled\n<root_account>,arn:aws:iam::1:root,2020,no\n',
  ],
  '--output table': ['-----------------\n|  GetRolePolicy |\n+----------------+\n'],
  'a CloudFormation template in YAML': [
    "AWSTemplateFormatVersion: '2010-09-09'\nResources:\n  A:\n    Type: AWS::IAM::Role\n",
    '---\nResources:\n  A:\n    Type: AWS::IAM::Role\n',
  ],
  'Terraform code': [
    'resource "aws_iam_role_policy" "p" {\n  role = "x"\n}\n',
    '# ours\ndata "x" "y" {\n}\n',
  ],
  '--output yaml': [
    'PolicyDocument:\n  Statement:\n  - Action: s3:*\nPolicyName: p\nRoleName: app\n',
    '- PolicyName: p\n  PolicyDocument:\n    Version: 2012-10-17\n',
    '\ufeff---\nRoleName: app\r\nPolicyName: p\r\n',
  ],
  '--output text': ['ROLEDETAILLIST\tarn:aws:iam::1:role/app\t2020\n', 'app\tp\n', 'p\tapp\nx\ty\n'],
};

describe('what is not JSON and known', () => {
  test('has an example a row', () => {
    expect(Object.keys(TEXTS).sort()).toEqual(RECOGNISED_TEXTS.map(({ what }) => what).sort());
  });

  test.each(
    RECOGNISED_TEXTS.flatMap((row) => (TEXTS[row.what] ?? []).map((text) => [row.what, text, row] as const)),
  )('%s: %j', (_, text, { says, hint }) => {
    expect(answer({ name: 'x', text })).toMatchObject({ message: says, place: { file: 'x', hint } });
    expect(answer({ name: 'x', text, found: true })).toMatchObject({ notes: [`x: ${says}; left out`] });
  });

  test.each(['{"a": 1', '[1, 2', '', 'hello', '{"Statement": [}'])('%j is damaged, not known', (text) => {
    const found = answer({ name: 'x', text, found: true });
    expect(found).toBeInstanceOf(InputError);
    expect(RECOGNISED_TEXTS.map(({ says }) => says)).not.toContain((found as InputError).message);
  });
});
