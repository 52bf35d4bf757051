import { GetAccountAuthorizationDetailsCommand } from '@aws-sdk/client-iam';
import { InputError } from '../base/errors.ts';
import { type Analyzer, findAnalyzer, parseAnalyzerArn } from './analyzers.ts';
import type { Keep } from './keep.ts';
import { required } from './pages.ts';
import { accountOf } from './principal.ts';
import {
  NO_COUNTS,
  type PullCounts,
  type PullOptions,
  type PullReport,
  type PullRequest,
  pull,
} from './pull.ts';
import type { AwsSession } from './session.ts';

/** An account that is to be read. */
interface Reached {
  readonly profile: string;
  readonly account: string;
  readonly analyzer: Analyzer | undefined;
}

/**
 * Reads several accounts one after the other, each into a folder named after the account's number. An account without an
 * analyzer of its own, or with only the one that Security Hub manages, gets its findings from the analyzer of the
 * organization, whichever profile finds that.
 *
 * @param open opens the session of a profile; earlier sessions are then no longer used
 * @throws InputError with a next step
 */
export async function pullAccounts(
  request: PullRequest,
  profiles: readonly string[],
  open: (profile: string) => Promise<AwsSession>,
  keep: Keep,
  options: PullOptions = {},
): Promise<PullReport> {
  const reached: Reached[] = [];
  for (const profile of profiles) reached.push(await reach(profile, request, open, reached));
  const { permissionSets = false, ...rest } = request;
  const counts = { ...NO_COUNTS };
  const notes: string[] = [];
  for (const { profile, account } of reached) {
    const findingsFrom = source(account, request, reached);
    const from =
      findingsFrom === undefined
        ? {}
        : { findingsFrom: { analyzer: findingsFrom.analyzer, session: () => open(findingsFrom.profile) } };
    const report = await pull(rest, await open(profile), inFolder(keep, account), {
      ...options,
      ...from,
      isOneOfSeveral: true,
      onProgress: (text) => options.onProgress?.(`${account}: ${text}`),
    });
    for (const key of Object.keys(counts) as (keyof PullCounts)[]) counts[key] += report.counts[key];
    notes.push(`${account} was read with the profile ${profile}`);
    for (const note of report.notes) notes.push(`${account}: ${note}`);
  }
  if (permissionSets) counts.permissionSets = await readSets(profiles, open, keep, options);
  return { counts, notes };
}

async function reach(
  profile: string,
  { analyzer }: PullRequest,
  open: (profile: string) => Promise<AwsSession>,
  before: readonly Reached[],
): Promise<Reached> {
  const session = await open(profile);
  const account = await accountOfSession(session);
  const same = before.find((each) => each.account === account);
  if (same !== undefined) {
    throw new InputError(`the profiles ${same.profile} and ${profile} are both of account ${account}`, {
      hint: 'Leave one of them out.',
    });
  }
  return {
    profile,
    account,
    analyzer: analyzer === undefined ? (await findAnalyzer(session)).found : undefined,
  };
}

/** The number of the session's account, from the first ARN that IAM returns. */
async function accountOfSession({ iam, http }: AwsSession): Promise<string> {
  const answer = await iam.send(
    new GetAccountAuthorizationDetailsCommand({ Filter: ['Role', 'User'], MaxItems: 1 }),
    http,
  );
  const [first] = [...(answer.RoleDetailList ?? []), ...(answer.UserDetailList ?? [])];
  return required(accountOf(first?.Arn ?? ''), 'Arn');
}

/** The analyzer, and its profile, for an account without findings of its own. */
function source(
  account: string,
  { analyzer, policiesOnly }: PullRequest,
  reached: readonly Reached[],
): { readonly profile: string; readonly analyzer: Analyzer } | undefined {
  if (analyzer === false || policiesOnly === true) return undefined;
  if (analyzer !== undefined) {
    const its = reached.find((each) => each.account === accountOf(analyzer));
    const named = { arn: analyzer, name: parseAnalyzerArn(analyzer).name, others: [] };
    return its === undefined ? undefined : { profile: its.profile, analyzer: named };
  }
  const own = reached.find((each) => each.account === account)?.analyzer;
  if (own !== undefined && own.managedBy === undefined) return undefined;
  const organization = reached.find((each) => each.analyzer?.ofOrganization === true);
  return organization?.analyzer && { profile: organization.profile, analyzer: organization.analyzer };
}

/** Reads the permission sets. Identity Center is managed from one of the accounts; the first that has it is asked. */
async function readSets(
  profiles: readonly string[],
  open: (profile: string) => Promise<AwsSession>,
  keep: Keep,
  { onProgress = () => undefined }: PullOptions,
): Promise<number> {
  const { readPermissionSets } = await import('./permission-sets.ts');
  let refusal: InputError | undefined;
  for (const profile of profiles) {
    try {
      return await readPermissionSets(await open(profile), keep, onProgress);
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      refusal ??= error;
    }
  }
  throw refusal ?? new InputError('no profile was given', { hint: 'Give --profile NAME.' });
}

function inFolder(keep: Keep, folder: string): Keep {
  return {
    read: (name) => keep.read(`${folder}/${name}`),
    write: (name, value) => keep.write(`${folder}/${name}`, value),
  };
}
