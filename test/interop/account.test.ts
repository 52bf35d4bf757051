import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { builtProgram, nodeBinary } from '../../tools/terminal/program.ts';
import { createWorkspace, type Workspace } from '../journeys/support/workspace.ts';
import { type Moto, startMoto } from './support/moto.ts';
import { awsCli, isThere, program, unless } from './support/programs.ts';
import { type Operator, operatorAt } from './support/shell.ts';

vi.setConfig({ testTimeout: 240_000, hookTimeout: 120_000 });

const server = program('moto_server');
const first = [1 as const, 2 as const].map(awsCli).find(isThere);
const { skip, why } = unless(server, first ?? { missing: 'the AWS CLI is not installed' });

const ACCOUNT = 'arn:aws:iam::123456789012';
const TRUST = `'{"Version":"2012-10-17","Statement":[]}'`;

let moto: Moto;
let workspace: Workspace;
let operator: Operator;

/** Somebody's finding: of S3 all that deletes is unused. */
function finding(resource: string): object {
  const actions = ['DeleteBucket', 'DeleteObject', 'DeleteObjectVersion'].map((action) => ({ action }));
  return {
    id: resource,
    resource,
    resourceType: resource.includes(':role/') ? 'AWS::IAM::Role' : 'AWS::IAM::User',
    status: 'ACTIVE',
    findingType: 'UnusedPermission',
    analyzedAt: '2026-05-29T07:25:34+00:00',
    findingDetails: [{ unusedPermissionDetails: { serviceNamespace: 's3', actions } }],
  };
}

function allow(...Action: readonly string[]): string {
  return `'${JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action, Resource: '*' }] })}'`;
}

// A group with a user in it, a policy that two roles have, and one that is somebody's permissions boundary.
beforeAll(async () => {
  workspace = createWorkspace();
  if (!isThere(server) || first === undefined) return;
  moto = await startMoto(server.path);
  operator = operatorAt(workspace, { cli: first.path, url: moto.url });
  const coppice = join(workspace.home, 'bin', 'coppice');
  writeFileSync(coppice, `#!/bin/sh\nexec '${nodeBinary()}' '${builtProgram}' "$@"\n`);
  chmodSync(coppice, 0o755);
  await operator.does(`set -e
aws iam create-role --role-name App --path /team/ --assume-role-policy-document ${TRUST}
aws iam create-role --role-name Other --assume-role-policy-document ${TRUST}
aws iam create-group --group-name ops
aws iam put-group-policy --group-name ops --policy-name inline --policy-document ${allow('s3:Delete*', 's3:List*')}
aws iam create-policy --policy-name Shared --policy-document ${allow('s3:DeleteBucket*', 's3:GetObject')}
aws iam attach-role-policy --role-name App --policy-arn ${ACCOUNT}:policy/Shared
aws iam attach-role-policy --role-name Other --policy-arn ${ACCOUNT}:policy/Shared
aws iam create-policy --policy-name Edge --policy-document ${allow('s3:Delete*', 's3:Get*')}
aws iam attach-role-policy --role-name App --policy-arn ${ACCOUNT}:policy/Edge
aws iam create-user --user-name jane --permissions-boundary ${ACCOUNT}:policy/Edge
aws iam add-user-to-group --group-name ops --user-name jane
aws iam get-account-authorization-details >details.json
aws iam get-policy-version --policy-arn ${ACCOUNT}:policy/Shared --version-id v1 >shared.json`);
  // moto does not count for how many a policy is the permissions boundary, as AWS does.
  const details = workspace.json('details.json') as { Policies: { Arn: string }[] };
  workspace.write('details.json', {
    ...details,
    Policies: details.Policies.filter(({ Arn }) => Arn.startsWith(ACCOUNT)).map((policy) =>
      policy.Arn.endsWith('/Edge') ? { ...policy, PermissionsBoundaryUsageCount: 1 } : policy,
    ),
  });
  workspace.write('app.json', finding(`${ACCOUNT}:role/team/App`));
  workspace.write('jane.json', finding(`${ACCOUNT}:user/jane`));
});

afterAll(async () => {
  await moto?.close();
  workspace.dispose();
});

describe(`an account as the AWS CLI tells it${why}`, () => {
  test.skipIf(skip)(
    'a boundary and what others use stay as they are; the rest is put in place and back',
    async () => {
      const { code, stderr } = await operator.run(
        'coppice refine details.json app.json jane.json --format aws-cli -o scripts/',
      );
      expect({ code, stderr: code === 0 ? '' : stderr }).toEqual({ code: 0, stderr: '' });
      expect(stderr).toContain('boundary');
      const all = readFileSync(workspace.path('scripts/run-all.sh'), 'utf8');
      expect(all).toContain('ops.inline');
      expect(all).toMatch(/left_out=\(\n.*Edge.*boundary/);
      const document = 'iam get-group-policy --group-name ops --policy-name inline --query PolicyDocument';
      const before = await operator.aws(document);
      await operator.does('bash scripts/run-all.sh apply');
      const after = await operator.aws(document);
      expect(JSON.stringify(after)).not.toContain('s3:Delete*');
      expect(
        await operator.aws(
          `iam list-policy-versions --policy-arn ${ACCOUNT}:policy/Edge --query Versions[].VersionId`,
        ),
      ).toEqual(['v1']);
      // Other has the shared policy, and nobody knows what it uses.
      expect(
        await operator.aws(
          `iam list-policy-versions --policy-arn ${ACCOUNT}:policy/Shared --query Versions[].VersionId`,
        ),
      ).toEqual(['v1']);
      await operator.does('bash scripts/run-all.sh rollback');
      expect(await operator.aws(document)).toEqual(before);
    },
  );

  test.skipIf(skip)(
    'a lone version of a shared policy is not cut by the finding of one of its holders',
    async () => {
      const held = await operator.run('coppice refine shared.json app.json --format aws-cli');
      expect(held.code).toBe(0);
      expect(held.stderr).toContain('--assume-sole-holder');
      workspace.write('held.sh', held.stdout);
      expect((await operator.run('bash held.sh apply')).code).toBe(1);
      // Whoever claims it all the same is stopped by the script: AWS knows the other one.
      const claimed = await operator.run(
        'coppice refine shared.json app.json --assume-sole-holder --format aws-cli',
      );
      workspace.write('claimed.sh', claimed.stdout);
      const stopped = await operator.run('bash claimed.sh apply', { POLICY_ARN: `${ACCOUNT}:policy/Shared` });
      expect(stopped.code).toBe(3);
      expect(stopped.stdout).toContain('role/Other has the policy, and the review did not know that');
    },
  );
});
