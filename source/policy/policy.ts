import { InputError } from '../base/errors.ts';
import { isObject, type JsonObject, type JsonValue, parseJson, withoutMark } from '../base/json.ts';

/** One statement of a policy, with what refinement needs of it read out. */
export interface Statement {
  /** Place in the policy, from 0. */
  readonly index: number;
  readonly effect: 'Allow' | 'Deny';
  readonly sid?: string;
  /** Which of the two it has; `none` where it has neither (IAM refuses that; coppice leaves it alone). */
  readonly element: 'Action' | 'NotAction' | 'none';
  /** The strings of that element, letter for letter. */
  readonly entries: readonly string[];
  /** Whether the element was one string or a list. */
  readonly shape: 'string' | 'array';
  /** True for a statement that names who it is for: it belongs to a resource or a trust policy. */
  readonly hasPrincipal: boolean;
  readonly value: JsonObject;
}

/** A policy document, its own text included, so that what is not changed can be written back byte for byte. */
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
 * @throws InputError naming the place, for text that is no JSON and for a document that IAM would not take
 */
export function readPolicy(given: string, file: string): Policy {
  const text = withoutMark(given);
  return policyFrom(parseJson(text, file).value, text, file);
}

/** Reads a policy document that was parsed already; `text` is its JSON. Throws as `readPolicy`. */
export function policyFrom(value: JsonValue, text: string, file: string): Policy {
  const fail = (at: string, message: string, hint: string): never => {
    throw new InputError(message, { file, at, hint });
  };
  if (!isObject(value))
    return fail('the document', 'a policy is a JSON object', 'give the policy document itself');
  const list = value['Statement'];
  if (list === undefined)
    return fail('Statement', 'the policy has no Statement', 'add one, or check that the file is a policy');
  const single = isObject(list);
  if (!single && !Array.isArray(list))
    return fail('Statement', 'Statement is neither an object nor a list', 'see the IAM policy grammar');
  const warnings: string[] = [];
  if (value['Version'] === undefined)
    warnings.push('the policy has no Version; IAM then reads it as 2008-10-17');
  else if (typeof value['Version'] !== 'string')
    fail('Version', 'Version is not a string', 'use "2012-10-17"');
  else if (!VERSIONS.has(value['Version']))
    warnings.push(`Version ${value['Version']} is not one that IAM knows`);
  for (const key of Object.keys(value))
    if (!KNOWN_KEYS.has(key)) warnings.push(`the policy has the unknown key ${key}; it is kept`);

  const statements = (single ? [list] : list).map((statement, index) => {
    const at = single ? 'Statement' : `Statement[${index}]`;
    if (!isObject(statement)) return fail(at, 'a statement is a JSON object', 'see the IAM policy grammar');
    return readStatement(statement, index, at, fail, warnings);
  });
  if (statements.length === 0) warnings.push('the policy has no statements');
  return { value, text, statements, warnings };
}

type Fail = (at: string, message: string, hint: string) => never;

function readStatement(
  value: JsonObject,
  index: number,
  at: string,
  fail: Fail,
  warnings: string[],
): Statement {
  const effect = value['Effect'];
  if (effect !== 'Allow' && effect !== 'Deny')
    return fail(
      `${at}.Effect`,
      'Effect is neither "Allow" nor "Deny"',
      'IAM asks for one of the two, in this spelling',
    );
  const sid = value['Sid'];
  if (sid !== undefined && typeof sid !== 'string')
    fail(`${at}.Sid`, 'Sid is not a string', 'put it in quotes, or leave it out');
  if (value['Action'] !== undefined && value['NotAction'] !== undefined)
    fail(at, 'a statement has both Action and NotAction', 'IAM takes one of the two');
  const element =
    value['Action'] !== undefined ? 'Action' : value['NotAction'] !== undefined ? 'NotAction' : 'none';
  const listed = element === 'none' ? [] : value[element];
  if (element === 'none') warnings.push(`${at} has neither Action nor NotAction; it is left as it is`);
  const entries: string[] = [];
  for (const entry of Array.isArray(listed) ? listed : [listed]) {
    if (typeof entry !== 'string')
      fail(
        Array.isArray(listed) ? `${at}.${element}[${entries.length}]` : `${at}.${element}`,
        `${element} holds something that is not a string`,
        'list actions as strings, such as "s3:GetObject"',
      );
    else entries.push(entry);
  }
  return {
    index,
    effect,
    ...(typeof sid === 'string' ? { sid } : {}),
    element,
    entries,
    shape: Array.isArray(listed) ? 'array' : 'string',
    hasPrincipal: value['Principal'] !== undefined || value['NotPrincipal'] !== undefined,
    value,
  };
}
