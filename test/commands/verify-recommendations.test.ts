import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { runHere, stubHome, temporaryFolder } from './support/run-here.ts';

/** What AWS published: a recommendation for a role, and the policies that it started from. */
const BLOG = join(import.meta.dirname, '../../examples/aws-recommendation');
const ROLE = 'arn:aws:iam::123456789012:role/IAMRole_IA2_Blog_EC2Role';
const S3 = 'arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess';
const BEDROCK = 'arn:aws:iam::aws:policy/AmazonBedrockReadOnly';

interface Step {
  readonly recommendedAction: string;
  readonly existingPolicyId: string;
  readonly recommendedPolicy?: string;
}

interface Given {
  readonly resourceArn: string;
  readonly recommendedSteps: readonly { readonly unusedPermissionsRecommendedStep: Step }[];
}

const read = (name: string): string => readFileSync(join(BLOG, name), 'utf8');
const published = (): Given => JSON.parse(read('get-finding-recommendation.json')) as Given;

interface Verified {
  readonly policyId: string;
  readonly recommended: unknown;
  readonly unusedFrom: string;
  readonly ok: boolean;
  readonly laws: readonly {
    readonly law: number;
    readonly verdict: string;
    readonly counterexample?: { readonly action?: string; readonly message: string };
  }[];
  readonly differences: readonly {
    readonly kind: string;
    readonly message: string;
    readonly actions: string[];
  }[];
}

/** Runs it over what AWS published, with a recommendation and findings in its place. */
async function verify(
  recommendation: unknown,
  finding?: unknown,
): Promise<{ code: number; policies: Verified[]; stderr: string; text: string }> {
  const cwd = temporaryFolder();
  stubHome(cwd);
  cpSync(BLOG, cwd, { recursive: true });
  writeFileSync(join(cwd, 'get-finding-recommendation.json'), JSON.stringify(recommendation));
  if (finding !== undefined) writeFileSync(join(cwd, 'finding.json'), JSON.stringify(finding));
  const { code, stdout, stderr } = await runHere(['verify', '.', '--json'], { cwd });
  const { stdout: text } = await runHere(['verify', '.'], { cwd });
  return { code, stderr, text, policies: stdout === '' ? [] : (JSON.parse(stdout).policies as Verified[]) };
}

/** The finding that leads to what AWS published: what its result no longer allows is unused. */
async function findingBehind(): Promise<object> {
  const cwd = temporaryFolder();
  stubHome(cwd);
  const gone = (service: string, ...actions: string[]) => ({
    unusedPermissionDetails: { serviceNamespace: service, actions: actions.map((action) => ({ action })) },
  });
  return {
    id: 'f',
    resource: ROLE,
    status: 'ACTIVE',
    findingType: 'UnusedPermission',
    findingDetails: [
      { unusedPermissionDetails: { serviceNamespace: 'bedrock' } },
      { unusedPermissionDetails: { serviceNamespace: 's3-object-lambda' } },
      gone('lambda', 'ListAliases', 'ListFunctionUrlConfigs'),
      gone('s3', ...(await goneFromS3(cwd))),
    ],
  };
}

async function goneFromS3(cwd: string): Promise<string[]> {
  const allowed = async (patterns: readonly string[]): Promise<string[]> => {
    const all: string[] = [];
    for (const pattern of patterns) {
      const { stdout } = await runHere(['explain', pattern, '--catalog', '2024-08-31', '--json'], { cwd });
      all.push(...actionsIn(JSON.parse(stdout).tree));
    }
    return all;
  };
  const before = await allowed(['s3:Get*', 's3:List*', 's3:Describe*']);
  const [, step] = published().recommendedSteps;
  const { Statement } = JSON.parse(step?.unusedPermissionsRecommendedStep.recommendedPolicy ?? '');
  const after = new Set(await allowed(Statement[0].Action));
  return before.filter((action) => !after.has(action)).map((action) => action.slice('s3:'.length));
}

