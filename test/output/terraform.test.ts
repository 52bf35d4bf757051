import fc from 'fast-check';
import hcl from 'hcl2-parser';
import { describe, expect, test } from 'vitest';
import type { AccountCase } from '../../source/account/cases.ts';
import { type JsonObject, type JsonValue, parseJson } from '../../source/base/json.ts';
import { documentsOf } from '../../source/output/documents.ts';
import { leftOverNotes } from '../../source/output/left-over.ts';
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

const iamName = fc.string({
  unit: fc.constantFrom('a', 'B', '_', '-', '.', '+', '1'),
  minLength: 1,
  maxLength: 4,
});
const iamNames = fc.tuple(iamName, iamName);

const statements = (count: number, length: number): JsonObject => ({
  Version: '2012-10-17',
  Statement: Array.from({ length: count }, (_, i) => ({
    Effect: 'Allow',
    Action: 'svc:Get*',
    Resource: `arn:aws:s3:::${'x'.repeat(length)}${i}`,
  })),
});
const LARGE = statements(3, 2500);
const HUGE = statements(1, 7000);

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
          name: 'policy_S3AndLambda.tf',
          text: `# MyRole ▸ S3AndLambda
# coppice 1.2.3, catalogue 2026-01-01: all laws hold

# Use it as: policy = data.aws_iam_policy_document.policy_S3AndLambda.json
data "aws_iam_policy_document" "policy_S3AndLambda" {
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

  const role = { kind: 'role', name: 'My.Role', arn: 'arn:aws:iam::123456789012:role/My.Role' } as const;
  const arn = 'arn:aws:iam::123456789012:policy/team/Shared';

  test('names depend on the policy alone', () => {
    const inline = reviewed({ policy: POLICY, facts: { kind: 'inline', attachedTo: [role] } });
    const alone = renderTerraform([inline], context).files;
    const other = reviewed({ policy: USED, facts: { kind: 'inline', name: 'Other', attachedTo: [role] } });
    const namesake = { ...role, kind: 'user' } as const;
    const third = reviewed({ policy: USED, facts: { kind: 'inline', attachedTo: [namesake] } });
    expect(renderTerraform([third, other, inline], context).files.at(-1)).toEqual(alone[0]);
    expect(alone[0]?.name).toMatch(/^role_My_Role__MyPolicy__[0-9a-f]{8}\.tf$/);
    // Who has a managed policy says nothing of its name.
    const shared = (attachedTo: AccountCase['attachedTo']) =>
      reviewed({ policy: POLICY, facts: { kind: 'customer-managed', name: 'Shared', arn, attachedTo } });
    const names = [[role], [role, namesake], []].map(
      (attachedTo) => renderTerraform([shared(attachedTo)], context).files[0]?.name,
    );
    expect(new Set(names)).toEqual(new Set(['policy_Shared.tf']));
  });

  forAll(
    'no two names that IAM tells apart are one in Terraform',
    fc.property(
      fc.uniqueArray(iamNames, { minLength: 2, maxLength: 8, selector: (names) => names.join('/') }),
      (all) => {
        const files = all.flatMap(([owner, name]) => {
          const facts = { kind: 'inline', name, attachedTo: [{ kind: 'role', name: owner }] } as const;
          return renderTerraform([reviewed({ policy: USED, facts })], context).files;
        });
        const ids = files.map(({ text }) => /data "aws_iam_policy_document" "([\w-]+)"/.exec(text)?.[1]);
        expect(new Set(ids).size).toBe(all.length);
        expect(ids.every((id) => /^[a-z][\w-]*$/.test(id ?? ''))).toBe(true);
      },
    ),
    0.2,
  );

  test('comments say what is to be created, attached and detached', () => {
    const [unused, large, replaced, huge] = [
      reviewed({ policy: WHOLLY_UNUSED, facts: { kind: 'customer-managed', arn, attachedTo: [role] } }),
      reviewed({ policy: LARGE, facts: { kind: 'customer-managed', name: 'Big', arn, attachedTo: [role] } }),
      reviewed({
        policy: POLICY,
        facts: { kind: 'aws-managed', arn: 'arn:aws:iam::aws:policy/X', attachedTo: [role] },
      }),
      reviewed({ policy: HUGE, facts: { kind: 'customer-managed', name: 'Huge', arn, attachedTo: [role] } }),
    ].map((result) => renderTerraform([result], context).files[0]?.text ?? '');
    expect(unused).toContain(`# Nothing of it is used: detach ${arn} from the role My.Role.`);
    expect(unused).not.toContain('data "');
    expect(large).toContain('create Big-2 with part 2, and attach it to the role My.Role, before part 1');
    expect(large).toContain('"policy_Big__2"');
    expect(replaced).toContain(
      'create MyPolicy-My.Role with this, attach it to the role My.Role, and detach',
    );
    expect(huge).toContain('# AWS would refuse it: the result has');
  });

  test('with resources and imports', () => {
    const wired = { ...context, wire: true };
    const inline = reviewed({ policy: POLICY, facts: { kind: 'inline', attachedTo: [role] } });
    const text = renderTerraform([inline], wired).files[0]?.text ?? '';
    expect(Object.keys(parse(text))).toEqual(['data', 'import', 'resource']);
    expect(text).toContain('id = "My.Role:MyPolicy"');
    const shared = reviewed({
      policy: LARGE,
      facts: { kind: 'customer-managed', name: 'Big', arn, attachedTo: [role] },
    });
    const large = renderTerraform([shared], wired).files[0]?.text ?? '';
    // The second part is new: nothing of it is there to be imported.
    expect(large.match(/^import \{/gm)).toHaveLength(2);
    expect(large.match(/^resource "aws_iam_policy"/gm)).toHaveLength(2);
    expect(large.match(/^resource "aws_iam_role_policy_attachment"/gm)).toHaveLength(2);
    expect(large).toContain('path   = "/team/"');
  });

  test('files of an earlier run are named', () => {
    const rendered = renderTerraform([reviewed({ policy: POLICY })], context);
    const existing = ['policy_MyPolicy.tf', 'role_Gone__x.tf', 'main.tf', 'coppice.decisions.json'];
    expect(leftOverNotes(existing, rendered, 'terraform')).toEqual([
      expect.stringContaining('run: role_Gone__x.tf;'),
    ]);
    expect(leftOverNotes(['policy_MyPolicy.tf'], rendered, 'terraform')).toEqual([]);
  });

  forAll(
    'any policy survives',
    fc.property(anyPolicy, fc.string({ unit: 'binary' }), (policy, name) => {
      const result = reviewed({ policy, facts: { name } });
      const [document] = documentsOf(result.outcome);
      const [file] = renderTerraform([result], context).files;
      if (file === undefined || document === undefined) return;
      const read = policyIn(file.text);
      expect(read.policy).toEqual(read.by === 'data' ? flattened(document.value) : document.value);
    }),
    3,
  );
});
