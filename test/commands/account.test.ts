import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { bundledCatalogsFolder, catalogDates, openCatalogFolder } from '../../source/catalog/bundled.ts';
import { quotaSize } from '../../source/policy/size.ts';
import { arnOf, detailsOf, documentOf, findingOf } from '../account/details.ts';
import { provideCommandLine } from './support/command-line.ts';

const line = provideCommandLine();

function actionsOf(service: string): readonly string[] {
  const folder = bundledCatalogsFolder();
  return openCatalogFolder(join(folder, catalogDates(folder).at(-1) ?? '')).service(service)?.actions ?? [];
}

const GET = 's3:GetBucketAcl';
const PUT = 's3:PutBucketAcl';
const SQS = ['sqs:SendMessage', 'sqs:ReceiveMessage'];

/** Two roles that share a policy, a user in a group, and what is unused of it all. */
function writeAccount(): void {
  line.write(
    'account/details.json',
    detailsOf({
      roles: {
        api: { inline: { own: ['s3:*BucketAcl'] }, attached: ['Shared'] },
        job: { attached: ['Shared'] },
      },
      users: { jo: { groups: ['devs'] } },
      groups: { devs: { inline: { own: SQS } } },
      managed: { Shared: ['sqs:SendMessage', 'sqs:ReceiveMessage'] },
    }),
  );
  line.write('account/findings/api.json', findingOf(arnOf('role', 'api'), [PUT, ...SQS]));
  line.write('account/findings/job.json', findingOf(arnOf('role', 'job'), ['sqs:ReceiveMessage']));
  line.write('account/findings/jo.json', findingOf(arnOf('user', 'jo'), ['sqs:SendMessage']));
}

function read(name: string): unknown {
  return JSON.parse(readFileSync(join(line.cwd, name), 'utf8'));
}

async function checked(...args: string[]): Promise<Record<string, unknown>> {
  const { stdout } = await line.coppice(['check', 'account', '--json', ...args]);
  return JSON.parse(stdout) as Record<string, unknown>;
}

/** What is still granted, by policy. */
function granted(report: Record<string, unknown>): Record<string, string[]> {
  const policies = report['policies'] as { id: string; entries: { unused: string[] }[] }[];
  return Object.fromEntries(
    policies.map(({ id, entries }) => [
      id.slice(id.lastIndexOf('/') + 1),
      entries.flatMap((each) => each.unused),
    ]),
  );
}

describe('check of an account', () => {
  test('lists what is still granted, and says who holds back what', async () => {
    writeAccount();
    const { code, stdout, stderr } = await line.coppice(['check', 'account']);
    expect(code).toBe(1);
    expect(stdout.replace(/ +/g, ' ')).toBe(
      [
        'PRINCIPAL POLICY WHERE ENTRY UNUSED WHICH',
        'devs own Statement[0].Action[0] sqs:SendMessage 1 of 1 sqs:SendMessage',
        'api own Statement[0].Action[0] s3:*BucketAcl 1 of 2 s3:PutBucketAcl',
        '2 principals Shared Statement[0].Action[1] sqs:ReceiveMessage 1 of 1 sqs:ReceiveMessage',
        '',
        '3 unused actions still granted, by 3 policies of 3',
        '',
      ].join('\n'),
    );
    expect(stderr).toBe(
      'note: Shared, shared by 2 principals: 1 action that some do not use stays because of job\n',
    );
  });

  test('tells programs more: holders, what is held back, sizes and quotas', async () => {
    writeAccount();
    const report = await checked();
    expect(report['clean']).toBe(false);
    const [, , shared] = report['policies'] as Record<string, unknown>[];
    expect(shared).toMatchObject({
      id: `/${arnOf('policy', 'Shared')}`,
      principal: '2 principals',
      unused: 1,
      notGranted: 0,
      size: quotaSize(JSON.stringify(documentOf(SQS))),
      quota: 6_144,
      holders: [
        { kind: 'role', name: 'api', arn: arnOf('role', 'api'), analysed: true },
        { kind: 'role', name: 'job', arn: arnOf('role', 'job'), analysed: true },
      ],
      heldBack: [{ action: 'sqs:SendMessage', by: ['job'] }],
    });
    expect(report['principals']).toEqual([
      {
        kind: 'group',
        name: 'devs',
        arn: arnOf('group', 'devs'),
        inline: { size: quotaSize(JSON.stringify(documentOf(SQS))), quota: 5_120 },
        managed: { attached: 0, quota: 10 },
      },
      {
        kind: 'role',
        name: 'api',
        arn: arnOf('role', 'api'),
        inline: { size: quotaSize(JSON.stringify(documentOf(['s3:*BucketAcl']))), quota: 10_240 },
        managed: { attached: 1, quota: 10 },
      },
      { kind: 'role', name: 'job', arn: arnOf('role', 'job'), managed: { attached: 1, quota: 10 } },
    ]);
  });

  test('takes principals without a finding to use everything, unless told otherwise', async () => {
    line.write(
      'account/details.json',
      detailsOf({ roles: { a: { attached: ['P'] }, b: { attached: ['P'] } }, managed: { P: [GET] } }),
    );
    line.write('account/finding.json', findingOf(arnOf('role', 'a'), [GET]));
    expect(granted(await checked())).toEqual({ P: [] });
    expect(granted(await checked('--assume-unanalysed-unused'))).toEqual({ P: [GET] });
  });
});

