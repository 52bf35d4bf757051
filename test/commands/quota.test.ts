import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { certificateLines } from '../../source/commands/terminal/laws-text.ts';
import { certificateOf } from '../../source/commands/writing/results.ts';
import { plainTheme } from '../../source/screen/theme.ts';
import { reviewed } from '../output/support/reviewed.ts';
import { runHere, stubHome, temporaryFolder } from './support/run-here.ts';

const holder = (kind: 'role' | 'user' | 'group' | 'permission-set') => ({
  attachedTo: [{ kind, name: 'MyRole' }],
});
const long = (characters: number) => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: 'svc:*', Resource: 'x'.repeat(characters) }],
});

test.each([
  ['inline', holder('role'), 10_240],
  ['inline', holder('user'), 2_048],
  ['inline', holder('group'), 5_120],
  ['inline', holder('permission-set'), 32_768],
  ['customer-managed', holder('role'), 6_144],
  ['aws-managed', holder('permission-set'), 32_768],
  ['bare', {}, undefined],
] as const)('the certificate of a policy that is %s, of %j, has the quota %s', (kind, facts, quota) => {
  const said = (characters: number): string => {
    const { outcome } = reviewed({ policy: long(characters), facts: { kind, ...facts } });
    const certificate = certificateOf(outcome);
    expect(certificate.size.quota).toBe(quota);
    return certificateLines(certificate, plainTheme()).find((line) => line.includes('as IAM counts')) ?? '';
  };
  if (quota === undefined) {
    expect(said(40_000)).not.toContain('quota');
    return;
  }
  const limit = quota.toLocaleString('en');
  expect(said(10)).toContain(` of ${limit}, as IAM counts them`);
  expect(said(quota)).toContain(`over the quota of ${limit}, as IAM counts them`);
});

test('the record of a written result says what its quota is', async () => {
  const cwd = temporaryFolder();
  stubHome(cwd);
  const role = { RoleName: 'MyRole', PolicyName: 'Own', PolicyDocument: long(20_000) };
  writeFileSync(join(cwd, 'role.json'), JSON.stringify(role));
  writeFileSync(
    join(cwd, 'finding.json'),
    JSON.stringify([{ serviceNamespace: 's3', actions: ['GetObjectAcl'] }]),
  );
  const { code, stdout, stderr } = await runHere(['refine', '.', '--json'], { cwd });
  expect({ code, stderr }).toMatchObject({ code: 0 });
  const [{ certificate }] = JSON.parse(stdout).policies;
  expect(certificate.size.quota).toBe(10_240);
  expect(certificate.size.after).toBeGreaterThan(10_240);
});
