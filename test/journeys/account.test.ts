import { cpSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Terminal } from '../../tools/terminal/terminal.ts';
import { provideTerminals, provideWorkspaces } from './support/provide.ts';
import { ask, cursorOn, searchFor, take, writeOut } from './support/reviewing.ts';
import type { Workspace } from './support/workspace.ts';

/** A whole account, from the example to a folder that check finds clean: with questions and without. */

const openTerminal = provideTerminals();
const createWorkspace = provideWorkspaces();

const EXAMPLE = join(import.meta.dirname, '..', '..', 'examples', 'account');

function account(): Workspace {
  const workspace = createWorkspace();
  cpSync(EXAMPLE, workspace.path('account'), { recursive: true });
  return workspace;
}

/** What a policy of the example refines to is written as; one is wholly unused and goes. */
const WRITTEN = [
  'QueueAccess.refined.json',
  'ServiceBaseline.refined.json',
  'ci-deploy.DeployStack.refined.json',
  'developers.DeveloperTools.refined.json',
  'developers.own-keys.refined.json',
  'image-worker.images.refined.json',
  'legacy-batch.jobs.refined.json',
  'metrics-exporter.metrics.refined.json',
  'orders-api.AmazonSQSFullAccess.refined.json',
  'orders-api.orders-table.refined.json',
  'orders-api.secrets.refined.json',
  'report-builder.AmazonS3ReadOnlyAccess.refined.json',
  'report-builder.reports.refined.json',
];

interface Statement {
  readonly Sid?: string;
  readonly Action: string | string[];
}

function actionsIn(workspace: Workspace, name: string, sid: string): string | string[] | undefined {
  const { Statement: statements } = workspace.json(name) as { Statement: Statement[] };
  return statements.find(({ Sid }) => Sid === sid)?.Action;
}

/** The account after the documents of a folder have been put in place, as a later look at AWS would show it. */
function deploy(workspace: Workspace, folder: string): void {
  const account = [1, 2].map((page) => workspace.json(`account/account-${page}.json`) as Details);
  const [principals, managed] = account;
  if (principals === undefined || managed === undefined) throw new Error('the example has two pages');
  const refined = (name: string): object | undefined =>
    workspace.files(folder).includes(`${folder}/${name}.refined.json`)
      ? (workspace.json(`${folder}/${name}.refined.json`) as object)
      : undefined;
  const all = [
    ...principals.UserDetailList.map((each) => ({
      each,
      name: each.UserName,
      inline: each.UserPolicyList ?? [],
    })),
    ...principals.GroupDetailList.map((each) => ({
      each,
      name: each.GroupName,
      inline: each.GroupPolicyList ?? [],
    })),
    ...principals.RoleDetailList.map((each) => ({
      each,
      name: each.RoleName,
      inline: each.RolePolicyList ?? [],
    })),
  ];
  for (const { each, name, inline } of all) {
    const kept = inline.flatMap((policy) => {
      const PolicyDocument = refined(`${name}.${policy.PolicyName}`);
      return PolicyDocument === undefined ? [] : [{ ...policy, PolicyDocument }];
    });
    inline.splice(0, inline.length, ...kept);
    // What AWS manages cannot be changed: a policy of one's own takes its place.
    for (const attached of each.AttachedManagedPolicies) {
      const Document = refined(`${name}.${attached.PolicyName}`);
      if (Document === undefined || !attached.PolicyArn.startsWith('arn:aws:iam::aws:')) continue;
      attached.PolicyName = `${attached.PolicyName}-${name}`;
      attached.PolicyArn = `arn:aws:iam::111122223333:policy/${attached.PolicyName}`;
      managed.Policies.push({
        PolicyName: attached.PolicyName,
        Arn: attached.PolicyArn,
        PolicyVersionList: [{ VersionId: 'v1', IsDefaultVersion: true, Document }],
      });
    }
  }
  for (const policy of managed.Policies) {
    const owners = all.filter(({ each }) =>
      each.AttachedManagedPolicies.some(({ PolicyArn }) => PolicyArn === policy.Arn),
    );
    const Document =
      refined(policy.PolicyName) ??
      owners.map(({ name }) => refined(`${name}.${policy.PolicyName}`)).find(Boolean);
    const inForce = policy.PolicyVersionList.find(({ IsDefaultVersion }) => IsDefaultVersion);
    if (inForce !== undefined && Document !== undefined) inForce.Document = Document;
  }
  for (const [i, page] of account.entries()) workspace.write(`deployed/account-${i + 1}.json`, page);
}

