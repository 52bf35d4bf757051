import fc from 'fast-check';
import hcl from 'hcl2-parser';
import { describe, expect, test } from 'vitest';
import { type JsonObject, type JsonValue, parseJson } from '../../source/base/json.ts';
import { documentsOf } from '../../source/output/documents.ts';
import { renderTerraform } from '../../source/output/terraform.ts';
import { json } from '../model/json.ts';
import { forAll } from '../model/runs.ts';
import { anyPolicy } from './support/hostile.ts';
import { context, POLICY, reviewed, USED, WHOLLY_UNUSED } from './support/reviewed.ts';

type Block = Record<string, unknown>;

/** Reads HCL with HashiCorp's own parser. */
function parse(text: string): Block {
  const [value, error] = hcl.parseToObject(text) as [Block, unknown];
  expect(error).toBeNull();
  return value;
}

/** What the AWS provider makes of the only data source in a file, or of the only local value. */
function policyIn(text: string): { readonly by: 'data' | 'local'; readonly policy: JsonValue } {
  const { data, locals } = parse(text) as {
    data?: Record<string, Record<string, Block[]>>;
    locals?: Block[];
  };
  if (data === undefined) {
    const [json] = Object.values(locals?.[0] ?? {});
    return { by: 'local', policy: parseJson(String(json), 'f').value };
  }
  const [block] = Object.values(data['aws_iam_policy_document'] ?? {})[0] ?? [];
  const { version, policy_id, statement } = block ?? {};
  const hasVariables = version === '2012-10-17';
  const replaced = (texts: unknown): unknown =>
    hasVariables && Array.isArray(texts) ? texts.map((each) => String(each).replaceAll('&{', '${')) : texts;
  const statements = ((statement ?? []) as Block[]).map((each) => ({
    Sid: each['sid'],
    Effect: each['effect'] ?? 'Allow',
    Action: each['actions'],
    NotAction: each['not_actions'],
    Resource: replaced(each['resources']),
    NotResource: replaced(each['not_resources']),
    Condition: (each['condition'] as Block[] | undefined)?.map(({ test: operator, variable, values }) => [
      operator,
      variable,
      replaced(values),
    ]),
  }));
  const policy = { Version: version, Id: policy_id, Statement: statements };
  return { by: 'data', policy: JSON.parse(JSON.stringify(policy)) as JsonValue };
}

const list = (value: JsonValue | undefined): JsonValue[] | undefined =>
  value === undefined ? undefined : (Array.isArray(value) ? value : [value]).map(String);

/** A policy in the form of `policyIn`: lists for texts, texts for numbers, conditions as rows. */
function flattened(policy: JsonObject): JsonValue {
  const statements = policy['Statement'] ?? [];
  const rows = (Array.isArray(statements) ? statements : [statements]) as JsonObject[];
  const flat = {
    Version: policy['Version'] ?? '2008-10-17',
    Id: policy['Id'],
    Statement: rows.map((statement) => ({
      Sid: statement['Sid'],
      Effect: statement['Effect'],
      Action: list(statement['Action']),
      NotAction: list(statement['NotAction']),
      Resource: list(statement['Resource']),
      NotResource: list(statement['NotResource']),
      Condition:
        statement['Condition'] === undefined
          ? undefined
          : Object.entries(statement['Condition'] as JsonObject).flatMap(([operator, keys]) =>
              Object.entries(keys as JsonObject).map(([variable, values]) => [
                operator,
                variable,
                list(values),
              ]),
            ),
    })),
  };
  return json(flat);
}

