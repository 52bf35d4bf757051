import { describe, expect, test } from 'vitest';
import { type CaseOptions, unusedByAll } from '../../source/account/cases.ts';
import type { Exception } from '../../source/account/exceptions.ts';
import { readInputs } from '../../source/inputs/read.ts';
import { arnOf, caseNamed, casesIn, detailsOf, documentOf, filesOf, findingOf, unusedOf } from './details.ts';

const GET = 's3:GetObject';
const PUT = 's3:PutObject';
const RUN = 'ec2:RunInstances';
const ALL = [GET, PUT, RUN];

const aws = (name: string): string => `arn:aws:iam::aws:policy/${name}`;

describe('a policy that belongs to one principal', () => {
  const files = filesOf(
    detailsOf({
      roles: {
        ci: { inline: { own: ['s3:*'] }, attached: ['Deploy'] },
        web: { inline: { own: ['s3:*'] } },
      },
      managed: { Deploy: ['ec2:*'] },
    }),
    findingOf(arnOf('role', 'ci'), [PUT, RUN]),
  );
  const cases = casesIn(files);

  test('answers to its finding, inline or attached', () => {
    expect(unusedOf(caseNamed(cases, 'own', 'ci'), ...ALL)).toEqual([PUT, RUN]);
    expect(unusedOf(caseNamed(cases, 'Deploy', 'ci'), ...ALL)).toEqual([PUT, RUN]);
  });

  test('counts as wholly used without a finding', () => {
    const { unused, holders } = caseNamed(cases, 'own', 'web');
    expect([...unused.actions, ...unused.services]).toEqual([]);
    expect(holders).toEqual([{ kind: 'role', name: 'web', arn: arnOf('role', 'web'), analysed: false }]);
  });

  test('by itself is in the account of the one principal of its name that a finding is about', () => {
    const alone = [
      'ci.json',
      { RoleName: 'ci', PolicyName: 'own', PolicyDocument: documentOf(['s3:*']) },
    ] as const;
    const accountsWith = (...findings: object[]): unknown =>
      caseNamed(casesIn(filesOf(alone, ...findings)), 'own').account;
    expect(accountsWith(findingOf(arnOf('role', 'ci'), [PUT]))).toBe('123456789012');
    expect(accountsWith(findingOf('ci', [PUT]))).toBeUndefined();
    const other = findingOf(arnOf('role', 'ci', '999999999999'), [PUT]);
    expect(accountsWith(findingOf(arnOf('role', 'ci'), [PUT]), other)).toBeUndefined();
  });

  test('says whose it is and where it was', () => {
    expect(caseNamed(cases, 'Deploy')).toMatchObject({
      id: `${arnOf('role', 'ci')}/${arnOf('policy', 'Deploy')}`,
      kind: 'customer-managed',
      arn: arnOf('policy', 'Deploy'),
      principal: 'ci',
      file: '1.json',
      path: 'Policies[0].PolicyVersionList[0].Document',
      versions: 1,
      attachedTo: [{ kind: 'role', name: 'ci', arn: arnOf('role', 'ci'), managed: 1 }],
      heldBack: [],
    });
  });
});