interface Principal {
  readonly AttachedManagedPolicies: { PolicyName: string; PolicyArn: string }[];
}
type Inline = { PolicyName: string; PolicyDocument: unknown }[];
interface Details {
  readonly UserDetailList: readonly (Principal & { UserName: string; UserPolicyList?: Inline })[];
  readonly GroupDetailList: readonly (Principal & { GroupName: string; GroupPolicyList?: Inline })[];
  readonly RoleDetailList: readonly (Principal & { RoleName: string; RolePolicyList?: Inline })[];
  readonly Policies: {
    PolicyName: string;
    Arn: string;
    PolicyVersionList: { VersionId: string; IsDefaultVersion: boolean; Document: unknown }[];
  }[];
}

/** Nothing unused is granted any more, by the files themselves and by the account when they are in place. */
async function expectClean(
  workspace: Workspace,
  folder: string,
  options: readonly string[] = [],
): Promise<void> {
  const findings = ['account/findings', ...options];
  expect(await workspace.run(['check', folder, ...findings])).toMatchObject({
    code: 0,
    stdout: `✔ nothing that is unused is still granted (${WRITTEN.length} policies)\n`,
  });
  deploy(workspace, folder);
  expect(await workspace.run(['check', 'deployed', ...findings])).toMatchObject({ code: 0 });
}

describe('refine', () => {
  test('writes the example account to a folder, one file for each policy, that check finds clean', async () => {
    const workspace = account();
    expect((await workspace.run(['check', 'account'])).code).toBe(1);
    const { code, stdout, stderr } = await workspace.run(['refine', 'account', '-o', 'out/']);
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
    expect(workspace.files('out')).toEqual(WRITTEN.map((name) => `out/${name}`));
    for (const said of [
      'ServiceBaseline, shared by 3 principals: ',
      'QueueAccess, shared by 2 principals: 15 actions that some do not use stay because of legacy-batch',
      'trust policies are not refined: 6 left as they are',
      'DeployBoundary is a permissions boundary and therefore not refined',
      'left alone, since attached to nobody among the inputs: OldMigration',
      'left alone, since only service-linked roles have it, which cannot be changed: AWSElasticLoadBalancingServiceRolePolicy',
      'report-builder ▸ old-exchange: nothing of it is used, so it is to be detached',
      'DeployStack has 5 versions already',
    ]) {
      expect(stderr).toContain(said);
    }
    // What several share loses what none of them uses; a string stays a string, a Deny stays.
    expect(actionsIn(workspace, 'out/ServiceBaseline.refined.json', 'Tracing')).toEqual([
      'xray:GetSamplingRules',
      'xray:GetSamplingTargets',
      'xray:PutTelemetryRecords',
      'xray:PutTraceSegments',
    ]);
    expect(actionsIn(workspace, 'out/ServiceBaseline.refined.json', 'NoPlainHttp')).toBe('s3:*');
    // The one without a finding counts as using all of it.
    expect(actionsIn(workspace, 'out/QueueAccess.refined.json', 'Queues')).toBe('sqs:*');
    await expectClean(workspace, 'out');
  });

  test('keeps what the exceptions of the example protect, and says which is over', async () => {
    const workspace = account();
    const exceptions = ['--exceptions', 'account/coppice.exceptions.json'];
    const { stderr } = await workspace.run(['refine', 'account', '-o', 'out/', ...exceptions]);
    expect(stderr).toContain('ended on 2025-06-30 and no longer applies');
    expect(stderr).toContain(
      'the exception for dynamodb:RestoreTable* (restores are rehearsed every November) keeps ',
    );
    expect(actionsIn(workspace, 'out/orders-api.orders-table.refined.json', 'Orders')).toContain(
      'dynamodb:Restore*',
    );
    // Without the exceptions there is something left, so they are what makes it clean.
    workspace.write('none.json', { keep: [] });
    const without = await workspace.run(['check', 'out', 'account/findings', '--exceptions', 'none.json']);
    expect(without.code).toBe(1);
    await expectClean(workspace, 'out', exceptions);
  });

  test('leaves nothing behind where it cannot write it all', async () => {
    const workspace = account();
    workspace.write('out/QueueAccess.refined.json/in-the-way', '');
    const { code, stdout, stderr } = await workspace.run(['refine', 'account', '-o', 'out/', '--quiet']);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/QueueAccess\.refined\.json: this is a folder/);
    expect(workspace.files('out')).toEqual(['out/QueueAccess.refined.json/in-the-way']);
  });
});

