import { describe, expect, test } from 'vitest';
import { actorsOf } from '../../source/account/callers.ts';
import { arnOf, caseNamed, casesIn, detailsOf, documentOf, filesOf, findingOf, unusedOf } from './details.ts';

const GET = 's3:GetObject';
const PUT = 's3:PutObject';
const RUN = 'ec2:RunInstances';
const ALL = [GET, PUT, RUN];

const ONE = '111111111111';
const TWO = '222222222222';
const PATH = 'aws-reserved/sso.amazonaws.com/eu-west-1/';
const INLINE = 'AwsSSOInlinePolicy';
const AWS = 'arn:aws:iam::aws:policy/ReadOnly';

const roleName = (set: string, account: string): string =>
  `AWSReservedSSO_${set}_${account.slice(0, 4).repeat(4)}`;
const roleArn = (set: string, account: string): string =>
  arnOf('role', `${PATH}${roleName(set, account)}`, account);

/** Details of an account with the role of a set. */
function accountWith(
  account: string,
  actions: readonly string[] = ALL,
  set = 'Ops',
  more: object = {},
): object {
  return detailsOf(
    {
      roles: {
        [roleName(set, account)]: { path: PATH, inline: { [INLINE]: actions }, attached: [AWS, 'team'] },
        ci: { inline: { own: ALL } },
      },
      managed: { [AWS]: ALL, team: { actions: ALL, attachments: 1 } },
      ...more,
    },
    account,
  );
}

const used = (set: string, account: string, unused: readonly string[]): object =>
  findingOf(roleArn(set, account), unused);

