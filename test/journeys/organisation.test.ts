import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { root } from '../../tools/document.ts';
import { provideTerminals, provideWorkspaces } from './support/provide.ts';
import { cursorOn, replay, writeOut } from './support/reviewing.ts';

/** The invented organisation: permission sets of several accounts, from the overview to the files. */

const openTerminal = provideTerminals();
const createWorkspace = provideWorkspaces();

describe('review of the invented organisation', () => {
  test('shows which accounts hold back what; a set that is approved is written, the rest stays as it is', async () => {
    const workspace = createWorkspace();
    cpSync(join(root, 'examples/organisation'), workspace.path('org'), { recursive: true });
    const args = ['review', 'org', '--by', 'rosa'];
    const terminal = openTerminal({ args, cols: 150, rows: 40, ...workspace });
    await terminal.waitFor('8 policies');
    const rowOf = (text: string): string => terminal.screen().find((row) => row.includes(text)) ?? '';
    // Two policies of two roles of one name, and the set in the account that nobody has looked into.
    expect(rowOf('app in 111122223333 ▸ queue')).toMatch(/0\/14/);
    expect(rowOf('app in 444455556666 ▸ queue')).toMatch(/0\/14/);
    expect(rowOf('Developer ▸ AwsSSOInlinePolicy')).toMatch(/none .*Developer in 777788889999/);
    expect(rowOf('AmazonSNSReadOnlyAccess')).toMatch(/0\/8 .*Auditor in 111122223333$/);

    // Why nothing of Developer goes.
    await terminal.press('/');
    await terminal.type('Developer ▸ Aws');
    await terminal.waitFor('Developer ▸ Aws');
    await terminal.press('enter', 'enter');
    await terminal.waitFor((now) => now.row(0).includes('Developer ▸ AwsSSOInlinePolicy'));
    await terminal.waitFor('3 holders: Developer in 111122223333, Developer in');
    await terminal.waitFor(/lambda:AddPermission stays for Developer in\s+│?\s*777788889999/);
    expect(terminal.text()).not.toContain('AWSReservedSSO');

    // The other set is approved, both of its policies.
    for (const [policy, approved] of [
      ['AwsSSOInlinePolicy', '61/61'],
      ['AmazonSNSReadOnlyAccess', '8/8'],
    ] as const) {
      await terminal.press('o');
      await terminal.waitFor('8 policies');
      await terminal.press('/', 'ctrl-u');
      await terminal.type(`Auditor ▸ ${policy}`);
      await terminal.waitFor(`Auditor ▸ ${policy}`);
      await terminal.press('enter');
      await terminal.waitFor(cursorOn(policy));
      await terminal.press('enter');
      await terminal.waitFor((now) => now.row(0).includes(`Auditor ▸ ${policy}`));
      if (policy === 'AmazonSNSReadOnlyAccess')
        expect(terminal.text().replaceAll(/\s*│\s*/g, ' ')).toMatch(
          /AWS manages it, so what is left of it goes into the inline policy/,
        );
      await terminal.press('A');
      await terminal.waitFor(
        (now) => now.row(0).includes(`approved ${approved}`) || now.text().includes('enter does it'),
      );
      if (terminal.text().includes('enter does it')) await terminal.press('enter');
      await terminal.waitFor((now) => now.row(0).includes(`approved ${approved}`));
    }

    // Written, with something left open.
    await writeOut(terminal, '1');

    const record = 'org-refined/coppice.decisions.json';
    expect(workspace.files('org-refined')).toEqual([
      'org-refined/111122223333.Developer.team-logs.refined.json',
      'org-refined/111122223333.app.queue.refined.json',
      'org-refined/444455556666.Developer.team-logs.refined.json',
      'org-refined/444455556666.app.queue.refined.json',
      'org-refined/777788889999.Developer.team-logs.refined.json',
      'org-refined/Auditor.AmazonSNSReadOnlyAccess.refined.json',
      'org-refined/Auditor.AwsSSOInlinePolicy.refined.json',
      'org-refined/Developer.AwsSSOInlinePolicy.refined.json',
      record,
    ]);
    const actions = (name: string): unknown[] =>
      (
        workspace.json(`org-refined/${name}.refined.json`) as { Statement: { Action: unknown }[] }
      ).Statement.map(({ Action }) => Action);
    // Held back, or not decided: as it was.
    expect(actions('Developer.AwsSSOInlinePolicy')).toEqual([['lambda:*', 'sqs:*'], 'dynamodb:*']);
    for (const account of ['111122223333', '444455556666'])
      expect(actions(`${account}.app.queue`)).toEqual([['sqs:*']]);
    expect(actions('Auditor.AwsSSOInlinePolicy')[0]).toContain('s3:GetObjectAcl');
    expect(actions('Auditor.AwsSSOInlinePolicy')[0]).not.toContain('s3:Get*');
    expect(actions('Auditor.AmazonSNSReadOnlyAccess')[0]).toContain('sns:ListTopics');

    // What was decided is of the set: another format of the same goes to the set, and to no role that it made.
    const again = await replay(terminal, workspace);
    expect(again.code).toBe(0);
    const args2 = ['apply', 'org', '--decisions', record, '--format', 'aws-cli', '-o', 'scripts/'];
    expect(await workspace.run(args2)).toMatchObject({ code: 0 });
    expect(workspace.files('scripts')).toEqual(['scripts/permission-sets/Auditor.AwsSSOInlinePolicy.sh']);
    const script = workspace.read('scripts/permission-sets/Auditor.AwsSSOInlinePolicy.sh');
    expect(script).toContain('sns:ListTopics');
    expect(script).toContain('detached=arn:aws:iam::aws:policy/AmazonSNSReadOnlyAccess');
    expect(script).not.toContain('AWSReservedSSO');
  });
});