describe('a large account', () => {
  beforeEach(() => {
    const names = Array.from({ length: 250 }, (_, i) => `role-${i}`);
    line.write(
      'account/details.json',
      detailsOf({ roles: Object.fromEntries(names.map((name) => [name, { inline: { own: [GET, PUT] } }])) }),
    );
    for (const name of names)
      line.write(`account/findings/${name}.json`, findingOf(arnOf('role', name), [PUT]));
  });

  test('is told about while it is read, to people who look on, and nothing of that stays', async () => {
    const { stderr } = await line.coppice(['refine', 'account', '-o', 'out/'], { isTTY: true });
    const clear = '\r\u001B[2K';
    expect(stderr).toContain(`${clear}reading: 50 of 251 files`);
    expect(stderr).toContain(`${clear}putting policies and findings together${clear}`);
    expect(stderr).toContain(`${clear}refining and proving: 200 of 250 policies${clear}wrote`);
    const piped = await line.coppice(['refine', 'account', '-o', 'out/']);
    expect(piped.stderr).not.toContain('reading');
  });

  test('leaves no progress before an error', async () => {
    line.write('account/last.json', { findingDetails: 7 });
    const { code, stderr } = await line.coppice(['check', 'account', '--color', 'never'], { isTTY: true });
    expect(code).toBe(2);
    expect(stderr).toContain('\r\u001B[2Kcoppice: account/last.json');
  });
});

