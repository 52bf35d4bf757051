import { describe, expect, test } from 'vitest';
import type { Terminal } from '../../tools/terminal/terminal.ts';
import { NEWEST } from '../review/session/support.ts';
import { provideTerminals, provideWorkspaces } from './support/provide.ts';
import { cursorOn, searchFor, take } from './support/reviewing.ts';
import type { Workspace } from './support/workspace.ts';

/** Many policies and many changes on a small screen: what is looked at first, and what is told before it is done. */

const openTerminal = provideTerminals();
const createWorkspace = provideWorkspaces();

const roleArn = (name: string): string => `arn:aws:iam::123456789012:role/${name}`;
const DEPLOY = 'continuous-deployment-production-eu-central-1';
const LEDGER = 'nightly-reconciliation-of-ledgers-and-invoices';

function role(name: string, policies: Readonly<Record<string, readonly object[]>>): object {
  return {
    RoleName: name,
    Arn: roleArn(name),
    RolePolicyList: Object.entries(policies).map(([PolicyName, Statement]) => ({
      PolicyName,
      PolicyDocument: { Version: '2012-10-17', Statement },
    })),
    AttachedManagedPolicies: [],
  };
}

const allow = (action: string | readonly string[], more: object = {}): object => ({
  Effect: 'Allow',
  Action: action,
  Resource: '*',
  ...more,
});

function finding(name: string, unused: readonly string[]): object {
  const services = Map.groupBy(unused, (action) => action.slice(0, action.indexOf(':')));
  return {
    id: `finding-${name}`,
    resource: roleArn(name),
    status: 'ACTIVE',
    findingType: 'UnusedPermission',
    findingDetails: [...services].map(([serviceNamespace, actions]) => ({
      unusedPermissionDetails: {
        serviceNamespace,
        actions: actions.map((action) => ({ action: action.slice(serviceNamespace.length + 1) })),
      },
    })),
  };
}

/** Four policies of three roles; one of them is `*`, of which every twentieth action is unused. */
function account(): Workspace {
  const all = NEWEST.services().flatMap((service) => NEWEST.service(service)?.actions ?? []);
  return createWorkspace({
    'in/account.json': {
      UserDetailList: [],
      GroupDetailList: [],
      Policies: [],
      IsTruncated: false,
      RoleDetailList: [
        role(DEPLOY, {
          RollbackAndDeployEverythingEverywhere: [allow(['s3:Get*', 's3:DeleteBucket'])],
          Hands: [
            allow('iam:*', {
              Sid: 'Lend',
              Resource: [roleArn('app/*'), roleArn('other')],
              Condition: { StringEquals: { 'aws:RequestedRegion': 'eu-central-1' } },
            }),
            allow('iam:Pass*', {
              Condition: { StringEquals: { 'iam:PassedToService': 'lambda.amazonaws.com' } },
            }),
          ],
        }),
        role(LEDGER, { ReadWhateverTheLedgerNeedsAndNothingElse: [allow('dynamodb:*')] }),
        role('ops', { Everything: [allow('*')] }),
      ],
    },
    'in/deploy.json': finding(DEPLOY, [
      's3:GetBucketAcl',
      's3:DeleteBucket',
      'iam:CreateUser',
      'iam:GetUser',
      'iam:ListUsers',
    ]),
    'in/ledger.json': finding(LEDGER, ['dynamodb:DeleteTable']),
    'in/ops.json': finding(
      'ops',
      all.filter((_, i) => i % 20 === 0),
    ),
  });
}

/** What stands in the rows of the tree or the overview, without the panel. */
function rowsOf(terminal: Terminal): string[] {
  return terminal
    .screen()
    .slice(3, -2)
    .map((row) => (row.split(' │ ')[0] ?? '').trimEnd());
}

const rowWith = (terminal: Terminal, text: string): string =>
  rowsOf(terminal).find((row) => row.includes(text)) ?? '';

/** What stands in the panel, without blanks and the ends of lines that only its width makes. */
function panelOf(terminal: Terminal): string {
  return terminal
    .screen()
    .slice(3, -2)
    .map((row) => row.split('│').slice(1).join('│'))
    .join('')
    .replaceAll(/\s/g, '');
}

