import { printParseErrorCode, visit } from 'jsonc-parser';
import { explain, shorten, syntaxError } from './json-errors.ts';
import { readFast } from './json-fast.ts';
import { readSpans } from './json-spans.ts';
import { EndOfDocument, STRICT } from './json-visit.ts';
import { visible } from './visible.ts';

export type JsonValue = null | boolean | number | string | JsonValue[] | JsonObject;
export interface JsonObject {
  [key: string]: JsonValue;
}

/** Is it an object (and not a list)? */
export function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Where an object or array stands in its text: from its opening to behind its closing bracket, UTF-16 code units. */
export interface Span {
  readonly offset: number;
  readonly length: number;
}

export interface ParsedJson {
  /**
   * Plain objects and arrays. `__proto__` and the like are ordinary own properties (so copy with spread, never with
   * assignment); keys that look like integers come first, as always in JavaScript.
   */
  readonly value: JsonValue;
  /** Where the value itself stands in the text. */
  readonly span: Span;
  /** Where an object or array of this value stands in the text. The first call reads the text once more. */
  spanOf(container: JsonValue): Span | undefined;
}

/** More than any AWS document needs, and little enough for every recursive function that walks one. */
export const MAX_DEPTH = 200;

const BOM = 0xfeff;

/**
 * Reads a text that holds one JSON value, strictly as RFC 8259 has it; a byte order mark is passed over.
 *
 * @param file what to call the text in errors
 * @throws InputError with line and column: malformed or empty text, anything after the value, a key given twice in
 *   one object (RFC 8259 §4 leaves open which counts, so readers disagree), more than `MAX_DEPTH` levels.
 */
export function parseJson(text: string, file: string): ParsedJson {
  refuseBlanks(text, file);
  const start = text.charCodeAt(0) === BOM ? 1 : 0;
  const document = readDocument(text, start, file);
  if (document.next !== undefined) {
    throw syntaxError(text, document.next, file, {
      message: 'there is more text after the end of the JSON value',
      hint: 'Keep one JSON value in the file.',
    });
  }
  return parsedJson(text, start, document);
}

/**
 * Reads a text that holds one or more JSON values one after the other, as a command whose output was appended to a
 * file leaves it. Otherwise as `parseJson`.
 */
export function parseJsonDocuments(text: string, file: string): ParsedJson[] {
  refuseBlanks(text, file);
  const documents: ParsedJson[] = [];
  let start: number | undefined = text.charCodeAt(0) === BOM ? 1 : 0;
  while (start !== undefined) {
    const document = readDocument(text, start, file);
    documents.push(parsedJson(text, start, document));
    start = document.next;
    // Files that were joined may each have brought a byte order mark.
    if (start !== undefined && text.charCodeAt(start) === BOM) start++;
  }
  return documents;
}

const LONGEST_BLANK = 2 ** 20;

/**
 * The scanner glues a run of blanks together character by character, for which it needs some thirty bytes each: a
 * hundred megabytes of spaces would end the program. A run that long covers one of the places looked at here.
 */
function refuseBlanks(text: string, file: string): void {
  const isBlank = (at: number): boolean => text[at] === ' ' || text[at] === '\t';
  for (let at = LONGEST_BLANK; at < text.length; at += LONGEST_BLANK) {
    let from = at;
    while (from > 0 && at - from < LONGEST_BLANK && isBlank(from - 1)) from--;
    let to = at;
    while (to < text.length && to - from <= LONGEST_BLANK && isBlank(to)) to++;
    if (to - from > LONGEST_BLANK) {
      throw syntaxError(text, from, file, {
        message: 'the file has more than a million blanks in a row',
        hint: 'Check how the file was made.',
      });
    }
  }
}

interface Document {
  readonly value: JsonValue;
  readonly span: Span;
  /** where the text goes on after the value; undefined if nothing but white space follows */
  readonly next: number | undefined;
}

export type Container = JsonValue[] | JsonObject;

function readDocument(text: string, start: number, file: string): Document {
  const fast = readFast(start === 0 ? text : text.slice(start), MAX_DEPTH);
  if (fast === undefined) return readStrictly(text, start, file);
  const from = text.length - text.slice(start).trimStart().length;
  return { value: fast.value, span: { offset: from, length: text.trimEnd().length - from }, next: undefined };
}

function readStrictly(text: string, start: number, file: string): Document {
  const stack: Container[] = [];
  let current: Container | undefined;
  let key = '';
  let value: JsonValue = null;
  let from = -1;
  let to = 0;
  let next: number | undefined;

  const put = (item: JsonValue, offset: number): void => {
    if (current === undefined) {
      value = item;
      from = start + offset;
    } else if (Array.isArray(current)) current.push(item);
    else if (key === '__proto__')
      Object.defineProperty(current, key, {
        value: item,
        enumerable: true,
        configurable: true,
        writable: true,
      });
    else current[key] = item;
  };
  const open = (container: Container, offset: number): void => {
    put(container, offset);
    if (stack.length === MAX_DEPTH) {
      throw syntaxError(text, start + offset, file, {
        message: `the JSON is nested more than ${MAX_DEPTH} levels deep`,
        hint: 'No policy or finding is; check how the file was made.',
      });
    }
    stack.push(container);
    current = container;
  };
  const close = (offset: number, length: number): void => {
    // At the end of a text that is cut off there is no bracket; the error that follows says so.
    if (length === 0) return;
    stack.pop();
    current = stack.at(-1);
    to = start + offset + length;
  };

  try {
    visit(
      start === 0 ? text : text.slice(start),
      {
        onObjectBegin: (offset) => open({}, offset),
        onArrayBegin: (offset) => open([], offset),
        onObjectEnd: close,
        onArrayEnd: close,
        onObjectProperty(name, offset) {
          if (current !== undefined && Object.hasOwn(current, name)) {
            throw syntaxError(text, start + offset, file, {
              message: `the key "${visible(shorten(name))}" is given twice in the same object`,
              hint: 'JSON readers disagree on which of the two counts; keep one.',
            });
          }
          key = name;
        },
        onLiteralValue(literal: string | number | boolean | null, offset, length) {
          put(literal, offset);
          if (current === undefined) to = start + offset + length;
        },
        onError(code, offset, length) {
          const name = printParseErrorCode(code);
          // What follows a whole value is the next document's business, where it is met again.
          if (from !== -1 && current === undefined) throw new EndOfDocument(start + offset);
          throw syntaxError(text, start + offset, file, explain(name, text, start + offset, length));
        },
      },
      STRICT,
    );
  } catch (error) {
    if (!(error instanceof EndOfDocument)) throw error;
    next = error.offset;
  }
  return { value, span: { offset: from, length: to - from }, next };
}

function parsedJson(text: string, start: number, { value, span }: Document): ParsedJson {
  let spans: WeakMap<object, Span> | undefined;
  return {
    value,
    span,
    spanOf(container) {
      if (container === null || typeof container !== 'object') return undefined;
      spans ??= readSpans(text, start, value);
      return spans.get(container);
    },
  };
}
