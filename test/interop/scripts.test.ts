import { chmodSync, existsSync, readFileSync, rmSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { AccountCase } from '../../source/account/cases.ts';
import type { JsonObject } from '../../source/base/json.ts';
import { renderAwsCli } from '../../source/output/aws-cli/aws-cli.ts';
import type { ProvenPolicy } from '../../source/output/result.ts';
import { createWorkspace, type Workspace } from '../journeys/support/workspace.ts';
import { catalogOfNames } from '../model/given.ts';
import { context, POLICY, reviewed, WHOLLY_UNUSED } from '../output/support/reviewed.ts';
import { type Moto, startMoto } from './support/moto.ts';
import { awsCli, isThere, pathOf, program, unless } from './support/programs.ts';
import { type Operator, operatorAt } from './support/shell.ts';

// A command of the AWS CLI takes most of a second.
vi.setConfig({ testTimeout: 240_000, hookTimeout: 120_000 });

const server = program('moto_server');
const generations = [1, 2] as const;
const clis = generations.map((generation) => awsCli(generation));
const without = unless(server);

const ACCOUNT = '123456789012';
const TRUST = `'{"Version":"2012-10-17","Statement":[]}'`;

let moto: Moto;
let workspace: Workspace;

beforeAll(async () => {
  workspace = createWorkspace();
  if (isThere(server)) moto = await startMoto(server.path);
});

afterAll(async () => {
  await moto?.close();
  workspace.dispose();
});

/** Writes the scripts for some results into a folder; their paths. */
function scripts(folder: string, results: readonly ProvenPolicy[]): string[] {
  return renderAwsCli(results, context).files.map(({ name, text }) => {
    const path = workspace.write(`${folder}/${name}`, text);
    chmodSync(path, 0o755);
    return path;
  });
}

function script(folder: string, given: { policy: JsonObject | string; facts: Partial<AccountCase> }): string {
  const [path = ''] = scripts(folder, [reviewed(given)]);
  return path;
}

/** Policies are put in place from a file, as their authors would. */
function file(name: string, document: JsonObject | string): string {
  return workspace.write(name, document);
}

async function inForce(operator: Operator, arn: string): Promise<unknown> {
  const version = (
    await operator.does(
      `aws iam get-policy --policy-arn ${arn} --query Policy.DefaultVersionId --output text`,
    )
  ).trim();
  return operator.aws(
    `iam get-policy-version --policy-arn ${arn} --version-id ${version} --query PolicyVersion.Document`,
  );
}

const versions = async (operator: Operator, arn: string): Promise<unknown> =>
  operator.aws(`iam list-policy-versions --policy-arn ${arn} --query 'sort(Versions[].VersionId)'`);

/** Enough of S3 for its read-only policy. */
const S3 = catalogOfNames({
  s3: ['GetObject', 'GetObjectAcl', 'ListBucket'],
  's3-object-lambda': ['GetObject'],
});

const LARGE: JsonObject = {
  Version: '2012-10-17',
  Statement: [1, 2, 3].map((i) => ({
    Effect: 'Allow',
    Action: 'svc:Get*',
    Resource: `arn:aws:s3:::${'x'.repeat(2500)}${i}`,
  })),
};
const OTHER: JsonObject = {
  Version: '2012-10-17',
  Statement: [
    { Effect: 'Allow', Action: 'svc:Get*', Resource: '*' },
    { Sid: 'Guard', Effect: 'Deny', Action: 's3:*', Resource: '*' },
  ],
};

describe.each(generations.map((generation, i) => ({ generation, cli: clis[i] ?? server })))(
  'with the AWS CLI, version $generation',
  ({ generation, cli }) => {
    const { skip, why } = unless(server, cli);
    const odd = `v${generation}+=,.@-_`;

    test.skipIf(skip)(`names that IAM allows, paths, another partition: there and back${why}`, async () => {
      const region = generation === 1 ? 'cn-north-1' : 'us-east-1';
      const partition = generation === 1 ? 'aws-cn' : 'aws';
      const operator = operatorAt(workspace, { cli: pathOf(cli), url: moto.url, region });
      const text = `{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": ["svc:Get*"], "Resource": "*",
        "Condition": {"StringLike": {"aws:PrincipalTag/x": ["\\u00e9\\/é", "a\\"\\\\b'$(id)", "$\{aws:username}"]}}}}\n`;
      const role = {
        kind: 'role',
        name: odd,
        arn: `arn:${partition}:iam::${ACCOUNT}:role/a/b/${odd}`,
      } as const;
      await operator.does(
        `aws iam create-role --role-name ${odd} --path /a/b/ --assume-role-policy-document ${TRUST}`,
      );
      await operator.does(
        `aws iam put-role-policy --role-name ${odd} --policy-name p${odd} --policy-document file://${file('odd.json', text)}`,
      );
      const document = `iam get-role-policy --role-name ${odd} --policy-name p${odd} --query PolicyDocument`;
      const before = await operator.aws(document);
      const path = script(`odd-${generation}`, {
        policy: text,
        facts: { kind: 'inline', name: `p${odd}`, attachedTo: [role] },
      });
      expect(await operator.does(`bash ${path} plan`)).toContain('AWS has    what the review saw');
      await operator.does(`bash ${path} apply`);
      expect(await operator.aws(document)).toMatchObject({ Statement: { Action: ['svc:GetAlpha'] } });
      expect(await operator.does(`bash ${path} verify`)).toContain('in place');
      expect(await operator.does(`bash ${path} apply`)).toContain('already in place');
      await operator.does(`bash ${path} rollback`);
      expect(await operator.aws(document)).toEqual(before);
    });

    test.skipIf(skip)(
      `what is wholly unused is detached from a group, and attached again${why}`,
      async () => {
        const operator = operatorAt(workspace, { cli: pathOf(cli), url: moto.url });
        const arn = `arn:aws:iam::${ACCOUNT}:policy/x/Unused${generation}`;
        const group = { kind: 'group', name: `ops${generation}` } as const;
        await operator.does(
          `aws iam create-policy --policy-name Unused${generation} --path /x/ --policy-document file://${file('unused.json', WHOLLY_UNUSED)}`,
        );
        await operator.does(`aws iam create-group --group-name ${group.name}`);
        await operator.does(`aws iam attach-group-policy --group-name ${group.name} --policy-arn ${arn}`);
        const attached = `iam list-attached-group-policies --group-name ${group.name} --query AttachedPolicies[].PolicyArn`;
        const path = script(`unused-${generation}`, {
          policy: WHOLLY_UNUSED,
          facts: { kind: 'customer-managed', name: 'Unused', arn, attachedTo: [group] },
        });
        await operator.does(`bash ${path} apply`);
        expect(await operator.aws(attached)).toEqual([]);
        await operator.does(`bash ${path} verify`);
        await operator.does(`bash ${path} rollback`);
        expect(await operator.aws(attached)).toEqual([arn]);
      },
    );
  },
);

describe(`what hurt an account once${without.why}`, () => {
  const [first] = clis.filter(isThere);
  const { skip } = unless(server, first ?? { missing: 'the AWS CLI is not installed' });
  const here = (): Operator => operatorAt(workspace, { cli: first?.path ?? '', url: moto.url });

  /** A managed policy that a role of its own has. */
  async function managed(
    operator: Operator,
    name: string,
    documents: readonly (JsonObject | string)[],
  ): Promise<Pick<AccountCase, 'kind' | 'name' | 'arn' | 'attachedTo'> & { readonly arn: string }> {
    const arn = `arn:aws:iam::${ACCOUNT}:policy/${name}`;
    for (const [i, document] of documents.entries()) {
      const path = file(`${name}-${i}.json`, document);
      await operator.does(
        i === 0
          ? `aws iam create-policy --policy-name ${name} --policy-document file://${path}`
          : `aws iam create-policy-version --policy-arn ${arn} --set-as-default --policy-document file://${path}`,
      );
    }
    await operator.does(`aws iam create-role --role-name Of${name} --assume-role-policy-document ${TRUST}`);
    await operator.does(`aws iam attach-role-policy --role-name Of${name} --policy-arn ${arn}`);
    const role = { kind: 'role', name: `Of${name}`, arn: `arn:aws:iam::${ACCOUNT}:role/Of${name}` } as const;
    return { kind: 'customer-managed', name, arn, attachedTo: [role] };
  }

  test.skipIf(skip)('a policy that somebody changed since the pull is not overwritten', async () => {
    const operator = here();
    const facts = await managed(operator, 'Changed', [POLICY]);
    const path = script('changed', { policy: POLICY, facts });
    await operator.does(
      `aws iam create-policy-version --policy-arn ${facts.arn} --set-as-default --policy-document file://${file('other.json', OTHER)}`,
    );
    const stopped = await operator.run(`bash ${path} apply`);
    expect(stopped.code).toBe(3);
    expect(stopped.stdout).toContain('+      "Sid": "Guard"');
    expect(await inForce(operator, facts.arn)).toEqual(OTHER);
    await operator.does(`bash ${path} apply --force`);
    await operator.does(`bash ${path} rollback`);
    expect(await inForce(operator, facts.arn)).toEqual(OTHER);
    expect(await versions(operator, facts.arn)).toEqual(['v1', 'v2']);
  });

  test.skipIf(skip)('a policy of which the review did not know all holders is not narrowed', async () => {
    const operator = here();
    const { attachedTo = [], ...facts } = await managed(operator, 'Shared', [POLICY]);
    const path = script('shared', {
      policy: POLICY,
      facts: {
        ...facts,
        attachedTo: [],
        holders: attachedTo.map((each) => ({ ...each, analysed: true })),
      },
    });
    await operator.does('aws iam create-user --user-name other');
    await operator.does(`aws iam attach-user-policy --user-name other --policy-arn ${facts.arn}`);
    const stopped = await operator.run(`bash ${path} apply`);
    expect(stopped.code).toBe(3);
    expect(stopped.stdout).toContain('user/other has the policy, and the review did not know that');
    expect(await inForce(operator, facts.arn)).toEqual(POLICY);
  });

  test.skipIf(skip)('a namesake of a part is not touched, forth or back', async () => {
    const operator = here();
    const facts = await managed(operator, 'BigOne', [LARGE]);
    const namesake = await managed(operator, 'BigOne-2', [OTHER]);
    const path = script('namesake', { policy: LARGE, facts });
    for (const verb of ['apply', 'apply --force']) {
      const stopped = await operator.run(`bash ${path} ${verb}`);
      expect(stopped.code).toBe(3);
      expect(stopped.stderr).toContain(`that this script did not make: ${namesake.arn}`);
    }
    await operator.run(`bash ${path} rollback`);
    expect(await inForce(operator, namesake.arn)).toEqual(OTHER);
    expect(await inForce(operator, facts.arn)).toEqual(LARGE);
    const attached =
      'iam list-attached-role-policies --role-name OfBigOne-2 --query AttachedPolicies[].PolicyArn';
    expect(await operator.aws(attached)).toEqual([namesake.arn]);
  });

  test.skipIf(skip)(
    'killed after each writing call, with five versions: finished, not repeated, and put back',
    async () => {
      const operator = here();
      const older = [1, 2, 3, 4].map((i): JsonObject => ({ ...OTHER, Id: `older${i}` }));
      const facts = await managed(operator, 'Five', [...older, LARGE]);
      const path = script('five', { policy: LARGE, facts });
      const deaths = workspace.path('deaths');
      let runs = 0;
      for (;;) {
        const { code } = await operator.run(`bash ${path} apply`, { AWS_DIES: deaths });
        if (code === 0) break;
        runs++;
        expect(runs).toBeLessThan(9);
      }
      // A new policy, its attachment, the oldest version, the new version: each of them once.
      expect(readFileSync(deaths, 'utf8').trim().split('\n')).toHaveLength(4);
      expect(await versions(operator, facts.arn)).toEqual(['v2', 'v3', 'v4', 'v5', 'v6']);
      expect(await operator.does(`bash ${path} apply`)).toContain('already in place');
      await operator.does(`bash ${path} rollback`);
      expect(await inForce(operator, facts.arn)).toEqual(LARGE);
      const texts = [];
      for (const version of (await versions(operator, facts.arn)) as string[]) {
        texts.push(
          await operator.aws(
            `iam get-policy-version --policy-arn ${facts.arn} --version-id ${version} --query PolicyVersion.Document`,
          ),
        );
      }
      expect(texts).toHaveLength(5);
      expect(texts).toEqual(expect.arrayContaining([...older, LARGE]));
      expect((await operator.run(`aws iam get-policy --policy-arn ${facts.arn}-2`)).stderr).toContain(
        'NoSuchEntity',
      );
      rmSync(deaths);
    },
  );

  test.skipIf(skip)('an AWS-managed policy gives way to one of the account, and comes back', async () => {
    const operator = here();
    const arn = 'arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess';
    await operator.does(`aws iam create-role --role-name Reader --assume-role-policy-document ${TRUST}`);
    await operator.does(`aws iam attach-role-policy --role-name Reader --policy-arn ${arn}`);
    const policy = (await inForce(operator, arn)) as JsonObject;
    const result = reviewed({
      policy,
      unused: ['s3:GetObject'],
      facts: {
        kind: 'aws-managed',
        name: 'AmazonS3ReadOnlyAccess',
        arn,
        attachedTo: [{ kind: 'role', name: 'Reader', arn: `arn:aws:iam::${ACCOUNT}:role/Reader` }],
      },
      catalog: S3,
    });
    const [path = ''] = scripts('replaced', [result]);
    const attached =
      'iam list-attached-role-policies --role-name Reader --query AttachedPolicies[].PolicyArn';
    await operator.does(`bash ${path} apply`);
    const made = `arn:aws:iam::${ACCOUNT}:policy/AmazonS3ReadOnlyAccess-Reader`;
    expect(await operator.aws(attached)).toEqual([made]);
    expect(await inForce(operator, made)).toEqual(JSON.parse(result.outcome.text ?? 'null'));
    await operator.does(`bash ${path} rollback`);
    expect(await operator.aws(attached)).toEqual([arn]);
    expect((await operator.run(`aws iam get-policy --policy-arn ${made}`)).stderr).toContain('NoSuchEntity');
  });

  test.skipIf(skip)('what AWS would refuse is not begun', async () => {
    const operator = here();
    const policy = {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: 'svc:Get*', Resource: 'x'.repeat(101_000) }],
    };
    const path = script('refused', {
      policy,
      facts: { kind: 'customer-managed', name: 'Huge', arn: `arn:aws:iam::${ACCOUNT}:policy/Huge` },
    });
    const refused = await operator.run(`bash ${path} apply`);
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain('characters of 6144 that a policy may have');
  });

  test.skipIf(skip)('run-all.sh stops at the first fault and goes on from there', async () => {
    const operator = here();
    const one = await managed(operator, 'One', [POLICY]);
    const two = await managed(operator, 'Two', [WHOLLY_UNUSED]);
    scripts('all', [
      reviewed({ policy: POLICY, facts: one }),
      reviewed({ policy: WHOLLY_UNUSED, facts: two }),
    ]);
    const all = `bash ${workspace.path('all/run-all.sh')}`;
    const change = (document: JsonObject): Promise<string> =>
      operator.does(
        `aws iam create-policy-version --policy-arn ${one.arn} --set-as-default --policy-document file://${file('one.json', document)}`,
      );
    await change(OTHER);
    const stopped = await operator.run(`${all} apply`);
    expect(stopped.code).toBe(3);
    expect(stopped.stdout).toContain('[1/2] OfTwo.Two');
    expect(stopped.stderr).toContain('Stopped at OfOne.One, 1 done before it.');
    await change(POLICY);
    const only = await operator.does(`${all} apply --only OfOne.One`);
    expect(only).toContain('apply: 1 of 2 done');
    expect(await operator.does(`${all} verify`)).toContain('verify: 2 of 2 done');
    expect(await operator.does(`${all} rollback`)).toMatch(/\[1\/2\] OfOne\.One[\s\S]*\[2\/2\] OfTwo\.Two/);
    expect(await inForce(operator, one.arn)).toEqual(POLICY);
    expect(existsSync(workspace.path('all/OfOne.One.saved'))).toBe(false);
  });
});