describe('exceptions', () => {
  const FILE = 'coppice.exceptions.json';
  const keep = (...rules: object[]) => ({ keep: rules });

  test('are found in the working folder, and said to be applied', async () => {
    writeAccount();
    line.write(FILE, keep({ action: 's3:Put*', reason: 'moving house', until: '9999-12-31' }));
    const report = await checked();
    expect(granted(report)).toMatchObject({ own: [] });
    expect(report['notes']).toContain(
      "the exception for s3:Put* (moving house, until 9999-12-31) keeps s3:PutBucketAcl in api's own",
    );
    const spared = (report['policies'] as { spared: unknown[] }[]).flatMap((policy) => policy.spared);
    expect(spared).toEqual([
      { action: PUT, exception: { action: 's3:Put*', reason: 'moving house', until: '9999-12-31' } },
    ]);
  });

  test('are found above the working folder', async () => {
    writeAccount();
    writeFileSync(
      join(line.cwd, '..', FILE),
      JSON.stringify(keep({ action: 's3:*', reason: 'moving house' })),
    );
    expect(granted(await checked())).toMatchObject({ own: [] });
  });

  test('are found beside the inputs and above them, and it is said which they are', async () => {
    writeAccount();
    const file = keep({ action: 's3:*', reason: 'moving house', principal: '*:role/a*' });
    for (const name of [`account/${FILE}`, FILE]) {
      rmSync(join(line.cwd, 'account', FILE), { force: true });
      line.write(name, file);
      for (const args of [['account'], ['account', '--exceptions', name], [join(line.cwd, 'account')]]) {
        const { stdout, stderr } = await line.coppice(['check', ...args]);
        expect(stderr).toContain(`note: the exceptions of ${name} are in use\n`);
        expect(stderr).not.toContain('left out');
        expect(stdout).not.toContain(PUT);
      }
    }
  });

  test('beside one input and not beside another are asked about', async () => {
    writeAccount();
    line.write(`account/${FILE}`, keep({ action: 's3:*', reason: 'moving house' }));
    line.write(`more/${FILE}`, keep({ action: 's3:*', reason: 'moving house' }));
    line.write('more/finding.json', '[]');
    const { code, stdout, stderr } = await line.coppice(['check', 'account', 'more']);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toBe(
      `coppice: account/${FILE}: more/${FILE} lies nearer to other inputs\n  Say with --exceptions which of the two is meant.\n`,
    );
  });

  test('that are a folder are named', async () => {
    writeAccount();
    line.write(`${FILE}/x`, '');
    const { code, stdout, stderr } = await line.coppice(['check', 'account']);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(`coppice: ${FILE}: this is not a regular file\n`);
  });

  test('that are over are said to be over, and do not count', async () => {
    writeAccount();
    line.write(FILE, keep({ action: 's3:*', reason: 'moving house', until: '2024-02-29' }));
    const { stdout, stderr } = await line.coppice(['check', 'account']);
    expect(stdout).toContain(PUT);
    expect(stderr).toContain(
      `note: ${FILE}: the exception for s3:* (moving house) ended on 2024-02-29 and no longer applies\n`,
    );
  });

  test('that are wrong stop everything', async () => {
    writeAccount();
    line.write(FILE, keep({ action: 's3:*' }));
    expect(await line.coppice(['refine', 'account', '-o', 'out/'])).toEqual({
      code: 2,
      stdout: '',
      stderr: `coppice: ${FILE}, keep[0].reason: reason is missing\n  Write {"keep": [{"action": "backup:*", "reason": "…", "principal": "…"?, "until": "2027-03-31"?}]}\n`,
    });
    expect(readdirSync(line.cwd)).not.toContain('out');
  });
});

describe('refine of an account', () => {
  test('writes a file for each policy, which check then finds clean, and not when one is tampered with', async () => {
    writeAccount();
    expect(await line.coppice(['refine', 'account', '-o', 'out/', '--quiet'])).toMatchObject({
      code: 0,
      stdout: '',
    });
    expect(readdirSync(join(line.cwd, 'out')).sort()).toEqual([
      'Shared.refined.json',
      'api.own.refined.json',
      'devs.own.refined.json',
    ]);
    expect(read('out/Shared.refined.json')).toEqual(documentOf(['sqs:SendMessage']));
    const check = ['check', 'out', 'account/findings'];
    expect(await line.coppice(check)).toMatchObject({ code: 0 });

    line.write('out/api.own.refined.json', documentOf([GET, PUT]));
    const { code, stdout } = await line.coppice(check);
    expect(code).toBe(1);
    // It is a policy of api, so that job has no say in it.
    expect(stdout.replace(/ +/g, ' ')).toContain('api own Statement[0].Action[1] s3:PutBucketAcl 1 of 1');
  });

  test('reports who has what, for people and programs', async () => {
    writeAccount();
    const { stdout: markdown } = await line.coppice(['refine', 'account', '--format', 'markdown']);
    expect(markdown).toContain('Had by api, job.\n');
    const { stdout: json } = await line.coppice(['refine', 'account', '--json']);
    expect((JSON.parse(json) as { policies: unknown[] }).policies[2]).toMatchObject({
      changed: true,
      holders: [{ name: 'api' }, { name: 'job' }],
      heldBack: [{ action: 'sqs:SendMessage', by: ['job'] }],
      spared: [],
    });
    line.write('account/other.json', detailsOf({ roles: { new: { inline: { own: [GET] } } } }));
    const { stdout: html } = await line.coppice(['refine', 'account', '--format', 'html']);
    expect(html).toContain('Had by new. No finding speaks of new: without one, everything counts as used.');
  });

  test('writes all or nothing', async () => {
    writeAccount();
    mkdirSync(join(line.cwd, 'out', 'devs.own.refined.json'), { recursive: true });
    expect(await line.coppice(['refine', 'account', '-o', 'out/', '--quiet'])).toMatchObject({
      code: 2,
      stdout: '',
    });
    expect(readdirSync(join(line.cwd, 'out'))).toEqual(['devs.own.refined.json']);
  });

  test('says what is to be detached', async () => {
    line.write('account/details.json', detailsOf({ roles: { a: { inline: { own: [GET] } } } }));
    line.write('account/finding.json', findingOf(arnOf('role', 'a'), [GET]));
    const { code, stdout, stderr } = await line.coppice(['refine', 'account', '--format', 'diff']);
    expect(code).toBe(0);
    expect(stdout).toContain('+++ /dev/null');
    const json = await line.coppice(['refine', 'account']);
    expect(json).toMatchObject({ code: 0, stdout: 'null\n' });
    expect(json.stderr + stderr).toContain('nothing of it is used, so it is to be detached');
  });
});

