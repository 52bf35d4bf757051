import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import type { AccountCase } from '../../source/account/cases.ts';
import { InputError } from '../../source/base/errors.ts';
import type { JsonObject } from '../../source/base/json.ts';
import { renderAwsCli } from '../../source/output/aws-cli/aws-cli.ts';
import { hereDocument, shellWord } from '../../source/output/aws-cli/shell.ts';
import { documentsOf } from '../../source/output/documents.ts';
import type { ReviewedPolicy } from '../../source/output/result.ts';
import { nodeBinary } from '../../tools/terminal/program.ts';
import { forAll } from '../model/runs.ts';
import type { AwsState } from './support/aws.ts';
import { anyPolicy, hostileText } from './support/hostile.ts';
import { context, POLICY, reviewed, USED, WHOLLY_UNUSED } from './support/reviewed.ts';

const folder = mkdtempSync(join(tmpdir(), 'coppice-aws-'));
const bin = join(folder, 'bin');
mkdirSync(bin);
const standIn = join(import.meta.dirname, 'support', 'aws.ts');
writeFileSync(join(bin, 'aws'), `#!/bin/sh\nexec '${nodeBinary()}' '${standIn}' "$@"\n`);
chmodSync(join(bin, 'aws'), 0o755);
afterAll(() => rmSync(folder, { recursive: true }));

const ACCOUNT = '123456789012';

function run(
  script: string,
  state: Partial<AwsState>,
  args: string[] = [],
  env: Record<string, string> = {},
) {
  const file = join(folder, 'state.json');
  const cwd = join(folder, 'cwd');
  rmSync(cwd, { recursive: true, force: true });
  mkdirSync(cwd);
  writeFileSync(
    file,
    JSON.stringify({ account: ACCOUNT, policies: {}, principals: {}, calls: [], ...state }),
  );
  writeFileSync(join(folder, 'script.sh'), script);
  const { status, stdout, stderr } = spawnSync('bash', [join(folder, 'script.sh'), ...args], {
    cwd,
    encoding: 'utf8',
    env: { PATH: `${bin}:${process.env['PATH']}`, STATE: file, LANG: 'C', ...env },
  });
  // A script that was broken out of would leave its traces here.
  expect(readdirSync(cwd)).toEqual([]);
  return { status, stdout, stderr, state: JSON.parse(readFileSync(file, 'utf8')) as AwsState };
}

function scriptOf(result: ReviewedPolicy): string {
  const [file] = renderAwsCli([result], context).files;
  expect(file?.executable).toBe(true);
  return file?.text ?? '';
}

const role = { kind: 'role', name: 'MyRole', arn: `arn:aws:iam::${ACCOUNT}:role/MyRole` } as const;
const user = { kind: 'user', name: 'jane', arn: `arn:aws:iam::${ACCOUNT}:user/jane` } as const;
const group = { kind: 'group', name: 'ops', arn: `arn:aws:iam::${ACCOUNT}:group/ops` } as const;
const arn = `arn:aws:iam::${ACCOUNT}:policy/MyPolicy`;

const original = (result: ReviewedPolicy): string => result.outcome.case.policy.text;
const operations = ({ calls }: AwsState): string[] => calls.map(([operation]) => operation);

function versions(count: number, document: string): AwsState['policies'][string] {
  return Array.from({ length: count }, (_, i) => ({
    id: `v${count - i}`,
    date: `2026-01-${10 + count - i}`,
    isDefault: i === 0,
    document,
  }));
}
const inForce = (state: AwsState, policy = arn): string | undefined =>
  state.policies[policy]?.find(({ isDefault }) => isDefault)?.document;