describe('a customer-managed policy that several have', () => {
  const account = detailsOf({
    roles: { a: { attached: ['Shared'] }, b: { attached: ['Shared'] }, c: { attached: ['Shared'] } },
    managed: { Shared: ['s3:*', 'ec2:Run*'] },
  });
  const findings = [
    findingOf(arnOf('role', 'a'), [PUT, RUN, 'sqs:SendMessage']),
    findingOf(arnOf('role', 'b'), ['s3:*', RUN, 'sqs:SendMessage']),
  ];
  const third = findingOf(arnOf('role', 'c'), [GET, PUT, RUN]);

  test('loses only what none of them uses', () => {
    const shared = caseNamed(casesIn(filesOf(account, ...findings, third)), 'Shared');
    expect(shared.principal).toBe('3 principals');
    expect(unusedOf(shared, GET, PUT, RUN, 's3:ListBucket')).toEqual([PUT, RUN]);
    // What the policy does not grant holds nothing back.
    expect(shared.heldBack).toEqual([
      { action: 's3:*', by: ['a', 'c'] },
      { action: GET, by: ['a'] },
    ]);
  });

  test('loses nothing where one of them has no finding', () => {
    const shared = caseNamed(casesIn(filesOf(account, ...findings)), 'Shared');
    expect(unusedOf(shared, ...ALL)).toEqual([]);
    expect(shared.heldBack).toEqual([
      { action: RUN, by: ['c'] },
      { action: 's3:*', by: ['a', 'c'] },
      { action: PUT, by: ['c'] },
    ]);
    expect(shared.holders.map(({ name, analysed }) => [name, analysed])).toEqual([
      ['a', true],
      ['b', true],
      ['c', false],
    ]);
  });

  test('leaves those without a finding out if asked to', () => {
    const shared = caseNamed(
      casesIn(filesOf(account, ...findings), { assumeUnanalysedUnused: true }),
      'Shared',
    );
    expect(unusedOf(shared, ...ALL)).toEqual([PUT, RUN]);
    expect(shared.heldBack).toEqual([{ action: 's3:*', by: ['a'] }]);
  });

  test('loses nothing where nobody has a finding, whatever is assumed', () => {
    const shared = caseNamed(casesIn(filesOf(account), { assumeUnanalysedUnused: true }), 'Shared');
    expect([...shared.unused.actions, ...shared.unused.services]).toEqual([]);
  });

  test('is taken to be used where AWS counts more of them than were given', () => {
    const elsewhere = detailsOf({
      roles: { a: { attached: ['Shared'] } },
      managed: { Shared: { actions: ['s3:*'], attachments: 3 } },
    });
    const files = filesOf(elsewhere, findingOf(arnOf('role', 'a'), [PUT]));
    const { warnings, ...found } = casesIn(files);
    const shared = caseNamed({ warnings, ...found }, 'Shared');
    expect(unusedOf(shared, PUT)).toEqual([]);
    expect(shared.notRefined).toEqual({ reason: 'unknown-holders', message: warnings[0] });
    expect(warnings).toEqual([expect.stringContaining('attached to 2 more than the inputs show')]);
    const left = (options: Partial<CaseOptions>) =>
      unusedOf(caseNamed(casesIn(files, options), 'Shared'), PUT);
    expect(left({ assumeUnanalysedUnused: true })).toEqual([]);
    expect(left({ assumeSoleHolder: true })).toEqual([PUT]);
  });

  test('has one name in several spellings once', () => {
    const shared = caseNamed(
      casesIn(
        filesOf(
          detailsOf({
            roles: { a: { attached: ['P'] }, b: { attached: ['P'] }, c: { attached: ['P'] } },
            managed: { P: ['*'] },
          }),
          findingOf(arnOf('role', 'a'), ['s3:getobject']),
          findingOf(arnOf('role', 'b'), ['s3:GetObject']),
          findingOf(arnOf('role', 'c'), []),
        ),
      ),
      'P',
    );
    expect(shared.heldBack).toEqual([{ action: 's3:GetObject', by: ['c'] }]);
  });

  test('holds back what a NotAction lets in, and not what it keeps out', () => {
    const account = JSON.parse(
      JSON.stringify(
        detailsOf({ roles: { a: { attached: ['P'] }, b: { attached: ['P'] } }, managed: { P: ['*'] } }),
      ).replace('"Action":["*"]', '"NotAction":["ec2:*","s3:GetObject"]'),
    ) as object;
    const shared = caseNamed(
      casesIn(
        filesOf(
          account,
          findingOf(arnOf('role', 'a'), [GET, PUT, 'ec2:*', 'sqs:*']),
          findingOf(arnOf('role', 'b'), []),
        ),
      ),
      'P',
    );
    expect(shared.heldBack.map(({ action }) => action)).toEqual([PUT, 'sqs:*']);
  });
});

