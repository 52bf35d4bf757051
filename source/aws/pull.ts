import { InputError } from '../base/errors.ts';
import type { JsonObject } from '../base/json.ts';
import { readAccount } from './account.ts';
import { type Analyzer, faultOf, findAnalyzer, parseAnalyzerArn } from './analyzers.ts';
import type { CallsRequest } from './calls.ts';
import { type FindingScope, readFindings } from './findings.ts';
import { readGroup } from './groups.ts';
import type { Keep } from './keep.ts';
import { readLastAccessed } from './last-accessed.ts';
import { readManagedPolicy } from './managed-policy.ts';
import { PATIENCE, type Patience } from './patience.ts';
import { pool } from './pool.ts';
import { accountOf, objectsAt, type Principal, principalsIn } from './principal.ts';
import { askAccessAnalyzer, keepRecommendations, type RecommendationsRead } from './recommendations.ts';
import { readRole } from './roles.ts';
import type { AwsSession } from './session.ts';
import { readUser } from './users.ts';

/** What is to be read. */
export interface PullRequest {
  /** Read the whole account; the names below are then ignored. */
  readonly all: boolean;
  /** Names of roles and users. */
  readonly roles: readonly string[];
  readonly users: readonly string[];
  /** The ARN of the analyzer; undefined: look for one; false: use IAM's last-accessed information. */
  readonly analyzer: string | false | undefined;
  /** Read nothing about what is unused. */
  readonly policiesOnly?: boolean;
  /** Also read what AWS recommends for the findings; this starts work on AWS's side. */
  readonly recommendations?: boolean;
  /** Also read the permission sets of IAM Identity Center. */
  readonly permissionSets?: boolean;
  /** Also read calls. */
  readonly calls?: CallsRequest;
}

/** How many of each kind have been read. */
export interface PullCounts {
  readonly roles: number;
  readonly users: number;
  readonly groups: number;
  /** Managed policies. */
  readonly policies: number;
  readonly findings: number;
  /** Principals whose last-accessed information was read instead of findings. */
  readonly lastAccessed: number;
  /** Of AWS's recommendations. */
  readonly recommendations: number;
  readonly permissionSets: number;
  /** Events of CloudTrail. */
  readonly calls: number;
}

export interface PullReport {
  readonly counts: PullCounts;
  /** Undefined where last-accessed information was read. */
  readonly analyzer?: string;
  /** What a person should know about what was read. */
  readonly notes: readonly string[];
}

export interface PullOptions {
  /** Called with what is being read. */
  readonly onProgress?: (text: string) => void;
  readonly patience?: Patience;
  /** An analyzer of another account, and a session that may ask it. */
  readonly findingsFrom?: { readonly analyzer: Analyzer; readonly session: () => Promise<AwsSession> };
  /** Set where other accounts are kept beside it: a file that does not name its account must not count for those. */
  readonly isOneOfSeveral?: boolean;
}

const CONCURRENCY = 4;

/**
 * Reads policies and what of them is unused. It uses only operations that read, and does not ask again for what is kept.
 *
 * @throws InputError with a next step; an AbortError where the session's signal stops it
 */
export async function pull(
  request: PullRequest,
  session: AwsSession,
  keep: Keep,
  {
    onProgress = () => undefined,
    patience = PATIENCE,
    findingsFrom,
    isOneOfSeveral = false,
  }: PullOptions = {},
): Promise<PullReport> {
  const notes: string[] = [];
  const work: Work = { session, keep, onProgress, patience, notes, findingsFrom, isOneOfSeveral };
  const named = request.all || request.roles.length + request.users.length > 0;
  const principals = named ? await pullPrincipals(request, work) : { counts: NO_COUNTS };
  const counts = { ...principals.counts };
  if (request.permissionSets === true) {
    const { readPermissionSets } = await import('./permission-sets.ts');
    counts.permissionSets = await readPermissionSets(session, keep, onProgress);
  }
  if (request.calls !== undefined) {
    const { pullCalls } = await import('./calls.ts');
    counts.calls = await pullCalls(request.calls, session, keep, patience, onProgress);
    notes.push(
      `the calls are the management events that CloudTrail has of ${session.region} and us-east-1; data events, such as reading an object of S3, are not among them`,
    );
  }
  return { ...principals, counts, notes };
}

/** The counts before anything was read. */
export const NO_COUNTS: PullCounts = {
  roles: 0,
  users: 0,
  groups: 0,
  policies: 0,
  findings: 0,
  lastAccessed: 0,
  recommendations: 0,
  permissionSets: 0,
  calls: 0,
};

