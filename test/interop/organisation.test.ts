import { cpSync } from 'node:fs';
import { join } from 'node:path';
import {
  AttachRolePolicyCommand,
  CreatePolicyCommand,
  CreateRoleCommand,
  IAMClient,
  PutRolePolicyCommand,
} from '@aws-sdk/client-iam';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { root } from '../../tools/document.ts';
import { createWorkspace, type Workspace } from '../journeys/support/workspace.ts';
import { type Gateway, provisioning, startGateway } from './support/gateway.ts';
import { type Moto, startMoto } from './support/moto.ts';
import { awsCli, isThere, pathOf, program, terraformMirror, unless } from './support/programs.ts';
import { type Operator, operatorAt } from './support/shell.ts';
import { mirrored, providerAt } from './support/terraform.ts';

// Hundreds of calls of the AWS CLI and of Terraform: minutes, and several times that where others work on the machine.
vi.setConfig({ testTimeout: 1_200_000, hookTimeout: 600_000 });

const server = program('moto_server');
const terraform = program('terraform');
const mirror = terraformMirror();
const first = [1 as const, 2 as const].map(awsCli).find(isThere);
const cli = first ?? { missing: 'the AWS CLI is not installed' };

const ACCOUNTS = { production: '111122223333', staging: '444455556666', sandbox: '777788889999' };
type Place = keyof typeof ACCOUNTS;
type Environment = Readonly<Record<string, string>>;

let moto: Moto;
let gateway: Gateway;
let workspace: Workspace;
let operator: Operator;
/** Credentials of each account; without any of them one works in the account that manages Identity Center. */
const as: Record<string, Environment> = {};
const sets: Record<string, string> = {};
let instance: string;

const MANAGED = 'AmazonSNSReadOnlyAccess';

interface Document {
  readonly Statement: readonly object[];
}

interface Role {
  readonly Path: string;
  readonly RoleName: string;
  readonly AssumeRolePolicyDocument: object;
  readonly RolePolicyList: readonly { readonly PolicyName: string; readonly PolicyDocument: object }[];
  readonly AttachedManagedPolicies: readonly { readonly PolicyArn: string }[];
}

interface Details {
  readonly RoleDetailList: readonly Role[];
  readonly Policies: readonly {
    readonly PolicyName: string;
    readonly Arn: string;
    readonly PolicyVersionList: readonly { readonly Document: object }[];
  }[];
}

/** Makes what the details of an account tell of. */
async function populate(place: Place): Promise<void> {
  const { AWS_ACCESS_KEY_ID: accessKeyId = '', AWS_SECRET_ACCESS_KEY: secretAccessKey = '' } =
    as[place] ?? {};
  const iam = new IAMClient({
    region: 'us-east-1',
    endpoint: moto.url,
    credentials: { accessKeyId, secretAccessKey },
  });
  const { RoleDetailList: roles, Policies: policies } = workspace.json(
    `org/${place}/account.json`,
  ) as Details;
  for (const { PolicyName, Arn, PolicyVersionList } of policies) {
    const PolicyDocument = JSON.stringify(PolicyVersionList[0]?.Document);
    if (!Arn.startsWith('arn:aws:iam::aws:'))
      await iam.send(new CreatePolicyCommand({ PolicyName, PolicyDocument }));
  }
  for (const { Path, RoleName, RolePolicyList, AttachedManagedPolicies, ...role } of roles) {
    const AssumeRolePolicyDocument = JSON.stringify(role.AssumeRolePolicyDocument);
    await iam.send(new CreateRoleCommand({ Path, RoleName, AssumeRolePolicyDocument }));
    for (const { PolicyName, PolicyDocument } of RolePolicyList) {
      const document = JSON.stringify(PolicyDocument);
      await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName, PolicyDocument: document }));
    }
    for (const { PolicyArn } of AttachedManagedPolicies)
      await iam.send(new AttachRolePolicyCommand({ RoleName, PolicyArn }));
  }
  iam.destroy();
}

