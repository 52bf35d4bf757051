import { readFileSync } from 'node:fs';
import { CreatePolicyVersionCommand, DeleteRoleCommand } from '@aws-sdk/client-iam';
import { describe, expect, test } from 'vitest';
import { OPERATIONS } from '../../source/aws/operations.ts';
import { type PullRequest, pull } from '../../source/aws/pull.ts';
import { matches } from '../../source/pattern/match.ts';
import { parsePattern } from '../../source/pattern/pattern.ts';
import { readPolicy } from '../../source/policy/policy.ts';
import { decideLaws } from '../../source/proof/verify.ts';
import { policyCase } from '../../source/refine/case.ts';
import { derive } from '../../source/refine/derive.ts';
import { openStoredCatalog } from '../../source/store/catalogs.ts';
import { readFinding } from '../../source/usage/read.ts';
import { unusedFrom } from '../../source/usage/unused.ts';
import { ACCOUNT, analyzerArn, type FakeAccount } from './support/account.ts';
import type { Logged } from './support/fake-aws.ts';
import { fakeAws, IMPATIENT, keeper, session } from './support/session.ts';

const text = readFileSync(new URL('../../docs/permissions.md', import.meta.url), 'utf8');
const policy = readPolicy(/```json\n(.*?)```/s.exec(text)?.[1] ?? '', 'docs/permissions.md');
const catalog = openStoredCatalog('2026-09-26');
const listed: Readonly<Record<string, string>> = OPERATIONS;

/** Every way of calling `coppice pull`, and one more for each path that only some accounts lead to. */
const WAYS: readonly Partial<PullRequest>[] = [
  { roles: ['MyRole', 'Other'] },
  { users: ['alice'] },
  { all: true },
  { roles: ['MyRole'], analyzer: false },
  { all: true, analyzer: false },
  { roles: ['MyRole'], analyzer: analyzerArn('unused') },
  { roles: ['Empty'], analyzer: analyzerArn('org-unused') },
  { roles: ['MyRole'], recommendations: true },
  { permissionSets: true },
  { calls: { days: 1, until: new Date('2026-11-25T12:00:00Z') } },
];

/** The analyzer that Security Hub made, whose recommendations it has itself. */
const HUB: FakeAccount = {
  ...ACCOUNT,
  analyzers: [{ name: 'hub', type: 'ACCOUNT_UNUSED_ACCESS', managedBy: 'securityhub.amazonaws.com' }],
};

/** They start work on AWS's side, and so have the access level Write; they change nothing. */
const STARTING = ['access-analyzer:generatefindingrecommendation', 'securityhub:generaterecommendedpolicyv2'];

const sent: Logged[] = [];

async function pullInAllWays(): Promise<void> {
  for (const way of WAYS) {
    const request = { all: false, roles: [], users: [], analyzer: undefined, ...way };
    const aws = await fakeAws({ account: ACCOUNT });
    await pull(request, await session(), keeper(), { patience: IMPATIENT });
    for (const each of aws.log) sent.push(each);
  }
  const aws = await fakeAws({ account: HUB });
  const request = { all: false, roles: ['MyRole'], users: [], analyzer: undefined, recommendations: true };
  await pull(request, await session(), keeper(), { patience: IMPATIENT });
  for (const each of aws.log) sent.push(each);
}

test('nothing is ever sent but the operations that are listed, and all of them are needed', async () => {
  await pullInAllWays();
  const operations = new Set(sent.map(({ operation }) => `${operation}Command`));
  expect([...operations].sort()).toEqual(Object.keys(OPERATIONS).sort());
  for (const { userAgent } of sent) expect(userAgent).toMatch(/ coppice\/1\.0\.0/);
});

test('the list in the documentation is the list in the program', () => {
  const rows = [...text.matchAll(/^\| `(\w+)` *\| `([\w:-]+)` *\|$/gm)].map(([, name, action]) => [
    `${name}Command`,
    action,
  ]);
  expect(Object.fromEntries(rows)).toEqual(listed);
});

test('any other operation is refused before it is sent', async () => {
  const aws = await fakeAws();
  const { iam } = await session();
  const write = new CreatePolicyVersionCommand({
    PolicyArn: 'arn:aws:iam::123456789012:policy/P',
    PolicyDocument: '{}',
  });
  await expect(iam.send(write)).rejects.toThrow(/none of coppice's operations/);
  await expect(iam.send(new DeleteRoleCommand({ RoleName: 'MyRole' }))).rejects.toThrow(/none of coppice's/);
  expect(aws.log).toEqual([]);
});

describe('the documented policy', () => {
  const needed = new Set(Object.values(listed).map((action) => action.toLowerCase()));
  const granted = policy.statements.flatMap(({ entries }) => entries);

  test('has exactly what is sent: without any one action an operation fails', () => {
    const allows = (entries: readonly string[], action: string): boolean =>
      entries.some((entry) => matches(parsePattern(entry), action.toLowerCase()));
    for (const action of needed) expect(allows(granted, action)).toBe(true);
    for (const without of granted) {
      const rest = granted.filter((entry) => entry !== without);
      expect(
        [...needed].every((action) => allows(rest, action)),
        without,
      ).toBe(false);
    }
  });

  test('comes back byte for byte when coppice refines it by what was not needed', () => {
    const actionsOf = (service: string): readonly string[] => catalog.service(service)?.actions ?? [];
    const rows = catalog.services().map((serviceNamespace) => {
      const actions = actionsOf(serviceNamespace);
      const unused = actions.filter((action) => !needed.has(action.toLowerCase()));
      return unused.length === actions.length
        ? { serviceNamespace }
        : { serviceNamespace, actions: [...unused] };
    });
    const unused = unusedFrom(readFinding(rows, 'what was not sent').findings);
    const facts = { id: 'p', name: 'p', policy, unused, protections: [], catalog };
    const refined = derive(policyCase({ ...facts, generalize: 'shortest' as const }), []);
    expect(refined.warnings).toEqual([]);
    expect(refined.text).toBe(policy.text);
    const { ok } = decideLaws({
      original: policy.value,
      refined: refined.value,
      actions: ['iam', 'access-analyzer', 'securityhub', 'cloudtrail', 'sso'].flatMap(actionsOf),
      unused: {
        services: [...unused.services],
        actions: [...unused.actions.values()].map(({ action }) => action),
        retained: [],
      },
    });
    expect(ok).toBe(true);
  });

  test('grants actions that exist, and none that changes anything', () => {
    for (const entry of granted) {
      expect(catalog.has(entry), entry).toBe(true);
      const level = catalog.details(entry)?.accessLevel;
      if (STARTING.includes(entry.toLowerCase())) expect(level).toBe('Write');
      else expect(['Read', 'List'], entry).toContain(level);
    }
  });
});
