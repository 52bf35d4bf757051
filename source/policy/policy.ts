import { InputError } from '../base/errors.ts';
import { isObject, type JsonObject, type JsonValue, parseJson, withoutMark } from '../base/json.ts';
import { field, hasField, invalid, items, type Located, locate } from '../base/located.ts';

/** One statement of a policy, with the parts that refinement needs. */
export interface Statement {
  /** Place in the policy, from 0. */
  readonly index: number;
  /** `Statement[1]`, or `Statement` where that is an object. */
  readonly path: string;
  readonly effect: 'Allow' | 'Deny';
  readonly sid?: string;
  /** The element that the statement has; IAM allows only one of the two. */
  readonly element: 'Action' | 'NotAction';
  /** The strings of that element, letter for letter. */
  readonly entries: readonly string[];
  /** Whether the element was one string or a list. */
  readonly shape: 'string' | 'array';
  /** Whether the statement names a Principal: then it belongs to a resource or trust policy. */
  readonly hasPrincipal: boolean;
  readonly value: JsonObject;
}

/** A policy document with its own text, so that unchanged parts can be written back byte for byte. */
export interface Policy {
  readonly value: JsonObject;
  readonly text: string;
  readonly statements: readonly Statement[];
  readonly warnings: readonly string[];
}

const KNOWN_KEYS = new Set(['Version', 'Id', 'Statement']);
const VERSIONS = new Set(['2008-10-17', '2012-10-17']);

/**
 * Reads a policy document.
 *
 * @param given the JSON of the document itself; a byte order mark before it is dropped
 * @param file what to call it in messages
 * @throws InputError naming the place, for text that is not JSON and for a document that IAM would refuse
 */
export function readPolicy(given: string, file: string): Policy {
  const text = withoutMark(given);
  return policyFrom(parseJson(text, file).value, text, file);
}

/** Reads a policy document that is parsed already; `text` is its JSON. Throws like `readPolicy`. */
export function policyFrom(value: JsonValue, text: string, file: string): Policy {
  if (!isObject(value)) {
    const hint = 'Give the policy document itself.';
    throw new InputError('a policy is a JSON object', { file, at: 'the document', hint });
  }
  const document = locate(value, file);
  const list = field(document, 'Statement');
  if (list.value === undefined)
    throw invalid(list, 'the policy has no Statement', 'Add one, or check that the file is a policy.');
  const isSingle = isObject(list.value);
  if (!isSingle && !Array.isArray(list.value))
    throw invalid(list, 'Statement is neither an object nor a list', 'See the IAM policy grammar.');
  const warnings = [
    ...versionWarnings(document, value['Version']),
    ...Object.keys(value)
      .filter((key) => !KNOWN_KEYS.has(key))
      .map((key) => `the policy has the unknown key ${key}; it is kept`),
  ];
  const statements = (isSingle ? [list] : items(list)).map(readStatement);
  if (statements.length === 0) warnings.push('the policy has no statements');
  return { value, text, statements, warnings };
}

function versionWarnings(document: Located, version: JsonValue | undefined): string[] {
  if (version === undefined) return ['the policy has no Version; IAM then reads it as 2008-10-17'];
  if (typeof version !== 'string')
    throw invalid(field(document, 'Version'), 'Version is not a string', 'Use "2012-10-17".');
  return VERSIONS.has(version) ? [] : [`Version ${version} is not one that IAM knows`];
}

function readStatement(located: Located, index: number): Statement {
  const { value, path } = located;
  if (!isObject(value)) throw invalid(located, 'a statement is a JSON object', 'See the IAM policy grammar.');
  const { Effect: effect, Sid: sid } = value;
  if (effect !== 'Allow' && effect !== 'Deny') {
    const hint = 'IAM asks for one of the two, in this spelling.';
    throw invalid(field(located, 'Effect'), 'Effect is neither "Allow" nor "Deny"', hint);
  }
  if (sid !== undefined && typeof sid !== 'string')
    throw invalid(field(located, 'Sid'), 'Sid is not a string', 'Put it in quotes, or leave it out.');
  const element = elementOf(located);
  const listed = value[element];
  return {
    index,
    path,
    effect,
    ...(sid === undefined ? {} : { sid }),
    element,
    entries: Array.isArray(listed)
      ? items(field(located, element)).map(entryAt)
      : [entryAt(field(located, element))],
    shape: Array.isArray(listed) ? 'array' : 'string',
    hasPrincipal: hasField(located, 'Principal') || hasField(located, 'NotPrincipal'),
    value,
  };
}

function elementOf(located: Located): Statement['element'] {
  const [hasAction, hasNotAction] = [hasField(located, 'Action'), hasField(located, 'NotAction')];
  if (hasAction !== hasNotAction) return hasAction ? 'Action' : 'NotAction';
  const message = `a statement has ${hasAction ? 'both' : 'neither'} Action ${hasAction ? 'and' : 'nor'} NotAction`;
  throw invalid(located, message, 'IAM asks for one of the two.');
}

function entryAt(located: Located): string {
  if (typeof located.value === 'string') return located.value;
  const hint = 'List actions as strings, such as "s3:GetObject".';
  throw invalid(located, 'something that is not a string stands where an action belongs', hint);
}

/** The place of an entry, such as `Statement[0].Action[2]` or `Statement.Action`. */
export function placeOfEntry({ path, element, shape }: Statement, entry: number): string {
  return shape === 'array' ? `${path}.${element}[${entry}]` : `${path}.${element}`;
}
