import type { Attachment } from '../account/cases.ts';
import { goesInline, QUOTAS } from '../account/quota.ts';
import { isObject, type JsonObject, type JsonValue, writeJson } from '../base/json.ts';
import { compact, jsonLayout } from '../base/json-layout.ts';
import { thousands } from '../base/words.ts';
import { isUnchanged, type ResultDocument } from './documents.ts';
import type { ProvenPolicy } from './result.ts';

/**
 * Everything that is done to a permission set. Its inline policy and its attached policies change together, since the
 * set is provisioned as a whole. The rest of its AWS-managed policies goes into its inline policy: any other place would
 * need a policy in each of the accounts (product: "Several policies").
 */
export interface SetWork {
  readonly owner: Attachment;
  /** The result whose files hold all this: the inline policy or, where the set has none, the first of the others. */
  readonly carrier: ProvenPolicy;
  /** The inline policy as the review saw it; undefined: the set has none. */
  readonly before: string | undefined;
  /** The inline policy afterwards; undefined: nothing is left of it. */
  readonly document: ResultDocument | undefined;
  /** The policies that the set gives up: the ARN of an AWS-managed one, the path and name of a customer-managed one. */
  readonly detached: readonly string[];
  /** The results that it is made of, with the carrier. */
  readonly members: readonly ProvenPolicy[];
  readonly isChanged: boolean;
  /** Why AWS would refuse it, as a sentence. */
  readonly refusal?: string;
}

/** By the result of each policy that a set has: what is to be done about the set. */
export type SetWorks = ReadonlyMap<ProvenPolicy, SetWork>;

/** The work on each permission set, by each of its results. */
export function setWorksOf(results: readonly ProvenPolicy[]): SetWorks {
  const held = results.flatMap((result) =>
    result.outcome.case.attachedTo
      .filter(({ kind }) => kind === 'permission-set')
      .map((owner) => ({ owner, result })),
  );
  const bySet = Map.groupBy(held, ({ owner: { arn, name } }) => arn ?? name);
  const works = new Map<ProvenPolicy, SetWork>();
  for (const [first, ...others] of bySet.values()) {
    if (first === undefined) continue;
    const its = [first, ...others].map(({ result }) => result);
    const work = workOf(first.owner, its);
    if (work !== undefined) for (const member of work.members) works.set(member, work);
  }
  return works;
}

function workOf(owner: Attachment, results: readonly ProvenPolicy[]): SetWork | undefined {
  const inline = results.find(({ outcome }) => outcome.case.kind === 'inline');
  const moved = results.filter(({ outcome }) => goesInline(outcome.case) && !isUnchanged(outcome));
  const gone = results.filter((result) => isGone(result, results));
  const changed = [...new Set([...moved, ...gone])];
  const carrier = inline ?? changed[0];
  if (carrier === undefined) return undefined;
  const left = moved.filter(({ outcome }) => outcome.value !== null);
  const parts = [...(inline === undefined ? [] : [inline]), ...left].flatMap(
    ({ outcome: { text, value } }) => (text === null || value === null ? [] : [{ text, value }]),
  );
  const before = inline?.outcome.case.policy.text;
  const isUnknown = inline === undefined && owner.set?.inlineUnknown === true;
  const document = isUnknown ? undefined : together(carrier.outcome.case.name, parts);
  const refusal = isUnknown ? unknownInline(owner) : refusalOf(owner, parts, document, before);
  return {
    owner,
    carrier,
    before: before === undefined ? undefined : fitting(before),
    document,
    detached: [...new Set(changed.map(referenceOf))],
    members: [...new Set([carrier, ...changed])],
    isChanged: changed.length > 0 || !isUnchanged(carrier.outcome),
    ...(refusal === undefined ? {} : { refusal }),
  };
}

/**
 * Whether the set can give up a managed policy: nothing of it is used, and nobody else has it. A set refers to a
 * customer-managed policy by its name, so this must hold in each of its accounts.
 */
function isGone(result: ProvenPolicy, results: readonly ProvenPolicy[]): boolean {
  const { kind } = result.outcome.case;
  if (kind !== 'customer-managed') return kind === 'aws-managed' && result.outcome.text === null;
  const reference = referenceOf(result);
  return results
    .filter((each) => each.outcome.case.kind === kind && referenceOf(each) === reference)
    .every(({ outcome }) => outcome.text === null && outcome.case.attachedTo.length === 1);
}

function referenceOf({ outcome: { case: policyCase } }: ProvenPolicy): string {
  const { kind, arn = '' } = policyCase;
  return kind === 'aws-managed' ? arn : (/:policy(\/.*)$/.exec(arn)?.[1] ?? '');
}

interface Part {
  readonly text: string;
  readonly value: JsonObject;
}

/** Joins policies: the first one, with the statements of the others after its own. */
function together(name: string, parts: readonly Part[]): ResultDocument | undefined {
  const [first, ...others] = parts;
  if (first === undefined) return undefined;
  if (others.length === 0) return { name, text: fitting(first.text), value: first.value };
  const value = {
    ...first.value,
    Statement: withoutTwins(parts.flatMap(({ value }) => statementsOf(value))),
  };
  // This text has the spelling of all their strings.
  const source = `[${parts.map(({ text }) => text).join(',')}]`;
  const text = `${writeJson(value, source, jsonLayout(first.text).indent)}\n`;
  return { name, text: fitting(text), value };
}

function statementsOf({ Statement: listed = [] }: JsonObject): JsonValue[] {
  return Array.isArray(listed) ? listed : [listed];
}

/**
 * Removes repeated Sids: two statements of a policy may not share one. A Sid has no effect, so the later one loses it.
 */
function withoutTwins(statements: readonly JsonValue[]): JsonValue[] {
  const taken = new Set<JsonValue>();
  return statements.map((statement) => {
    if (!isObject(statement) || statement['Sid'] === undefined) return statement;
    const { Sid, ...rest } = statement;
    if (taken.has(Sid)) return rest;
    taken.add(Sid);
    return statement;
  });
}

const LIMIT = QUOTAS.inline['permission-set'];

/**
 * Removes white space where needed: IAM Identity Center counts it (API reference, "PutInlinePolicyToPermissionSet").
 */
function fitting(text: string): string {
  return text.length <= LIMIT ? text : compact(text);
}

function unknownInline({ name }: Attachment): string {
  return `the inputs do not say what inline policy the permission set ${name} has, and what becomes of it is put in place together; give the output of aws sso-admin get-inline-policy-for-permission-set`;
}

function refusalOf(
  { name }: Attachment,
  parts: readonly Part[],
  document: ResultDocument | undefined,
  before = '',
): string | undefined {
  const versions = new Set(parts.map(({ value }) => value['Version'] ?? '2008-10-17'));
  if (versions.size > 1) {
    return `what is left of the AWS-managed policies of the permission set ${name} goes into its inline policy, and that has another Version`;
  }
  const size = document?.text.length ?? 0;
  if (size <= LIMIT || size <= before.length) return undefined;
  return `the inline policy of the permission set ${name} would come to ${thousands(size)} characters of ${thousands(LIMIT)} that it may have; --generalize compact makes it shorter`;
}
