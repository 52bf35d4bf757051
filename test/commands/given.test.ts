import { cpSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { root } from '../../tools/document.ts';
import { runHere, stubHome, temporaryFolder } from './support/run-here.ts';

const FAULTS = join(import.meta.dirname, '../data/faults');

function at(folder: string): { readonly cwd: string } {
  const cwd = temporaryFolder();
  stubHome(cwd);
  cpSync(folder, cwd, { recursive: true });
  return { cwd };
}

describe('inputs that were once taken wrongly', () => {
  test('a report that says that it is about another role', async () => {
    const place = at(join(FAULTS, 'last-accessed-of-another-role'));
    const ran = await runHere(['refine', 'account.json', 'app-frontend.last-accessed.json', '--json'], place);
    expect(ran.code).toBe(0);
    const { policies, notes } = JSON.parse(ran.stdout);
    expect(policies).toMatchObject([{ policy: 'in', changed: false }]);
    expect(notes).toContain(
      'the finding about arn:aws:iam::123456789012:role/app-frontend concerns none of the policies given',
    );
  });

  test('the role of a permission set', async () => {
    const place = at(join(FAULTS, 'identity-center-role'));
    const ran = await runHere(['refine', 'account.json', 'finding.json', '--json'], place);
    const { policies } = JSON.parse(ran.stdout);
    expect(policies).toHaveLength(2);
    for (const { attachedTo, changed } of policies) {
      expect(attachedTo).toMatchObject([{ kind: 'permission-set', name: 'Ops' }]);
      expect(changed).toBe(true);
    }
  });

  test('a service control policy', async () => {
    const ran = await runHere(
      ['refine', 'scp.json', 'f.json'],
      at(join(FAULTS, 'scp-called-a-policy-without-document')),
    );
    expect([ran.code, ran.stdout]).toEqual([2, '']);
    expect(ran.stderr).toMatch(
      /scp\.json: this is a policy of AWS Organizations.*get-account-authorization/s,
    );
  });

  test('the inline policy of a permission set', async () => {
    const ran = await runHere(
      ['refine', 'sso.json', 'f.json'],
      at(join(FAULTS, 'permission-set-inline-policy')),
    );
    expect(ran.code).toBe(0);
    expect(ran.stdout).toContain('"s3:GetAccess*"');
    expect(ran.stdout).not.toContain('GetBucketAcl');
  });

  test('of which nobody knows which it is: no script makes another policy of it', async () => {
    const place = at(join(FAULTS, 'permission-set-inline-policy'));
    const ran = await runHere(['refine', 'sso.json', 'f.json', '--format', 'aws-cli'], place);
    expect(ran.stdout).toContain('This script does nothing.');
    expect(ran.stderr).toMatch(
      /do not say whose inline policy it is; .* aws sso-admin describe-permission-set/,
    );
    const wired = await runHere(['refine', 'sso.json', 'f.json', '--format', 'terraform', '--wire'], place);
    expect(wired.stdout).not.toMatch(/^resource/m);
  });

  test('a part of account details', async () => {
    const place = at(join(FAULTS, 'parts-of-account-details'));
    const ran = await runHere(['refine', 'role-details.json', 'f.json', '--json'], place);
    expect(ran.code).toBe(0);
    const { policies, warnings } = JSON.parse(ran.stdout);
    expect(policies.map(({ policy, changed }: Record<string, unknown>) => [policy, changed])).toContainEqual([
      'in',
      true,
    ]);
    expect(warnings).toContainEqual(
      expect.stringMatching('policy/team/shared is attached to .*but its document is missing'),
    );
  });

  test('a list where the document belongs', async () => {
    const ran = await runHere(['refine', 'list.json', 'f.json'], at(join(FAULTS, 'document-in-a-list')));
    expect([ran.code, ran.stdout]).toEqual([2, '']);
    expect(ran.stderr).toContain('PolicyDocument: there is a list where the policy document belongs');
  });
});

describe('the invented organisation', () => {
  const organisation = () => at(join(root, 'examples/organisation'));

  test('check: what a set grants and nobody uses in any account; one without findings holds all back', async () => {
    const ran = await runHere(['check', '.', '--json'], organisation());
    expect(ran.code).toBe(1);
    const { policies, warnings } = JSON.parse(ran.stdout);
    expect(warnings).toEqual([]);
    const rows = policies.map(({ principal, policy, unused }: Record<string, unknown>) => [
      principal,
      policy,
      unused,
    ]);
    expect(rows.sort()).toEqual([
      ['Auditor', 'AmazonSNSReadOnlyAccess', 1],
      ['Auditor', 'AwsSSOInlinePolicy', 4],
      ['Developer in 111122223333', 'team-logs', 0],
      ['Developer in 444455556666', 'team-logs', 0],
      ['Developer in 777788889999', 'team-logs', 0],
      ['Developer', 'AwsSSOInlinePolicy', 0],
      ['app in 111122223333', 'queue', 1],
      ['app in 444455556666', 'queue', 2],
    ]);
    const developer = policies.find(
      ({ principal, policy }: Record<string, unknown>) =>
        principal === 'Developer' && policy === 'AwsSSOInlinePolicy',
    );
    expect(developer.heldBack).toContainEqual({
      action: 'sqs:PurgeQueue',
      by: ['Developer in 777788889999'],
    });
  });

  test('drift: a set once, and not the copies of it that are in its roles', async () => {
    const ran = await runHere(['drift', '.', '--from', '2024-08-31', '--json'], organisation());
    expect(ran.code).toBe(1);
    expect(ran.stdout).not.toContain('AWSReservedSSO');
    const rows = JSON.parse(ran.stdout).policies.map(({ principal, policy }: Record<string, unknown>) => [
      principal,
      policy,
    ]);
    expect(rows.filter(([, policy]: unknown[]) => policy === 'AwsSSOInlinePolicy').sort()).toEqual([
      ['Auditor', 'AwsSSOInlinePolicy'],
      ['arn:aws:sso:::permissionSet/ssoins-6600aabbccdd1122/ps-0011223344556677', 'AwsSSOInlinePolicy'],
    ]);
  });

  test('the report of a set says where what is left of an AWS-managed policy goes', async () => {
    const ran = await runHere(['refine', '.', '--format', 'markdown'], organisation());
    expect(ran.stdout).toContain("so what is left of it goes into the set's inline policy");
    expect(ran.stdout).toContain('of 32768 for the inline policy of the permission set');
    // The roles are named only as those whom a finding is about.
    const named = ran.stdout.split('\n').filter((line) => line.includes('AWSReservedSSO'));
    expect(named.filter((line) => !line.startsWith('- finding '))).toEqual([]);
  });

  test('refine: a file each, told apart by account, and the findings agree with the results', async () => {
    const place = organisation();
    const flag = '--assume-unanalysed-unused';
    const ran = await runHere(['refine', '.', flag, '-o', 'out/'], place);
    expect(ran.code).toBe(0);
    expect(
      readdirSync(join(place.cwd, 'out'))
        .filter((name) => name.endsWith('.refined.json'))
        .sort(),
    ).toEqual([
      '111122223333.Developer.team-logs.refined.json',
      '111122223333.app.queue.refined.json',
      '444455556666.Developer.team-logs.refined.json',
      '444455556666.app.queue.refined.json',
      '777788889999.Developer.team-logs.refined.json',
      'Auditor.AmazonSNSReadOnlyAccess.refined.json',
      'Auditor.AwsSSOInlinePolicy.refined.json',
      'Developer.AwsSSOInlinePolicy.refined.json',
    ]);
    const text = readFileSync(join(place.cwd, 'out/Developer.AwsSSOInlinePolicy.refined.json'), 'utf8');
    expect(text).not.toMatch(/PurgeQueue|lambda:DeleteFunction"|dynamodb:DeleteTable"/);
    expect(text).toMatch(/"sqs:SendMessage"/);
    expect((await runHere(['check', 'out', 'findings.json', flag], place)).code).toBe(0);
  });
});
