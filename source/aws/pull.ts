import { InputError } from '../base/errors.ts';
import type { JsonObject } from '../base/json.ts';
import { readAccount } from './account.ts';
import { type Analyzer, faultOf, findAnalyzer, parseAnalyzerArn } from './analyzers.ts';
import { type FindingScope, readFindings } from './findings.ts';
import { readGroup } from './groups.ts';
import type { Keep } from './keep.ts';
import { PATIENCE, type Patience, readLastAccessed } from './last-accessed.ts';
import { readManagedPolicy } from './managed-policy.ts';
import { pool } from './pool.ts';
import { accountOf, objectsAt, type Principal, principalsIn } from './principal.ts';
import { readRole } from './roles.ts';
import type { Session } from './session.ts';
import { readUser } from './users.ts';

/** What is to be read. */
export interface PullRequest {
  /** All of the account; the names are then not looked at. */
  readonly all: boolean;
  /** Names of roles and users. */
  readonly roles: readonly string[];
  readonly users: readonly string[];
  /** The ARN of the analyzer; undefined: look for one; false: use IAM's last-accessed information. */
  readonly analyzer: string | false | undefined;
  /** Nothing about what is unused. */
  readonly policiesOnly?: boolean;
}

/** How many of what there are now. */
export interface PullCounts {
  readonly roles: number;
  readonly users: number;
  readonly groups: number;
  /** Managed policies. */
  readonly policies: number;
  readonly findings: number;
  /** Principals whose last-accessed information was read in place of findings. */
  readonly lastAccessed: number;
}

export interface PullReport {
  readonly counts: PullCounts;
  /** Undefined where last-accessed information was read. */
  readonly analyzer?: string;
  /** What a person should know about what was read. */
  readonly notes: readonly string[];
}

export interface PullOptions {
  /** Told what is being read. */
  readonly onProgress?: (text: string) => void;
  readonly patience?: Patience;
}

const CONCURRENCY = 4;

/**
 * Reads policies and what of them is unused. Only operations that read are used; what has been kept is not asked for
 * again.
 *
 * @throws InputError with a next step; an AbortError where the session's signal stops it
 */
export async function pull(
  request: PullRequest,
  session: Session,
  keep: Keep,
  { onProgress = () => undefined, patience = PATIENCE }: PullOptions = {},
): Promise<PullReport> {
  const notes: string[] = [];
  const policiesOnly = request.policiesOnly === true;
  const chosen = policiesOnly ? undefined : await chooseAnalyzer(request.analyzer, session, notes);
  const read = request.all
    ? await readAll(session, keep, onProgress)
    : await readNamed(request, session, keep, onProgress);
  const nothing = { ...read.counts, findings: 0, lastAccessed: 0 };
  if (policiesOnly) return { counts: nothing, notes };
  if (chosen === undefined) {
    const refinable = read.principals.filter(({ refinable }) => refinable);
    let done = 0;
    await pool(refinable, CONCURRENCY, session.http.abortSignal, async (principal) => {
      await readLastAccessed(principal, session, keep, patience);
      onProgress(`last-accessed information: ${++done} of ${refinable.length}`);
    });
    return { counts: { ...nothing, lastAccessed: refinable.length }, notes };
  }
  const analyzer = chosen;
  const its = parseAnalyzerArn(analyzer.arn).region;
  const asking = its === session.region ? session : session.inRegion(its);
  let done = 0;
  const arns = read.principals.map(({ arn }) => arn);
  const account = arns.map(accountOf).find((each) => each !== undefined);
  const scope: FindingScope = request.all ? { kind: 'account', account } : { kind: 'principals', arns };
  const onFinding = (total: number): void => onProgress(`findings: ${++done} of ${total}`);
  const reading = readFindings(analyzer.arn, scope, asking, keep, onFinding);
  const findings = await (typeof request.analyzer === 'string'
    ? checked(reading, analyzer.arn, asking)
    : reading);
  for (const each of notesOn(analyzer, account, findings)) notes.push(each);
  // Says that somebody has looked, and nothing is unused; otherwise a finding would seem to be forgotten.
  if (findings === 0) keep.write('findings/none.json', []);
  return { counts: { ...nothing, findings }, analyzer: analyzer.arn, notes };
}

async function chooseAnalyzer(
  given: PullRequest['analyzer'],
  session: Session,
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
 * Finds out what is wrong with an analyzer that somebody named, where that may be why it has no findings, or refuses
 * to be asked: one of another kind knows nothing of finding types.
 */
async function checked(reading: Promise<number>, arn: string, session: Session): Promise<number> {
  let refusal: InputError | undefined;
  const findings = await reading.catch((error: unknown) => {
    const cause = error instanceof InputError && error.cause instanceof Error ? error.cause.name : '';
    if (!(error instanceof InputError) || !/^(Validation|ResourceNotFound)/.test(cause)) throw error;
    refusal = error;
    return 0;
  });
  const fault = findings === 0 ? await faultOf(arn, session) : undefined;
  if (fault !== undefined) {
    throw new InputError(fault, {
      hint: 'Leave --analyzer out to have one found, or use --no-analyzer; aws accessanalyzer list-analyzers shows those there are.',
    });
  }
  if (refusal !== undefined) throw refusal;
  return findings;
}

function notesOn({ arn, name, others }: Analyzer, account: string | undefined, findings: number): string[] {
  const notes: string[] = [];
  const its = accountOf(arn);
  if (its !== undefined && account !== undefined && its !== account) {
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
  readonly counts: Omit<PullCounts, 'findings' | 'lastAccessed'>;
}

async function readAll(session: Session, keep: Keep, onProgress: (text: string) => void): Promise<Read> {
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
  session: Session,
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