describe('an AWS-managed policy', () => {
  const files = filesOf(
    detailsOf({
      roles: { a: { attached: [aws('ReadOnly')] }, b: { attached: [aws('ReadOnly')] } },
      managed: { [aws('ReadOnly')]: { actions: ['s3:*'], attachments: 40 } },
    }),
    findingOf(arnOf('role', 'a'), [GET]),
    findingOf(arnOf('role', 'b'), [PUT]),
  );

  test('is replaced for each who has it, whoever else does', () => {
    const cases = casesIn(files);
    expect(unusedOf(caseNamed(cases, 'ReadOnly', 'a'), ...ALL)).toEqual([GET]);
    expect(unusedOf(caseNamed(cases, 'ReadOnly', 'b'), ...ALL)).toEqual([PUT]);
    expect(cases.cases.map(({ id }) => id)).toEqual([
      `${arnOf('role', 'a')}/${aws('ReadOnly')}`,
      `${arnOf('role', 'b')}/${aws('ReadOnly')}`,
    ]);
    expect(cases.cases.map(({ heldBack }) => heldBack)).toEqual([[], []]);
  });

  test('is the same in several accounts, however often it is attached there', () => {
    const small = (attachments: number) => ({
      roles: { a: { attached: [aws('ReadOnly')] } },
      managed: { [aws('ReadOnly')]: { actions: ['s3:*'], attachments } },
    });
    const { cases, notes } = casesIn(filesOf(detailsOf(small(1)), detailsOf(small(2), '999999999999')));
    expect(cases.map(({ principal, name, account }) => [principal, name, account])).toEqual([
      ['a in 123456789012', 'ReadOnly', '123456789012'],
      ['a in 999999999999', 'ReadOnly', '999999999999'],
    ]);
    expect(notes).toEqual([]);
  });

  test('is read once', () => {
    const [a, b] = casesIn(files).cases;
    expect(a?.policy).toBe(b?.policy);
  });
});

describe('groups', () => {
  const account = detailsOf({
    groups: {
      devs: { inline: { own: ['s3:*'] }, attached: ['Shared', aws('ReadOnly')] },
      empty: { attached: ['Other'] },
    },
    users: { jo: { groups: ['devs'] }, max: { groups: ['devs'], attached: ['Shared'] } },
    roles: { ci: { attached: ['Shared'] } },
    managed: { Shared: ['s3:*'], Other: ['s3:*'], [aws('ReadOnly')]: ['s3:Get*', 's3:Put*'] },
  });
  const cases = casesIn(
    filesOf(
      account,
      findingOf(arnOf('user', 'jo'), [GET, PUT]),
      findingOf(arnOf('user', 'max'), [PUT, RUN]),
      findingOf(arnOf('role', 'ci'), [GET, PUT]),
    ),
  );

  test('share their policies among their users', () => {
    for (const name of ['own', 'ReadOnly']) {
      const policyCase = caseNamed(cases, name, 'devs');
      expect(unusedOf(policyCase, ...ALL)).toEqual([PUT]);
      expect(policyCase.attachedTo.map(({ kind, name: of }) => `${kind} ${of}`)).toEqual(['group devs']);
      expect(policyCase.holders.map(({ name: of }) => of)).toEqual(['jo', 'max']);
      expect(policyCase.heldBack).toEqual([{ action: GET, by: ['max'] }]);
    }
  });

  test('count their users once beside other holders', () => {
    const shared = caseNamed(cases, 'Shared');
    expect(shared.attachedTo.map(({ name }) => name)).toEqual(['max', 'devs', 'ci']);
    expect(shared.holders.map(({ name }) => name)).toEqual(['max', 'jo', 'ci']);
    expect(unusedOf(shared, ...ALL)).toEqual([PUT]);
  });

  test('without users count as using everything', () => {
    const other = caseNamed(cases, 'Other', 'empty');
    expect(unusedOf(other, ...ALL)).toEqual([]);
    expect(other.holders).toEqual([
      { kind: 'group', name: 'empty', arn: arnOf('group', 'empty'), analysed: false },
    ]);
  });

  test('of one name in two accounts are two', () => {
    const other = '999999999999';
    const both = casesIn(
      filesOf(
        detailsOf({ groups: { devs: { inline: { own: ['s3:*'] } } }, users: { jo: { groups: ['devs'] } } }),
        detailsOf(
          { groups: { devs: { inline: { own: ['s3:*'] } } }, users: { jo: { groups: ['devs'] } } },
          other,
        ),
        findingOf(arnOf('user', 'jo'), [GET]),
        findingOf(arnOf('user', 'jo', other), [PUT]),
      ),
    );
    expect(both.cases.map((policyCase) => [policyCase.id, unusedOf(policyCase, ...ALL)])).toEqual([
      [`${arnOf('group', 'devs')}/own`, [GET]],
      [`${arnOf('group', 'devs', other)}/own`, [PUT]],
    ]);
  });
});

