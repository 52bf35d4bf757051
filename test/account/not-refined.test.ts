import { describe, expect, test } from 'vitest';
import { arnOf, caseNamed, casesIn, detailsOf, documentOf, filesOf, findingOf, unusedOf } from './details.ts';

const GET = 's3:GetObject';
const finding = (name: string): object => findingOf(arnOf('role', name), [GET]);
const VERSION = {
  PolicyVersion: { Document: documentOf(['s3:*']), VersionId: 'v1', IsDefaultVersion: true },
};

describe('what is not refined, and why', () => {
  test('a permissions boundary, by whoever has it, or by what AWS counts', () => {
    const bounded = detailsOf({
      roles: { web: { attached: ['Edge'] }, other: { boundary: 'Edge' } },
      managed: { Edge: ['s3:*'] },
    });
    const counted = JSON.parse(
      JSON.stringify(
        detailsOf({ roles: { web: { attached: ['Edge'] } }, managed: { Edge: ['s3:*'] } }),
      ).replace('"PolicyVersionList"', '"PermissionsBoundaryUsageCount":1,"PolicyVersionList"'),
    ) as object;
    for (const account of [bounded, counted]) {
      const found = casesIn(filesOf(account, finding('web')), { assumeSoleHolder: true });
      const edge = caseNamed(found, 'Edge');
      expect(edge.notRefined?.reason).toBe('boundary');
      expect(found.warnings).toEqual([edge.notRefined?.message]);
      expect(unusedOf(edge, GET)).toEqual([]);
      // No decision takes anything from it.
      expect(edge.protections).toEqual([{ action: '*', reason: edge.notRefined?.message }]);
    }
  });

  test('a boundary in one account is one, in whatever order the accounts come', () => {
    const aws = 'arn:aws:iam::aws:policy/Edge';
    const account = (id: string, usages: number): object =>
      JSON.parse(
        JSON.stringify(
          detailsOf({ roles: { web: { attached: [aws] } }, managed: { [aws]: ['s3:*'] } }, id),
        ).replace('"PolicyVersionList"', `"PermissionsBoundaryUsageCount":${usages},"PolicyVersionList"`),
      ) as object;
    const [one, two] = [account('111111111111', 0), account('222222222222', 2)];
    for (const files of [filesOf(one, two), filesOf(two, one)])
      expect(casesIn(files).cases.map(({ notRefined }) => notRefined?.reason)).toEqual([
        'boundary',
        'boundary',
      ]);
  });

  test('a managed policy by itself, whose holders nobody knows', () => {
    const files = filesOf(['p.json', VERSION], finding('web'));
    const { notRefined, unused } = caseNamed(casesIn(files), 'p');
    expect(notRefined).toMatchObject({
      reason: 'unknown-holders',
      message: expect.stringContaining('--assume-sole-holder'),
    });
    expect(unused.has(GET)).toBe(false);
    const alone = caseNamed(casesIn(files, { assumeSoleHolder: true }), 'p');
    expect([alone.notRefined, alone.unused.has(GET)]).toEqual([undefined, true]);
  });

  test.each([
    ['a managed policy of which AWS does not say how many have it', { managed: { P: ['s3:*'] } }, true],
    [
      'a managed policy of which all that AWS counts are there',
      { managed: { P: { actions: ['s3:*'], attachments: 1 } } },
      false,
    ],
    ['an inline policy of a role', { inline: true }, false],
    ['a policy of a group, whose users may be on it', { group: true }, true],
  ])('where a page is missing: %s', (_, given, isHeld) => {
    const { managed, inline, group } = given as {
      managed?: Readonly<Record<string, { actions: string[] }>>;
      inline?: boolean;
      group?: boolean;
    };
    const account = detailsOf({
      roles: {
        web: { attached: managed === undefined ? [] : ['P'], ...(inline ? { inline: { P: ['s3:*'] } } : {}) },
      },
      ...(group ? { groups: { g: { inline: { P: ['s3:*'] } } }, users: { jo: { groups: ['g'] } } } : {}),
      ...(managed === undefined ? {} : { managed }),
    });
    const user = findingOf(arnOf('user', 'jo'), [GET]);
    const cut = (more: object): string | undefined => {
      const found = caseNamed(casesIn(filesOf({ ...account, ...more }, finding('web'), user)), 'P');
      expect(unusedOf(found, GET)).toEqual(found.notRefined === undefined ? [GET] : []);
      return found.notRefined?.reason;
    };
    expect(cut({})).toBeUndefined();
    expect(cut({ NextToken: 'x', IsTruncated: undefined })).toBe(isHeld ? 'missing-page' : undefined);
    expect(cut({ IsTruncated: true })).toBe(isHeld ? 'missing-page' : undefined);
  });

  test('roles of one name in two accounts are two cases, and their findings do not mix', () => {
    const [one, two] = ['111111111111', '222222222222'];
    const web = { roles: { web: { inline: { own: ['s3:*'] } } } };
    const found = casesIn(
      filesOf(detailsOf(web, one), detailsOf(web, two), findingOf(arnOf('role', 'web', one), [GET]), {
        ...findingOf('web', ['s3:PutObject']),
        resourceOwnerAccount: two,
        id: 'by name',
      }),
    );
    expect(found.warnings).toEqual([]);
    expect(
      found.cases.map(({ id, principal, account, unused }) => [
        id,
        principal,
        account,
        unused.has(GET),
        unused.has('s3:PutObject'),
      ]),
    ).toEqual([
      [`${arnOf('role', 'web', one)}/own`, `web in ${one}`, one, true, false],
      [`${arnOf('role', 'web', two)}/own`, `web in ${two}`, two, false, true],
    ]);
  });
});
