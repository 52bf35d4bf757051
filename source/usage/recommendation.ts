import { InputError } from '../base/errors.ts';
import { isObject, type JsonObject, type JsonValue, parseJson } from '../base/json.ts';
import {
  field,
  hasField,
  invalid,
  items,
  type Located,
  object,
  optionalDate,
  optionalText,
  text,
} from '../base/located.ts';
import { goesOn } from './pages.ts';

/** What AWS itself would do with the policies of a principal. It is only compared with the result, never followed. */
export interface Recommendation {
  readonly file: string;
  /** the ARN of the role or user */
  readonly resourceArn: string;
  /** ISO 8601 */
  readonly completedAt?: string;
  readonly steps: readonly RecommendedStep[];
  /** set where a further page exists and was not given */
  readonly truncated?: boolean;
}

/** One step of a recommendation. A policy that is cut back has two: its replacement is created, and it is detached. */
export interface RecommendedStep {
  readonly action: 'create' | 'detach';
  /** the ARN of a managed policy, the bare name of an inline one */
  readonly existingPolicyId: string;
  /** the policy that AWS started from; only the newer service gives it */
  readonly existingPolicy?: RecommendedDocument;
  /** what is to be created */
  readonly recommendedPolicy?: RecommendedDocument;
  /** ISO 8601; an inline policy has none */
  readonly policyUpdatedAt?: string;
}

/** A policy document as AWS wrote it. */
interface RecommendedDocument {
  readonly value: JsonObject;
  readonly text: string;
  /** its path in the file */
  readonly path: string;
}

/** What was read from a file: a recommendation, or the reason why there is none. */
export interface RecommendationRead {
  readonly recommendation?: Recommendation;
  readonly warnings: readonly string[];
}

/** The words that each of the two services uses for the same things. */
interface Wording {
  readonly resource: string;
  readonly status: string;
  readonly error: string;
  readonly message: string;
  readonly code: string;
  readonly type: string;
  readonly steps: string;
  readonly step: string;
  readonly action: string;
  readonly policyId: string;
  readonly existing: string;
  readonly recommended: string;
  readonly updated: string;
  readonly start: string;
  readonly get: string;
}

const ACCESS_ANALYZER: Wording = {
  resource: 'resourceArn',
  status: 'status',
  error: 'error',
  message: 'message',
  code: 'code',
  type: 'recommendationType',
  steps: 'recommendedSteps',
  step: 'unusedPermissionsRecommendedStep',
  action: 'recommendedAction',
  policyId: 'existingPolicyId',
  existing: 'existingPolicy',
  recommended: 'recommendedPolicy',
  updated: 'policyUpdatedAt',
  start: 'aws accessanalyzer generate-finding-recommendation --analyzer-arn ANALYZER_ARN --id FINDING_ID',
  get: 'aws accessanalyzer get-finding-recommendation --analyzer-arn ANALYZER_ARN --id FINDING_ID',
};

const SECURITY_HUB: Wording = {
  resource: 'ResourceArn',
  status: 'Status',
  error: 'Error',
  message: 'Message',
  code: 'Code',
  type: 'RecommendationType',
  steps: 'RecommendationSteps',
  step: 'UnusedPermissions',
  action: 'RecommendedAction',
  policyId: 'ExistingPolicyId',
  existing: 'ExistingPolicy',
  recommended: 'RecommendedPolicy',
  updated: 'PolicyUpdatedAt',
  start: 'aws securityhub generate-recommended-policy-v2 --metadata-uid FINDING_ID',
  get: 'aws securityhub get-recommended-policy-v2 --metadata-uid FINDING_ID',
};

/** AWS's published output has the first, botocore's list of values the second. */
const TYPES = ['UNUSED_PERMISSION_RECOMMENDATION', 'UnusedPermissionRecommendation'];

/** Whether it looks like the output of `aws accessanalyzer get-finding-recommendation`, or a page of it. */
export function isFindingRecommendation(located: Located): boolean {
  return isOf(ACCESS_ANALYZER, located);
}

/** Whether it looks like the output of `aws securityhub get-recommended-policy-v2`, or a page of it. */
export function isRecommendedPolicy(located: Located): boolean {
  return isOf(SECURITY_HUB, located);
}

function isOf({ steps, resource, type }: Wording, located: Located): boolean {
  return hasField(located, steps) || (hasField(located, resource) && hasField(located, type));
}

/**
 * Reads a recommendation of either service. For one that is not ready yet, or that AWS could not make, the result is a
 * warning that says what to do.
 *
 * @throws InputError where a field has the wrong type or a policy is not a JSON object
 */
