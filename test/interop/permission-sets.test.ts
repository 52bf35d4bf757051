import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { AccountCase } from '../../source/account/cases.ts';
import { renderAwsCli } from '../../source/output/aws-cli/aws-cli.ts';
import { renderCloudFormation } from '../../source/output/cloudformation.ts';
import { renderTerraform } from '../../source/output/terraform.ts';
import { createWorkspace, type Workspace } from '../journeys/support/workspace.ts';
import { context, POLICY, reviewed, WHOLLY_UNUSED } from '../output/support/reviewed.ts';
import { type Gateway, provisioning, startGateway } from './support/gateway.ts';
import { type Moto, startMoto } from './support/moto.ts';
import { awsCli, isThere, program, unless } from './support/programs.ts';
import { type Operator, operatorAt } from './support/shell.ts';

vi.setConfig({ testTimeout: 900_000, hookTimeout: 240_000 });

const server = program('moto_server');
const first = [1 as const, 2 as const].map(awsCli).find(isThere);
const { skip, why } = unless(server, first ?? { missing: 'the AWS CLI is not installed' });

let moto: Moto;
let gateway: Gateway;
let workspace: Workspace;
let operator: Operator;
let set: AccountCase['attachedTo'][number];
let which: string;
/** How many of the next provisionings fail. */
let failures = 0;

beforeAll(async () => {
  workspace = createWorkspace();
  if (!isThere(server) || first === undefined) return;
  moto = await startMoto(server.path);
  gateway = await startGateway(
    new Map(),
    moto.url,
    provisioning(() => failures-- > 0),
  );
  operator = operatorAt(workspace, { cli: first.path, url: gateway.url });
  const instance = (await operator.aws(
    'sso-admin list-instances --query Instances[0].InstanceArn',
  )) as string;
  const arn = (await operator.aws(
    `sso-admin create-permission-set --name 'Ops+=,.@-' --instance-arn ${instance} --query PermissionSet.PermissionSetArn`,
  )) as string;
  set = { kind: 'permission-set', name: 'Ops+=,.@-', arn, set: { arn, instanceArn: instance, roles: [] } };
  which = `--instance-arn ${instance} --permission-set-arn ${arn}`;
});

afterAll(async () => {
  await gateway?.close();
  await moto?.close();
  workspace.dispose();
});

function script(name: string, policy: typeof POLICY, facts: Partial<AccountCase>): string {
  const result = reviewed({ policy, facts: { ...facts, attachedTo: [set] } });
  return workspace.write(name, renderAwsCli([result], context).files[0]?.text ?? '');
}

async function inline(): Promise<unknown> {
  const text = await operator.aws(
    `sso-admin get-inline-policy-for-permission-set ${which} --query InlinePolicy`,
  );
  return text === '' ? undefined : (JSON.parse(String(text)) as unknown);
}

