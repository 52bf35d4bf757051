import {
  field,
  hasField,
  invalid,
  type Located,
  object,
  optionalDate,
  optionalItems,
  optionalText,
  text,
} from '../base/located.ts';
import { readPrincipalArn, readSessionArn } from './arn.ts';
import type { Finding, FindingOptions, FindingsRead, UnusedAction, UnusedService } from './finding.ts';
import { goesOn } from './pages.ts';
import { readService, withPrefix } from './rows.ts';

const DAY = 24 * 60 * 60 * 1000;

/** The default of `--window`, in days; an unused-access analyzer has the same default. */
const DEFAULT_WINDOW = 90;

/** Whether it looks like the output of `aws iam get-service-last-accessed-details`, or a page of it. */
export function isLastAccessed(located: Located): boolean {
  return (
    hasField(located, 'ServicesLastAccessed') ||
    (hasField(located, 'JobStatus') && hasField(located, 'JobType'))
  );
}

/**
 * Reads the output of `aws iam get-service-last-accessed-details`. A service is unused if it was not used within the
 * window before the job's completion. In a used service, the unused actions are those that IAM tracks and that were not
 * used within the window. The rows mostly name the principal; where they do not, `principal` of the options counts.
 *
 * @throws InputError where a field has the wrong type, and if the job is not complete
 */
export function readLastAccessedReport(located: Located, options: FindingOptions): FindingsRead {
  const { file } = object(located);
  requireCompleted(located);
  const completion = field(located, 'JobCompletionDate');
  const analyzedAt = optionalDate(completion);
  if (analyzedAt === undefined) {
    throw invalid(
      completion,
      'the date of the job is missing, from which the window counts',
      'Give the whole output.',
    );
  }
  const window = options.windowDays ?? DEFAULT_WINDOW;
  const since = Date.parse(analyzedAt) - window * DAY;
  const isUsed = (date: string | undefined): boolean => date !== undefined && Date.parse(date) >= since;

  const services: UnusedService[] = [];
  let untracked = 0;
  for (const row of optionalItems(field(located, 'ServicesLastAccessed'))) {
    const service = readService(field(object(row), 'ServiceNamespace'));
    const lastAccessed = optionalDate(field(row, 'LastAuthenticated'));
    const dated = lastAccessed === undefined ? { service } : { service, lastAccessed };
    const tracked = field(row, 'TrackedActionsLastAccessed');
    const actions = optionalItems(tracked).map((action) => readTracked(action, service));
    if (!isUsed(lastAccessed)) services.push({ ...dated, actions: 'all' });
    else if (tracked.value === undefined) untracked++;
    else services.push({ ...dated, actions: actions.filter((action) => !isUsed(action.lastAccessed)) });
  }

  const told = toldByItself(located);
  const principal = told?.principal ?? options.principal;
  const finding: Finding = {
    file,
    source: 'last-accessed',
    ...(principal === undefined ? {} : { principal }),
    ...(told?.account === undefined ? {} : { account: told.account }),
    analyzedAt,
    services,
    notes: [
      `unused means: not used in the ${window} days before ${analyzedAt}`,
      ...noteUntracked(located, untracked),
      ...noteOther(told, options),
    ],
    ...(goesOn(located) ? { truncated: true } : {}),
  };
  return { findings: [finding], notes: [] };
}

type Whose = Pick<Finding, 'account'> & { readonly principal: string };

/**
 * The principal that a report names itself: its `resource`, which `coppice pull` adds, or the entity that all its rows
 * name as the last user of something. A report about a group or a policy names several entities.
 */
function toldByItself(located: Located): Whose | undefined {
  const resource = optionalText(field(located, 'resource'));
  if (resource !== undefined) return { principal: resource };
  const entities = new Set<string>();
  for (const row of optionalItems(field(located, 'ServicesLastAccessed'))) {
    addText(entities, field(row, 'LastAuthenticatedEntity'));
    for (const action of optionalItems(field(row, 'TrackedActionsLastAccessed')))
      addText(entities, field(action, 'LastAccessedEntity'));
  }
  const [only, ...others] = entities;
  if (only === undefined || others.length > 0) return undefined;
  const session = readSessionArn(only);
  if (session !== undefined) return { principal: session.name, account: session.account };
  const read = readPrincipalArn(only);
  return read === undefined || read.kind === 'group' ? undefined : { principal: only };
}

function addText(texts: Set<string>, located: Located): void {
  const found = optionalText(located);
  if (found !== undefined) texts.add(found);
}

/** A note where the operator named another principal than the file does: the file counts. */
function noteOther(told: Whose | undefined, { principal }: FindingOptions): string[] {
  if (told === undefined || principal === undefined) return [];
  const names = [told.principal, readPrincipalArn(told.principal)?.name];
  return names.includes(principal)
    ? []
    : [`it says of itself that it is about ${told.principal}, so --principal ${principal} does not count`];
}

function readTracked(located: Located, service: string): UnusedAction {
  const action = withPrefix(field(object(located), 'ActionName'), service);
  const lastAccessed = optionalDate(field(located, 'LastAccessedTime'));
  return lastAccessed === undefined ? { action } : { action, lastAccessed };
}

function requireCompleted(located: Located): void {
  const at = field(located, 'JobStatus');
  if (at.value === undefined) return;
  const status = text(at);
  if (status === 'COMPLETED') return;
  throw invalid(
    at,
    `the job is not complete but ${status}`,
    status === 'IN_PROGRESS'
      ? 'Ask again a little later: aws iam get-service-last-accessed-details --job-id JOB_ID'
      : 'Start a new one: aws iam generate-service-last-accessed-details --granularity ACTION_LEVEL --arn ARN',
  );
}

function noteUntracked(located: Located, services: number): string[] {
  if (field(located, 'JobType').value === 'SERVICE_LEVEL') {
    return [
      'the job looked at services only; for their actions: aws iam generate-service-last-accessed-details --granularity ACTION_LEVEL --arn ARN',
    ];
  }
  return services === 0 ? [] : [`services in use of whose actions nothing is known: ${services}`];
}