describe('a policy by itself', () => {
  const policy = documentOf(['s3:*']);

  test('answers to the findings that name nobody', () => {
    const [policyCase] = casesIn(
      filesOf(['p.json', policy], [{ serviceNamespace: 's3', actions: ['GetObject'] }]),
    ).cases;
    expect(policyCase).toMatchObject({ id: '/p', name: 'p', kind: 'bare', holders: [], attachedTo: [] });
    expect(policyCase).not.toHaveProperty('principal');
    expect(policyCase && unusedOf(policyCase, ...ALL)).toEqual([GET]);
  });

  test('answers to one finding, and bears its name', () => {
    const policyCase = caseNamed(
      casesIn(filesOf(['p.json', policy], findingOf(arnOf('role', 'app/web'), [GET]))),
      'p',
    );
    expect(policyCase.principal).toBe('web');
    expect(unusedOf(policyCase, ...ALL)).toEqual([GET]);
  });

  test('answers to all of several findings', () => {
    const cases = casesIn(
      filesOf(
        ['p.json', policy],
        findingOf(arnOf('role', 'a'), [GET, PUT]),
        findingOf(arnOf('role', 'b'), [PUT]),
        [{ serviceNamespace: 'ec2' }],
      ),
    );
    const policyCase = caseNamed(cases, 'p');
    expect(policyCase).not.toHaveProperty('principal');
    expect(unusedOf(policyCase, ...ALL)).toEqual([PUT, RUN]);
    expect(policyCase.heldBack).toEqual([{ action: GET, by: ['b'] }]);
  });

  test('loses nothing without a finding', () => {
    expect(unusedOf(caseNamed(casesIn(filesOf(['p.json', policy])), 'p'), ...ALL)).toEqual([]);
  });

  test('belongs to whom its file names first, as coppice writes it', () => {
    const cases = casesIn(
      filesOf(
        ['out/web.app.Deploy.refined.json', policy],
        ['out/web.Deploy.refined-2.json', policy],
        ['out/Deploy.refined.json', policy],
        ['out/web.json', policy],
        findingOf(arnOf('role', 'web'), [GET, PUT]),
        findingOf(arnOf('role', 'web.app'), [PUT]),
      ),
    );
    expect(
      cases.cases.map((policyCase) => [policyCase.principal, policyCase.name, unusedOf(policyCase, ...ALL)]),
    ).toEqual([
      ['web.app', 'Deploy', [PUT]],
      ['web', 'Deploy-2', [GET, PUT]],
      [undefined, 'Deploy.refined', [PUT]],
      [undefined, 'web', [PUT]],
    ]);
    expect(cases.notes).toEqual([
      'taken to belong to the principal whose name begins the file name: out/web.app.Deploy.refined.json, out/web.Deploy.refined-2.json',
      'refined by what all findings call unused, since it is not known who has it: out/Deploy.refined.json, out/web.json',
    ]);
  });

  test('is not refined where several have that name', () => {
    const cases = casesIn(
      filesOf(
        ['web.Deploy.json', policy],
        findingOf(arnOf('role', 'web'), [GET, PUT]),
        findingOf(arnOf('user', 'web'), [PUT]),
        findingOf(arnOf('user', 'other'), [RUN]),
      ),
    );
    const deploy = caseNamed(cases, 'Deploy', '2 principals');
    expect(unusedOf(deploy, ...ALL)).toEqual([]);
    expect(deploy.notRefined).toMatchObject({ reason: 'ambiguous-owner' });
    for (const arn of [arnOf('role', 'web'), arnOf('user', 'web')])
      expect(deploy.notRefined?.message).toContain(arn);
  });

  test('is told apart from one of the same name, in whatever order they come', () => {
    const first = { name: 'a/p.json', text: JSON.stringify(policy) };
    const second = { name: 'b/p.json', text: JSON.stringify(documentOf(['ec2:*'])) };
    const ids = (...files: (typeof first)[]): string[] =>
      casesIn(files)
        .cases.map(({ id }) => id)
        .sort();
    expect(ids(first, second)).toEqual(['/p (a/p.json)', '/p (b/p.json)']);
    expect(ids(second, first)).toEqual(ids(first, second));
  });
});

