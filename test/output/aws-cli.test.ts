import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { AccountCase } from '../../source/account/cases.ts';
import { InputError } from '../../source/base/errors.ts';
import type { JsonObject } from '../../source/base/json.ts';
import { renderAwsCli } from '../../source/output/aws-cli/aws-cli.ts';
import { hereDocument, shellWord } from '../../source/output/aws-cli/shell.ts';
import { documentsOf } from '../../source/output/documents.ts';
import type { ProvenPolicy } from '../../source/output/result.ts';
import { forAll } from '../model/runs.ts';
import { type AwsPolicy, type AwsState, type FakeCli, isWriting, startFakeCli } from './support/aws.ts';
import { anyPolicy, hostileText } from './support/hostile.ts';
import { context, POLICY, reviewed, USED, WHOLLY_UNUSED } from './support/reviewed.ts';

const folder = mkdtempSync(join(tmpdir(), 'coppice-aws-'));
const bin = join(folder, 'bin');
mkdirSync(bin);
const worlds = new Map<string, AwsState>();
let cli: FakeCli;
beforeAll(async () => {
  cli = await startFakeCli(join(bin, 'aws'), worlds);
});
afterAll(() => {
  cli.close();
  rmSync(folder, { recursive: true });
});

const ACCOUNT = '123456789012';

/** An account, and a script in a folder of its own to be run against it. */
class World {
  readonly state: AwsState;
  readonly #folder = mkdtempSync(join(folder, 'world-'));
  readonly #env: Record<string, string>;

