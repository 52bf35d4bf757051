import { JsonNumber, type JsonObject, type JsonValue, parseJson } from '../base/json.ts';

/** The fields in which IAM has a policy document as a URL-encoded string (RFC 3986). */
const DOCUMENTS = new Set(['PolicyDocument', 'Document', 'AssumeRolePolicyDocument']);

/**
 * Makes JSON of an answer of the SDK, as the AWS CLI prints it: dates in ISO 8601, policy documents as objects, and
 * nothing of the SDK's own. A document that is not JSON stays a string.
 */
export function plain(value: object): JsonObject {
  const made: JsonObject = {};
  for (const [key, item] of Object.entries(value)) {
    if (item === undefined || key === '$metadata') continue;
    made[key] = DOCUMENTS.has(key) && typeof item === 'string' ? decodeDocument(item) : plainItem(item);
  }
  return made;
}

function plainItem(value: unknown): JsonValue {
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return value.map(plainItem);
  if (typeof value === 'object' && value !== null) return plain(value);
  if (typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number') return new JsonNumber(String(value));
  return null;
}

function decodeDocument(text: string): JsonValue {
  try {
    return parseJson(text.trimStart().startsWith('%') ? decodeURIComponent(text) : text, 'document').value;
  } catch {
    return text;
  }
}