describe('scripts in themselves', () => {
  const shellcheck = program('shellcheck');
  const { skip, why } = unless(shellcheck);

  test.skipIf(skip)(`shellcheck has nothing to say about them${why}`, async () => {
    const role = { kind: 'role', name: "it's", arn: `arn:aws:iam::${ACCOUNT}:role/x` } as const;
    const arn = `arn:aws:iam::${ACCOUNT}:policy/x`;
    const cases: [JsonObject, Partial<AccountCase>][] = [
      [POLICY, { kind: 'inline', attachedTo: [role] }],
      [WHOLLY_UNUSED, { kind: 'inline', name: 'two', attachedTo: [role] }],
      [POLICY, { kind: 'customer-managed', name: 'three', arn, attachedTo: [role] }],
      [LARGE, { kind: 'customer-managed', name: 'four', arn, attachedTo: [role] }],
      [WHOLLY_UNUSED, { kind: 'customer-managed', name: 'five', arn, attachedTo: [role] }],
      [POLICY, { kind: 'aws-managed', name: 'six', arn: 'arn:aws:iam::aws:policy/x', attachedTo: [role] }],
      [POLICY, { name: 'seven' }],
      [WHOLLY_UNUSED, { name: 'eight' }],
    ];
    const paths = scripts(
      'checked',
      cases.map(([policy, facts]) => reviewed({ policy, facts })),
    );
    expect(paths).toHaveLength(9);
    const operator = operatorAt(workspace, { cli: 'false', url: '' });
    const { stdout } = await operator.run(`shellcheck ${paths.map((path) => `'${path}'`).join(' ')}`);
    expect(stdout).toBe('');
  });
});