export function readRecommendation(located: Located): RecommendationRead {
  const wording = isFindingRecommendation(located) ? ACCESS_ANALYZER : SECURITY_HUB;
  const { file } = object(located);
  const status = optionalText(field(located, wording.status)) ?? 'SUCCEEDED';
  if (status !== 'SUCCEEDED') return { warnings: [`${file}: ${unfinished(located, status, wording)}`] };
  const type = optionalText(field(located, wording.type));
  if (type !== undefined && !TYPES.includes(type)) {
    return { warnings: [`${file}: this recommendation is about ${type}, not about unused permissions`] };
  }
  const completedAt = optionalDate(field(located, 'completedAt'));
  const steps = items(field(located, wording.steps)).map((step) => readStep(step, wording));
  return {
    recommendation: {
      file,
      resourceArn: text(field(located, wording.resource)),
      ...(completedAt === undefined ? {} : { completedAt }),
      steps,
      ...(goesOn(located) ? { truncated: true } : {}),
    },
    warnings: [],
  };
}

function unfinished(located: Located, status: string, wording: Wording): string {
  if (status === 'IN_PROGRESS')
    return `AWS is still at work on this recommendation; ask again a little later: ${wording.get}`;
  const error = field(located, wording.error);
  const why = [wording.code, wording.message]
    .map((key) => field(error, key).value)
    .filter((part) => typeof part === 'string')
    .join(', ');
  return `AWS made no recommendation (${status}${why === '' ? '' : `: ${why}`}); start it anew: ${wording.start}`;
}

function readStep(located: Located, wording: Wording): RecommendedStep {
  const step = object(field(object(located), wording.step));
  const at = field(step, wording.action);
  const action = text(at);
  if (action !== 'CREATE_POLICY' && action !== 'DETACH_POLICY')
    throw invalid(at, `"${action}" is neither CREATE_POLICY nor DETACH_POLICY`, 'Give the whole output.');
  const existingPolicy = optionalDocument(field(step, wording.existing));
  const recommended = field(step, wording.recommended);
  const recommendedPolicy = optionalDocument(recommended);
  if (action === 'CREATE_POLICY' && recommendedPolicy === undefined)
    throw invalid(recommended, 'the policy that is to be created is missing', 'Give the whole output.');
  const policyUpdatedAt = optionalDate(field(step, wording.updated));
  return {
    action: action === 'CREATE_POLICY' ? 'create' : 'detach',
    existingPolicyId: text(field(step, wording.policyId)),
    ...(existingPolicy === undefined ? {} : { existingPolicy }),
    ...(recommendedPolicy === undefined ? {} : { recommendedPolicy }),
    ...(policyUpdatedAt === undefined ? {} : { policyUpdatedAt }),
  };
}

function optionalDocument(located: Located): RecommendedDocument | undefined {
  const given = optionalText(located);
  if (given === undefined) return undefined;
  const { file, path } = located;
  const value = parseInside(given, located);
  if (!isObject(value)) throw invalid(located, 'this policy is not a JSON object', 'Give the whole output.');
  return { value, text: given, path: path === '' ? file : path };
}

function parseInside(given: string, { file, path }: Located): JsonValue {
  try {
    return parseJson(given, file).value;
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    const at = [path, error.place.at].filter(Boolean).join(', ');
    throw new InputError(`in the policy ${error.message}`, { ...error.place, at });
  }
}

/**
 * Puts the pages of each recommendation together; of two about the same principal, the newer one counts.
 */
export function joinRecommendations(read: readonly Recommendation[]): {
  readonly recommendations: readonly Recommendation[];
  readonly warnings: readonly string[];
} {
  const warnings: string[] = [];
  const groups = Map.groupBy(read, ({ resourceArn }) => resourceArn);
  const recommendations = [...groups.values()].flatMap((group): Recommendation[] => {
    const newest = group.map(momentOf).reduce((a, b) => (a > b ? a : b), Number.NEGATIVE_INFINITY);
    const pages = group.filter((each) => momentOf(each) === newest);
    const [first] = pages;
    if (first === undefined) return [];
    const { truncated: _, ...rest } = first;
    const isMissing = pages.every(({ truncated }) => truncated === true);
    if (isMissing) {
      warnings.push(
        `${first.file}: the recommendation for ${first.resourceArn} goes on with a page that is missing, so that some of its steps are not known`,
      );
    }
    const steps = new Map(pages.flatMap((page) => page.steps).map((step) => [JSON.stringify(step), step]));
    return [{ ...rest, steps: [...steps.values()], ...(isMissing ? { truncated: true } : {}) }];
  });
  return { recommendations, warnings };
}

function momentOf({ completedAt }: Recommendation): number {
  return completedAt === undefined ? Number.NEGATIVE_INFINITY : Date.parse(completedAt);
}