describe('whose finding it is', () => {
  test('is the same for a policy by itself, beside an account with that name', () => {
    const account = detailsOf({ roles: { web: { inline: { own: ['s3:*'] } } } });
    const inline = { RoleName: 'job', PolicyName: 'own', PolicyDocument: documentOf(['s3:*']) };
    const bare = ['p.json', documentOf(['s3:*'])] as const;
    const named = ['web.q.json', documentOf(['s3:*'])] as const;
    for (const given of [account, { ...inline, RoleName: 'web' }]) {
      const cases = casesIn(filesOf(given, bare, named, findingOf('web', [GET])));
      expect(cases.cases.map((each) => [each.name, each.principal, unusedOf(each, ...ALL)])).toEqual([
        ['own', 'web', [GET]],
        ['p', 'web', [GET]],
        ['q', 'web', [GET]],
      ]);
    }
    const two = casesIn(
      filesOf(account, inline, bare, findingOf('web', [GET]), findingOf('job', [GET, PUT])),
    );
    expect(unusedOf(caseNamed(two, 'p'), ...ALL)).toEqual([GET]);
  });

  test('is one of two: nothing is taken, not even from a policy of which nothing else is known', () => {
    const account = detailsOf({ roles: { web: {} }, users: { web: {} } });
    const cases = casesIn(filesOf(account, ['p.json', documentOf(['s3:*'])], findingOf('web', [GET])));
    expect(unusedOf(caseNamed(cases, 'p'), ...ALL)).toEqual([]);
  });

  test('is told by a name where nobody else has it', () => {
    const files = filesOf(
      detailsOf({ roles: { web: { inline: { own: ['s3:*'] } } } }),
      findingOf('web', [GET]),
    );
    expect(unusedOf(caseNamed(casesIn(files), 'own'), ...ALL)).toEqual([GET]);
  });

  test('is not told by a name that two have', () => {
    const account = detailsOf({
      roles: { web: { inline: { role: ['s3:*'] } } },
      users: { web: { inline: { user: ['s3:*'] } } },
    });
    const { cases, warnings, notes } = casesIn(filesOf(account, findingOf('web', [GET])));
    expect(cases.flatMap((policyCase) => unusedOf(policyCase, ...ALL))).toEqual([]);
    expect(notes).toEqual([]);
    expect(warnings).toEqual([
      'the finding about web may be about arn:aws:iam::123456789012:user/web or arn:aws:iam::123456789012:role/web, so it is not used; name the ARN with --principal',
    ]);
  });

  test('is told by an ARN for an inline policy that knows its owner by name, and by kind', () => {
    const inline = { RoleName: 'web', PolicyName: 'own', PolicyDocument: documentOf(['s3:*']) };
    const files = filesOf(
      inline,
      findingOf(arnOf('role', 'app/web'), [GET]),
      findingOf(arnOf('user', 'web'), [PUT]),
    );
    const { cases, notes } = casesIn(files);
    expect(cases).toHaveLength(1);
    expect(cases[0] && unusedOf(cases[0], ...ALL)).toEqual([GET]);
    expect(notes).toEqual([
      'the finding about arn:aws:iam::123456789012:user/web concerns none of the policies given',
    ]);
  });

  test('may be one of two accounts, and then nothing goes', () => {
    const inline = { RoleName: 'web', PolicyName: 'own', PolicyDocument: documentOf(['s3:*']) };
    const files = filesOf(
      inline,
      findingOf(arnOf('role', 'web'), [GET, PUT]),
      findingOf(arnOf('role', 'web', '999999999999'), [PUT]),
    );
    const { cases, warnings } = casesIn(files);
    expect(cases.flatMap((policyCase) => unusedOf(policyCase, ...ALL))).toEqual([]);
    expect(warnings).toEqual([
      `the inline policies of the role web may be those of ${arnOf('role', 'web')} or ${arnOf('role', 'web', '999999999999')}, so nothing is taken from them; give the account details of the one that is meant`,
    ]);
  });

  test('several of one principal are put together, also by name and ARN', () => {
    const account = detailsOf({ roles: { web: { inline: { own: ['s3:*'] } } } });
    const files = filesOf(account, findingOf(arnOf('role', 'web'), [GET]), findingOf('web', [PUT]), [
      { serviceNamespace: 'ec2' },
    ]);
    expect(unusedOf(caseNamed(casesIn(files), 'own'), ...ALL)).toEqual(ALL);
  });

  test('nobody here: it is said', () => {
    const account = detailsOf({ roles: { web: { inline: { own: ['s3:*'] } } } });
    expect(casesIn(filesOf(account, findingOf(arnOf('role', 'gone'), [GET]))).notes).toEqual([
      'the finding about arn:aws:iam::123456789012:role/gone concerns none of the policies given',
    ]);
  });
});

