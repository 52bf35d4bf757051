import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type JsonObject, parseJson } from '../../source/base/json.ts';
import { renderRecommendations } from '../../source/output/access-analyzer.ts';
import { editPolicy } from '../../source/policy/edit.ts';
import { catalogOfNames } from '../model/given.ts';
import { forAll } from '../model/runs.ts';
import { anyPolicy } from './support/hostile.ts';
import { context, POLICY, reviewed, USED, WHOLLY_UNUSED } from './support/reviewed.ts';

const role = { kind: 'role', name: 'MyRole', arn: 'arn:aws:iam::123456789012:role/MyRole' } as const;
const user = { kind: 'user', name: 'jane', arn: 'arn:aws:iam::123456789012:user/jane' } as const;

const inline = reviewed({ policy: POLICY, facts: { name: 'Inline', kind: 'inline', attachedTo: [role] } });
const managed = reviewed({
  policy: {
    Statement: [{ Action: ['svc:Put*', 'svc:Get*'], Resource: '*', Effect: 'Allow' }],
    Version: '2012-10-17',
  },
  facts: {
    name: 'AmazonThings',
    kind: 'aws-managed',
    arn: 'arn:aws:iam::aws:policy/AmazonThings',
    updatedAt: '2023-08-10T21:31:39+00:00',
    attachedTo: [role],
  },
});
const unused = reviewed({
  policy: WHOLLY_UNUSED,
  facts: {
    name: 'Old',
    kind: 'customer-managed',
    arn: 'arn:aws:iam::123456789012:policy/Old',
    updatedAt: '2023-12-06T15:48:19+00:00',
    attachedTo: [role, user],
  },
});
const used = reviewed({ policy: USED, facts: { name: 'Used', kind: 'inline', attachedTo: [user] } });

