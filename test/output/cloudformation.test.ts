import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parse, parseDocument, visit } from 'yaml';
import { InputError } from '../../source/base/errors.ts';
import { JsonNumber, type JsonValue } from '../../source/base/json.ts';
import { renderCloudFormation } from '../../source/output/cloudformation.ts';
import { documentsOf } from '../../source/output/documents.ts';
import { withFloats } from '../model/json.ts';
import { forAll } from '../model/runs.ts';
import { anyPolicy } from './support/hostile.ts';
import { context, POLICY, reviewed, USED, WHOLLY_UNUSED } from './support/reviewed.ts';

const role = { kind: 'role', name: 'MyRole' } as const;

/** The numbers of a YAML text as they are written there, in their order. */
function numbersOf(text: string, version: '1.1' | '1.2'): string[] {
  const found: string[] = [];
  visit(parseDocument(text, { version }), {
    Scalar(_, { value, source }) {
      if (typeof value === 'number' || typeof value === 'bigint') found.push(source ?? '');
    },
  });
  return found;
}

function numbersIn(value: JsonValue): string[] {
  if (value instanceof JsonNumber) return [value.text];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(numbersIn) : [];
}

describe('cloudformation', () => {
  test('an inline policy is one of its role', () => {
    const result = reviewed({
      policy: POLICY,
      facts: { name: 'S3-and_lambda', kind: 'inline', principal: 'MyRole', attachedTo: [role] },
    });
    expect(renderCloudFormation([result], context)).toEqual({
      files: [
        {
          name: 'S3-and_lambda.yaml',
          text: `# MyRole \u25b8 S3-and_lambda
# coppice 1.2.3, catalogue 2026-01-01: all laws hold
AWSTemplateFormatVersion: "2010-09-09"
Resources:
  S3AndLambda:
    Type: AWS::IAM::RolePolicy
    Properties:
      PolicyName: S3-and_lambda
      RoleName: MyRole
      PolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Sid: Reading
            Effect: Allow
            Action:
              - svc:GetAlpha
              - svc:List*
            Resource: "*"
          - Sid: Writing
            Effect: Allow
            Action: svc:PutAlpha
            Resource:
              - arn:aws:svc:::a
              - arn:aws:svc:::b
          - Effect: Deny
            NotAction: other:*
            NotResource: arn:aws:svc:::c
`,
        },
      ],
      notes: [],
    });
  });

  test.each([
    ['user', 'AWS::IAM::UserPolicy', 'UserName'],
    ['group', 'AWS::IAM::GroupPolicy', 'GroupName'],
  ] as const)('an inline policy of a %s', (kind, type, key) => {
    const facts = { kind: 'inline', attachedTo: [{ kind, name: 'someone' }] } as const;
    const text = renderCloudFormation([reviewed({ policy: USED, facts })], context).files[0]?.text ?? '';
    expect(parse(text)).toMatchObject({
      Resources: { MyPolicy: { Type: type, Properties: { [key]: 'someone' } } },
    });
  });

  test('a managed policy keeps its path', () => {
    const arn = 'arn:aws:iam::123456789012:policy/a/b/MyPolicy';
    const { files } = renderCloudFormation(
      [reviewed({ policy: POLICY, facts: { kind: 'customer-managed', arn } })],
      context,
    );
    expect(parse(files[0]?.text ?? '')).toMatchObject({
      Resources: { MyPolicy: { Properties: { Path: '/a/b/' } } },
    });
  });

  test('a managed policy has everybody that it is attached to; one of AWS gives way', () => {
    const result = reviewed({
      policy: POLICY,
      facts: {
        kind: 'aws-managed',
        arn: 'arn:aws:iam::aws:policy/MyPolicy',
        attachedTo: [role, { kind: 'user', name: 'jane' }, { kind: 'group', name: 'ops' }],
      },
    });
    const text = renderCloudFormation([result], context).files[0]?.text ?? '';
    expect(text).toContain('# AWS manages arn:aws:iam::aws:policy/MyPolicy, which nobody else can change');
    expect(parse(text)).toMatchObject({
      Resources: {
        MyPolicyRefined: {
          Type: 'AWS::IAM::ManagedPolicy',
          Properties: {
            ManagedPolicyName: 'MyPolicy-refined',
            Roles: ['MyRole'],
            Users: ['jane'],
            Groups: ['ops'],
          },
        },
      },
    });
  });

  test('what is wholly unused has no file', () => {
    expect(renderCloudFormation([reviewed({ policy: WHOLLY_UNUSED })], context)).toEqual({
      files: [],
      notes: [expect.stringContaining('is to be detached')],
    });
  });

  test.each([
    ['a function', { ...USED, Extra: { 'Fn::Sub': 'x' } }, 'Fn::Sub'],
    ['a reference', { ...USED, Extra: [{ Ref: 'x' }] }, 'Ref'],
    [
      'a dynamic reference',
      { Statement: { Effect: 'Allow', Action: 'other:Run', Resource: '{{resolve:ssm:x}}' } },
      '{{resolve:ssm:x}}',
    ],
  ])('%s is refused', (_, policy, found) => {
    const render = (): unknown => renderCloudFormation([reviewed({ policy })], context);
    expect(render).toThrow(InputError);
    expect(render).toThrow(`CloudFormation would read ${found}`);
  });

  forAll(
    'any policy survives, for readers of both YAML versions',
    fc.property(anyPolicy, fc.string({ unit: 'binary' }), (policy, name) => {
      const result = reviewed({ policy, facts: { name, kind: 'bare' } });
      const [document] = documentsOf(result.outcome);
      const [file] = renderCloudFormation([result], context).files;
      expect(file === undefined).toBe(document === undefined);
      if (file === undefined) return;
      for (const version of ['1.1', '1.2'] as const) {
        const read = parse(file.text, { version }) as {
          Resources: Record<string, { Properties: { PolicyDocument: unknown } }>;
        };
        const [[id, resource] = []] = Object.entries(read.Resources);
        expect(id).toMatch(/^[A-Za-z0-9]+$/);
        expect(resource?.Properties).toEqual({
          ManagedPolicyName: name,
          PolicyDocument: withFloats(document?.value),
        });
        expect(numbersOf(file.text, version)).toEqual(numbersIn(document?.value ?? null));
      }
    }),
  );
});
