import fc from 'fast-check';
import { describe, expect } from 'vitest';
import { forAll } from '../model/runs.ts';
import { arnOf, casesIn, detailsOf, filesOf, findingOf, unusedOf } from './details.ts';

/** Names of which some begin as others do, in two accounts, as roles and as users. */
const NAMES = ['app', 'app-frontend', 'App', 'ap'];
const ACCOUNTS = ['111111111111', '222222222222'];
const KINDS = ['role', 'user'] as const;
const ACTIONS = ['s3:A', 's3:B', 's3:C', 's3:D', 's3:E'];

interface Who {
  readonly kind: (typeof KINDS)[number];
  readonly name: string;
  readonly account: string;
}

interface Report {
  readonly who: Who;
  /** What the report says of whose it is. */
  readonly says:
    | 'arn'
    | 'name'
    | 'name and account'
    | 'rows'
    | 'session'
    | 'file'
    | 'file with an ending'
    | 'nothing';
  /** Its own action, so that who lost it tells who it was taken to be about. */
  readonly action: string;
}

const who: fc.Arbitrary<Who> = fc.record({
  kind: fc.constantFrom(...KINDS),
  name: fc.constantFrom(...NAMES),
  account: fc.constantFrom(...ACCOUNTS),
});
const people = fc.uniqueArray(who, { minLength: 1, maxLength: 6, selector: (each) => JSON.stringify(each) });
const reports = fc
  .array(
    fc.record({
      who,
      says: fc.constantFrom<Report['says'][]>(
        'arn',
        'name',
        'name and account',
        'rows',
        'session',
        'file',
        'file with an ending',
        'nothing',
      ),
    }),
    { maxLength: ACTIONS.length },
  )
  .map((list) => list.map((each, i): Report => ({ ...each, action: ACTIONS[i] ?? '' })));

const arn = ({ kind, name, account }: Who): string => arnOf(kind, name, account);

function fileOf({ who: whose, says, action }: Report): readonly [string, object] {
  const job = (entity?: string): object => ({
    JobStatus: 'COMPLETED',
    JobCompletionDate: '2024-06-30T00:00:00Z',
    ServicesLastAccessed: [
      {
        ServiceNamespace: 's3',
        LastAuthenticated: '2024-06-29T00:00:00Z',
        ...(entity === undefined ? {} : { LastAuthenticatedEntity: entity }),
        TrackedActionsLastAccessed: [{ ActionName: action.slice('s3:'.length) }],
      },
    ],
  });
  const anywhere = `${action.slice(-1)}/about ${whose.name}.json`;
  switch (says) {
    case 'arn':
      return [anywhere, { ...findingOf(arn(whose), [action]), id: action }];
    case 'name':
      return [anywhere, { ...findingOf(whose.name, [action]), id: action }];
    case 'name and account':
      return [
        anywhere,
        { ...findingOf(whose.name, [action]), id: action, resourceOwnerAccount: whose.account },
      ];
    case 'rows':
      return [
        anywhere,
        { ...job(arn(whose)), JobCompletionDate: `2024-06-30T00:00:0${action.charCodeAt(3) % 5}Z` },
      ];
    case 'session':
      return [anywhere, job(`arn:aws:sts::${whose.account}:assumed-role/${whose.name}/me`)];
    case 'file':
      return [`${action.slice(-1)}/${whose.name}.json`, job()];
    case 'file with an ending':
      return [`${action.slice(-1)}/${whose.name}.last-accessed.json`, job()];
    case 'nothing':
      return [`${action.slice(-1)}/${whose.name}-2024.json`, job()];
  }
}

/** Product, "Nothing is guessed": all whom a report may be about, of all who are known from anywhere. */
function mayBeAbout({ who: whose, says }: Report, everybody: readonly Who[]): readonly Who[] {
  switch (says) {
    case 'arn':
    case 'rows':
      return everybody.filter((each) => arn(each) === arn(whose));
    case 'name and account':
    case 'session':
      return everybody.filter(({ name, account }) => name === whose.name && account === whose.account);
    case 'name':
    case 'file':
    case 'file with an ending':
      return everybody.filter(({ name }) => name === whose.name);
    case 'nothing':
      return [];
  }
}

describe('whose a report is', () => {
  forAll(
    'is one of whom it says so and nobody else may be meant: nobody else loses what it calls unused',
    fc.property(people, reports, (known, given) => {
      const account = (id: string): object => {
        const of = (kind: Who['kind']) =>
          Object.fromEntries(
            known
              .filter((each) => each.kind === kind && each.account === id)
              .map(({ name }) => [name, { inline: { own: ['s3:*'] } }]),
          );
        return detailsOf({ roles: of('role'), users: of('user') }, id);
      };
      // Whom a report names by ARN is known, too, so that a name may mean them.
      const byArn = given.filter(({ says }) => says === 'arn' || says === 'rows').map((each) => each.who);
      const everybody = [...new Map([...known, ...byArn].map((each) => [arn(each), each])).values()];
      const files = filesOf(
        ...ACCOUNTS.map((id) => [`${id}.json`, account(id)] as const),
        ...given.map((report) => fileOf(report)),
      );
      const { cases } = casesIn(files);
      expect(cases).toHaveLength(known.length);
      for (const { attachedTo, unused } of cases) {
        const owner = attachedTo[0]?.arn;
        for (const report of given) {
          const meant = mayBeAbout(report, everybody);
          if (meant.length !== 1 || meant[0] === undefined || arn(meant[0]) !== owner)
            expect(unused.has(report.action), `${report.action} of ${owner}`).toBe(false);
        }
      }
      // What is told without doubt is used, but where a newer report about the same one counts.
      for (const report of given.filter(({ says }) => says === 'arn')) {
        const its = cases.find(({ attachedTo }) => attachedTo[0]?.arn === arn(report.who));
        if (its !== undefined) expect(unusedOf(its, report.action)).toEqual([report.action]);
      }
    }),
  );
});