describe(`permission sets${why}`, () => {
  test.skipIf(skip)('the inline policy: there and back, and not over somebody else', async () => {
    const put = (policy: object): Promise<string> =>
      operator.does(
        `aws sso-admin put-inline-policy-to-permission-set ${which} --inline-policy '${JSON.stringify(policy)}'`,
      );
    await put(POLICY);
    const path = script('set.sh', POLICY, { kind: 'inline', name: 'AwsSSOInlinePolicy' });
    expect(await operator.does(`bash ${path} plan`)).toContain('AWS has    what the review saw');
    // Killed after the policy was put: it is in no account yet, and the next run sees to that.
    const deaths = workspace.path('deaths');
    expect((await operator.run(`bash ${path} apply`, { AWS_DIES: deaths })).code).not.toBe(0);
    expect((await operator.run(`bash ${path} verify`)).code).toBe(1);
    expect(await operator.does(`bash ${path} apply`)).toContain('Provisioning the permission set');
    expect(JSON.stringify(await inline())).toContain('svc:GetAlpha');
    await operator.does(`bash ${path} verify`);
    expect(await operator.does(`bash ${path} apply`)).toContain('already in place');
    await operator.does(`bash ${path} rollback`);
    expect(await inline()).toEqual(POLICY);
    const other = { ...POLICY, Id: 'other' };
    await put(other);
    expect((await operator.run(`bash ${path} apply`)).code).toBe(3);
    expect(await inline()).toEqual(other);
  });

  test.skipIf(skip)(
    'one that could not be provisioned is not in place, and the next run finishes it',
    async () => {
      const policy = { ...POLICY, Id: 'fails' };
      await operator.does(
        `aws sso-admin put-inline-policy-to-permission-set ${which} --inline-policy '${JSON.stringify(policy)}'`,
      );
      const path = script('fails.sh', policy, { kind: 'inline', name: 'AwsSSOInlinePolicy' });
      failures = 1;
      const failed = await operator.run(`bash ${path} apply`);
      expect({ code: failed.code, said: failed.stderr }).toEqual({
        code: 1,
        said: expect.stringContaining('it could not be provisioned: the account is closed; run this again'),
      });
      expect((await operator.run(`bash ${path} verify`)).code).toBe(1);
      await operator.does(`bash ${path} apply`);
      await operator.does(`bash ${path} verify`);
      await operator.does(`bash ${path} rollback`);
      expect(await inline()).toEqual(policy);
    },
  );

  test.skipIf(skip)('an inline policy of which nothing is left goes, and comes back', async () => {
    const unused = { ...WHOLLY_UNUSED, Id: 'x' };
    await operator.does(
      `aws sso-admin put-inline-policy-to-permission-set ${which} --inline-policy '${JSON.stringify(unused)}'`,
    );
    const path = script('gone.sh', unused, { kind: 'inline', name: 'AwsSSOInlinePolicy' });
    await operator.does(`bash ${path} apply`);
    expect(await inline()).toBeUndefined();
    await operator.does(`bash ${path} verify`);
    await operator.does(`bash ${path} rollback`);
    expect(await inline()).toEqual(unused);
  });

  test.skipIf(skip)(
    'what is left of an AWS-managed policy goes into the inline policy, which the set may not have had',
    async () => {
      const arn = 'arn:aws:iam::aws:policy/AmazonSQSReadOnlyAccess';
      const listed = `sso-admin list-managed-policies-in-permission-set ${which} --query AttachedManagedPolicies[].Arn`;
      if ((await inline()) !== undefined)
        await operator.does(`aws sso-admin delete-inline-policy-from-permission-set ${which}`);
      await operator.does(
        `aws sso-admin attach-managed-policy-to-permission-set ${which} --managed-policy-arn ${arn}`,
      );
      const path = script('view.sh', POLICY, { kind: 'aws-managed', name: 'AmazonSQSReadOnlyAccess', arn });
      expect(await operator.does(`bash ${path} plan`)).toContain(`without    ${arn}`);
      // Killed after the policy was put, and again after the other was taken.
      const deaths = workspace.path('deaths-of-view');
      for (const _ of [1, 2])
        expect((await operator.run(`bash ${path} apply`, { AWS_DIES: deaths })).code).not.toBe(0);
      await operator.does(`bash ${path} apply`);
      expect(await operator.aws(listed)).toEqual([]);
      expect(JSON.stringify(await inline())).toContain('svc:GetAlpha');
      await operator.does(`bash ${path} verify`);
      await operator.does(`bash ${path} rollback`);
      expect(await operator.aws(listed)).toEqual([arn]);
      expect(await inline()).toBeUndefined();
      // Somebody has taken it meanwhile: what is left of it does not come back by the way.
      await operator.does(
        `aws sso-admin detach-managed-policy-from-permission-set ${which} --managed-policy-arn ${arn}`,
      );
      const stopped = await operator.run(`bash ${path} apply`);
      expect({ code: stopped.code, said: stopped.stdout }).toEqual({
        code: 3,
        said: expect.stringContaining(`the set does not have ${arn} any more`),
      });
      expect(await inline()).toBeUndefined();
    },
  );

  test.skipIf(skip)(
    'a managed policy that is wholly unused is taken from the set, and given back',
    async () => {
      const arn = 'arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess';
      const listed = `sso-admin list-managed-policies-in-permission-set ${which} --query AttachedManagedPolicies[].Arn`;
      await operator.does(
        `aws sso-admin attach-managed-policy-to-permission-set ${which} --managed-policy-arn ${arn}`,
      );
      const path = script('managed.sh', WHOLLY_UNUSED, {
        kind: 'aws-managed',
        name: 'AmazonS3ReadOnlyAccess',
        arn,
      });
      await operator.does(`bash ${path} apply`);
      expect(await operator.aws(listed)).toEqual([]);
      await operator.does(`bash ${path} verify`);
      await operator.does(`bash ${path} rollback`);
      expect(await operator.aws(listed)).toEqual([arn]);

      const reference = `sso-admin list-customer-managed-policy-references-in-permission-set ${which} --query CustomerManagedPolicyReferences[].Name`;
      await operator.does(
        `aws sso-admin attach-customer-managed-policy-reference-to-permission-set ${which} --customer-managed-policy-reference Name=Own,Path=/a/`,
      );
      const own = script('own.sh', WHOLLY_UNUSED, {
        kind: 'customer-managed',
        name: 'Own',
        arn: 'arn:aws:iam::111122223333:policy/a/Own',
      });
      await operator.does(`bash ${own} apply`);
      expect(await operator.aws(reference)).toEqual([]);
      await operator.does(`bash ${own} rollback`);
      expect(await operator.aws(reference)).toEqual(['Own']);
    },
  );

  const checks = [program('terraform'), program('cfn-lint'), program('shellcheck')];
  const left = unless(server, ...checks, first ?? { missing: 'the AWS CLI is not installed' });
  test.skipIf(left.skip)(`terraform fmt, cfn-lint and shellcheck are content${left.why}`, async () => {
    const results = [
      reviewed({ policy: POLICY, facts: { kind: 'inline', name: 'AwsSSOInlinePolicy', attachedTo: [set] } }),
      reviewed({
        policy: POLICY,
        facts: { kind: 'aws-managed', name: 'X', arn: 'arn:aws:iam::aws:policy/X', attachedTo: [set] },
      }),
    ];
    for (const { name, text } of [
      ...renderTerraform(results, { ...context, wire: true }).files,
      ...renderCloudFormation(results, context).files,
      ...renderAwsCli(results, context).files,
    ])
      workspace.write(`set/${name}`, text);
    const checked = await operator.run(
      'cd set && terraform fmt -check -diff . && cfn-lint --ignore-checks W3037 -- *.yaml && shellcheck *.sh',
      { TF_CLI_CONFIG_FILE: '/dev/null' },
    );
    expect(checked).toMatchObject({ code: 0, stdout: '', stderr: '' });
  });
});
