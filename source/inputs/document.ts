import { InputError } from '../base/errors.ts';
import {
  isObject,
  type JsonObject,
  type JsonValue,
  type ParsedJson,
  parseJson,
  withoutMark,
} from '../base/json.ts';
import { type JsonLayout, jsonLayout, reindent } from '../base/json-layout.ts';
import { invalid, type Located } from '../base/located.ts';
import { once } from '../base/memo.ts';

/** A file, or one of several JSON values in it, with what is needed to cut texts out of it. */
export interface Source {
  readonly json: ParsedJson;
  readonly layout: () => JsonLayout;
}

/** Makes the source of a JSON value. @param text the text of the file that the value is in */
export function sourceOf(text: string, json: ParsedJson): Source {
  return { json, layout: once(() => jsonLayout(text)) };
}

/** A policy document. */
export interface PolicyDocument {
  readonly value: JsonObject;
  /** its JSON, made when first asked for, since most documents of an account are never written */
  readonly text: () => string;
}

/**
 * Reads the document of a policy: an object, a JSON string or a URL-encoded JSON string (RFC 3986), as the IAM API, the
 * SDKs and the CLI give it.
 *
 * @param source where the value comes from
 * @throws InputError if it is none of these
 */
export function readDocument(located: Located, { json, layout }: Source): PolicyDocument {
  const { value } = located;
  if (isObject(value)) {
    // The text is cut out now, so that the places of everything in the file need not be kept.
    const part = json.textOf(value);
    // Every value of this source has a place in it.
    if (part === undefined) throw new Error('a document from another source');
    return { value, text: once(() => reindent(part, layout())) };
  }
  if (Array.isArray(value)) throw inList(located);
  if (typeof value !== 'string') {
    throw invalid(located, 'the policy document is missing', 'Give the whole output of the command.');
  }
  // The string may have been made from a file with a byte order mark, which IAM does not accept.
  const text = withoutMark(decode(withoutMark(value), located));
  const parsed = parseInside(text, located);
  if (Array.isArray(parsed)) throw inList(located);
  if (!isObject(parsed))
    throw invalid(located, 'the policy document is not a JSON object', 'Give the document itself.');
  // A document that is laid out in lines stays so.
  const isLaidOut = text.trim().includes('\n');
  return { value: parsed, text: once(() => (isLaidOut ? text : reindent(text, layout()))) };
}

function inList(located: Located): InputError {
  return invalid(
    located,
    'there is a list where the policy document belongs',
    'Take the document out of the list, so that it stands there itself.',
  );
}

function decode(given: string, located: Located): string {
  if (!given.trimStart().startsWith('%')) return given;
  try {
    return decodeURIComponent(given);
  } catch (error) {
    if (!(error instanceof URIError)) throw error;
    throw invalid(
      located,
      'the policy document is not well URL-encoded',
      'Give the whole output of the command.',
    );
  }
}

function parseInside(text: string, { file, path }: Located): JsonValue {
  try {
    return parseJson(text, file).value;
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    const at = [path, error.place.at].filter(Boolean).join(', ');
    throw new InputError(`in the policy document ${error.message}`, { ...error.place, at });
  }
}