describe('a permission set', () => {
  test('is one case over its accounts for each policy, and its roles are none', () => {
    const { cases, warnings, notes } = casesIn(
      filesOf(accountWith(ONE), accountWith(TWO), used('Ops', ONE, [GET, PUT]), used('Ops', TWO, [PUT, RUN])),
    );
    expect([warnings, notes]).toEqual([[], []]);
    expect(cases.map(({ id }) => id).sort()).toEqual(
      [
        `${arnOf('role', 'ci', ONE)}/own`,
        `${arnOf('role', 'ci', TWO)}/own`,
        `permission-set Ops/${INLINE}`,
        `permission-set Ops/${AWS}`,
        `permission-set Ops/${arnOf('policy', 'team', ONE)}`,
        `permission-set Ops/${arnOf('policy', 'team', TWO)}`,
      ].sort(),
    );
    const inline = caseNamed({ cases, warnings, notes }, INLINE, 'Ops');
    expect(unusedOf(inline, ...ALL)).toEqual([PUT]);
    expect(inline.heldBack).toEqual([
      { action: RUN, by: [`Ops in ${ONE}`] },
      { action: GET, by: [`Ops in ${TWO}`] },
    ]);
    expect(inline.attachedTo).toEqual([
      {
        kind: 'permission-set',
        name: 'Ops',
        managed: 2,
        set: {
          roles: [ONE, TWO].map((account) => ({
            account,
            name: roleName('Ops', account),
            arn: roleArn('Ops', account),
          })),
        },
      },
    ]);
    for (const each of cases.filter(({ attachedTo: [owner] }) => owner?.kind === 'permission-set'))
      expect(unusedOf(each, ...ALL)).toEqual([PUT]);
  });

  test('acts with a customer-managed policy in its account alone, whoever counts for what may go', () => {
    const found = casesIn(
      filesOf(accountWith(ONE), accountWith(TWO), used('Ops', ONE, [GET]), used('Ops', TWO, [GET])),
    );
    const caller = (account: string) =>
      ({ kind: 'principal', of: 'role', account, name: roleName('Ops', account) }) as const;
    const team = found.cases.filter(({ name }) => name === 'team');
    expect(
      team.map((each) => [ONE, TWO].filter((account) => actorsOf(each).includes(caller(account)))),
    ).toEqual(team.map(({ account }) => [account]));
    const inline = caseNamed(found, INLINE, 'Ops');
    for (const account of [ONE, TWO]) expect(actorsOf(inline).includes(caller(account))).toBe(true);
  });

  test('keeps all where one of its accounts has no finding, unless told otherwise', () => {
    const files = filesOf(accountWith(ONE), accountWith(TWO), used('Ops', ONE, ALL));
    const inline = caseNamed(casesIn(files), INLINE);
    expect(unusedOf(inline, ...ALL)).toEqual([]);
    expect(inline.heldBack.map(({ by }) => by)).toEqual(ALL.map(() => [`Ops in ${TWO}`]));
    expect(unusedOf(caseNamed(casesIn(files, { assumeUnanalysedUnused: true }), INLINE), ...ALL)).toEqual(
      ALL,
    );
  });

  test('is told by its own outputs, with the accounts that it is in', () => {
    const arn = 'arn:aws:sso:::permissionSet/ssoins-1/ps-2';
    const outputs = (...accounts: string[]) =>
      filesOf(
        ['sets/Ops/a.json', { PermissionSet: { Name: 'Ops', PermissionSetArn: arn } }],
        ['sets/Ops/b.json', { InlinePolicy: JSON.stringify(documentOf([GET, PUT])) }],
        ['sets/Ops/c.json', { AttachedManagedPolicies: [{ Name: 'ReadOnly', Arn: AWS }] }],
        ['sets/Ops/d.json', { AccountIds: accounts }],
        ['sets/Other/a.json', { PermissionSet: { Name: 'Other' } }],
        ['sets/Other/b.json', { InlinePolicy: '' }],
      );
    const files = (...accounts: string[]) => [
      ...filesOf(['one.json', accountWith(ONE)], ['finding.json', used('Ops', ONE, ALL)]),
      ...outputs(...accounts),
    ];
    const found = casesIn(files(ONE));
    const inline = caseNamed(found, INLINE);
    expect(inline).toMatchObject({
      id: `${arn}/${INLINE}`,
      file: 'sets/Ops/b.json',
      attachedTo: [{ name: 'Ops', arn, set: { arn, instanceArn: 'arn:aws:sso:::instance/ssoins-1' } }],
    });
    expect(unusedOf(inline, ...ALL)).toEqual(ALL);
    // The role has another document; the set's own is refined, once.
    expect(found.cases.filter(({ name }) => name === INLINE)).toHaveLength(1);
    expect(found.warnings).toEqual([
      expect.stringMatching(
        `Ops: in the account ${ONE} its inline policy differs from what its own outputs say`,
      ),
    ]);
    const more = caseNamed(casesIn(files(ONE, TWO)), INLINE);
    expect(unusedOf(more, ...ALL)).toEqual([]);
    expect(more.heldBack[0]?.by).toEqual([`Ops in ${TWO}`]);
  });

  test('says that its inline policy is not known where neither its outputs nor a role tell', () => {
    const setOf = (...more: object[]) => {
      const files = filesOf(
        ['Ops/a.json', { PermissionSet: { Name: 'Ops' } }],
        ['Ops/c.json', { AttachedManagedPolicies: [{ Name: 'ReadOnly', Arn: AWS }] }],
        detailsOf({ managed: { [AWS]: ALL } }, ONE),
        used('Ops', ONE, [GET]),
        ...more,
      );
      return caseNamed(casesIn(files), 'ReadOnly').attachedTo[0]?.set;
    };
    expect(setOf()).toHaveProperty('inlineUnknown', true);
    expect(setOf(accountWith(TWO))).not.toHaveProperty('inlineUnknown');
  });

  test('answers to the short form where nothing but its own outputs is given', () => {
    const files = filesOf(
      ['Ops/a.json', { PermissionSet: { Name: 'Ops' } }],
      ['Ops/b.json', { InlinePolicy: JSON.stringify(documentOf(ALL)) }],
      ['f.json', [{ serviceNamespace: 's3', actions: ['GetObject'] }]],
    );
    expect(unusedOf(caseNamed(casesIn(files), INLINE, 'Ops'), ...ALL)).toEqual([GET]);
  });

  test('whose outputs lie beside those of another is not guessed', () => {
    const { cases, warnings } = casesIn(
      filesOf(
        ['sets/a.json', { PermissionSet: { Name: 'Ops' } }],
        ['sets/b.json', { PermissionSet: { Name: 'Dev' } }],
        ['sets/c.json', { InlinePolicy: JSON.stringify(documentOf(ALL)) }],
      ),
    );
    expect([cases, warnings]).toEqual([[], []]);
  });

  test('that differs between accounts is that of the first, with a warning', () => {
    const files = filesOf(
      accountWith(TWO, [GET]),
      accountWith(ONE),
      used('Ops', ONE, ALL),
      used('Ops', TWO, ALL),
    );
    const found = casesIn(files);
    expect(caseNamed(found, INLINE).policy.statements[0]?.entries).toEqual(ALL);
    expect(found.warnings).toEqual([
      `the permission set Ops: in the account ${TWO} its inline policy differs from what it is in ${ONE}, and that is what is refined; provision the set anew, or give its own outputs`,
    ]);
  });

  test('of which two are described by one name is not refined', () => {
    const set = (id: string): object => ({
      PermissionSet: { Name: 'Ops', PermissionSetArn: `arn:aws:sso:::permissionSet/ssoins-1/${id}` },
    });
    const found = casesIn(
      filesOf(['a/1.json', set('ps-1')], ['b/1.json', set('ps-2')], accountWith(ONE), used('Ops', ONE, ALL)),
    );
    expect(found.cases.map(({ name }) => name)).toEqual(['own']);
    expect(found.warnings).toEqual([expect.stringContaining('two permission sets are called Ops')]);
  });

  test('holds back with a role that shares its customer-managed policy, and the other way round', () => {
    const shared = {
      roles: {
        [roleName('Ops', ONE)]: { path: PATH, attached: ['team'] },
        ci: { attached: ['team'] },
      },
      managed: { team: { actions: ALL, attachments: 2 } },
    };
    const found = casesIn(
      filesOf(
        detailsOf(shared, ONE),
        used('Ops', ONE, [GET, PUT]),
        findingOf(arnOf('role', 'ci', ONE), [PUT, RUN]),
      ),
    );
    const team = caseNamed(found, 'team');
    expect(unusedOf(team, ...ALL)).toEqual([PUT]);
    expect(team.heldBack).toEqual([
      { action: RUN, by: [`Ops in ${ONE}`] },
      { action: GET, by: ['ci'] },
    ]);
  });
});
