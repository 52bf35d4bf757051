import fc from 'fast-check';
import { describe, expect } from 'vitest';
import type { AccountCase } from '../../source/account/cases.ts';
import type { InputFile } from '../../source/account/facts.ts';
import { derive } from '../../source/refine/derive.ts';
import { allowedBy, catalogOfNames } from '../model/given.ts';
import { forAll } from '../model/runs.ts';
import { arnOf, casesIn, detailsOf, documentOf, filesOf, findingOf } from './details.ts';

const ACTIONS = ['a:Get', 'a:GetX', 'a:Put', 'b:Get', 'b:Run'];
/** What policies are written with: actions and wildcards. */
const ENTRIES = [...ACTIONS, 'a:Get*', 'a:*', '*'];
const CATALOG = catalogOfNames({ a: ['Get', 'GetX', 'Put'], b: ['Get', 'Run'] });

const AWS = 'arn:aws:iam::aws:policy/ReadOnly';
const INLINE = 'AwsSSOInlinePolicy';
const PATH = 'aws-reserved/sso.amazonaws.com/eu-west-1/';
const ACCOUNTS = ['111111111111', '222222222222', '333333333333'];
const ELSEWHERE = '444444444444';

interface Role {
  readonly inline: readonly string[];
  readonly hasAws: boolean;
  /** The customer-managed policy of the account that it has, by its actions. */
  readonly team: readonly string[] | undefined;
}

interface Account {
  readonly account: string;
  /** The role that the set made; undefined: the details do not show it. */
  readonly role: Role | undefined;
  /** What is reported unused of it; undefined without a finding. */
  readonly unused: readonly string[] | undefined;
  /** Another role of the account that has the customer-managed policy, too. */
  readonly shares: boolean;
  readonly unusedByOther: readonly string[] | undefined;
}

/** The set's own outputs; a member that is undefined was not given. */
interface Outputs {
  readonly inline: readonly string[] | undefined;
  readonly hasAws: boolean | undefined;
  readonly isElsewhere: boolean;
}

interface Organisation {
  readonly accounts: readonly Account[];
  readonly outputs: Outputs | undefined;
  readonly assumeUnanalysedUnused: boolean;
}

const entries = fc.subarray(ENTRIES, { minLength: 1 });
// A whole service is reported as such, without its actions, or some actions are.
const unused = fc.option(fc.subarray([...ACTIONS, 'a:*', 'b:*']), { nil: undefined, freq: 4 });
const account = (number: string): fc.Arbitrary<Account> =>
  fc.record({
    account: fc.constant(number),
    role: fc.option(
      fc.record({
        inline: entries,
        hasAws: fc.boolean(),
        team: fc.option(entries, { nil: undefined }),
      }),
      { nil: undefined, freq: 4 },
    ),
    unused,
    shares: fc.boolean(),
    unusedByOther: unused,
  });
const organisations: fc.Arbitrary<Organisation> = fc.record({
  accounts: fc.tuple(...ACCOUNTS.map(account)).chain((all) => fc.shuffledSubarray(all, { minLength: 1 })),
  outputs: fc.option(
    fc.record({
      inline: fc.option(entries, { nil: undefined }),
      hasAws: fc.option(fc.boolean(), { nil: undefined }),
      isElsewhere: fc.boolean(),
    }),
    { nil: undefined },
  ),
  assumeUnanalysedUnused: fc.boolean(),
});

const roleName = (number: string): string => `AWSReservedSSO_Ops_${number.slice(0, 4).repeat(4)}`;
const roleArn = (number: string): string => arnOf('role', `${PATH}${roleName(number)}`, number);

function filesFor({ accounts, outputs }: Organisation): InputFile[] {
  const details = accounts.map(({ account: number, role, shares }) => {
    const team = role?.team;
    return detailsOf(
      {
        roles: {
          ...(role === undefined
            ? {}
            : {
                [roleName(number)]: {
                  path: PATH,
                  inline: { [INLINE]: role.inline },
                  attached: [...(role.hasAws ? [AWS] : []), ...(team === undefined ? [] : ['team'])],
                },
              }),
          ci: { inline: { own: ACTIONS }, attached: shares && team !== undefined ? ['team'] : [] },
        },
        managed: {
          [AWS]: ENTRIES,
          ...(team === undefined ? {} : { team: { actions: team, attachments: shares ? 2 : 1 } }),
        },
      },
      number,
    );
  });
  const findings = accounts.flatMap(({ account: number, unused: own, unusedByOther }) => [
    ...(own === undefined ? [] : [findingOf(roleArn(number), own)]),
    ...(unusedByOther === undefined ? [] : [findingOf(arnOf('role', 'ci', number), unusedByOther)]),
  ]);
  const named = (name: string, content: object): readonly [string, object] => [`Ops/${name}.json`, content];
  const known = accounts.filter(isKnown).map(({ account: number }) => number);
  return filesOf(
    ...details,
    ...findings,
    ...(outputs === undefined
      ? []
      : [
          named('set', { PermissionSet: { Name: 'Ops' } }),
          named('accounts', { AccountIds: [...known, ...(outputs.isElsewhere ? [ELSEWHERE] : [])] }),
          ...(outputs.inline === undefined
            ? []
            : [named('inline', { InlinePolicy: JSON.stringify(documentOf(outputs.inline)) })]),
          ...(outputs.hasAws === undefined
            ? []
            : [named('managed', { AttachedManagedPolicies: outputs.hasAws ? [{ Arn: AWS }] : [] })]),
        ]),
  );
}

