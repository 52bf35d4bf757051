import { expect, test } from 'vitest';
import { recommendedPolicies } from '../../source/account/recommended.ts';
import { readInputs } from '../../source/inputs/read.ts';
import { arnOf, caseNamed, casesIn, detailsOf, documentOf, filesOf, findingOf, unusedOf } from './details.ts';

const GET = 's3:GetObject';
const PUT = 's3:PutObject';
const APP = arnOf('role', 'app');
const SHARED = arnOf('policy', 'Shared');
const AWS = 'arn:aws:iam::aws:policy/ReadOnly';

interface Step {
  readonly id: string;
  readonly create?: readonly string[];
  readonly existing?: readonly string[];
}

const textOf = (actions: readonly string[] | undefined): string | undefined =>
  actions === undefined ? undefined : JSON.stringify(documentOf(actions));

/** As `aws accessanalyzer get-finding-recommendation` says it. */
function analyzer(steps: readonly Step[], more: object = {}): object {
  return {
    resourceArn: APP,
    status: 'SUCCEEDED',
    completedAt: '2024-07-22T20:40:58+00:00',
    recommendationType: 'UNUSED_PERMISSION_RECOMMENDATION',
    recommendedSteps: steps.map(({ id, create, existing }) => ({
      unusedPermissionsRecommendedStep: {
        recommendedAction: create === undefined ? 'DETACH_POLICY' : 'CREATE_POLICY',
        existingPolicyId: id,
        recommendedPolicy: textOf(create),
        existingPolicy: textOf(existing),
      },
    })),
    ...more,
  };
}

/** As `aws securityhub get-recommended-policy-v2` says it. */
function hub(steps: readonly Step[], more: object = {}): object {
  return {
    ResourceArn: APP,
    Status: 'SUCCEEDED',
    RecommendationType: 'UnusedPermissionRecommendation',
    RecommendationSteps: steps.map(({ id, create, existing }) => ({
      UnusedPermissions: {
        RecommendedAction: create === undefined ? 'DETACH_POLICY' : 'CREATE_POLICY',
        ExistingPolicyId: id,
        RecommendedPolicy: textOf(create),
        ExistingPolicy: textOf(existing),
      },
    })),
    ...more,
  };
}

test.each([
  ['accessanalyzer', analyzer],
  ['securityhub', hub],
])('%s: steps about one policy are one, and several pages one recommendation', (_, say) => {
  const first: Step[] = [{ id: AWS }, { id: SHARED, create: [GET] }];
  const second: Step[] = [{ id: SHARED }, { id: 'own', create: [PUT] }, { id: 'own' }];
  const { recommendations, warnings } = readInputs(
    filesOf(say(first, { nextToken: 'x', NextToken: 'x' }), say(second)),
  );
  expect(warnings).toEqual([]);
  expect(recommendedPolicies(recommendations).map(({ policyId, value }) => [policyId, value])).toEqual([
    [AWS, null],
    [SHARED, documentOf([GET])],
    ['own', documentOf([PUT])],
  ]);
  expect(readInputs(filesOf(say(first, { nextToken: 'x', NextToken: 'x' }))).warnings).toEqual([
    expect.stringContaining('goes on with a page that is missing'),
  ]);
});

test('of two about one principal the newer counts', () => {
  const { recommendations } = readInputs(
    filesOf(
      analyzer([{ id: 'own', create: [GET] }]),
      analyzer([{ id: 'own' }], { completedAt: '2025-01-01T00:00:00Z' }),
    ),
  );
  expect(recommendedPolicies(recommendations).map(({ value }) => value)).toEqual([null]);
});

test('a case knows what AWS recommends for it: by the ARN of a managed policy, the name of an inline one', () => {
  const account = detailsOf({
    roles: { app: { inline: { own: [GET, PUT] }, attached: ['Shared'] }, web: { inline: { own: [GET] } } },
    managed: { Shared: [GET, PUT] },
  });
  const { cases } = casesIn(
    filesOf(account, analyzer([{ id: SHARED, create: [GET] }, { id: SHARED }, { id: 'own' }])),
  );
  expect(cases.map(({ principal, name, recommended }) => [principal, name, recommended?.value])).toEqual([
    ['app', 'own', null],
    ['web', 'own', undefined],
    ['app', 'Shared', documentOf([GET])],
  ]);
});

test('the policies that it started from come with it; of a customer-managed one it is not known who else has it', () => {
  const all = [GET, PUT];
  const files = filesOf(
    hub([
      { id: SHARED, create: [GET], existing: all },
      { id: AWS, existing: all },
      { id: 'own', existing: all },
    ]),
    findingOf(APP, [PUT]),
  );
  const found = casesIn(files);
  expect(unusedOf(caseNamed(found, 'own', 'app'), ...all)).toEqual([PUT]);
  expect(unusedOf(caseNamed(found, 'ReadOnly', 'app'), ...all)).toEqual([PUT]);
  expect(caseNamed(found, 'Shared')).toMatchObject({
    arn: SHARED,
    kind: 'customer-managed',
    notRefined: { reason: 'unknown-holders' },
    recommended: { value: documentOf([GET]) },
  });
  const alone = caseNamed(casesIn(files, { assumeSoleHolder: true }), 'Shared');
  expect(unusedOf(alone, ...all)).toEqual([PUT]);
});

test('what another input has is not brought twice', () => {
  const account = detailsOf({ roles: { app: { inline: { own: [GET, PUT] } } } });
  const { cases } = casesIn(filesOf(account, hub([{ id: 'own', existing: [GET] }])));
  expect(cases.map(({ name, policy }) => [name, policy.statements[0]?.entries])).toEqual([
    ['own', [GET, PUT]],
  ]);
});