/** All that a tree names. */
function actionsIn(tree: unknown): string[] {
  return [...new Set(JSON.stringify(tree).match(/s3:[A-Za-z]+(?=")/g))];
}

/** The published one with one policy changed. */
function tampered(
  policyId: string,
  change: (policy: { Statement: Record<string, unknown>[] }) => void,
): Given {
  const given = published();
  return {
    ...given,
    recommendedSteps: given.recommendedSteps.map(({ unusedPermissionsRecommendedStep: step }) => {
      if (step.existingPolicyId !== policyId || step.recommendedPolicy === undefined)
        return { unusedPermissionsRecommendedStep: step };
      const policy = JSON.parse(step.recommendedPolicy) as { Statement: Record<string, unknown>[] };
      change(policy);
      return { unusedPermissionsRecommendedStep: { ...step, recommendedPolicy: JSON.stringify(policy) } };
    }),
  };
}

const actionsOf = (policy: { Statement: Record<string, unknown>[] }): string[] =>
  policy.Statement[0]?.['Action'] as string[];

describe("AWS's published recommendation", () => {
  test('is a right refinement, step by step, and the cut that coppice makes', async () => {
    const { code, policies, stderr, text } = await verify(published());
    expect([code, stderr]).toEqual([0, '']);
    expect(
      policies.map(({ policyId, ok, unusedFrom, recommended }) => [
        policyId,
        ok,
        unusedFrom,
        recommended === null,
      ]),
    ).toEqual([
      [BEDROCK, true, 'result', true],
      [S3, true, 'result', false],
      ['InlinePolicyListLambda', true, 'result', false],
    ]);
    // Nothing differs but what AWS could not know.
    expect(policies.map(({ differences }) => differences.map(({ kind }) => kind))).toEqual([
      [],
      ['catalogue'],
      [],
    ]);
    expect(policies[1]?.differences[0]?.actions).toContain('s3:GetBucketAbac');
    expect(text).toContain('no finding says what is unused');
    expect(text).toContain('came after 2024-07-22');
  });

  test('tampered: an action added that the policy never allowed', async () => {
    const { code, policies } = await verify(tampered(S3, (policy) => actionsOf(policy).push('s3:PutObject')));
    expect(code).toBe(1);
    const s3 = policies.find(({ policyId }) => policyId === S3);
    expect(s3?.laws.find(({ law }) => law === 3)).toMatchObject({
      verdict: 'refuted',
      counterexample: { action: expect.stringMatching(/^s3:putobject$/i) },
    });
    expect(s3?.differences).toContainEqual(
      expect.objectContaining({ kind: 'new', actions: ['s3:PutObject'] }),
    );
  });

  test('tampered: a Condition changed', async () => {
    const { code, policies } = await verify(
      tampered('InlinePolicyListLambda', ({ Statement: [statement] }) => {
        if (statement !== undefined)
          statement['Condition'] = { NotIpAddress: { 'aws:SourceIp': '0.0.0.0/0' } };
      }),
    );
    expect(code).toBe(1);
    const lambda = policies.find(({ policyId }) => policyId === 'InlinePolicyListLambda');
    expect(lambda?.laws.find(({ law }) => law === 4)).toMatchObject({ verdict: 'refuted' });
    expect(lambda?.differences.map(({ kind }) => kind)).toContain('statement');
  });

  test('with a finding: as it stands right; an action dropped, one left, a detach of what is in use refuted', async () => {
    const finding = await findingBehind();
    const asPublished = await verify(published(), finding);
    expect(asPublished.policies.map(({ ok, unusedFrom }) => [ok, unusedFrom])).toEqual([
      [true, 'findings'],
      [true, 'findings'],
      [true, 'findings'],
    ]);
    expect(asPublished.code).toBe(0);

    const dropped = await verify(
      tampered(S3, (policy) => actionsOf(policy).splice(actionsOf(policy).indexOf('s3:GetObject'), 1)),
      finding,
    );
    expect(dropped.code).toBe(1);
    const lost = dropped.policies.find(({ policyId }) => policyId === S3);
    expect(lost?.laws.find(({ law }) => law === 1)).toMatchObject({
      verdict: 'refuted',
      counterexample: { action: 's3:GetObject' },
    });
    expect(lost?.differences).toContainEqual(
      expect.objectContaining({ kind: 'lost', actions: ['s3:GetObject'] }),
    );

    const left = await verify(
      tampered(S3, (policy) => actionsOf(policy).push('s3:GetBucketAcl')),
      finding,
    );
    expect(left.code).toBe(1);
    expect(left.policies.find(({ policyId }) => policyId === S3)?.differences).toContainEqual(
      expect.objectContaining({ kind: 'left', actions: ['s3:GetBucketAcl'] }),
    );

    const { recommendedSteps, ...rest } = published();
    const detached = await verify(
      {
        ...rest,
        recommendedSteps: recommendedSteps.filter(
          ({ unusedPermissionsRecommendedStep: { recommendedAction } }) =>
            recommendedAction === 'DETACH_POLICY',
        ),
      },
      finding,
    );
    expect(detached.code).toBe(1);
    const s3 = detached.policies.find(({ policyId }) => policyId === S3);
    expect(s3?.recommended).toBeNull();
    expect(s3?.laws.find(({ law }) => law === 1)?.verdict).toBe('refuted');
    expect(s3?.laws.find(({ law }) => law === 1)?.counterexample?.message).toBeTruthy();
  });

  test('another cut is told as one', async () => {
    const { code, policies } = await verify(
      tampered(S3, (policy) => {
        const actions = actionsOf(policy);
        actions.splice(actions.indexOf('s3:GetObjectVersion*'), 1, 's3:GetObjectVe*');
      }),
    );
    expect(code).toBe(0);
    expect(policies.find(({ policyId }) => policyId === S3)?.differences).toContainEqual({
      kind: 'cut',
      message:
        'another cut: AWS writes s3:GetObjectVe* where coppice writes s3:GetObjectVersion*; of what was known then, both allow the same',
      actions: [],
    });
  });

  test('without the policies that it started from: said, exit 2', async () => {
    const cwd = temporaryFolder();
    stubHome(cwd);
    writeFileSync(join(cwd, 'r.json'), read('get-finding-recommendation.json'));
    const { code, stdout, stderr } = await runHere(['verify', 'r.json'], { cwd });
    expect(code).toBe(2);
    expect(stdout).toContain('not verified');
    expect(stderr).toContain(`${S3} cannot be verified, since the policy is not among the inputs`);
  });

  test.each([
    [['verify', 'AmazonS3ReadOnlyAccess.json'], /no recommendation of AWS among the inputs/],
    [['verify', '--original', 'AmazonS3ReadOnlyAccess.json', 'f.json'], /--refined is missing/],
  ])('refused: %j', async (argv, says) => {
    const cwd = temporaryFolder();
    stubHome(cwd);
    cpSync(BLOG, cwd, { recursive: true });
    const { code, stderr } = await runHere(argv, { cwd });
    expect(code).toBe(2);
    expect(stderr).toMatch(says);
  });
});

describe("Security Hub's", () => {
  const POLICY = {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: ['sqs:*'], Resource: '*' }],
  };
  const hub = (recommended: object | undefined) => ({
    ResourceArn: 'arn:aws:iam::123456789012:role/app',
    RecommendationType: 'UnusedPermissionRecommendation',
    Status: 'SUCCEEDED',
    RecommendationSteps: [
      {
        UnusedPermissions: {
          RecommendedAction: recommended === undefined ? 'DETACH_POLICY' : 'CREATE_POLICY',
          ExistingPolicyId: 'queue',
          ExistingPolicy: JSON.stringify(POLICY),
          ...(recommended === undefined ? {} : { RecommendedPolicy: JSON.stringify(recommended) }),
        },
      },
    ],
  });
  const finding = [{ serviceNamespace: 'sqs', actions: ['PurgeQueue'] }];
  const run = async (given: object, argv: readonly string[]) => {
    const cwd = temporaryFolder();
    stubHome(cwd);
    writeFileSync(join(cwd, 'r.json'), JSON.stringify(given));
    writeFileSync(join(cwd, 'f.json'), JSON.stringify(finding));
    return runHere(argv, { cwd });
  };

  test('brings the policy itself, for every command', async () => {
    const ran = await run(hub(undefined), ['refine', 'r.json', 'f.json']);
    expect(ran.code).toBe(0);
    expect(ran.stdout).toContain('sqs:SendMessage');
    expect(ran.stdout).not.toContain('sqs:PurgeQueue');
  });

  test('is verified like the other; a detach of what is in use is refuted', async () => {
    const right = JSON.parse((await run(hub(undefined), ['refine', 'r.json', 'f.json'])).stdout) as object;
    expect((await run(hub(right), ['verify', 'r.json', 'f.json'])).code).toBe(0);
    const refuted = await run(hub(undefined), ['verify', 'r.json', 'f.json']);
    expect(refuted.code).toBe(1);
    expect(refuted.stdout).toContain('not a right refinement');
  });

  test.each([
    [{ Status: 'IN_PROGRESS' }, /still at work .*get-recommended-policy-v2/],
    [
      { Status: 'FAILED', Error: { Code: 'NOT_SUPPORTED', Message: 'a NotAction' } },
      /made no recommendation \(FAILED: NOT_SUPPORTED, a NotAction\).*generate-recommended-policy-v2/,
    ],
  ])('%j is named with what to do', async (status, says) => {
    const { RecommendationSteps: _, ...rest } = hub(undefined);
    const { code, stderr } = await run({ ...rest, ...status }, ['verify', 'r.json', 'f.json']);
    expect(code).toBe(2);
    expect(stderr).toMatch(says);
  });
});