/** What all parts of a pull share. */
interface Work extends Pick<PullOptions, 'isOneOfSeveral'> {
  readonly findingsFrom: PullOptions['findingsFrom'];
  readonly session: AwsSession;
  readonly keep: Keep;
  readonly onProgress: (text: string) => void;
  readonly patience: Patience;
  /** The parts of the pull add to these. */
  readonly notes: string[];
}

/** Reads the policies of the principals and what of them is unused. */
async function pullPrincipals(request: PullRequest, work: Work): Promise<Omit<PullReport, 'notes'>> {
  const { session, keep, onProgress, patience, notes, findingsFrom } = work;
  const policiesOnly = request.policiesOnly === true;
  const analyzer = policiesOnly
    ? undefined
    : (findingsFrom?.analyzer ?? (await chooseAnalyzer(request.analyzer, session, notes)));
  const read = request.all
    ? await readAll(session, keep, onProgress)
    : await readNamed(request, session, keep, onProgress);
  const counts = { ...NO_COUNTS, ...read.counts };
  if (policiesOnly) return { counts };
  if (analyzer === undefined) {
    const refinable = read.principals.filter(({ refinable }) => refinable);
    let done = 0;
    await pool(refinable, CONCURRENCY, session.http.abortSignal, async (principal) => {
      await readLastAccessed(principal, session, keep, patience);
      onProgress(`last-accessed information: ${++done} of ${refinable.length}`);
    });
    if (request.recommendations === true) notes.push('without an analyzer there are no recommendations');
    return { counts: { ...counts, lastAccessed: refinable.length } };
  }
  const its = parseAnalyzerArn(analyzer.arn).region;
  const asked = (await findingsFrom?.session()) ?? session;
  const asking = its === asked.region ? asked : asked.inRegion(its);
  let done = 0;
  const arns = read.principals.map(({ arn }) => arn);
  const account = arns.map(accountOf).find((each) => each !== undefined);
  const scope: FindingScope = request.all ? { kind: 'account', account } : { kind: 'principals', arns };
  const onFinding = (total: number): void => onProgress(`findings: ${++done} of ${total}`);
  const reading = readFindings(analyzer.arn, scope, asking, keep, onFinding);
  const ids = await (typeof request.analyzer === 'string' ? checked(reading, analyzer.arn, asking) : reading);
  for (const each of notesOn(analyzer, account, ids.length, findingsFrom !== undefined)) notes.push(each);
  // This file says that nothing is unused; without it, a finding would seem to be forgotten.
  if (ids.length === 0 && work.isOneOfSeveral !== true) keep.write('findings/none.json', []);
  const made = { ...counts, findings: ids.length };
  if (request.recommendations !== true) return { counts: made, analyzer: analyzer.arn };
  const { count, notes: refusals } = await readRecommendations(analyzer, ids, arns, {
    ...work,
    session: asking,
  });
  for (const each of refusals) notes.push(each);
  return { counts: { ...made, recommendations: count }, analyzer: analyzer.arn };
}

/** Asks the service that has the findings: Security Hub for the analyzer that it manages, else Access Analyzer. */
async function readRecommendations(
  analyzer: Analyzer,
  ids: readonly string[],
  arns: readonly string[],
  { session, keep, onProgress, patience }: Work,
): Promise<RecommendationsRead> {
  if (analyzer.managedBy !== undefined) {
    const { readHubRecommendations } = await import('./hub-recommendations.ts');
    return readHubRecommendations(arns, session, keep, patience, onProgress);
  }
  const ask = (id: string): Promise<JsonObject> => askAccessAnalyzer(analyzer.arn, id, session, patience);
  return keepRecommendations(ids, ask, session.http.abortSignal, keep, onProgress);
}

async function chooseAnalyzer(
  given: PullRequest['analyzer'],
  session: AwsSession,
  notes: string[],
): Promise<Analyzer | undefined> {
  if (typeof given === 'string') return { arn: given, name: parseAnalyzerArn(given).name, others: [] };
  const search = given === false ? undefined : await findAnalyzer(session);
  if (search?.refused !== undefined) notes.push(`no analyzer was looked for in ${search.refused}`);
  if (search?.found !== undefined) {
    const { arn, name, managedBy } = search.found;
    const by = managedBy === undefined ? '' : ', the one that Security Hub manages';
    notes.push(`the findings are those of the analyzer ${name} in ${parseAnalyzerArn(arn).region}${by}`);
    return search.found;
  }
  if (search !== undefined) {
    notes.push(`there is no active analyzer of unused access in ${search.asked.join(' or ')}`);
  }
  notes.push(
    'IAM’s last-accessed information is used instead of findings: it covers the services and actions that IAM tracks, at most the last 400 days, and counts attempts that were denied as use; how far back still counts as used is for --window to say (90 days)',
  );
  if (search !== undefined) {
    notes.push(
      'for findings: name another region with --region, or create an analyzer (AWS charges for it): aws accessanalyzer create-analyzer --analyzer-name unused-access --type ACCOUNT_UNUSED_ACCESS',
    );
  }
  return undefined;
}