describe('terraform', () => {
  test('a policy as a data source, laid out as terraform fmt does', () => {
    const policy = {
      Version: '2012-10-17',
      Statement: [
        {
          Sid: 'Own',
          Effect: 'Allow',
          Action: ['svc:Get*'],
          Resource: ['arn:aws:s3:::home/${aws:username}', 'arn:aws:s3:::home'],
          Condition: { StringLike: { 's3:prefix': ['a', '${aws:username}/*'] }, Bool: { 'aws:MFA': true } },
        },
      ],
    };
    const result = reviewed({ policy, facts: { name: 'S3AndLambda', principal: 'MyRole' } });
    expect(renderTerraform([result], context)).toEqual({
      files: [
        {
          name: 'S3AndLambda.tf',
          text: `# MyRole ▸ S3AndLambda
# coppice 1.2.3, catalogue 2026-01-01: all laws hold

# Use it as: policy = data.aws_iam_policy_document.s3_and_lambda.json
data "aws_iam_policy_document" "s3_and_lambda" {
  version = "2012-10-17"

  statement {
    sid     = "Own"
    effect  = "Allow"
    actions = ["svc:GetAlpha"]
    resources = [
      "arn:aws:s3:::home/&{aws:username}",
      "arn:aws:s3:::home",
    ]

    condition {
      test     = "StringLike"
      variable = "s3:prefix"
      values = [
        "a",
        "&{aws:username}/*",
      ]
    }

    condition {
      test     = "Bool"
      variable = "aws:MFA"
      values   = ["true"]
    }
  }
}
`,
        },
      ],
      notes: [],
    });
  });

  test('in the older version nothing is a variable', () => {
    const policy = {
      Statement: { Effect: 'Allow', Action: 'other:Run', Resource: 'arn:aws:s3:::${aws:username}' },
    };
    const text = renderTerraform([reviewed({ policy })], context).files[0]?.text ?? '';
    expect(text).toContain('which IAM reads as this one.\n  version = "2008-10-17"');
    expect(text).toContain('"arn:aws:s3:::$${aws:username}"');
    expect(policyIn(text)).toEqual({ by: 'data', policy: flattened(policy) });
  });

  test.each([
    ['an unknown key', { ...USED, Comment: 'x' }, 'no place for the key Comment'],
    ['a Version of its own', { ...USED, Version: '1999-01-01' }, 'Version cannot be 1999-01-01'],
    [
      'a Principal',
      { Statement: { Effect: 'Allow', Principal: '*', Action: 'other:Run', Resource: '*' } },
      'Principal would make it another kind of policy',
    ],
    [
      'a decomposed letter',
      { Statement: { Effect: 'Allow', Action: 'other:Run', Resource: 'arn:aws:s3:::e\u0301' } },
      'normal form C',
    ],
    [
      'an ampersand before a brace',
      { Version: '2012-10-17', Statement: { Effect: 'Allow', Action: 'other:Run', Resource: 'arn:&{x}' } },
      'stands for "${"',
    ],
  ])('%s is written as JSON, with the reason', (_, policy, reason) => {
    const { files, notes } = renderTerraform([reviewed({ policy })], context);
    expect(files[0]?.text).toContain(reason);
    expect(notes.join()).toContain(reason);
    expect(policyIn(files[0]?.text ?? '')).toEqual({ by: 'local', policy });
  });

  test('identifiers are unique over all files', () => {
    const results = ['a b', 'a-b', '9', '**'].map((name) => reviewed({ policy: USED, facts: { name } }));
    const { files } = renderTerraform(results, context);
    expect(files.map(({ name }) => name)).toEqual(['a-b.tf', 'a-b-2.tf', '9.tf', 'policy.tf']);
    const ids = files.map(({ text }) => /data "aws_iam_policy_document" "(\w+)"/.exec(text)?.[1]);
    expect(ids).toEqual(['a_b', 'a_b_2', 'policy_9', 'policy']);
  });

  test('what is wholly unused has no file', () => {
    const { files, notes } = renderTerraform(
      [reviewed({ policy: WHOLLY_UNUSED }), reviewed({ policy: POLICY })],
      context,
    );
    expect(files).toHaveLength(1);
    expect(notes).toEqual([expect.stringContaining('is to be detached')]);
  });

  forAll(
    'any policy survives',
    fc.property(anyPolicy, fc.string({ unit: 'binary' }), (policy, name) => {
      const result = reviewed({ policy, facts: { name } });
      const [document] = documentsOf(result.outcome);
      const [file] = renderTerraform([result], context).files;
      expect(file === undefined).toBe(document === undefined);
      if (file === undefined || document === undefined) return;
      const read = policyIn(file.text);
      expect(read.policy).toEqual(read.by === 'data' ? flattened(document.value) : document.value);
    }),
    3,
  );
});