/** Opens the policy under the overview's cursor. */
async function openPolicy(terminal: Terminal, name: string): Promise<void> {
  await terminal.waitFor(cursorOn(name), `the cursor on ${name}`);
  await terminal.press('enter');
  await terminal.waitFor((t) => t.row(0).includes(`${name} `) && !t.row(0).includes('all policies'), name);
}

describe('at 80 columns', () => {
  test('the overview opens with every name and the size; a search finds what patterns grant; statements are read', async () => {
    const terminal = openTerminal({ args: ['review', 'in', '--by', 'rosa'], ...account() });
    await terminal.waitFor(/approved 0\/1\d,\d{3}/);
    // Policies are counted, not those who have them.
    expect(terminal.row(1)).toContain('4 policies');
    // Where there is little room, columns go, and then what comes before a policy's own name.
    expect(rowWith(terminal, 'approved')).toMatch(/policy +approved$/);
    expect(rowWith(terminal, DEPLOY)).toMatch(/▾ continuous-deployment-production-eu-central-1$/);
    expect(rowWith(terminal, 'Rollback')).toMatch(/ RollbackAndDeployEverythingEverywhere +0\/\d+$/);
    expect(rowWith(terminal, 'Ledger')).toMatch(
      /nightly.*….* ▸ ReadWhateverTheLedgerNeedsAndNothingElse +0\/\d+$/,
    );
    terminal.resize(170, 24);
    await terminal.waitFor('held back by');
    expect(rowWith(terminal, 'approved')).toMatch(/policy +approved +▲ +unused +size +held back by$/);
    expect(rowWith(terminal, 'Rollback')).toMatch(/Everywhere +0\/\d+ +0 +2 +1\d\d → \d{3}$/);
    expect(rowWith(terminal, 'Ledger')).toMatch(
      /nightly-reconciliation-of-ledgers-and-invoices ▸ ReadWhatever/,
    );
    expect(rowWith(terminal, 'ops ')).toMatch(
      /Everything +0\/\d\d,\d{3} +\d+ +1,\d{3} +\d\d → \d{3},\d{3} !$/,
    );
    terminal.resize(80, 24);
    await terminal.waitFor((t) => t.cols === 80 && !t.text().includes('held back by'));

    await terminal.press('/');
    await terminal.type('PassRole');
    await terminal.waitFor('2 of 4 policies');
    await terminal.press('enter');
    await terminal.waitFor('search: PassRole');
    expect(rowWith(terminal, 'Hands')).not.toBe('');
    expect(rowWith(terminal, 'ops ▸ Everything')).not.toBe('');

    await openPolicy(terminal, '▸ Hands');
    await terminal.press('j');
    await terminal.waitFor(cursorOn('1 Allow on'));
    await terminal.waitFor('Statement 1');
    // All of it on one screen: what its actions are comes last, since that may be long.
    expect(panelOf(terminal)).toContain(
      `"Resource":["${roleArn('app/*')}","${roleArn('other')}"],"Sid":"Lend",`,
    );
    expect(panelOf(terminal)).toContain(
      '"Condition":{"StringEquals":{"aws:RequestedRegion":"eu-central-1"}},',
    );
    expect(panelOf(terminal)).toContain('-"Action":"iam:*"');
    // To whom a role can be lent is told where no condition says it, and only there.
    const warns = 'iam:PassRolestandswithoutaconditiononiam:PassedToService';
    await searchFor(terminal, 'PassRole');
    await terminal.waitFor((t) => panelOf(t).includes(warns), 'the warning');
    await terminal.press('n');
    await terminal.waitFor((t) => t.text().includes('PassRole') && !panelOf(t).includes(warns), 'no warning');
  });

  test('of 11,850 changes only the dangerous, the open or the new are looked at; A asks; the quota is told everywhere', async () => {
    const workspace = account();
    const terminal = openTerminal({ args: ['review', 'in', '--by', 'rosa'], ...workspace });
    await terminal.waitFor('4 policies');
    await terminal.press('G');
    await openPolicy(terminal, '▸ Everything');
    await terminal.waitFor(/approved 0\/\d\d,\d{3}/);
    expect(terminal.row(1)).toMatch(/\d{3},\d{3} characters, \d{3},\d{3} over quota/);
    expect(terminal.styleOf('over quota')).toMatchObject({ foreground: 1 });

    // Nothing of all this is accepted without a word.
    await terminal.press('A');
    await terminal.waitFor(/Accept 11,850 changes\?/);
    await terminal.waitFor(/\d+ actions that stay by them are ▲/);
    await terminal.waitFor('▲ acm-pca:CreatePermission');
    await terminal.press('esc');
    await terminal.waitFor((t) => !t.text().includes('Accept 11,850'));
    expect(terminal.row(0)).toMatch(/approved 0\//);

    // A finished subtree looks otherwise than one that nobody has touched, folded as both are.
    await searchFor(terminal, 'account:*');
    await terminal.press('A');
    await terminal.waitFor(/approved 8\/11,850/);
    expect(rowWith(terminal, ' account:*')).toMatch(/▸ ◐ account:\* +16\/17 +8\/8$/);
    expect(rowWith(terminal, ' access-analyzer:*')).toMatch(/▸ ◐ access-analyzer:\* +0\/17$/);
    expect(terminal.styleOf('8/8')).not.toEqual(terminal.styleOf('0/17'));

    // Only the dangerous.
    const shown = (mark: RegExp): string[] => rowsOf(terminal).filter((row) => mark.test(row));
    await terminal.press('f', 'r');
    await take(terminal, /rows hidden: only ▲ risks/);
    await terminal.press('g');
    await terminal.waitFor(cursorOn('Everything'));
    expect(shown(/▲/).length).toBeGreaterThan(8);
    // An action that is shown is ▲; the others stand above one.
    expect(shown(/^ {5,}[✔○] (?!.*▲)/)).toEqual([]);
    expect(terminal.text()).not.toContain('account:*');
    // Only the open: what was taken with `account:*` is none of it.
    await terminal.press('f', 'e', 'u');
    await take(terminal, /rows hidden: only undecided/);
    await searchFor(terminal, 'access-analyzer:*');
    await terminal.press('space');
    await terminal.waitFor((t) => rowWith(t, ' access-analyzer:*').includes('▸'));
    expect(rowWith(terminal, ' account-access:*')).not.toBe('');
    expect(rowWith(terminal, ' account:*')).toBe('');
    // Only what came in since the older catalogue, and of that what is ▲: several at once.
    await terminal.press('f', 'e', 'n');
    await take(terminal, /rows hidden: only came in since/);
    await terminal.press('g');
    await terminal.waitFor(cursorOn('Everything'));
    expect(terminal.text()).not.toMatch(/ a2c:| a4b:/);
    const hidden = (): number =>
      Number(/([\d,]+) rows hidden/.exec(terminal.row(2))?.[1]?.replaceAll(',', ''));
    const before = hidden();
    await terminal.press('f', 'r');
    await take(terminal, /hidden: only ▲ risks \+ came in since/);
    expect(hidden()).toBeGreaterThan(before);
    // A is about what is shown, and says so before.
    await terminal.press('A');
    await terminal.waitFor(/Accept \d{1,3} changes\?/);
    await take(terminal, /approved \d{2,3}\/11,850/);
    await terminal.press('esc');
    await terminal.waitFor((t) => !t.row(2).includes('hidden'));

    // What breaks the quota is told before it is written, in what is written, and at the end.
    await terminal.press('w', '2');
    await terminal.waitFor(cursorOn('2 accept'));
    await terminal.waitFor(
      /Everything would have 342,204 characters, 331,964 more than its quota of\s+10,240/,
    );
    await take(terminal, 'Write in which format?');
    for (let i = 0; i < 6; i++) await terminal.press('down');
    await terminal.waitFor(cursorOn('markdown'));
    await take(terminal, 'Write where?');
    await take(terminal, /files? to write/);
    await terminal.waitFor(/inline policies of the role ops come to 342,204 characters/);
    await take(terminal, 'Written:');
    await terminal.press('enter');
    expect((await terminal.waitForExit()).code).toBe(0);
    const quota = 'all inline policies of the role ops come to 342,204 characters, and 10,240 are allowed';
    expect(terminal.normalText()).toContain(quota);
    expect(workspace.read('in-refined/report.md')).toContain(quota);
  });
});
