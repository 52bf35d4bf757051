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
import type { Finding, FindingOptions, FindingsRead, UnusedAction, UnusedService } from './finding.ts';
import { readService, withPrefix } from './rows.ts';

const DAY = 24 * 60 * 60 * 1000;

/** `--window` where nobody says otherwise, in days; also what an unused-access analyzer starts with. */
const DEFAULT_WINDOW = 90;

/** Is it the output of `aws iam get-service-last-accessed-details`, or a page of it, by its looks? */
export function isLastAccessed(located: Located): boolean {
  return (
    hasField(located, 'ServicesLastAccessed') ||
    (hasField(located, 'JobStatus') && hasField(located, 'JobType'))
  );
}

/**
 * Reads the output of `aws iam get-service-last-accessed-details`. A service is unused if it was not used within the
 * window before the job's completion; of a used one, the actions that IAM tracks and that were not used within it.
 * The output names no principal.
 *
 * @throws InputError where a field has the wrong type, and if the job is not complete
 */
export function readLastAccessed(located: Located, options: FindingOptions): FindingsRead {
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

  // Not every version of the CLI shows a page's end in the same way: a marker without the flag counts too.
  const truncated = field(located, 'IsTruncated').value === true || hasText(field(located, 'Marker'));
  const principal = optionalText(field(located, 'resource')) ?? options.principal;
  const finding: Finding = {
    file,
    source: 'last-accessed',
    ...(principal === undefined ? {} : { principal }),
    analyzedAt,
    services,
    notes: [
      `unused means: not used in the ${window} days before ${analyzedAt}`,
      ...noteUntracked(located, untracked),
    ],
    ...(truncated ? { truncated } : {}),
  };
  return { findings: [finding], notes: [] };
}

function hasText(located: Located): boolean {
  return optionalText(located) !== undefined;
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