beforeAll(async () => {
  workspace = createWorkspace();
  if (!isThere(server) || first === undefined) return;
  moto = await startMoto(server.path);
  gateway = await startGateway(new Map(), moto.url, provisioning());
  operator = operatorAt(workspace, { cli: first.path, url: gateway.url });
  cpSync(join(root, 'examples/organisation'), workspace.path('org'), { recursive: true });
  for (const [place, account] of Object.entries(ACCOUNTS)) {
    const keys = (await operator.aws(
      `sts assume-role --role-arn arn:aws:iam::${account}:role/Admin --role-session-name who --query Credentials`,
    )) as Record<'AccessKeyId' | 'SecretAccessKey' | 'SessionToken', string>;
    as[place] = {
      AWS_ACCESS_KEY_ID: keys.AccessKeyId,
      AWS_SECRET_ACCESS_KEY: keys.SecretAccessKey,
      AWS_SESSION_TOKEN: keys.SessionToken,
    };
    await populate(place as Place);
  }
  instance = (await operator.aws('sso-admin list-instances --query Instances[0].InstanceArn')) as string;
  const auditor = (workspace.json('org/production/account.json') as Details).RoleDetailList.find(
    ({ RoleName }) => RoleName.includes('Auditor'),
  );
  const own = workspace.json('org/permission-sets/Developer/inline-policy.json') as { InlinePolicy: string };
  for (const [name, inline] of [
    ['Developer', own.InlinePolicy],
    ['Auditor', JSON.stringify(auditor?.RolePolicyList[0]?.PolicyDocument)],
  ] as const) {
    const made = (await operator.aws(
      `sso-admin create-permission-set --name ${name} --instance-arn ${instance}`,
    )) as { PermissionSet: { PermissionSetArn: string } };
    sets[name] = made.PermissionSet.PermissionSetArn;
    if (name === 'Developer')
      workspace.write('org/permission-sets/Developer/describe-permission-set.json', made);
    await operator.does(
      `aws sso-admin put-inline-policy-to-permission-set ${whichSet(name)} --inline-policy '${inline}'`,
    );
  }
  const arn = `arn:aws:iam::aws:policy/${MANAGED}`;
  await operator.does(
    `aws sso-admin attach-managed-policy-to-permission-set ${whichSet('Auditor')} --managed-policy-arn ${arn}`,
  );
});

afterAll(async () => {
  await gateway?.close();
  await moto?.close();
  workspace.dispose();
});

function whichSet(name: string): string {
  return `--instance-arn ${instance} --permission-set-arn ${sets[name]}`;
}

async function refine(format: string, output: string): Promise<void> {
  const args = ['refine', 'org', '--assume-unanalysed-unused', '--format', format, '-o', output];
  const { code, stderr } = await workspace.run([...args, ...(format === 'terraform' ? ['--wire'] : [])]);
  expect({ code, stderr: code === 0 ? '' : stderr }).toEqual({ code: 0, stderr: '' });
}

/** What AWS has of all that is refined, by the name of its result in JSON. */
async function inForce(): Promise<Record<string, unknown>> {
  const found: Record<string, unknown> = {};
  const ask = async (command: string, env?: Environment): Promise<unknown> =>
    JSON.parse(await operator.does(`aws ${command} --output json`, env)) as unknown;
  for (const name of ['Developer', 'Auditor']) {
    const text = await ask(
      `sso-admin get-inline-policy-for-permission-set ${whichSet(name)} --query InlinePolicy`,
    );
    found[`${name}.AwsSSOInlinePolicy`] = JSON.parse(String(text)) as unknown;
    found[`managed by AWS in ${name}`] = await ask(
      `sso-admin list-managed-policies-in-permission-set ${whichSet(name)} --query AttachedManagedPolicies[].Name`,
    );
  }
  for (const [place, account] of Object.entries(ACCOUNTS)) {
    const arn = `arn:aws:iam::${account}:policy/team-logs`;
    const version = `$(aws iam get-policy --policy-arn ${arn} --query Policy.DefaultVersionId --output text)`;
    found[`${account}.Developer.team-logs`] = await ask(
      `iam get-policy-version --policy-arn ${arn} --version-id ${version} --query PolicyVersion.Document`,
      as[place],
    );
    if (place !== 'sandbox')
      found[`${account}.app.queue`] = await ask(
        'iam get-role-policy --role-name app --policy-name queue --query PolicyDocument',
        as[place],
      );
  }
  return found;
}

/** The same as it was approved; what is left of the policy that AWS manages is in the set's own. */
function approved(): Record<string, unknown> {
  const { [`Auditor.${MANAGED}`]: managed, ...own } = Object.fromEntries(
    workspace
      .files('approved')
      .map((path) => [path.replace(/^approved\/|\.refined\.json$/g, ''), workspace.json(path) as Document]),
  );
  const auditor = own['Auditor.AwsSSOInlinePolicy'];
  const all = [auditor, managed].flatMap((each) => each?.Statement ?? []);
  return {
    ...own,
    'Auditor.AwsSSOInlinePolicy': { ...auditor, Statement: all },
    'managed by AWS in Auditor': [],
    'managed by AWS in Developer': [],
  };
}

/** Lists say the same in any order, and a text says what a list of it says: Terraform writes both its own way. */
function inAnyOrder(policy: unknown): unknown {
  return JSON.parse(JSON.stringify(policy), (key, value: unknown) =>
    key === 'Action' || key === 'Resource' ? [value].flat().sort() : value,
  );
}

/** All inline policies of the roles that sets made: nobody but Identity Center changes them. */
async function ofReserved(): Promise<unknown[]> {
  const all: unknown[] = [];
  for (const place of Object.keys(ACCOUNTS)) {
    const text = await operator.does(
      'aws iam get-account-authorization-details --filter Role --output json --query RoleDetailList',
      as[place],
    );
    for (const role of JSON.parse(text) as Role[])
      if (role.Path.startsWith('/aws-reserved/'))
        all.push([role.RolePolicyList, role.AttachedManagedPolicies]);
  }
  return all;
}