describe('what is left alone', () => {
  test('is said once for each reason', () => {
    const many = Object.fromEntries(['A', 'B', 'C', 'D', 'E', 'F', 'G'].map((name) => [name, ['s3:*']]));
    const { cases, notes } = casesIn(
      filesOf(
        detailsOf({
          roles: {
            web: { inline: { own: ['s3:*'] }, boundary: 'Edge' },
            AWSServiceRoleForX: {
              path: 'aws-service-role/x.amazonaws.com/',
              attached: [aws('X')],
              inline: { odd: ['s3:*'] },
            },
          },
          managed: { ...many, Edge: ['s3:*'], [aws('X')]: ['s3:*'] },
        }),
      ),
    );
    expect(cases.map(({ name }) => name)).toEqual(['own']);
    expect(notes).toEqual([
      'left alone, since attached to nobody among the inputs: A, B, C, D, E, 2 more',
      'left alone, since only service-linked roles have it, which cannot be changed: odd, X',
      'Edge is a permissions boundary and therefore not refined',
    ]);
  });

  test('does not count a service-linked role among those who share a policy', () => {
    const files = filesOf(
      detailsOf({
        roles: {
          web: { attached: ['Shared'] },
          AWSServiceRoleForX: { path: 'aws-service-role/x.amazonaws.com/', attached: ['Shared'] },
        },
        managed: { Shared: { actions: ['s3:*'], attachments: 2 } },
      }),
      findingOf(arnOf('role', 'web'), [GET]),
    );
    expect(unusedOf(caseNamed(casesIn(files), 'Shared', 'web'), ...ALL)).toEqual([GET]);
  });
});