/** The set is in an account whose details show its role, or of whose role a finding speaks. */
function isKnown({ role, unused: own }: Account): boolean {
  return role !== undefined || own !== undefined;
}

/** What one account, or one role, is taken to use: undefined without a report. */
type Report = readonly string[] | undefined;

function isReported(report: Report, action: string): boolean {
  return report?.includes(action) === true || report?.includes(`${action.slice(0, 1)}:*`) === true;
}

/** Product and semantics, word for word: the policies of the set, and who is asked about each. */
function expected({ accounts, outputs }: Organisation): Map<string, Report[]> {
  const reports = accounts.filter(isKnown).map((each): Report => each.unused);
  if (outputs?.isElsewhere === true) reports.push(undefined);
  const found = new Map<string, Report[]>();
  const shown = accounts.flatMap(({ account: number, role }) =>
    role === undefined ? [] : [{ number, role }],
  );
  const first = shown.toSorted((a, b) => (a.number < b.number ? -1 : 1))[0]?.role;
  if ((outputs?.inline ?? first?.inline) !== undefined) found.set(INLINE, reports);
  if (outputs?.hasAws ?? first?.hasAws ?? false) found.set(AWS, reports);
  for (const { account: number, role, shares, unusedByOther } of accounts)
    if (role?.team !== undefined)
      found.set(arnOf('policy', 'team', number), [...reports, ...(shares ? [unusedByOther] : [])]);
  return found;
}

/** What a policy allows now, of all that it allowed. */
function stays(policyCase: AccountCase): { readonly before: string[]; readonly after: string[] } {
  const { edits } = derive(policyCase, []);
  const [statement] = policyCase.policy.statements;
  const written = statement?.entries ?? [];
  const is = edits.get(0) ?? written;
  const allowed = (list: readonly string[]): string[] =>
    ACTIONS.filter(allowedBy('Action', list.length === 0 ? undefined : list));
  return { before: allowed(written), after: allowed(is) };
}

describe('a set with random accounts', () => {
  forAll(
    'loses exactly what no account uses, whatever it is made of',
    fc.property(organisations, (given) => {
      const { assumeUnanalysedUnused } = given;
      const { cases } = casesIn(filesFor(given), { assumeUnanalysedUnused, catalog: CATALOG });
      const ofSet = cases.filter(({ attachedTo }) =>
        attachedTo.some(({ kind }) => kind === 'permission-set'),
      );
      const model = expected(given);
      expect(ofSet.map(({ arn, name }) => arn ?? name).sort()).toEqual([...model.keys()].sort());
      for (const policyCase of ofSet) {
        const asked = model.get(policyCase.arn ?? policyCase.name) ?? [];
        const counted = asked.filter((report) => report !== undefined || !assumeUnanalysedUnused);
        const mayGo = (action: string): boolean =>
          counted.length > 0 && counted.every((report) => isReported(report, action));
        const { before, after } = stays(policyCase);
        expect(after, policyCase.id).toEqual(before.filter((action) => !mayGo(action)));
      }
      expect(new Set(cases.map(({ id }) => id)).size).toBe(cases.length);
      expect(cases.filter(({ principal }) => principal?.startsWith('AWSReserved'))).toEqual([]);
    }),
    3,
  );

  forAll(
    'says of each account what it holds back: all that it uses and another does not',
    fc.property(organisations, (given) => {
      const { assumeUnanalysedUnused } = given;
      const { cases } = casesIn(filesFor(given), { assumeUnanalysedUnused, catalog: CATALOG });
      const inline = cases.find(({ name, attachedTo }) => name === INLINE && attachedTo[0]?.name === 'Ops');
      if (inline === undefined) return;
      const { before } = stays(inline);
      const counted = given.accounts
        .filter(isKnown)
        .map((each) => ({ name: `Ops in ${each.account}`, report: each.unused as Report }));
      if (given.outputs?.isElsewhere === true)
        counted.push({ name: `Ops in ${ELSEWHERE}`, report: undefined });
      const asked = counted.filter(({ report }) => report !== undefined || !assumeUnanalysedUnused);
      for (const action of before) {
        const row = inline.heldBack.find((each) => each.action === action);
        const users = asked.filter(({ report }) => !isReported(report, action)).map(({ name }) => name);
        // An action has a row where somebody's report names it.
        const isNamed = asked.some(({ report }) => report?.includes(action) === true);
        if (isNamed && users.length > 0 && asked.length > 1 && isOwnRow(action, asked))
          expect(row?.by.toSorted()).toEqual(users.sort());
        if (users.length === 0) expect(row).toBeUndefined();
      }
    }),
  );
});

/** A finding of a whole service does not list its actions. */
function isOwnRow(action: string, asked: readonly { readonly report: Report }[]): boolean {
  return asked.some(
    ({ report }) => report?.includes(action) === true && !report.includes(`${action.slice(0, 1)}:*`),
  );
}