  constructor(script: string, state: Partial<AwsState>, env: Record<string, string> = {}) {
    this.#env = env;
    mkdirSync(join(this.#folder, 'cwd'));
    writeFileSync(join(this.#folder, 'script.sh'), script);
    const whole = { account: ACCOUNT, policies: {}, principals: {}, calls: [], ...state };
    this.state = structuredClone(whole);
    worlds.set(this.#folder, this.state);
  }

  /** Somebody changes the account by hand. */
  change(how: (state: AwsState) => void): void {
    how(this.state);
  }

  async run(...args: string[]): Promise<Run> {
    this.state.calls.splice(0);
    const child = spawn('bash', [join(this.#folder, 'script.sh'), ...args], {
      cwd: join(this.#folder, 'cwd'),
      env: {
        PATH: `${bin}:${process.env['PATH']}`,
        AWS_PORT: String(cli.port),
        AWS_WORLD: this.#folder,
        TMPDIR: folder,
        LANG: 'C',
        ...this.#env,
      },
    });
    const [stdout, stderr, [status, signal]] = await Promise.all([
      text(child.stdout),
      text(child.stderr),
      once(child, 'close') as Promise<[number | null, NodeJS.Signals | null]>,
    ]);
    // A script that was broken out of would leave its traces here.
    expect(readdirSync(join(this.#folder, 'cwd'))).toEqual([]);
    return { status, signal, stdout, stderr };
  }

  /** Runs a verb that is to go well. */
  async does(...args: string[]): Promise<string> {
    const { status, stdout, stderr } = await this.run(...args);
    expect({ args, status, stderr }).toEqual({ args, status: 0, stderr: '' });
    return stdout;
  }

  /** The writing calls of the last run. */
  get writes(): string[] {
    return this.state.calls.map(([operation]) => operation).filter(isWriting);
  }

  saved(): string[] {
    const path = join(this.#folder, 'script.saved');
    return existsSync(path) ? readdirSync(path).sort() : [];
  }
}

interface Run {
  readonly status: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The account alone, to be compared; the order of versions and attachments says nothing. */
function things(state: AwsState): Pick<AwsState, 'policies' | 'principals'> {
  const { policies, principals } = structuredClone(state);
  const inOrder = Object.entries(policies).map(([arn, policy]) => [
    arn,
    { ...policy, versions: policy.versions.toSorted((a, b) => (a.id < b.id ? -1 : 1)) },
  ]);
  const held = Object.entries(principals).map(([name, { inline, attached }]) => [
    name,
    { inline, attached: attached.toSorted() },
  ]);
  return { policies: Object.fromEntries(inOrder), principals: Object.fromEntries(held) };
}

function scriptFor(result: ProvenPolicy): string {
  const [file] = renderAwsCli([result], context).files;
  expect(file?.executable).toBe(true);
  return file?.text ?? '';
}

const role = { kind: 'role', name: 'MyRole', arn: `arn:aws:iam::${ACCOUNT}:role/MyRole` } as const;
const user = { kind: 'user', name: 'jane', arn: `arn:aws:iam::${ACCOUNT}:user/jane` } as const;
const group = { kind: 'group', name: 'ops', arn: `arn:aws:iam::${ACCOUNT}:group/ops` } as const;
const arn = `arn:aws:iam::${ACCOUNT}:policy/team/MyPolicy`;
const managed = 'arn:aws:iam::aws:policy/MyPolicy';

const original = (result: ProvenPolicy): string => result.outcome.case.policy.text;

function policyOf(count: number, document: string): AwsPolicy {
  const older = (id: number): string =>
    JSON.stringify({ Version: '2012-10-17', Statement: [], Id: `v${id}` });
  return {
    versions: Array.from({ length: count }, (_, i) => ({
      id: `v${count - i}`,
      isDefault: i === 0,
      document: i === 0 ? document : older(count - i),
    })),
  };
}

const inForce = ({ policies }: AwsState, which = arn): string | undefined =>
  policies[which]?.versions.find(({ isDefault }) => isDefault)?.document;

/** A policy whose result is over the quota, so that it becomes two. */
const LARGE: JsonObject = {
  Version: '2012-10-17',
  Statement: [1, 2, 3].map((i) => ({
    Effect: 'Allow',
    Action: 'svc:Get*',
    Resource: `arn:aws:s3:::${'x'.repeat(2500)}${i}`,
  })),
};

/** It cannot be split. */
const TOO_LARGE: JsonObject = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: 'svc:Get*', Resource: 'x'.repeat(7000) }],
};

/** Every kind of work that a script can have, with an account in which it is still to be done. */
function kinds(): [kind: string, script: string, before: Partial<AwsState>, writes: string[]][] {
  const inline = reviewed({ policy: POLICY, facts: { kind: 'inline', attachedTo: [role] } });
  const goes = reviewed({ policy: WHOLLY_UNUSED, facts: { kind: 'inline', attachedTo: [user] } });
  const shared = { kind: 'customer-managed', arn, attachedTo: [role, user, group] } as const;
  const versioned = reviewed({ policy: POLICY, facts: shared });
  const unused = reviewed({ policy: WHOLLY_UNUSED, facts: shared });
  const large = reviewed({ policy: LARGE, facts: { ...shared, attachedTo: [role, user] } });
  const replaced = reviewed({
    policy: POLICY,
    facts: { kind: 'aws-managed', arn: managed, attachedTo: [role] },
  });
  const holders = (...attached: string[]): AwsState['principals'] =>
    Object.fromEntries(
      ['role/MyRole', 'user/jane', 'group/ops'].map((name) => [
        name,
        { inline: { Other: '{}' }, attached: [...attached] },
      ]),
    );
  return [
    [
      'an inline policy that is overwritten',
      scriptFor(inline),
      {
        principals: { 'role/MyRole': { inline: { MyPolicy: original(inline), Other: '{}' }, attached: [] } },
      },
      ['put-role-policy'],
    ],
    [
      'an inline policy of which nothing is left',
      scriptFor(goes),
      { principals: { 'user/jane': { inline: { MyPolicy: original(goes), Other: '{}' }, attached: [] } } },
      ['delete-user-policy'],
    ],
    [
      'a customer-managed policy',
      scriptFor(versioned),
      { policies: { [arn]: policyOf(3, original(versioned)) }, principals: holders(arn) },
      ['create-policy-version'],
    ],
    [
      'a customer-managed policy that is wholly unused',
      scriptFor(unused),
      {
        policies: { [arn]: policyOf(1, original(unused)), 'arn:other': policyOf(1, '{}') },
        principals: holders('arn:other', arn),
      },
      ['detach-role-policy', 'detach-user-policy', 'detach-group-policy'],
    ],
    [
      'a policy over its quota with five versions',
      scriptFor(large),
      {
        policies: { [arn]: policyOf(5, original(large)) },
        principals: {
          'role/MyRole': { inline: {}, attached: [arn] },
          'user/jane': { inline: {}, attached: [arn] },
        },
      },
      [
        'create-policy',
        'attach-role-policy',
        'attach-user-policy',
        'delete-policy-version',
        'create-policy-version',
      ],
    ],
    [
      'an AWS-managed policy',
      scriptFor(replaced),
      {
        policies: { [managed]: policyOf(1, original(replaced)) },
        principals: { 'role/MyRole': { inline: {}, attached: [managed] } },
      },
      ['create-policy', 'attach-role-policy', 'detach-role-policy'],
    ],
  ];
}

describe.each(kinds())('%s', (_kind, script, before, writes) => {
  test('is planned, put in place, verified and put back, and nothing is done twice', async () => {
    const world = new World(script, before);
    const start = things(world.state);
    expect(await world.does('plan')).toContain('apply would go on');
    expect((await world.run('verify')).status).toBe(1);
    expect(things(world.state)).toEqual(start);
    await world.does('apply');
    expect(world.writes).toEqual(writes);
    expect(await world.does('verify')).toContain('in place');
    expect(await world.does('plan')).toContain('Already in place');
    const after = things(world.state);
    expect(await world.does('apply')).toContain('already in place');
    expect(things(world.state)).toEqual(after);
    expect(world.writes).toEqual([]);
    await world.does('rollback');
    expect(asBefore(things(world.state))).toEqual(asBefore(start));
    expect(await world.does('rollback')).toContain('nothing to put back');
    expect(world.writes).toEqual([]);
    // And once more, from the start.
    await world.does('apply');
    await world.does('verify');
  });

  test('a run that is killed at any writing call is finished by the next', async () => {
    const whole = new World(script, before);
    await whole.does('apply');
    const after = asBefore(things(whole.state));
    const start = asBefore(things(new World(script, before).state));
    for (const when of ['before', 'after'] as const) {
      for (let at = 1; at <= writes.length; at++) {
        const world = new World(script, { ...before, dies: { at, when } });
        expect((await world.run('apply')).signal).toBe('SIGKILL');
        world.change((state) => delete state.dies);
        await world.does('apply');
        expect(asBefore(things(world.state))).toEqual(after);
        await world.does('verify');
        await world.does('rollback');
        expect(asBefore(things(world.state))).toEqual(start);
      }
    }
  });

  test('a rollback that is killed at any writing call is finished by the next', async () => {
    const start = asBefore(things(new World(script, before).state));
    const world = new World(script, before);
    await world.does('apply');
    for (let at = 1; ; at++) {
      world.change((state) => {
        state.dies = { at: 1, when: at % 2 === 0 ? 'before' : 'after' };
      });
      if ((await world.run('rollback')).signal !== 'SIGKILL') break;
      expect(at).toBeLessThan(20);
    }
    world.change((state) => delete state.dies);
    expect(asBefore(things(world.state))).toEqual(start);
    expect(world.saved()).toEqual([]);
  });

  test('half of it is taken back as well', async () => {
    const start = asBefore(things(new World(script, before).state));
    for (let at = 1; at <= writes.length; at++) {
      const world = new World(script, { ...before, dies: { at, when: 'after' } });
      await world.run('apply');
      world.change((state) => delete state.dies);
      await world.does('rollback');
      expect(asBefore(things(world.state))).toEqual(start);
    }
  });

  test('what is denied is told, and nothing is half done for good', async () => {
    for (const denied of new Set(writes)) {
      const world = new World(script, { ...before, denied });
      const stopped = await world.run('apply');
      expect(stopped.status).toBe(1);
      expect(stopped.stderr).toContain('(AccessDenied)');
      expect(stopped.stdout).not.toContain('in place.');
      world.change((state) => Object.assign(state, { denied: '' }));
      await world.does('apply');
      await world.does('verify');
    }
  });
});

const step = fc.record({
  verb: fc.constantFrom('apply', 'rollback'),
  dies: fc.option(
    fc.record({ at: fc.integer({ min: 1, max: 5 }), when: fc.constantFrom('before', 'after') }),
  ),
});

forAll(
  'whatever was begun and killed, apply puts all in place, and rollback puts all back',
  fc.asyncProperty(
    fc.integer({ min: 0, max: 5 }),
    fc.array(step, { minLength: 1, maxLength: 4 }),
    async (which, steps) => {
      const [, script = '', before = {}] = kinds()[which] ?? [];
      const start = asBefore(things(new World(script, before).state));
      const world = new World(script, before);
      for (const { verb, dies } of steps) {
        world.change((state) => {
          if (dies === null) delete state.dies;
          else state.dies = { ...dies };
        });
        const { status } = await world.run(verb);
        expect([0, 1, null]).toContain(status);
      }
      world.change((state) => delete state.dies);
      await world.does('apply');
      await world.does('verify');
      await world.does('rollback');
      expect(asBefore(things(world.state))).toEqual(start);
    },
  ),
  0.1,
);

/**
 * A version that apply deleted comes back under another number: what counts is which documents there are, and which of
 * them is in force.
 */
function asBefore({ policies, principals }: Pick<AwsState, 'policies' | 'principals'>): unknown {
  const plainly = (document: string): string => JSON.stringify(JSON.parse(document));
  const plain = Object.entries(policies).map(([name, { versions, ...rest }]) => [
    name,
    {
      ...rest,
      versions: versions
        .map(({ isDefault, document }) => `${isDefault ? 'in force: ' : ''}${plainly(document)}`)
        .sort(),
    },
  ]);
  const held = Object.entries(principals).map(([name, { inline, attached }]) => [
    name,
    {
      attached,
      inline: Object.entries(inline)
        .map(([own, document]) => [own, plainly(document)])
        .sort(),
    },
  ]);
  return { policies: Object.fromEntries(plain), principals: Object.fromEntries(held) };
}

describe('what AWS has is not what the review saw', () => {
  const OTHER = JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Deny', Action: 's3:*', Resource: '*' }],
  });
  const shared = { kind: 'customer-managed', arn, attachedTo: [role] } as const;
  const large = reviewed({ policy: LARGE, facts: shared });
  const holders = { 'role/MyRole': { inline: {}, attached: [arn] } };
  const part = `${arn}-2`;

  test.each(kinds().slice(0, 5))(
    '%s: another document stops it, and --force saves it',
    async (_kind, script, before) => {
      const world = new World(script, before);
      world.change(({ policies, principals }) => {
        for (const version of policies[arn]?.versions ?? [])
          if (version.isDefault) Object.assign(version, { document: OTHER });
        for (const { inline } of Object.values(principals))
          if (inline['MyPolicy']) inline['MyPolicy'] = OTHER;
      });
      const start = things(world.state);
      for (const verb of ['plan', 'apply']) {
        const stopped = await world.run(verb);
        expect(stopped.status).toBe(3);
        expect(stopped.stderr).toContain('nothing was changed');
        expect(stopped.stdout).toContain('+      "Action": "s3:*"');
        expect(things(world.state)).toEqual(start);
      }
      await world.does('apply', '--force');
      await world.does('verify');
      await world.does('rollback');
      expect(asBefore(things(world.state))).toEqual(asBefore(start));
    },
  );

  test('a rollback does not take back what somebody else has done since', async () => {
    for (const [kind, script, before] of kinds().slice(0, 3)) {
      if (kind.includes('nothing is left')) continue;
      const world = new World(script, before);
      await world.does('apply');
      world.change(({ policies, principals }) => {
        policies[arn]?.versions.unshift({ id: 'v9', isDefault: true, document: OTHER });
        for (const version of policies[arn]?.versions.slice(1) ?? []) version.isDefault = false;
        for (const { inline } of Object.values(principals))
          if (inline['MyPolicy']) inline['MyPolicy'] = OTHER;
      });
      const then = things(world.state);
      expect((await world.run('rollback')).status).toBe(3);
      expect(things(world.state)).toEqual(then);
      await world.does('rollback', '--force');
      expect(JSON.stringify(world.state.principals)).not.toContain('s3:*');
      expect(inForce(world.state) ?? '').not.toContain('s3:*');
    }
  });

  test('somebody else has the policy, or has it as a boundary', async () => {
    const result = reviewed({ policy: POLICY, facts: shared });
    const before = { policies: { [arn]: policyOf(1, original(result)) }, principals: holders };
    const others = new World(scriptFor(result), {
      ...before,
      principals: { ...holders, 'user/jane': { inline: {}, attached: [arn] } },
    });
    const stopped = await others.run('apply');
    expect(stopped.status).toBe(3);
    expect(stopped.stdout).toContain('user/jane has the policy, and the review did not know that');
    const boundary = new World(scriptFor(result), before);
    boundary.change(({ policies }) => {
      policies[arn] = { versions: policies[arn]?.versions ?? [], boundaries: 1 };
    });
    expect(await boundary.run('apply')).toMatchObject({ status: 3 });
    expect([...others.writes, ...boundary.writes]).toEqual([]);
  });

  test('where only a finding says who has the policy, others that have it stop the script', async () => {
    const result = reviewed({
      policy: POLICY,
      facts: { kind: 'customer-managed', arn, attachedTo: [], holders: [{ ...role, analysed: true }] },
    });
    const world = new World(scriptFor(result), {
      policies: { [arn]: policyOf(1, original(result)) },
      principals: { ...holders, 'role/Another': { inline: {}, attached: [arn] } },
    });
    expect(await world.run('apply')).toMatchObject({ status: 3 });
    expect(world.writes).toEqual([]);
  });

  test.each([
    ['of its own', part, {}],
    ['in other letters and at another path', `arn:aws:iam::${ACCOUNT}:policy/MYPOLICY-2`, {}],
    ['with the mark of another', part, { description: 'coppice: a part of arn:aws:iam::1:policy/Other' }],
  ])('a namesake of an added policy, %s, is never touched', async (_what, namesake, more) => {
    const foreign = { ...policyOf(1, '{"Version": "2012-10-17"}'), ...more };
    const world = new World(scriptFor(large), {
      policies: { [arn]: policyOf(2, original(large)), [namesake]: foreign },
      principals: { 'role/MyRole': { inline: {}, attached: [arn, namesake] } },
    });
    const start = things(world.state);
    for (const args of [['plan'], ['apply'], ['apply', '--force']]) {
      const stopped = await world.run(...args);
      expect(stopped.status).toBe(3);
      expect(stopped.stderr).toContain(`that this script did not make: ${namesake}`);
    }
    expect((await world.run('rollback')).status).toBe(0);
    expect(things(world.state)).toEqual(start);
  });

  test('what it made and somebody changed since is left as it is', async () => {
    const world = new World(scriptFor(large), {
      policies: { [arn]: policyOf(2, original(large)) },
      principals: holders,
    });
    await world.does('apply');
    world.change(({ policies }) => {
      const [first] = policies[part]?.versions ?? [];
      if (first !== undefined) Object.assign(first, { document: OTHER });
    });
    expect((await world.run('apply')).status).toBe(3);
    expect((await world.run('rollback')).status).toBe(3);
    await world.does('rollback', '--force');
    expect(inForce(world.state)).toBe(original(large));
    expect(inForce(world.state, part)).toBe(OTHER);
  });

  test('an added policy that somebody attached elsewhere stays there', async () => {
    const world = new World(scriptFor(large), {
      policies: { [arn]: policyOf(2, original(large)) },
      principals: { ...holders, 'user/jane': { inline: {}, attached: [] } },
    });
    await world.does('apply');
    world.change(({ principals }) => principals['user/jane']?.attached.push(part));
    expect(await world.does('rollback')).toContain('somebody attached it to user/jane');
    expect(world.state.principals).toEqual({ ...holders, 'user/jane': { inline: {}, attached: [part] } });
  });

  test('who no longer has an AWS-managed policy does not get what takes its place', async () => {
    const result = reviewed({
      policy: POLICY,
      facts: { kind: 'aws-managed', arn: managed, attachedTo: [role] },
    });
    const world = new World(scriptFor(result), {
      policies: { [managed]: policyOf(1, original(result)) },
      principals: { 'role/MyRole': { inline: {}, attached: [] } },
    });
    expect(await world.run('apply')).toMatchObject({ status: 3 });
    expect(world.writes).toEqual([]);
  });

  test('there is no room for what has to be attached before the other goes', async () => {
    const result = reviewed({
      policy: POLICY,
      facts: { kind: 'aws-managed', arn: managed, attachedTo: [role] },
    });
    const world = new World(scriptFor(result), {
      policies: { [managed]: policyOf(1, original(result)) },
      principals: { 'role/MyRole': { inline: {}, attached: ['arn:1', 'arn:2', managed] } },
    });
    for (const verb of ['plan', 'apply']) {
      const stopped = await world.run(verb);
      expect(stopped.status).toBe(1);
      expect(stopped.stderr).toContain('role/MyRole has 3 managed policies of 3');
    }
    expect(world.writes).toEqual([]);
  });

  test('formatting, escapes and numbers as the AWS CLI writes them make no difference', async () => {
    const text = String.raw`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["svc:Get*"],"Resource":"é\u00e9\ud83d\ude00\/\u000a\"\\","Condition":{"NumericLessThan":{"a:b":[1.50,1e2,-0.0,12]}}}]}`;
    const result = reviewed({ policy: text, facts: { kind: 'inline', attachedTo: [role] } });
    const inline = { MyPolicy: JSON.stringify(JSON.parse(text), null, 1) };
    const world = new World(scriptFor(result), { principals: { 'role/MyRole': { inline, attached: [] } } });
    await world.does('apply');
    await world.does('verify');
    await world.does('rollback');
    // What is saved is the reviewed text, with its numbers.
    expect(world.state.principals['role/MyRole']?.inline).toEqual({ MyPolicy: `${text}\n` });
  });
});

describe('aws-cli', () => {
  test('an old version with the result is used again, and no version is spent', async () => {
    const result = reviewed({
      policy: POLICY,
      facts: { kind: 'customer-managed', arn, attachedTo: [role] },
    });
    const world = new World(scriptFor(result), {
      policies: { [arn]: policyOf(5, original(result)) },
      principals: { 'role/MyRole': { inline: {}, attached: [arn] } },
    });
    world.change(({ policies }) => {
      const version = policies[arn]?.versions.find(({ id }) => id === 'v2');
      if (version !== undefined) Object.assign(version, { document: result.outcome.text });
    });
    const start = things(world.state);
    await world.does('apply');
    expect(world.writes).toEqual(['set-default-policy-version']);
    await world.does('rollback');
    expect(things(world.state)).toEqual(start);
  });

  test('parts of an over-long policy have its path and a mark', async () => {
    const result = reviewed({
      policy: LARGE,
      facts: { kind: 'customer-managed', arn, attachedTo: [role] },
    });
    const world = new World(scriptFor(result), {
      policies: { [arn]: policyOf(1, original(result)) },
      principals: { 'role/MyRole': { inline: {}, attached: [arn] } },
    });
    await world.does('apply');
    const texts = documentsOf(result.outcome).map(({ text }) => text);
    expect([inForce(world.state), inForce(world.state, `${arn}-2`)]).toEqual(texts);
    expect(world.state.policies[`${arn}-2`]?.description).toBe(`coppice: a part of ${arn}`);
    expect(world.state.principals['role/MyRole']?.attached).toEqual([arn, `${arn}-2`]);
  });

  test('asks for what the inputs do not say', async () => {
    const result = reviewed({ policy: POLICY });
    const state = {
      policies: { [arn]: policyOf(1, original(result)) },
      principals: { 'role/MyRole': { inline: {}, attached: [arn] } },
    };
    const missing = await new World(scriptFor(result), state).run('plan');
    expect(missing.status).not.toBe(0);
    expect(missing.stderr).toContain('POLICY_ARN: set it to the ARN of the policy that this is about');
    expect((await new World(scriptFor(result), state, { POLICY_ARN: arn }).run('plan')).stderr).toContain(
      'PRINCIPALS: set it to all those whom the finding is about',
    );
    const given = new World(scriptFor(result), state, { POLICY_ARN: arn, PRINCIPALS: 'role/MyRole' });
    await given.does('apply');
    expect(inForce(given.state)).toBe(result.outcome.text);
    const others = new World(scriptFor(result), state, { POLICY_ARN: arn, PRINCIPALS: 'user/jane' });
    expect((await others.run('apply')).status).toBe(3);
  });

  test('refuses other accounts, partitions and words', async () => {
    const result = reviewed({ policy: POLICY, facts: { kind: 'inline', attachedTo: [role] } });
    const other = await new World(scriptFor(result), { account: '999999999999' }).run('apply');
    expect(other.status).toBe(1);
    expect(other.stderr).toContain(
      `this is about account ${ACCOUNT}, but the credentials are those of account 999999999999`,
    );
    const china = { ...role, arn: `arn:aws-cn:iam::${ACCOUNT}:role/MyRole` };
    const elsewhere = reviewed({ policy: POLICY, facts: { kind: 'inline', attachedTo: [china] } });
    expect((await new World(scriptFor(elsewhere), {}).run('apply')).stderr).toContain(
      'about the partition aws-cn',
    );
    const world = new World(scriptFor(result), {});
    for (const args of [[], ['undo'], ['apply', 'x'], ['plan', '--force'], ['apply', '--force', 'x']]) {
      const odd = await world.run(...args);
      expect(odd.status).toBe(2);
      expect(odd.stderr).toMatch(/^Usage: bash .*script\.sh plan\|apply\|verify\|rollback \[--force\]\n$/);
      expect(world.state.calls).toEqual([]);
    }
  });

  test.each([
    [
      'it is too large, and cannot be split',
      TOO_LARGE,
      { kind: 'customer-managed', arn, attachedTo: [role] },
      'characters of 6144 that a policy may have, and it cannot be split',
    ],
    [
      'a role of IAM Identity Center',
      POLICY,
      {
        kind: 'inline',
        attachedTo: [
          {
            ...role,
            arn: `arn:aws:iam::${ACCOUNT}:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_X_0123456789abcdef`,
          },
        ],
      },
      'its permission set is to be changed',
    ],
    [
      'a role of a service',
      POLICY,
      {
        kind: 'aws-managed',
        arn: managed,
        attachedTo: [{ ...role, arn: `arn:aws:iam::${ACCOUNT}:role/aws-service-role/x.amazonaws.com/Y` }],
      },
      'belongs to a service of AWS',
    ],
  ] as const)(
    'what AWS would refuse is said, and nothing is run: %s',
    async (_what, policy, facts, reason) => {
      const result = reviewed({ policy, facts });
      const { files, notes } = renderAwsCli([result], context);
      expect(notes.join()).toContain(reason);
      const world = new World(files[0]?.text ?? '', {});
      for (const verb of ['plan', 'apply', 'verify', 'rollback']) {
        const refused = await world.run(verb);
        expect(refused.status).toBe(1);
        expect(refused.stderr).toContain(reason);
      }
      expect(world.state.calls).toEqual([]);
    },
  );

  test('run-all.sh: what makes room comes first, and what AWS would refuse is left out', () => {
    const shared = (name: string, policy: JsonObject) =>
      reviewed({
        policy,
        facts: {
          kind: 'customer-managed',
          name,
          arn: `arn:aws:iam::${ACCOUNT}:policy/${name}`,
          attachedTo: [role],
        },
      });
    const { files } = renderAwsCli(
      [
        shared('Split', LARGE),
        shared('Huge', TOO_LARGE),
        shared('Less', POLICY),
        shared('Gone', WHOLLY_UNUSED),
      ],
      context,
    );
    const all = files.at(-1);
    expect(all?.name).toBe('run-all.sh');
    const [, names = ''] = /names=\(\n([^)]*)\)/.exec(all?.text ?? '') ?? [];
    expect(names.trim().split(/\s+/).at(-1)).toBe('MyRole.Split');
    expect(names).not.toContain('Huge');
    expect(all?.text).toMatch(/left_out=\(\n {2}'MyRole\.Huge: the result has/);
  });

  const set = {
    kind: 'permission-set',
    name: 'Ops',
    arn: 'arn:aws:sso:::permissionSet/ssoins-1/ps-2',
    set: {
      arn: 'arn:aws:sso:::permissionSet/ssoins-1/ps-2',
      instanceArn: 'arn:aws:sso:::instance/ssoins-1',
      roles: [{ account: ACCOUNT, name: 'AWSReservedSSO_Ops_0123456789abcdef' }],
    },
  } as const;

  test('a policy of a permission set is changed in the set, whose role is never named', () => {
    const text = scriptFor(reviewed({ policy: POLICY, facts: { kind: 'inline', attachedTo: [set] } }));
    expect(text).toContain(
      'set=arn:aws:sso:::permissionSet/ssoins-1/ps-2\ninstance=arn:aws:sso:::instance/ssoins-1',
    );
    expect(text).toContain('quota=32768');
    expect(text).not.toContain('AWSReservedSSO');
    // Without the set's own outputs whoever runs it says which it is.
    const { set: _facts, arn: _arn, ...bare } = set;
    const asked = scriptFor(reviewed({ policy: POLICY, facts: { kind: 'inline', attachedTo: [bare] } }));
    expect(asked).toContain('set=${PERMISSION_SET_ARN:?set it to the ARN of the permission set');
  });

  test('a customer-managed policy of a permission set gets a version, since its role has it', async () => {
    const result = reviewed({
      policy: POLICY,
      facts: { kind: 'customer-managed', arn, account: ACCOUNT, attachedTo: [set] },
    });
    const world = new World(scriptFor(result), {
      policies: { [arn]: policyOf(1, original(result)) },
      principals: { 'role/AWSReservedSSO_Ops_0123456789abcdef': { inline: {}, attached: [arn] } },
    });
    await world.does('apply');
    expect(world.writes).toEqual(['create-policy-version']);
  });

  test('there is no script for what is unchanged', async () => {
    expect(renderAwsCli([reviewed({ policy: USED })], context)).toEqual({
      files: [],
      notes: ['MyPolicy: unchanged, so there is nothing to run'],
    });
  });

  test('a name that the AWS CLI would read as an address is refused', async () => {
    for (const name of ['file:///etc/passwd', 'fileb://x', 'a\0b']) {
      const facts: Partial<AccountCase> = { kind: 'inline', name, attachedTo: [role] };
      expect(() => scriptFor(reviewed({ policy: POLICY, facts }))).toThrow(InputError);
    }
  });

  const anyName = fc
    .oneof(hostileText, fc.constantFrom('-rf', '--policy-name', "it's", '$(touch x)', '\n# x', 'a\\', "a\\'"))
    .filter((name) => !/\0|^(?:fileb?|https?):\/\//.test(name) && name.isWellFormed());

  forAll(
    'whatever the names and texts are, the calls have them as they are',
    fc.asyncProperty(anyPolicy, anyName, anyName, anyName, async (policy, name, owner, file) => {
      const result = reviewed({
        policy,
        facts: { kind: 'inline', name, file, principal: owner, attachedTo: [{ ...role, name: owner }] },
      });
      const [made] = renderAwsCli([result], context).files;
      if (made === undefined) return;
      const key = `role/${owner}`;
      const before = { [key]: { inline: { [name]: original(result) }, attached: [] } };
      const world = new World(made.text, { principals: before });
      await world.does('apply');
      expect(world.state.principals[key]?.inline[name]).toBe(result.outcome.text ?? undefined);
      await world.does('rollback');
      expect(world.state.principals).toEqual(before);
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