describe('access-analyzer', () => {
  test('answers for each principal as Access Analyzer does', () => {
    const { files, notes } = renderRecommendations([inline, managed, unused, used], context);
    expect(notes).toEqual([]);
    expect(files.map(({ name }) => name)).toEqual(['MyRole.recommendation.json', 'jane.recommendation.json']);
    const detachOld = {
      unusedPermissionsRecommendedStep: {
        policyUpdatedAt: '2023-12-06T15:48:19+00:00',
        recommendedAction: 'DETACH_POLICY',
        existingPolicyId: 'arn:aws:iam::123456789012:policy/Old',
      },
    };
    expect(JSON.parse(files[0]?.text ?? '')).toEqual({
      status: 'SUCCEEDED',
      error: null,
      resourceArn: role.arn,
      recommendationType: 'UNUSED_PERMISSION_RECOMMENDATION',
      recommendedSteps: [
        detachOld,
        {
          unusedPermissionsRecommendedStep: {
            recommendedAction: 'CREATE_POLICY',
            recommendedPolicy: JSON.stringify({
              ...POLICY,
              Statement: [
                { Sid: 'Reading', Effect: 'Allow', Action: ['svc:GetAlpha', 'svc:List*'], Resource: '*' },
                {
                  Sid: 'Writing',
                  Effect: 'Allow',
                  Action: 'svc:PutAlpha',
                  Resource: ['arn:aws:svc:::a', 'arn:aws:svc:::b'],
                },
                { Effect: 'Deny', NotAction: 'other:*', NotResource: 'arn:aws:svc:::c' },
              ],
            }),
            existingPolicyId: 'Inline',
          },
        },
        {
          unusedPermissionsRecommendedStep: {
            recommendedAction: 'DETACH_POLICY',
            existingPolicyId: 'Inline',
          },
        },
        {
          unusedPermissionsRecommendedStep: {
            policyUpdatedAt: '2023-08-10T21:31:39+00:00',
            recommendedAction: 'CREATE_POLICY',
            // Keys in AWS's order, actions sorted, whatever the original has.
            recommendedPolicy:
              '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["svc:GetAlpha","svc:PutAlpha"],"Resource":"*"}]}',
            existingPolicyId: 'arn:aws:iam::aws:policy/AmazonThings',
          },
        },
        {
          unusedPermissionsRecommendedStep: {
            policyUpdatedAt: '2023-08-10T21:31:39+00:00',
            recommendedAction: 'DETACH_POLICY',
            existingPolicyId: 'arn:aws:iam::aws:policy/AmazonThings',
          },
        },
      ],
    });
    expect((JSON.parse(files[1]?.text ?? '') as JsonObject)['recommendedSteps']).toEqual([detachOld]);
  });

  test('the string that AWS itself recommended for a published inline policy', () => {
    const names = ['ListFunctions', 'ListLayers', 'ListAliases', 'ListFunctionUrlConfigs'];
    const result = reviewed({
      policy: {
        Version: '2012-10-17',
        Statement: [
          {
            Sid: 'InlinePolicyLambda',
            Effect: 'Allow',
            Action: names.map((name) => `lambda:${name}`),
            Resource: '*',
            Condition: { NotIpAddress: { 'aws:SourceIp': '1.100.150.200/32' } },
          },
        ],
      },
      unused: ['lambda:ListAliases', 'lambda:ListFunctionUrlConfigs'],
      catalog: catalogOfNames({ lambda: names }),
    });
    const answer = JSON.parse(renderRecommendations([result], context).files[0]?.text ?? '') as object;
    expect(answer).toMatchObject({
      recommendedSteps: [
        {
          unusedPermissionsRecommendedStep: {
            recommendedPolicy:
              '{"Version":"2012-10-17","Statement":[{"Sid":"InlinePolicyLambda","Effect":"Allow","Action":["lambda:ListFunctions","lambda:ListLayers"],"Resource":"*","Condition":{"NotIpAddress":{"aws:SourceIp":"1.100.150.200/32"}}}]}',
          },
        },
        {},
      ],
    });
  });

  test('recommends nothing where nothing changes', () => {
    expect(renderRecommendations([used], context)).toEqual({
      files: [],
      notes: ['nothing changes, so nothing is recommended'],
    });
  });

  test('a policy of nobody known is named after itself', () => {
    const [file] = renderRecommendations([reviewed({ policy: POLICY })], context).files;
    expect(file?.name).toBe('MyPolicy.recommendation.json');
    expect(JSON.parse(file?.text ?? '')).not.toHaveProperty('resourceArn');
  });

  forAll(
    'any policy survives, but for the order of its actions',
    fc.property(anyPolicy, (policy) => {
      const result = reviewed({ policy });
      const [file] = renderRecommendations([result], context).files;
      const { case: policyCase, edits, text } = result.outcome;
      if (file === undefined || text === null) {
        expect(text === null || text === policyCase.policy.text).toBe(true);
        return;
      }
      const { recommendedSteps } = JSON.parse(file.text) as {
        recommendedSteps: { unusedPermissionsRecommendedStep: { recommendedPolicy?: string } }[];
      };
      const [step] = recommendedSteps;
      const written = parseJson(step?.unusedPermissionsRecommendedStep.recommendedPolicy ?? '', 'f')
        .value as JsonObject;
      expect(sorted(written)).toEqual(sorted(editPolicy(policyCase.policy, edits) ?? {}));
    }),
  );
});

function sorted(policy: JsonObject): JsonObject {
  const listed = policy['Statement'];
  const sortActions = (statement: JsonObject): JsonObject =>
    Object.fromEntries(
      Object.entries(statement).map(([key, value]) => [
        key,
        /^(?:Not)?Action$/.test(key) && Array.isArray(value) ? [...value].sort() : value,
      ]),
    );
  return {
    ...policy,
    Statement: Array.isArray(listed)
      ? listed.map((each) => sortActions(each as JsonObject))
      : sortActions(listed as JsonObject),
  };
}

test('principals of one name in two accounts have a file each, with the account in its name', () => {
  const app = (account: string) =>
    reviewed({
      policy: POLICY,
      facts: {
        name: 'queue',
        kind: 'inline',
        account,
        attachedTo: [{ kind: 'role', name: 'app', arn: `arn:aws:iam::${account}:role/app` }],
      },
    });
  const arn = 'arn:aws:sso:::permissionSet/ssoins-1/ps-2';
  const set = reviewed({
    policy: POLICY,
    facts: { name: 'Inline', kind: 'inline', attachedTo: [{ kind: 'permission-set', name: 'Ops', arn }] },
  });
  const { files } = renderRecommendations([app('444455556666'), app('111122223333'), set], context);
  expect(files.map(({ name }) => name)).toEqual([
    '444455556666.app.recommendation.json',
    '111122223333.app.recommendation.json',
    'Ops.recommendation.json',
  ]);
});