describe('exceptions', () => {
  const rule = (action: string, principal?: string): Exception => ({
    action,
    reason: 'restore test',
    ...(principal === undefined ? {} : { principal }),
  });
  const account = detailsOf({
    roles: { 'app/ci': {}, web: { attached: ['Shared'], inline: { own: ['s3:*', 'ec2:*'] } } },
    users: { jo: { groups: ['devs'] } },
    groups: { devs: { attached: ['Shared'] } },
    managed: { Shared: ['s3:*'] },
  });
  const findings = [
    findingOf(arnOf('role', 'web'), ['s3:*', RUN]),
    findingOf(arnOf('user', 'jo'), [GET, PUT]),
  ];
  const withRules = (...exceptions: Exception[]) => casesIn(filesOf(account, ...findings), { exceptions });

  test('hold for everybody, or for whom they name', () => {
    const unused = (...exceptions: Exception[]) =>
      unusedOf(caseNamed(withRules(...exceptions), 'own'), ...ALL);
    expect(unused(rule('s3:Get*'))).toEqual([PUT, RUN]);
    expect(unused(rule('s3:*', 'web'))).toEqual([RUN]);
    expect(unused(rule('s3:*', 'arn:*:role/w?b'))).toEqual([RUN]);
    expect(unused(rule('s3:*', 'arn:*:user/*'))).toEqual(ALL);
    expect(unused(rule('*'))).toEqual([]);
  });

  test('of one holder hold for all who share the policy, also when they name the group', () => {
    for (const principal of ['web', 'jo', arnOf('group', 'devs')]) {
      const shared = caseNamed(withRules(rule(GET, principal)), 'Shared');
      expect(unusedOf(shared, ...ALL)).toEqual([PUT]);
      expect(shared.spared).toEqual([{ action: GET, exception: rule(GET, principal) }]);
    }
  });

  test('tell what they spare: services, parts of them, actions that are granted', () => {
    const spared = (...exceptions: Exception[]) =>
      caseNamed(withRules(...exceptions), 'own').spared.map(({ action }) => action);
    expect(spared(rule('s3:*'))).toEqual(['s3:*']);
    expect(spared(rule('s3:Get*'), rule('ec2:Run*'), rule('ec2:Stop*'), rule('sqs:*'))).toEqual([
      RUN,
      's3:Get*',
    ]);
    expect(spared(rule('*:Get*'))).toEqual(['*:Get*']);
  });

  test('that name somebody hold for a policy by itself with a finding about them', () => {
    const files = filesOf(['p.json', documentOf(['s3:*'])], findingOf(arnOf('role', 'web'), [GET, PUT]));
    const unused = (...exceptions: Exception[]) =>
      unusedOf(caseNamed(casesIn(files, { exceptions }), 'p'), ...ALL);
    expect(unused(rule(GET, 'web'))).toEqual([PUT]);
    expect(unused(rule(GET, '*:role/web'))).toEqual([PUT]);
    expect(unused(rule(GET, 'other'))).toEqual([GET, PUT]);
  });

  test('that name somebody do not hold for a policy of which nothing is known, those for all do', () => {
    const files = filesOf(
      ['p.json', documentOf(['s3:*'])],
      [{ serviceNamespace: 's3', actions: ['GetObject', 'PutObject'] }],
    );
    const exceptions = [rule(GET, 'web'), rule(PUT, '*')];
    expect(unusedOf(caseNamed(casesIn(files, { exceptions }), 'p'), ...ALL)).toEqual([GET]);
  });

  test('are made into sets once for all policies of a principal', () => {
    const files = filesOf(
      detailsOf({ roles: { web: { inline: { one: ['s3:*'], two: ['s3:*'] } } } }),
      findingOf(arnOf('role', 'web'), [GET]),
    );
    for (const exceptions of [[], [rule(PUT)]]) {
      const [one, two] = casesIn(files, { exceptions }).cases;
      expect(one?.unused).toBe(two?.unused);
    }
  });
});

test('what holds for a pattern by itself is what all leave unused, but for exceptions about any of them', () => {
  const inputs = readInputs(
    filesOf(findingOf(arnOf('role', 'a'), [GET, PUT, RUN]), findingOf(arnOf('role', 'b'), [GET, PUT]), [
      { serviceNamespace: 'ec2' },
    ]),
  );
  const left = (...exceptions: Exception[]) =>
    ALL.filter((action) => unusedByAll(inputs, exceptions).has(action));
  expect(left()).toEqual([GET, PUT, RUN]);
  expect(left({ action: 's3:Get*', reason: 'so', principal: 'b' })).toEqual([PUT, RUN]);
  expect(left({ action: 's3:Get*', reason: 'so', principal: 'c' })).toEqual([GET, PUT, RUN]);
  const open = readInputs(filesOf([{ serviceNamespace: 'ec2' }]));
  expect(unusedByAll(open).has(RUN)).toBe(true);
  expect(unusedByAll(readInputs(filesOf(documentOf([])))).has(RUN)).toBe(false);
});

test('a document that is no policy is refused with its place', () => {
  const account = JSON.stringify(detailsOf({ roles: { web: { inline: { own: ['s3:*'] } } } })).replace(
    '"Allow"',
    '"allow"',
  );
  expect(() => casesIn([{ name: 'account.json', text: account }])).toThrow(
    expect.objectContaining({
      message: 'Effect is neither "Allow" nor "Deny"',
      place: expect.objectContaining({
        file: 'account.json, RoleDetailList[0].RolePolicyList[0].PolicyDocument',
        at: 'Statement[0].Effect',
      }),
    }),
  );
});
