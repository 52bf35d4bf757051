import { mkdirSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { AccountCase } from '../../source/account/cases.ts';
import type { JsonObject } from '../../source/base/json.ts';
import { renderAwsCli } from '../../source/output/aws-cli/aws-cli.ts';
import { renderCloudFormation } from '../../source/output/cloudformation.ts';
import type { ProvenPolicy } from '../../source/output/result.ts';
import { renderTerraform } from '../../source/output/terraform.ts';
import { createWorkspace, type Workspace } from '../journeys/support/workspace.ts';
import { context, POLICY, reviewed, USED, WHOLLY_UNUSED } from '../output/support/reviewed.ts';
import { type Moto, startMoto } from './support/moto.ts';
import { awsCli, isThere, pathOf, program, terraformMirror, unless } from './support/programs.ts';
import { type Operator, operatorAt } from './support/shell.ts';
import { mirrored, providerAt } from './support/terraform.ts';

vi.setConfig({ testTimeout: 240_000, hookTimeout: 120_000 });

const server = program('moto_server');
const terraform = program('terraform');
const mirror = terraformMirror();
const lint = program('cfn-lint');
const first = [1 as const, 2 as const].map(awsCli).find(isThere);
const cli = first ?? { missing: 'the AWS CLI is not installed' };

const ACCOUNT = '123456789012';
const TRUST = `'{"Version":"2012-10-17","Statement":[]}'`;

let moto: Moto;
let workspace: Workspace;
let operator: Operator;

beforeAll(async () => {
  workspace = createWorkspace();
  if (isThere(server)) moto = await startMoto(server.path);
  if (isThere(server) && isThere(cli)) operator = operatorAt(workspace, { cli: cli.path, url: moto.url });
});

afterAll(async () => {
  await moto?.close();
  workspace.dispose();
});

const role = { kind: 'role', name: 'Tf+=,.@-_', arn: `arn:aws:iam::${ACCOUNT}:role/Tf+=,.@-_` } as const;
const user = { kind: 'user', name: 'jane', arn: `arn:aws:iam::${ACCOUNT}:user/jane` } as const;
const group = { kind: 'group', name: 'ops', arn: `arn:aws:iam::${ACCOUNT}:group/ops` } as const;
const arn = `arn:aws:iam::${ACCOUNT}:policy/team/Shared`;

/** What `aws_iam_policy_document` cannot say. */
const ODD: JsonObject = {
  Version: '2012-10-17',
  Statement: [
    { Sid: 'A', Effect: 'Allow', Action: 'svc:Get*', Resource: 'arn:aws:s3:::a/&{x}' },
    {
      Sid: 'B',
      Effect: 'Allow',
      Action: 'other:*',
      Resource: ['*'],
      Condition: { Bool: { 'aws:MFA': 'true' } },
    },
  ],
};

/** The policies of an account, before (nothing is reported unused) or after. */
function policies(unused?: readonly string[]): ProvenPolicy[] {
  const given = (policy: JsonObject, facts: Partial<AccountCase>): ProvenPolicy =>
    reviewed({ policy, facts, ...(unused === undefined ? {} : { unused }) });
  return [
    given(POLICY, { kind: 'inline', name: 'Inline', attachedTo: [role] }),
    given(ODD, { kind: 'inline', name: 'odd.one', attachedTo: [user] }),
    given(USED, { kind: 'inline', name: 'Used', attachedTo: [group] }),
    given(POLICY, { kind: 'customer-managed', name: 'Shared', arn, attachedTo: [role, user, group] }),
  ];
}

interface Planned {
  readonly policy: string;
}

interface ResourceChange {
  readonly change: { readonly actions: readonly string[]; readonly before: Planned; readonly after: Planned };
}

/** All of a resource but the actions of its policy; lists say the same in any order, and a text what a list of it says. */
function withoutActions({ policy, ...rest }: Planned): unknown {
  const document = JSON.parse(policy, (key, value: unknown) => {
    if (key === 'Action') return undefined;
    if (key === 'Resource' || key === 'NotResource') return [value].flat().sort();
    return value;
  }) as unknown;
  return { ...rest, document };
}

function write(folder: string, { files }: { files: readonly { name: string; text: string }[] }): string {
  mkdirSync(workspace.path(folder), { recursive: true });
  for (const { name, text } of files) workspace.write(`${folder}/${name}`, text);
  return workspace.path(folder);
}

describe('terraform', () => {
  const needed = [server, cli, terraform, mirror];
  const { skip, why } = unless(...needed);

  test.skipIf(skip)(`imports, changes actions only, and agrees with what the scripts do${why}`, async () => {
    for (const [i, [policy, put]] of [
      [POLICY, `put-role-policy --role-name ${role.name} --policy-name Inline`],
      [ODD, `put-user-policy --user-name ${user.name} --policy-name odd.one`],
      [USED, `put-group-policy --group-name ${group.name} --policy-name Used`],
      [POLICY, `create-policy --policy-name Shared --path /team/ --description 'for all'`],
    ].entries() as ArrayIterator<[number, [JsonObject, string]]>) {
      if (i === 0) {
        await operator.does(
          `aws iam create-role --role-name ${role.name} --assume-role-policy-document ${TRUST}
           aws iam create-user --user-name ${user.name}
           aws iam create-group --group-name ${group.name}`,
        );
      }
      await operator.does(`aws iam ${put} --policy-document file://${workspace.write(`p${i}.json`, policy)}`);
    }
    for (const { kind, name } of [role, user, group])
      await operator.does(`aws iam attach-${kind}-policy --${kind}-name ${name} --policy-arn ${arn}`);

    workspace.write('terraform.rc', mirrored(pathOf(mirror)));
    const provider = providerAt(moto.url);
    const env = { TF_CLI_CONFIG_FILE: workspace.path('terraform.rc'), TF_IN_AUTOMATION: '1' };
    const wired = { ...context, wire: true };
    const before = write('tf', renderTerraform(policies([]), wired));
    const init = await operator.run(`terraform fmt -check -diff '${before}'`, env);
    expect(init.stdout).toBe('');
    workspace.write('tf/main.tf', provider);
    const started = await operator.run(`cd '${before}' && terraform init -input=false -no-color`, env);
    expect({ code: started.code, stderr: started.stderr }).toEqual({ code: 0, stderr: '' });

    const plan = async (options = ''): Promise<string> => {
      const { code, stdout, stderr } = await operator.run(
        `cd '${before}' && terraform plan -input=false -no-color -lock=false ${options}`,
        env,
      );
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      return stdout;
    };
    expect(await plan()).toContain('Plan: 7 to import, 0 to add, 0 to change, 0 to destroy.');

    // The names are the same, so the files take the place of the first ones.
    const results = policies();
    write('tf', renderTerraform(results, wired));
    const formatted = await operator.run(`terraform fmt -check -diff '${before}/'policy_*.tf`, env);
    expect(formatted.stdout).toBe('');
    expect(await plan('-out=plan')).toContain('Plan: 7 to import, 0 to add, 3 to change, 0 to destroy.');
    const shown = await operator.run(`cd '${before}' && terraform show -json plan`, env);
    const { resource_changes } = JSON.parse(shown.stdout) as { resource_changes: ResourceChange[] };
    const changes = resource_changes.filter(({ change }) => change.actions.join() === 'update');
    expect(changes).toHaveLength(3);
    for (const { change } of changes) {
      expect(withoutActions(change.after)).toEqual(withoutActions(change.before));
      expect(change.after.policy).not.toContain('svc:Get*');
    }

    const scripts = write('scripts', renderAwsCli(results, context));
    await operator.does(`bash '${scripts}/run-all.sh' apply`);
    expect(await plan()).toContain('Plan: 7 to import, 0 to add, 0 to change, 0 to destroy.');
  });

  const { skip: unformatted, why: because } = unless(terraform);
  test.skipIf(unformatted)(`terraform fmt has nothing to change${because}`, async () => {
    const large: JsonObject = {
      Version: '2012-10-17',
      Statement: [1, 2, 3].map((i) => ({
        Effect: 'Allow',
        Action: 'svc:Get*',
        Resource: `${'x'.repeat(2500)}${i}`,
      })),
    };
    const managed = { kind: 'customer-managed', name: 'Big', arn, attachedTo: [role, user] } as const;
    const results = [
      ...policies(),
      reviewed({ policy: large, facts: managed }),
      reviewed({ policy: WHOLLY_UNUSED, facts: { ...managed, name: 'Unused' } }),
      reviewed({
        policy: POLICY,
        facts: { ...managed, kind: 'aws-managed', arn: 'arn:aws:iam::aws:policy/X' },
      }),
      reviewed({ policy: POLICY, facts: { name: 'bare' } }),
    ];
    const elsewhere = createWorkspace();
    const here = operatorAt(elsewhere, { cli: 'false', url: '' });
    for (const wire of [false, true]) {
      const folder = write(`fmt-${wire}`, renderTerraform(results, { ...context, wire }));
      const { code, stdout, stderr } = await here.run(`terraform fmt -check -diff '${folder}'`, {
        TF_CLI_CONFIG_FILE: '/dev/null',
      });
      expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: '', stderr: '' });
    }
    elsewhere.dispose();
  });
});

