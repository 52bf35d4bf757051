import { InputError } from '../../base/errors.ts';
import { isObject, type JsonValue, parseJson } from '../../base/json.ts';
import {
  field,
  hasField,
  items,
  type Located,
  locate,
  object,
  optionalText,
  text,
} from '../../base/located.ts';
import { visible } from '../../base/visible.ts';
import type { Generalize } from '../../refine/grants.ts';
import { readDecisions, string, texts, wholeNumber, wrongRecord } from './read-decisions.ts';
import {
  type NamedDigest,
  REVIEW_RECORD_FORMAT,
  type RecordedCalls,
  type ReviewedRecord,
  type ReviewRecord,
} from './review-record.ts';

/**
 * Reads a decision record.
 *
 * @param json as coppice wrote it (docs/decisions.schema.json)
 * @param file what to call it in messages
 * @throws InputError naming the place, for anything else; a record of version 1 is named as such
 */
export function readReviewRecord(json: string, file: string): ReviewRecord {
  const root = object(locate(parseJson(json, file).value, file));
  const format = field(root, 'format');
  if (format.value === 'coppice-decisions/1')
    throw new InputError(
      'this is a decision record of version 1, which does not hold what each entry became',
      {
        file,
        at: 'format',
        hint: 'Review the same inputs again and write: that makes a record of version 2. Or replay it with the version of coppice that wrote it.',
      },
    );
  if (format.value !== REVIEW_RECORD_FORMAT)
    throw new InputError('not a decision record that this version reads', {
      file,
      at: 'format',
      hint: `Give a .decisions.json file whose "format" is "${REVIEW_RECORD_FORMAT}".`,
    });
  const [tool, catalog] = [object(field(root, 'tool')), object(field(root, 'catalog'))];
  return {
    format: REVIEW_RECORD_FORMAT,
    tool: { name: text(field(tool, 'name')), version: text(field(tool, 'version')) },
    output: text(field(root, 'output')),
    catalog: { date: text(field(catalog, 'date')), sha256: digest(field(catalog, 'sha256')) },
    generalize: generalizeOf(field(root, 'generalize')),
    ...(hasField(root, 'calls') ? { calls: callsOf(field(root, 'calls')) } : {}),
    inputs: items(field(root, 'inputs')).map(namedDigest),
    outputs: items(field(root, 'outputs')).map(namedDigest),
    policies: items(field(root, 'policies')).map(policyOf),
  };
}

const DIGEST = /^[0-9a-f]{64}$/;

function digest(located: Located): string {
  const value = text(located);
  if (!DIGEST.test(value)) throw wrongRecord(located, 'not a SHA-256');
  return value;
}

function namedDigest(located: Located): NamedDigest {
  object(located);
  return { name: text(field(located, 'name')), sha256: digest(field(located, 'sha256')) };
}

function callsOf(located: Located): RecordedCalls {
  object(located);
  const [first, last] = [optionalText(field(located, 'first')), optionalText(field(located, 'last'))];
  return {
    sha256: digest(field(located, 'sha256')),
    events: wholeNumber(field(located, 'events')),
    ...(first === undefined ? {} : { first }),
    ...(last === undefined ? {} : { last }),
  };
}

function generalizeOf(located: Located): Generalize {
  const { value } = located;
  if (value === 'shortest' || value === 'tightest' || value === 'exact' || value === 'compact') return value;
  throw wrongRecord(located, 'not one of shortest, tightest, exact, compact');
}

function policyOf(located: Located): ReviewedRecord {
  object(located);
  const inputs = object(field(located, 'inputs'));
  const principal = optionalText(field(located, 'principal'));
  return {
    id: text(field(located, 'id')),
    name: text(field(located, 'name')),
    ...(principal === undefined ? {} : { principal }),
    inputs: {
      policy: digest(field(inputs, 'policy')),
      layout: digest(field(inputs, 'layout')),
      unused: digest(field(inputs, 'unused')),
    },
    approved: wholeNumber(field(located, 'approved')),
    total: wholeNumber(field(located, 'total')),
    decisions: readDecisions(field(located, 'decisions')),
    statements: items(field(located, 'statements')).map((each) => ({
      statement: wholeNumber(field(each, 'statement')),
      becomes: listed(field(each, 'becomes')),
    })),
    entries: items(field(located, 'entries')).map((each) => ({
      ...entryOf(each),
      becomes: listed(field(each, 'becomes')),
    })),
    open: items(field(located, 'open')).map((each) => ({
      ...entryOf(each),
      approved: wholeNumber(field(each, 'approved')),
      total: wholeNumber(field(each, 'total')),
    })),
    result: resultOf(located),
    certificate: certificateOf(located),
  };
}

function listed(located: Located): string[] {
  items(located);
  return texts(located);
}

function entryOf(located: Located): {
  readonly statement: number;
  readonly entry: number;
  readonly was: string;
} {
  return {
    statement: wholeNumber(field(located, 'statement')),
    entry: wholeNumber(field(located, 'entry')),
    was: string(field(located, 'was')),
  };
}

/** The digest of the result. Elsewhere null counts as a missing field; here it means that nothing is left. */
function resultOf(located: Located): string | null {
  return own(located, 'result') === null ? null : digest(field(located, 'result'));
}

function certificateOf(located: Located): unknown {
  const value = own(located, 'certificate');
  if (!isObject(value)) throw wrongRecord(field(located, 'certificate'), 'not a certificate');
  return value;
}

function own({ value }: Located, key: string): JsonValue | undefined {
  return value !== null && typeof value === 'object' && key in value
    ? (value as Readonly<Record<string, JsonValue>>)[key]
    : undefined;
}

/** A summary of a record: who decided, and how much is open. */
export function recordSummary({ policies }: ReviewRecord): string {
  const names = new Set(policies.flatMap(({ decisions }) => decisions.map(({ by }) => visible(by))));
  const approved = policies.reduce((sum, each) => sum + each.approved, 0);
  const total = policies.reduce((sum, each) => sum + each.total, 0);
  return `${approved} of ${total} changes approved${names.size === 0 ? '' : ` by ${[...names].sort().join(', ')}`}`;
}
