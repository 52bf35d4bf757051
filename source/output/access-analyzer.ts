import { isObject, type JsonObject, type JsonValue, writeJson } from '../base/json.ts';
import { documentsOf, isUnchanged } from './documents.ts';
import { fileStem, titleOf, uniqueNames } from './names.ts';
import { overQuota } from './notes.ts';
import type { OutputContext, ProvenPolicy, Rendered, SourceFinding } from './result.ts';

/** A step in the answer of `aws accessanalyzer get-finding-recommendation`, with its keys in AWS's order. */
interface Step {
  readonly unusedPermissionsRecommendedStep: {
    /** Managed policies only. */
    readonly policyUpdatedAt?: string;
    readonly recommendedAction: 'CREATE_POLICY' | 'DETACH_POLICY';
    /** The policy's JSON, as a string. */
    readonly recommendedPolicy?: string;
    /** The ARN of a managed policy, the bare name of another. */
    readonly existingPolicyId: string;
  };
}

/**
 * Writes the results as Access Analyzer writes its recommendations: one answer for each principal. Policies that are
 * wholly unused are detached first; then come two steps for each policy that changes (formats: "Recommendations").
 */
export function renderRecommendations(results: readonly ProvenPolicy[], context: OutputContext): Rendered {
  const principals = Map.groupBy(results.flatMap(principalsOf), ({ principal }) => principal);
  const isOfSeveral = new Set(results.flatMap(({ outcome }) => outcome.case.account ?? [])).size > 1;
  const recommendations = [...principals].flatMap(([principal, rows]) => {
    const changed = rows.map(({ result }) => result).filter(({ outcome }) => !isUnchanged(outcome));
    const [{ name = 'policies', account } = {}] = rows;
    const only = results.length === 1 ? results[0]?.outcome.case.name : undefined;
    const inAccount = isOfSeveral && account !== undefined ? `${account}.${name}` : name;
    return changed.length === 0
      ? []
      : [
          {
            stem: fileStem(only ?? inAccount),
            text: recommend(principal, changed, context),
          },
        ];
  });
  const names = uniqueNames(
    recommendations.map(({ stem }) => stem),
    '-',
    LONGEST_STEM,
  );
  return {
    files: recommendations.map(({ text }, i) => ({ name: `${names[i]}.recommendation.json`, text })),
    notes: [
      ...(recommendations.length === 0 ? ['nothing changes, so nothing is recommended'] : []),
      ...results.flatMap(({ outcome }) => {
        const over = overQuota(outcome);
        return over === undefined ? [] : [`${titleOf(outcome.case)}: ${over}`];
      }),
    ],
  };
}

const LONGEST_STEM = 100;

interface Row {
  /** The ARN where it is known, or else the name; undefined where neither is known. */
  readonly principal: string | undefined;
  readonly name?: string;
  readonly account?: string;
  readonly result: ProvenPolicy;
}

function principalsOf(result: ProvenPolicy): Row[] {
  const { attachedTo, principal, account } = result.outcome.case;
  if (attachedTo.length > 0) {
    return attachedTo.map(({ kind, arn, name }) => ({
      principal: arn ?? name,
      name,
      result,
      // A permission set is in several accounts.
      ...(kind === 'permission-set' || account === undefined ? {} : { account }),
    }));
  }
  const name = principal?.startsWith('arn:') ? principal.slice(principal.lastIndexOf('/') + 1) : principal;
  return [{ principal, result, ...(name === undefined ? {} : { name }) }];
}

function recommend(
  principal: string | undefined,
  results: readonly ProvenPolicy[],
  { findings = [] }: OutputContext,
): string {
  const date = newest(
    findings.filter((each) => each.principal === undefined || each.principal === principal),
  );
  const gone = results.filter(({ outcome }) => outcome.text === null);
  const changed = results.filter(({ outcome }) => outcome.text !== null);
  const answer = {
    ...(date === undefined ? {} : { startedAt: date, completedAt: date }),
    status: 'SUCCEEDED',
    error: null,
    ...(principal === undefined ? {} : { resourceArn: principal }),
    recommendationType: 'UNUSED_PERMISSION_RECOMMENDATION',
    recommendedSteps: [
      ...gone.map(detachStep),
      ...changed.flatMap((result) => [...createSteps(result), detachStep(result)]),
    ],
  };
  return `${JSON.stringify(answer, null, 2)}\n`;
}

/** The time of the newest finding; the time of writing would change the result each time. */
function newest(findings: readonly SourceFinding[]): string | undefined {
  let date: string | undefined;
  for (const { analyzedAt } of findings) {
    if (analyzedAt !== undefined && (date === undefined || Date.parse(analyzedAt) > Date.parse(date))) {
      date = analyzedAt;
    }
  }
  return date;
}

function createSteps(result: ProvenPolicy): Step[] {
  return documentsOf(result.outcome).map(({ value, text }) => ({
    unusedPermissionsRecommendedStep: {
      ...policyUpdatedAt(result),
      recommendedAction: 'CREATE_POLICY',
      recommendedPolicy: writeJson(inAwsOrder(value), text),
      existingPolicyId: policyId(result),
    },
  }));
}

function detachStep(result: ProvenPolicy): Step {
  return {
    unusedPermissionsRecommendedStep: {
      ...policyUpdatedAt(result),
      recommendedAction: 'DETACH_POLICY',
      existingPolicyId: policyId(result),
    },
  };
}

function policyUpdatedAt({ outcome: { case: policyCase } }: ProvenPolicy): { policyUpdatedAt?: string } {
  const { kind, updatedAt } = policyCase;
  return kind !== 'inline' && kind !== 'bare' && updatedAt !== undefined
    ? { policyUpdatedAt: updatedAt }
    : {};
}

function policyId({ outcome: { case: policyCase } }: ProvenPolicy): string {
  return policyCase.arn ?? policyCase.name;
}

/** The order in which AWS prints the keys of a policy and of a statement, whatever order they were given in. */
const POLICY_KEYS = ['Version', 'Id', 'Statement'];
const STATEMENT_KEYS = [
  'Sid',
  'Effect',
  'Principal',
  'NotPrincipal',
  'Action',
  'NotAction',
  'Resource',
  'NotResource',
  'Condition',
];

/** Orders a policy as AWS prints its recommendations: keys in AWS's order, actions sorted by code unit. */
function inAwsOrder(policy: JsonObject): JsonObject {
  const listed = policy['Statement'];
  const statements = Array.isArray(listed) ? listed.map(inStatementOrder) : inStatementOrder(listed ?? []);
  return inOrder({ ...policy, Statement: statements }, POLICY_KEYS);
}

function inStatementOrder(statement: JsonValue): JsonValue {
  if (!isObject(statement)) return statement;
  const sorted = inOrder(statement, STATEMENT_KEYS);
  for (const key of ['Action', 'NotAction']) {
    const actions = sorted[key];
    if (Array.isArray(actions)) sorted[key] = [...actions].sort(byCodeUnit);
  }
  return sorted;
}

function inOrder(object: JsonObject, first: readonly string[]): JsonObject {
  const known = first.filter((key) => Object.hasOwn(object, key));
  const others = Object.keys(object).filter((key) => !first.includes(key));
  return Object.fromEntries([...known, ...others].map((key) => [key, object[key] ?? null]));
}

function byCodeUnit(a: JsonValue, b: JsonValue): number {
  const [one, other] = [String(a), String(b)];
  if (one === other) return 0;
  return one < other ? -1 : 1;
}
