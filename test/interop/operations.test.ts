import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { readDocument } from '../../tools/document.ts';
import { builtProgram, nodeBinary } from '../../tools/terminal/program.ts';
import { type FakeAws, startFakeAws } from '../aws/support/fake-aws.ts';
import { workedAccount } from '../docs/support/account.ts';
import { outputPattern, readConsole } from '../docs/support/shell.ts';
import { createWorkspace, type Workspace } from '../journeys/support/workspace.ts';
import { type Gateway, startGateway } from './support/gateway.ts';
import { type Moto, startMoto } from './support/moto.ts';
import { awsCli, isThere, program, unless } from './support/programs.ts';
import { type Operator, operatorAt } from './support/shell.ts';

vi.setConfig({ testTimeout: 240_000, hookTimeout: 120_000 });

const server = program('moto_server');
const first = [1 as const, 2 as const].map(awsCli).find(isThere);
const { skip, why } = unless(server, first ?? { missing: 'the AWS CLI is not installed' });

let moto: Moto;
let analyzer: FakeAws;
let gateway: Gateway;
let workspace: Workspace;
let operator: Operator;

const REPORTS = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: ['s3:GetBucket*', 's3:ListAllMyBuckets'], Resource: '*' }],
};

// The account of the page: moto for IAM, the project's own stand-in for Access Analyzer, which moto lacks.
beforeAll(async () => {
  if (!isThere(server) || first === undefined) return;
  workspace = createWorkspace();
  const account = workedAccount();
  moto = await startMoto(server.path);
  analyzer = await startFakeAws({ account });
  gateway = await startGateway(new Map([['access-analyzer', analyzer.url]]), moto.url);
  operator = operatorAt(workspace, { cli: first.path, url: gateway.url });
  const coppice = join(workspace.home, 'bin', 'coppice');
  writeFileSync(coppice, `#!/bin/sh\nexec '${nodeBinary()}' '${builtProgram}' "$@"\n`);
  chmodSync(coppice, 0o755);
  for (const { name, inline } of account.roles) {
    await operator.does(
      `aws iam create-role --role-name ${name} --assume-role-policy-document '{"Version":"2012-10-17","Statement":[]}'`,
    );
    for (const [policy, document] of Object.entries(inline)) {
      await operator.does(
        `aws iam put-role-policy --role-name ${name} --policy-name ${policy} --policy-document '${JSON.stringify(document)}'`,
      );
    }
    await operator.does(
      `aws iam create-policy --policy-name Reports --policy-document '${JSON.stringify(REPORTS)}'
       aws iam attach-role-policy --role-name ${name} --policy-arn arn:aws:iam::123456789012:policy/Reports`,
    );
  }
});

afterAll(async () => {
  await gateway?.close();
  await analyzer?.close();
  await moto?.close();
  workspace?.dispose();
});

describe(`docs/operations.md, as an operator follows it${why}`, () => {
  const { blocks } = readDocument('docs/operations.md');
  const commands = blocks.flatMap(({ language, text, line }) =>
    (language === 'console' ? readConsole(text) : [{ command: text }]).map((shown) => ({ ...shown, line })),
  );

  test.skipIf(skip).each(commands)('line $line: $command', async ({ command, ...shown }) => {
    const output = await operator.does(command);
    if (!('output' in shown) || shown.output === undefined) return;
    const text = `${output.trimEnd()}\n`;
    if (!outputPattern(shown.output).test(text)) expect(text).toBe(`${shown.output}\n`);
  });

  test.skipIf(skip)('ends where it began', async () => {
    const document =
      'iam get-role-policy --role-name MyRole --policy-name S3AndLambda --query PolicyDocument';
    const [role] = workedAccount().roles;
    expect(await operator.aws(document)).toEqual(role?.inline['S3AndLambda']);
    const reports = 'arn:aws:iam::123456789012:policy/Reports';
    expect(
      await operator.aws(`iam list-policy-versions --policy-arn ${reports} --query Versions[].VersionId`),
    ).toEqual(['v1']);
  });
});