/**
 * Finds out what is wrong with a named analyzer that has no findings or refuses the question: an analyzer of another
 * kind does not know these finding types.
 */
async function checked(reading: Promise<string[]>, arn: string, session: AwsSession): Promise<string[]> {
  let refusal: InputError | undefined;
  const findings = await reading.catch((error: unknown) => {
    const cause = error instanceof InputError && error.cause instanceof Error ? error.cause.name : '';
    if (!(error instanceof InputError) || !/^(Validation|ResourceNotFound)/.test(cause)) throw error;
    refusal = error;
    return [];
  });
  const fault = findings.length === 0 ? await faultOf(arn, session) : undefined;
  if (fault !== undefined) {
    throw new InputError(fault, {
      hint: 'Leave --analyzer out to have one found, or use --no-analyzer; aws accessanalyzer list-analyzers shows those there are.',
    });
  }
  if (refusal !== undefined) throw refusal;
  return findings;
}

function notesOn(
  { arn, name, others }: Analyzer,
  account: string | undefined,
  findings: number,
  isMeant: boolean,
): string[] {
  const notes: string[] = [];
  const its = accountOf(arn);
  if (isMeant) notes.push(`the findings are those of the analyzer ${name} of account ${its}`);
  else if (its !== undefined && account !== undefined && its !== account) {
    notes.push(`the analyzer ${name} belongs to account ${its}, and what was read to ${account}`);
  }
  if (others.length > 0) {
    notes.push(
      `${name} is one of ${others.length + 1} analyzers; --analyzer takes another: ${others.join(', ')}`,
    );
  }
  if (findings === 0) {
    notes.push(`${name} has no active finding of unused permissions here, so nothing counts as unused`);
  }
  return notes;
}

interface Read {
  readonly principals: readonly Principal[];
  readonly counts: Pick<PullCounts, 'roles' | 'users' | 'groups' | 'policies'>;
}

async function readAll(session: AwsSession, keep: Keep, onProgress: (text: string) => void): Promise<Read> {
  const principals: Principal[] = [];
  const counts = { roles: 0, users: 0, groups: 0, policies: 0 };
  const count = (page: JsonObject, list: string): number => objectsAt(page, list).length;
  for await (const page of readAccount(session, keep)) {
    for (const each of principalsIn(page)) principals.push(each);
    counts.roles += count(page, 'RoleDetailList');
    counts.users += count(page, 'UserDetailList');
    counts.groups += count(page, 'GroupDetailList');
    counts.policies += count(page, 'Policies');
    onProgress(`account: ${counts.roles} roles, ${counts.users} users, ${counts.policies} policies`);
  }
  return { principals, counts };
}

async function readNamed(
  request: PullRequest,
  session: AwsSession,
  keep: Keep,
  onProgress: (text: string) => void,
): Promise<Read> {
  const signal = session.http.abortSignal;
  const roles = await pool([...new Set(request.roles)], CONCURRENCY, signal, (name) => {
    onProgress(`role ${name}`);
    return readRole(name, session, keep);
  });
  const users = await pool([...new Set(request.users)], CONCURRENCY, signal, (name) => {
    onProgress(`user ${name}`);
    return readUser(name, session, keep);
  });
  const names = [...new Set(users.flatMap((user) => user.groups))];
  const groups = await pool(names, CONCURRENCY, signal, (name) => {
    onProgress(`group ${name}`);
    return readGroup(name, session, keep);
  });
  const policies = [...new Set([...roles, ...users, ...groups].flatMap((each) => each.policies))];
  await pool(policies, CONCURRENCY, signal, (arn) => {
    onProgress(`policy ${arn}`);
    return readManagedPolicy(arn, session, keep);
  });
  return {
    principals: [...roles, ...users].map(({ principal }) => principal),
    counts: {
      roles: roles.length,
      users: users.length,
      groups: groups.length,
      policies: policies.length,
    },
  };
}
