import { InputError } from '../../base/errors.ts';
import { isObject, type JsonObject, type JsonValue, type ParsedJson, parseJson } from '../../base/json.ts';
import { compact } from '../../base/json-layout.ts';
import { decodeUtf8 } from '../../base/utf8.ts';
import type { Catalog } from '../../catalog/catalog.ts';
import { type Policy, policyFrom } from '../../policy/policy.ts';
import { prove } from '../../proof/prove.ts';
import { newReach, type Reach } from '../../proof/reach.ts';
import { policyCase } from '../../refine/case.ts';
import { derive } from '../../refine/derive.ts';
import type { Generalize } from '../../refine/grants.ts';
import type { Outcome } from '../../refine/outcome.ts';
import { isUnusedRow, type Unused, unusedFrom } from '../../usage/unused.ts';
import { TOO_LONG } from '../reading/lines.ts';
import { brokenLaws } from '../terminal/laws-text.ts';

/** The kinds of faults of a line, for programs. */
type FaultCode =
  | 'line-too-long'
  | 'invalid-json'
  | 'invalid-request'
  | 'invalid-policy'
  | 'invalid-unused'
  | 'not-proved'
  | 'internal-error';

/** Thrown for a line that cannot be answered with a policy. */
class LineFault extends Error {
  override readonly name = 'LineFault';
  readonly code: FaultCode;
  constructor(code: FaultCode, message: string) {
    super(message);
    this.code = code;
  }
}

/**
 * Returns the function that answers one line of `refine --stream`, `{"id", "policy", "unused"}`, with one line:
 * `{"id", "policy": {...} | null, "changed", "warnings"}`, or `{"id", "error": {"code", "message"}}`. Every result is
 * proved (laws 1 to 5) before it is returned.
 */
export function createAnswerer(
  catalog: Catalog,
  generalize: Generalize,
): (line: Uint8Array | typeof TOO_LONG) => string {
  const reach = newReach();
  return (line) => {
    let id = 'null';
    try {
      const json = readRequest(line);
      const request = requestIn(json);
      id = textOf(json, request, 'id');
      const policy = inPart('policy', 'invalid-policy', () => readPolicyOf(json, request));
      const unused = readUnused(request['unused']);
      const facts = { id: '', name: '', policy, unused, protections: [], catalog, generalize };
      const outcome = derive(policyCase(facts), []);
      const changed = outcome.edits.size > 0;
      if (changed) requireProof(outcome, reach);
      const text = compact(outcome.text ?? 'null');
      return `{"id":${id},"policy":${text},"changed":${changed},"warnings":${JSON.stringify(outcome.warnings)}}`;
    } catch (error) {
      // Even after a fault of coppice itself, the following lines are answered.
      const code = error instanceof LineFault ? error.code : 'internal-error';
      const message = error instanceof Error ? error.message : String(error);
      return `{"id":${id},"error":${JSON.stringify({ code, message })}}`;
    }
  };
}

function readRequest(line: Uint8Array | typeof TOO_LONG): ParsedJson {
  if (line === TOO_LONG) throw new LineFault('line-too-long', 'the line is longer than 64 MiB');
  return inPart('', 'invalid-json', () => parseJson(decodeUtf8(line, ''), ''));
}

function requestIn({ value }: ParsedJson): JsonObject {
  if (isObject(value)) return value;
  throw new LineFault('invalid-request', 'the line is not a JSON object');
}

/** The text of a field of the request, letter for letter; `null` where there is none. */
function textOf(json: ParsedJson, request: JsonObject, key: string): string {
  const value = request[key] ?? null;
  const spelling = json.spellings.find((each) => each.container === request && each.key === key);
  if (spelling !== undefined) return spelling.text;
  if (Array.isArray(value) || isObject(value)) return json.textOf(value) ?? 'null';
  return JSON.stringify(value);
}

function readPolicyOf(json: ParsedJson, request: JsonObject): Policy {
  const value = request['policy'];
  if (value === undefined) throw new LineFault('invalid-request', '`policy` is missing');
  return policyFrom(value, textOf(json, request, 'policy'), '');
}

/** Runs a reader; an InputError becomes a fault of the line. */
function inPart<T>(part: string, code: FaultCode, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    const { at } = error.place;
    // A request is one line, so only the column matters.
    const where = at?.replace(/^line 1, /, '') ?? '';
    const place = part === '' ? where : `${part}.${where}`;
    throw new LineFault(code, place === '' ? error.message : `${place}: ${error.message}`);
  }
}

function readUnused(value: JsonValue | undefined): Unused {
  if (value === undefined) throw new LineFault('invalid-request', '`unused` is missing');
  if (!Array.isArray(value)) throw new LineFault('invalid-unused', 'unused: this is not a list');
  const rows = value.map((row, i) => {
    if (typeof row === 'string' && isUnusedRow(row)) return row;
    throw new LineFault(
      'invalid-unused',
      `unused[${i}]: this is neither an action such as "s3:GetObject" nor a service such as "ec2:*"`,
    );
  });
  return unusedFrom([], { removed: rows });
}

function requireProof({ case: { policy, catalog, unused }, value }: Outcome, reach: Reach): void {
  const { laws, ok } = prove({ original: policy.value, refined: value, unused, catalog }, undefined, reach);
  if (!ok) throw new LineFault('not-proved', brokenLaws(laws));
}