describe('cloudformation', () => {
  const { skip, why } = unless(server, cli, lint);

  test.skipIf(skip)(`cfn-lint is content, and a stack has what was reviewed${why}`, async () => {
    await operator.does(`aws iam create-role --role-name Stacked --assume-role-policy-document ${TRUST}`);
    const stacked = { kind: 'role', name: 'Stacked', arn: `arn:aws:iam::${ACCOUNT}:role/Stacked` } as const;
    const path = `arn:aws:iam::${ACCOUNT}:policy/a/b/ByStack`;
    const results = [
      reviewed({ policy: POLICY, facts: { kind: 'inline', name: 'InlineByStack', attachedTo: [stacked] } }),
      reviewed({
        policy: POLICY,
        facts: { kind: 'customer-managed', name: 'ByStack', arn: path, attachedTo: [stacked] },
      }),
    ];
    const folder = write('cfn', renderCloudFormation(results, context));
    // The services of these tests are invented.
    const linted = await operator.run(`cfn-lint --ignore-checks W3037 -- '${folder}'/*.yaml`);
    expect(linted.stdout).toBe('');
    // Of inline policies on their own moto makes nothing.
    await operator.does(
      `aws cloudformation create-stack --stack-name s --capabilities CAPABILITY_NAMED_IAM --template-body file://${folder}/Stacked.ByStack.yaml`,
    );
    const expected = JSON.parse(results[1]?.outcome.text ?? 'null') as unknown;
    expect(
      await operator.aws(
        `iam get-policy-version --policy-arn ${path} --version-id v1 --query PolicyVersion.Document`,
      ),
    ).toEqual(expected);
    expect(
      await operator.aws(
        'iam list-attached-role-policies --role-name Stacked --query AttachedPolicies[].PolicyArn',
      ),
    ).toEqual([path]);
  });
});