const { skip, why } = unless(server, cli);

describe('the invented organisation', () => {
  test.skipIf(skip)(`scripts: each account its own, the sets theirs, there and back${why}`, async () => {
    await refine('json', 'approved/');
    await refine('aws-cli', 'scripts/');
    const before = await inForce();
    const reserved = await ofReserved();

    // With the credentials of another account nothing is even looked at.
    const stranger = await operator.run('bash scripts/111122223333/app.queue.sh apply', as['staging']);
    expect(stranger.code).toBe(1);
    expect(stranger.stderr).toContain(
      'this is about account 111122223333, but the credentials are those of account 444455556666',
    );
    expect((await operator.run('bash scripts/444455556666/run-all.sh apply', as['production'])).code).toBe(1);
    expect(await inForce()).toEqual(before);

    const PERMISSION_SET_ARN = sets['Auditor'] ?? '';
    const turns: readonly [string, Environment][] = [
      ...Object.entries(ACCOUNTS).map(([place, account]): [string, Environment] => [
        account,
        as[place] ?? {},
      ]),
      ['permission-sets', { PERMISSION_SET_ARN }],
    ];
    for (const [folder, env] of turns) {
      const all = `bash scripts/${folder}/run-all.sh`;
      expect(await operator.does(`${all} plan`, env)).toContain('apply would go on');
      await operator.does(`${all} apply`, env);
      await operator.does(`${all} verify`, env);
    }
    expect(await inForce()).toEqual(approved());
    expect(await ofReserved()).toEqual(reserved);
    for (const [folder, env] of turns) await operator.does(`bash scripts/${folder}/run-all.sh rollback`, env);
    expect(await inForce()).toEqual(before);
  });

  const left = unless(server, cli, terraform, mirror);
  test.skipIf(left.skip)(
    `terraform: a folder an account, and what it applies is what was approved${left.why}`,
    async () => {
      workspace.write('org/permission-sets/Auditor/describe-permission-set.json', {
        PermissionSet: { Name: 'Auditor', PermissionSetArn: sets['Auditor'] },
      });
      await refine('json', 'approved/');
      await refine('terraform', 'tf/');
      workspace.write('terraform.rc', mirrored(pathOf(mirror)));
      const own = { TF_CLI_CONFIG_FILE: workspace.path('terraform.rc'), TF_IN_AUTOMATION: '1' };
      const formatted = await operator.run('terraform fmt -check -diff -recursive tf', own);
      expect(formatted).toMatchObject({ code: 0, stdout: '' });
      const turns: readonly [string, Environment, string][] = [
        ['111122223333', as['production'] ?? {}, '2 to import, 0 to add, 2 to change'],
        ['444455556666', as['staging'] ?? {}, '2 to import, 0 to add, 2 to change'],
        ['777788889999', as['sandbox'] ?? {}, '1 to import, 0 to add, 1 to change'],
        ['permission-sets', {}, '2 to import, 0 to add, 2 to change'],
      ];
      for (const [folder, credentials, planned] of turns) {
        workspace.write(`tf/${folder}/main.tf`, providerAt(gateway.url));
        const env = { ...own, ...credentials };
        await operator.does(`terraform -chdir=tf/${folder} init -input=false -no-color`, env);
        const plan = `terraform -chdir=tf/${folder} plan -input=false -no-color -lock=false`;
        expect(await operator.does(plan, env)).toContain(`Plan: ${planned}, 0 to destroy.`);
        if (folder === '111122223333') {
          const stranger = await operator.run(plan, { ...env, ...as['staging'] });
          expect(stranger.code).toBe(1);
          expect(stranger.stderr).toContain('This is about the account 111122223333.');
        }
        await operator.does(`terraform -chdir=tf/${folder} apply -input=false -no-color -auto-approve`, env);
        if (folder === 'permission-sets') expect(await operator.does(plan, env)).toContain('No changes.');
      }
      const now = await inForce();
      // Terraform does not take what it does not know of; a comment says that it is to be taken.
      expect(inAnyOrder(now)).toEqual(inAnyOrder({ ...approved(), 'managed by AWS in Auditor': [MANAGED] }));
      const said = workspace.read('tf/permission-sets/permission_set_Auditor__AwsSSOInlinePolicy.tf');
      expect(said).toContain(`take arn:aws:iam::aws:policy/${MANAGED} from it`);
    },
  );

  const checks = [program('cfn-lint'), program('shellcheck')];
  const unchecked = unless(server, cli, ...checks);
  test.skipIf(unchecked.skip)(`cfn-lint and shellcheck are content${unchecked.why}`, async () => {
    await refine('cloudformation', 'checked/');
    await refine('aws-cli', 'checked/');
    // Its own list of actions is older than the catalogue.
    const checked = await operator.run(
      'cd checked && cfn-lint --ignore-checks W3037 -- *.yaml && shellcheck */*.sh',
    );
    expect(checked).toMatchObject({ code: 0, stdout: '', stderr: '' });
  });
});
