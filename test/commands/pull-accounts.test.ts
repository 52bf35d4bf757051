import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { ACCOUNT, type FakeAccount } from '../aws/support/account.ts';
import { type FakeAws, startFakeAws } from '../aws/support/fake-aws.ts';
import { stubAwsEnvironment } from '../aws/support/session.ts';
import { runHere, temporaryFolder } from './support/run-here.ts';

const DEV = '111122223333';
const ORG = '444455556666';

/** Two accounts on two servers, with a profile each: only the second has an analyzer, that of the organization. */
async function twoAccounts(): Promise<{ readonly dev: FakeAws; readonly org: FakeAws }> {
  const finding = { services: [{ service: 'sqs' }] };
  const organization: FakeAccount = {
    ...ACCOUNT,
    analyzers: [{ name: 'org', type: 'ORGANIZATION_UNUSED_ACCESS', region: 'eu-west-1' }],
    findings: [
      { ...finding, id: 'in-dev', resource: `arn:aws:iam::${DEV}:role/Other` },
      { ...finding, id: 'in-org', resource: 'arn:aws:iam::123456789012:role/Other' },
    ],
  };
  const alone = { ...ACCOUNT, analyzers: [], permissionSets: [], findings: [] };
  const dev = await startFakeAws({ account: alone, id: DEV, size: 100 });
  const org = await startFakeAws({ account: organization, id: ORG, size: 100 });
  for (const each of [dev, org]) onTestFinished(() => each.close());
  stubAwsEnvironment({
    AWS_ENDPOINT_URL: undefined,
    AWS_ACCESS_KEY_ID: undefined,
    AWS_SECRET_ACCESS_KEY: undefined,
  });
  const profile = (name: string, { url }: FakeAws): string =>
    `[profile ${name}]\nregion = eu-west-1\nendpoint_url = ${url}\naws_access_key_id = A\naws_secret_access_key = B\n`;
  writeFileSync(
    process.env['AWS_CONFIG_FILE'] ?? '',
    `${profile('dev', dev)}${profile('org', org)}${profile('again', dev)}`,
  );
  return { dev, org };
}

test.each([[['dev', 'org']], [['org', 'dev']]])(
  'profiles %j: a folder an account, and the organization’s findings where they belong',
  async (profiles) => {
    const cwd = temporaryFolder();
    const { dev, org } = await twoAccounts();
    const options = profiles.flatMap((name) => ['--profile', name]);
    const argv = ['pull', '--all', '--permission-sets', ...options, '-o', 'all'];
    const { code, stderr } = await runHere(argv, { cwd });
    expect([code, stderr]).toEqual([0, expect.stringContaining('8 roles')]);
    expect(readdirSync(join(cwd, 'all')).sort()).toEqual([DEV, ORG, 'permission-sets']);
    expect(readdirSync(join(cwd, 'all', DEV, 'findings'))).toEqual(['in-dev.json']);
    expect(readdirSync(join(cwd, 'all', ORG, 'findings'))).toEqual(['in-org.json']);
    const page = readFileSync(join(cwd, 'all', DEV, 'account', 'page-0001.json'), 'utf8');
    expect([page.includes(DEV), page.includes(ORG)]).toEqual([true, false]);
    expect(readdirSync(join(cwd, 'all', 'permission-sets')).sort()).toEqual(['Auditor', 'Developer']);
    expect(stderr).toContain(`${DEV}: the findings are those of the analyzer org of account ${ORG}`);
    expect(dev.operations()).not.toContain('ListFindingsV2');
    expect(org.operations()).toContain('ListFindingsV2');
  },
);

test('two profiles of one account are refused, and so are several for one role', async () => {
  const cwd = temporaryFolder();
  await twoAccounts();
  const twice = await runHere(['pull', '--all', '--profile', 'dev', '--profile', 'again'], { cwd });
  expect(twice.stderr).toContain(`dev and again are both of account ${DEV}`);
  const role = await runHere(['pull', '--role', 'X', '--profile', 'dev', '--profile', 'org'], { cwd });
  expect(role.stderr).toContain('several profiles are for several whole accounts');
  expect(readdirSync(cwd)).toEqual([]);
});