describe('quotas', () => {
  // One unused action in each family makes a long list of a short wildcard.
  const LONG = ['ec2:Describe*', 'ec2:Create*', 'ec2:Delete*', 'ec2:Modify*'];

  /** Every other action of EC2. */
  const unused = actionsOf('ec2').filter((_, i) => i % 2 === 0);

  test('inline policies that are too long together are told about, with what would help', async () => {
    line.write(
      'account/details.json',
      detailsOf({ users: { jo: { inline: { one: LONG.slice(0, 2), two: LONG.slice(2) } } } }),
    );
    line.write('account/finding.json', findingOf(arnOf('user', 'jo'), unused));
    const { code, stderr } = await line.coppice(['refine', 'account', '-o', 'out/']);
    expect(code).toBe(0);
    const sizes = readdirSync(join(line.cwd, 'out')).map((name) =>
      quotaSize(JSON.stringify(read(`out/${name}`))),
    );
    const total = sizes.reduce((sum, size) => sum + size, 0).toLocaleString('en-US');
    expect(stderr).toContain(
      `note: all inline policies of the user jo come to ${total} characters, and 2,048 are allowed; as managed policies they may have 6,144 each\n`,
    );
    expect(stderr).toMatch(/note: --generalize compact would save [\d,]+ of [\d,]+ characters here\n/);
    expect(stderr).toMatch(
      /note: jo ▸ (?:one|two): widening to ec2:\w+\* would save [\d,]+ characters and let ec2:\w+.* back in\n/,
    );
    const report = await line.coppice(['refine', 'account', '--format', 'markdown']);
    expect(report.stdout).toContain('### Notes\n\n- all inline policies of the user jo come to');
  });

  test('a managed policy that is too long is split, and too many attachments are told about', async () => {
    const others = Array.from({ length: 9 }, (_, i) => `Other${i}`);
    const managed = {
      Big: { actions: ['ec2:*'], versions: 5 },
      ...Object.fromEntries(others.map((name) => [name, [GET]])),
    };
    line.write(
      'account/details.json',
      detailsOf({ roles: { a: { attached: ['Big', ...others] } }, managed }),
    );
    line.write('account/finding.json', findingOf(arnOf('role', 'a'), unused));
    const { code, stderr } = await line.coppice(['refine', 'account', '-o', 'out/']);
    expect(code).toBe(0);
    const parts = readdirSync(join(line.cwd, 'out')).filter((name) => name.startsWith('a.Big'));
    expect(parts.length).toBeGreaterThan(1);
    for (const name of parts)
      expect(quotaSize(JSON.stringify(read(`out/${name}`)))).toBeLessThanOrEqual(6_144);
    expect(stderr).toMatch(
      new RegExp(
        `note: a ▸ Big: \\d+ characters, over the quota of 6144, so it is written as ${parts.length} policies\n`,
      ),
    );
    expect(stderr).toContain(
      `note: the role a would have ${9 + parts.length} managed policies, and 10 are allowed unless AWS is asked for more\n`,
    );
    expect(stderr).toMatch(/note: --generalize compact would save/);
    expect(stderr).toContain(
      'note: Big has 5 versions already, as many as there may be; the oldest has to go before there is a new one\n',
    );
    expect(await line.coppice(['check', 'out', 'account/finding.json', '--quiet'])).toMatchObject({
      code: 0,
    });
  });

  test('nothing is said where everything fits', async () => {
    writeAccount();
    const { stderr } = await line.coppice(['refine', 'account', '-o', 'out/']);
    expect(stderr).not.toMatch(/quota|compact|widening|versions/);
  });
});