describe('review', () => {
  /** Goes to a policy by way of the overview. */
  async function goTo(terminal: Terminal, policy: string): Promise<void> {
    if (!terminal.text().includes('14 policies')) await terminal.press('o');
    await terminal.waitFor('14 policies');
    await searchOverview(terminal, policy);
    await terminal.press('enter');
    await terminal.waitFor((now) => now.row(0).includes(policy), policy);
  }

  async function searchOverview(terminal: Terminal, text: string): Promise<void> {
    await terminal.press('/');
    await terminal.press('ctrl-u');
    await terminal.type(text);
    await terminal.waitFor(text);
    await terminal.press('enter');
    await terminal.waitFor(cursorOn(text), `the cursor on ${text}`);
  }

  test('walks a person through several principals, and writes a folder that check finds clean', async () => {
    const workspace = account();
    const args = ['review', 'account', '--by', 'rosa'];
    const terminal = openTerminal({ args, cols: 110, rows: 40, ...workspace });
    // The overview is what opens.
    await terminal.waitFor('14 policies');

    // The machine user, with everything taken as proposed.
    await goTo(terminal, 'metrics');
    await terminal.waitFor('metrics-exporter ▸ metrics');
    await terminal.press('A');
    await terminal.waitFor(/approved (\d+)\/\1\b/);

    // A role: one grant is written out, the rest of its table accepted.
    await goTo(terminal, 'orders-table');
    await searchFor(terminal, 'Batch');
    await ask(terminal, 'r', 'l', 'No action comes back');
    await take(terminal, /approved 1\/\d+/);
    await terminal.press('g', 'A');
    await terminal.waitFor(
      (now) => /approved (\d+)\/\1\b/.test(now.row(0)) || now.text().includes('enter does it'),
    );
    if (terminal.text().includes('enter does it')) await terminal.press('enter');
    await terminal.waitFor((now) => /approved (\d+)\/\1\b/.test(now.row(0)));

    // The rest is accepted on the way out.
    await writeOut(terminal, '2');
    expect(terminal.normalText()).toContain('report-builder ▸ old-exchange is used: detach it');

    const record = 'account-refined/coppice.decisions.json';
    expect(workspace.files('account-refined').filter((name) => name !== record)).toEqual(
      WRITTEN.map((name) => `account-refined/${name}`),
    );
    const orders = actionsIn(workspace, 'account-refined/orders-api.orders-table.refined.json', 'Orders');
    expect(orders).toEqual(expect.arrayContaining(['dynamodb:BatchGetItem', 'dynamodb:BatchWriteItem']));
    expect(orders).not.toContain('dynamodb:Batch*');
    await expectClean(workspace, 'account-refined');

    // The record makes the same bytes again.
    const again = await workspace.run(['apply', 'account', '--decisions', record, '-o', 'again/', '--quiet']);
    expect(again).toMatchObject({ code: 0, stderr: '' });
    for (const name of WRITTEN)
      expect(workspace.read(`again/${name}`)).toBe(workspace.read(`account-refined/${name}`));
  });
});

test('the example has what an account has', () => {
  const text = ['account-1.json', 'account-2.json']
    .map((name) => readFileSync(join(EXAMPLE, name), 'utf8'))
    .join('');
  for (const part of [
    'UserDetailList',
    '"GroupName"',
    'PermissionsBoundaryArn',
    ':role/aws-service-role/',
    'arn:aws:iam::aws:policy/',
    '%22Statement%22',
  ])
    expect(text).toContain(part);
});