describe('aws-cli', () => {
  test.each([role, user, group])('an inline policy of a $kind is overwritten, and put back', (owner) => {
    const result = reviewed({ policy: POLICY, facts: { kind: 'inline', attachedTo: [owner] } });
    const script = scriptOf(result);
    const key = `${owner.kind}/${owner.name}`;
    const before = { [key]: { inline: { MyPolicy: original(result), Other: '{}' }, attached: [] } };
    const after = run(script, { principals: before });
    expect(after.stderr).toBe('Done: apply\n');
    expect(after.status).toBe(0);
    expect(operations(after.state)).toEqual(['get-caller-identity', `put-${owner.kind}-policy`]);
    expect(after.state.principals[key]?.inline).toEqual({ MyPolicy: result.outcome.text, Other: '{}' });
    const back = run(script, { ...after.state, calls: [] }, ['rollback']);
    expect(back.status).toBe(0);
    expect(back.state.principals).toEqual(before);
  });

  test('an inline policy that is wholly unused is deleted, and put back', () => {
    const result = reviewed({ policy: WHOLLY_UNUSED, facts: { kind: 'inline', attachedTo: [role] } });
    const before = { 'role/MyRole': { inline: { MyPolicy: original(result) }, attached: [] } };
    const after = run(scriptOf(result), { principals: before });
    expect(after.state.principals['role/MyRole']?.inline).toEqual({});
    expect(operations(after.state)).toEqual(['get-caller-identity', 'delete-role-policy']);
    expect(run(scriptOf(result), after.state, ['rollback']).state.principals).toEqual(before);
  });

  test.each([1, 4, 5])('a customer-managed policy with %i versions gets another', (count) => {
    const result = reviewed({
      policy: POLICY,
      facts: { kind: 'customer-managed', arn, attachedTo: [role] },
    });
    const script = scriptOf(result);
    const before = { [arn]: versions(count, original(result)) };
    const after = run(script, { policies: before });
    expect(after.status).toBe(0);
    expect(after.stdout).toBe(`v${count + 1}\n`);
    expect(inForce(after.state)).toBe(result.outcome.text);
    const ids = after.state.policies[arn]?.map(({ id }) => id);
    // Only the oldest goes, and only to make room.
    expect(ids).toEqual(
      [6, 5, 4, 3, 2, 1].filter((i) => i <= count + 1 && i > count - 4).map((i) => `v${i}`),
    );
    expect(operations(after.state)).toEqual([
      'get-caller-identity',
      'list-policy-versions',
      ...(count === 5 ? ['delete-policy-version'] : []),
      'create-policy-version',
    ]);
    const back = run(script, after.state, ['rollback']);
    expect(back.status).toBe(0);
    expect(inForce(back.state)).toBe(original(result));
    expect(back.state.policies[arn]?.length).toBeLessThanOrEqual(5);
  });

  test('a customer-managed policy that is wholly unused is detached from all, and attached again', () => {
    const attachedTo = [role, user, group];
    const result = reviewed({
      policy: WHOLLY_UNUSED,
      facts: { kind: 'customer-managed', arn, attachedTo },
    });
    const before = {
      policies: { [arn]: versions(1, original(result)) },
      principals: Object.fromEntries(
        attachedTo.map(({ kind, name }) => [
          `${kind}/${name}`,
          { inline: {}, attached: ['arn:other', arn].sort() },
        ]),
      ),
    };
    const after = run(scriptOf(result), before);
    expect(Object.values(after.state.principals).map(({ attached }) => attached)).toEqual([
      ['arn:other'],
      ['arn:other'],
      ['arn:other'],
    ]);
    expect(run(scriptOf(result), after.state, ['rollback']).state).toMatchObject(before);
  });

  test('an AWS-managed policy gives way to a new one, and comes back', () => {
    const managed = 'arn:aws:iam::aws:policy/MyPolicy';
    const result = reviewed({
      policy: POLICY,
      facts: { kind: 'aws-managed', arn: managed, attachedTo: [role] },
    });
    const script = scriptOf(result);
    const before = { policies: {}, principals: { 'role/MyRole': { inline: {}, attached: [managed] } } };
    const made = `arn:aws:iam::${ACCOUNT}:policy/MyPolicy-MyRole`;
    const after = run(script, before);
    expect(after.status).toBe(0);
    expect(after.stdout).toBe(`${made}\n`);
    // The new one is there before the old one goes.
    expect(operations(after.state)).toEqual([
      'get-caller-identity',
      'create-policy',
      'attach-role-policy',
      'detach-role-policy',
    ]);
    expect(after.state.principals['role/MyRole']?.attached).toEqual([made]);
    expect(inForce(after.state, made)).toBe(result.outcome.text);
    const back = run(script, { ...after.state, calls: [] }, ['rollback']);
    expect(back.state).toMatchObject(before);
    expect(back.state.policies).toEqual({});
    expect(operations(back.state)).toEqual([
      'get-caller-identity',
      'attach-role-policy',
      'detach-role-policy',
      'delete-policy',
    ]);
  });

  test('what stopped half-way can be rolled back, and what is denied is told', () => {
    const managed = 'arn:aws:iam::aws:policy/MyPolicy';
    const result = reviewed({
      policy: POLICY,
      facts: { kind: 'aws-managed', arn: managed, attachedTo: [role] },
    });
    const before = { policies: {}, principals: { 'role/MyRole': { inline: {}, attached: [managed] } } };
    for (const denied of ['attach-role-policy', 'detach-role-policy']) {
      const stopped = run(scriptOf(result), { ...before, denied });
      expect(stopped.status).not.toBe(0);
      expect(stopped.stderr).toContain('(AccessDenied)');
      expect(stopped.stderr).not.toContain('Done');
      expect(stopped.state.principals['role/MyRole']?.attached).toContain(managed);
      const back = run(scriptOf(result), { ...stopped.state, denied: '' }, ['rollback']);
      expect(back.status).toBe(0);
      expect(back.state).toMatchObject(before);
      expect(back.state.policies).toEqual({});
    }
  });

  test('a policy over its quota becomes several, none missing at any time', () => {
    const policy: JsonObject = {
      Version: '2012-10-17',
      Statement: [1, 2, 3].map((i) => ({
        Effect: 'Allow',
        Action: 'svc:Get*',
        Resource: `arn:aws:s3:::${'x'.repeat(2500)}${i}`,
      })),
    };
    const result = reviewed({ policy, facts: { kind: 'customer-managed', arn, attachedTo: [role, user] } });
    const script = scriptOf(result);
    const hold = { inline: {}, attached: [arn] };
    const before = {
      policies: { [arn]: versions(5, original(result)) },
      principals: { 'role/MyRole': hold, 'user/jane': hold },
    };
    const after = run(script, before);
    expect(after.status).toBe(0);
    const texts = documentsOf(result.outcome).map(({ text }) => text);
    expect([inForce(after.state), inForce(after.state, `${arn}-2`)]).toEqual(texts);
    expect(after.state.principals['user/jane']?.attached).toEqual([arn, `${arn}-2`]);
    expect(operations(after.state).at(-1)).toBe('create-policy-version');
    const back = run(script, after.state, ['rollback']);
    expect(back.state.principals).toEqual(before.principals);
    expect(Object.keys(back.state.policies)).toEqual([arn]);
    expect(inForce(back.state)).toBe(original(result));
  });

  test('asks for what the inputs do not say', () => {
    const bare = scriptOf(reviewed({ policy: POLICY }));
    const missing = run(bare, {});
    expect(missing.status).not.toBe(0);
    expect(missing.stderr).toContain('POLICY_ARN: set it to the ARN of the policy that this is about');
    expect(missing.state.calls).toEqual([]);
    const result = reviewed({ policy: POLICY });
    const given = run(bare, { policies: { [arn]: versions(1, original(result)) } }, [], { POLICY_ARN: arn });
    expect(inForce(given.state)).toBe(result.outcome.text);

    const unused = scriptOf(reviewed({ policy: WHOLLY_UNUSED }));
    const before = {
      policies: { [arn]: versions(1, '{}') },
      principals: {
        'role/My*Role': { inline: {}, attached: [arn] },
        'user/jane': { inline: {}, attached: [arn] },
      },
    };
    expect(run(unused, before, [], { POLICY_ARN: arn }).stderr).toContain('PRINCIPALS: set it to those');
    const env = { POLICY_ARN: arn, PRINCIPALS: 'role/My*Role user/jane' };
    const after = run(unused, before, [], env);
    expect(Object.values(after.state.principals).map(({ attached }) => attached)).toEqual([[], []]);
    expect(run(unused, after.state, ['rollback'], env).state).toMatchObject(before);

    const managed = 'arn:aws-cn:iam::aws:policy/MyPolicy';
    const replaced = scriptOf(reviewed({ policy: POLICY, facts: { kind: 'aws-managed', arn: managed } }));
    expect(replaced).toContain('arn:aws-cn:iam::"$account":policy/MyPolicy-refined');
  });

  test('refuses other accounts and other words', () => {
    const result = reviewed({ policy: POLICY, facts: { kind: 'inline', attachedTo: [role] } });
    const other = run(scriptOf(result), { account: '999999999999' });
    expect(other.status).toBe(1);
    expect(other.stderr).toContain(
      `This is about account ${ACCOUNT}, but the credentials are those of account 999999999999`,
    );
    expect(operations(other.state)).toEqual(['get-caller-identity']);
    for (const args of [['undo'], ['apply', 'x']]) {
      const odd = run(scriptOf(result), {}, args);
      expect(odd.status).toBe(2);
      expect(odd.stderr).toBe('Usage: bash MyPolicy.sh [rollback]\n');
      expect(odd.state.calls).toEqual([]);
    }
  });

  test('there is no script for what is unchanged', () => {
    expect(renderAwsCli([reviewed({ policy: USED })], context)).toEqual({
      files: [],
      notes: ['MyPolicy: unchanged, so there is nothing to run'],
    });
  });

  test('a name that the AWS CLI would read as an address is refused', () => {
    for (const name of ['file:///etc/passwd', 'fileb://x', 'a\0b']) {
      const facts: Partial<AccountCase> = { kind: 'inline', name, attachedTo: [role] };
      expect(() => scriptOf(reviewed({ policy: POLICY, facts }))).toThrow(InputError);
    }
  });

  const anyName = fc
    .oneof(hostileText, fc.constantFrom('-rf', '--policy-name', "it's", '$(touch x)', '\n# x', 'a\\', "a\\'"))
    .filter((name) => !/\0|^(?:fileb?|https?):\/\//.test(name) && name.isWellFormed());

  forAll(
    'whatever the names and texts are, the calls have them as they are',
    fc.property(anyPolicy, anyName, anyName, anyName, (policy, name, owner, file) => {
      const result = reviewed({
        policy,
        facts: { kind: 'inline', name, file, principal: owner, attachedTo: [{ ...role, name: owner }] },
      });
      const [made] = renderAwsCli([result], context).files;
      if (made === undefined) return;
      const key = `role/${owner}`;
      const before = { [key]: { inline: { [name]: original(result) }, attached: [] } };
      const after = run(made.text, { principals: before });
      expect(after.stderr).toBe('Done: apply\n');
      const written = after.state.principals[key]?.inline[name];
      expect(written).toBe(result.outcome.text ?? undefined);
      const back = run(made.text, after.state, ['rollback']);
      expect(back.stderr).toBe('Done: rollback\n');
      expect(back.state.principals).toEqual(before);
    }),
    0.3,
  );

  forAll(
    'bash reads a word and a here-document back',
    fc.property(
      fc.array(anyName, { minLength: 1, maxLength: 20 }),
      fc.string({ unit: fc.constantFrom('POLICY', '_2', '\n', '$x', '`', '\\', "'", '\r', 'é') }),
      (words, text) => {
        const { redirect, body } = hereDocument(text);
        const script = `printf '%s\\0' ${words.map(shellWord).join(' ')}\ncat ${redirect}\n${body}\n`;
        const { stdout } = spawnSync('bash', ['-eu'], {
          input: script,
          encoding: 'utf8',
          env: { LANG: 'C' },
        });
        const expected = words.map((word) => `${word}\0`).join('') || '\0';
        expect(stdout).toBe(`${expected}${text.endsWith('\n') ? text : `${text}\n`}`);
      },
    ),
  );
});
