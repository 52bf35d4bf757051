import { printParseErrorCode, visit } from 'jsonc-parser';
import { explainJson, shorten, syntaxError } from './json-errors.ts';
import { visible } from './visible.ts';

export type JsonValue = null | boolean | string | JsonNumber | JsonValue[] | JsonObject;
export interface JsonObject {
  [key: string]: JsonValue;
}

declare global {
  interface JSON {
    /** What `JSON.stringify` writes as it is (ECMAScript 2026). */
    rawJSON(text: string): object;
  }
}

/**
 * A number as its author wrote it. JavaScript would change `12345678901234567890`, `1.50` and `-0`, so the text is kept:
 * `JSON.stringify` and `String` give it.
 */
export class JsonNumber {
  readonly text: string;

  /** @param text as JSON writes a number */
  constructor(text: string) {
    this.text = text;
  }

  toJSON(): object {
    return JSON.rawJSON(this.text);
  }

  toString(): string {
    return this.text;
  }
}

/** Whether a value is an object and not a list. */
export function isObject(value: JsonValue | undefined): value is JsonObject {
  return (
    typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof JsonNumber)
  );
}

/**
 * Where an object or array stands in its text, from its opening bracket to after its closing one, in UTF-16 code units.
 */
interface Span {
  readonly offset: number;
  readonly length: number;
}

type Container = JsonValue[] | JsonObject;

export interface ParsedJson {
  /**
   * Plain objects and arrays. `__proto__` and the like are ordinary own properties (so copy with spread, never with
   * assignment); keys that look like integers come first, as always in JavaScript.
   */
  readonly value: JsonValue;
  /** The text of an object or array of this value, letter for letter; undefined for one that is not part of it. */
  textOf(container: JsonObject | JsonValue[]): string | undefined;
  /** The strings that are not written as `JSON.stringify` would write them. */
  readonly spellings: readonly Spelling[];
}

/** How a string in an object or array, or by itself, is written: `"\\u0041"` for `A`. */
interface Spelling {
  readonly value: string;
  /** undefined where the document is this string */
  readonly container: JsonObject | JsonValue[] | undefined;
  readonly key: string | number;
  readonly text: string;
}

/** More levels than any AWS document needs, and few enough for every recursive function that walks one. */
export const MAX_DEPTH = 200;

const BOM = 0xfeff;

/** Removes the byte order mark that some editors put before a text. IAM does not accept one. */
export function withoutMark(text: string): string {
  return text.charCodeAt(0) === BOM ? text.slice(1) : text;
}

/**
 * Reads a text that holds one JSON value, strictly by RFC 8259; a byte order mark is ignored.
 *
 * @param file what to call the text in errors
 * @throws InputError with line and column: malformed or empty text, anything after the value, a key given twice in
 *   one object (RFC 8259 §4 leaves open which counts, so readers disagree), more than `MAX_DEPTH` levels.
 */
export function parseJson(text: string, file: string): ParsedJson {
  refuseBlanks(text, file);
  const { next, ...parsed } = readDocument(text, text.charCodeAt(0) === BOM ? 1 : 0, file);
  if (next === undefined) return parsed;
  throw syntaxError(text, next, file, {
    message: 'there is more text after the end of the JSON value',
    hint: 'Keep one JSON value in the file.',
  });
}

/**
 * Reads a text that holds one or more JSON values one after the other, as in a file to which a command's output was
 * appended. Otherwise it is like `parseJson`.
 */
export function parseJsonDocuments(text: string, file: string): ParsedJson[] {
  refuseBlanks(text, file);
  const documents: ParsedJson[] = [];
  let start: number | undefined = text.charCodeAt(0) === BOM ? 1 : 0;
  while (start !== undefined) {
    const { next, ...parsed }: Document = readDocument(text, start, file);
    documents.push(parsed);
    start = next;
    // Each of several joined files may have a byte order mark.
    if (start !== undefined && text.charCodeAt(start) === BOM) start++;
  }
  return documents;
}

const LONGEST_BLANK = 2 ** 20;

/**
 * Refuses very long runs of blanks. The scanner joins a run character by character and needs some thirty bytes for each,
 * so a hundred megabytes of spaces would end the program. A run that long covers one of the places checked here.
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

interface Document extends ParsedJson {
  /** where the text goes on after the value; undefined if only white space follows */
  readonly next: number | undefined;
}

/** Makes `visit` of jsonc-parser strict. Duplicate keys and depth are checked here. */
const STRICT = { disallowComments: true, allowTrailingComma: false, allowEmptyContent: false };

/** Thrown by the visitor to leave `visit` where the value ends. */
class EndOfDocument {
  /** where the next value starts, in the whole text */
  readonly offset: number;
  constructor(offset: number) {
    this.offset = offset;
  }
}

function readDocument(text: string, start: number, file: string): Document {
  const stack: { readonly container: Container; readonly offset: number }[] = [];
  const spans = new Map<object, Span>();
  const spellings: Spelling[] = [];
  let current: Container | undefined;
  let key = '';
  let value: JsonValue = null;
  let isRead = false;
  let next: number | undefined;

  const strings = new Map<string, string>();
  /** Keeps each repeated string, such as the name of an action, once, and not as a part of the text. */
  const kept = (item: string): string => {
    const known = strings.get(item);
    if (known !== undefined) return known;
    const made = copied(item);
    strings.set(made, made);
    return made;
  };
  const put = (item: JsonValue): void => {
    if (current === undefined) {
      value = item;
      isRead = true;
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
    put(container);
    if (stack.length === MAX_DEPTH) {
      throw syntaxError(text, offset, file, {
        message: `the JSON is nested more than ${MAX_DEPTH} levels deep`,
        hint: 'No policy or finding is; check how the file was made.',
      });
    }
    stack.push({ container, offset });
    current = container;
  };
  const close = (end: number): void => {
    const top = stack.pop();
    if (top !== undefined) spans.set(top.container, { offset: top.offset, length: end - top.offset });
    current = stack.at(-1)?.container;
  };
  const literal = (item: string | number | boolean | null, offset: number, length: number): void => {
    const written = text.slice(offset, offset + length);
    if (typeof item === 'string' && length !== item.length + 2 && written !== JSON.stringify(item)) {
      const place = Array.isArray(current) ? current.length : key;
      spellings.push({ value: item, container: current, key: place, text: written });
    }
    if (typeof item === 'number') put(new JsonNumber(written));
    else put(typeof item === 'string' ? kept(item) : item);
  };

  try {
    visit(
      start === 0 ? text : text.slice(start),
      {
        onObjectBegin: (offset) => open({}, start + offset),
        onArrayBegin: (offset) => open([], start + offset),
        // Where the text is cut off there is no closing bracket; the error that follows says so.
        onObjectEnd: (offset, length) => (length === 0 ? undefined : close(start + offset + length)),
        onArrayEnd: (offset, length) => (length === 0 ? undefined : close(start + offset + length)),
        onObjectProperty(name, offset) {
          if (current !== undefined && Object.hasOwn(current, name)) {
            throw syntaxError(text, start + offset, file, {
              message: `the key "${visible(shorten(name))}" is given twice in the same object`,
              hint: 'JSON readers disagree on which of the two counts; keep one.',
            });
          }
          key = name;
        },
        onLiteralValue: (item, offset, length) => literal(item, start + offset, length),
        onError(code, offset, length) {
          const name = printParseErrorCode(code);
          // What follows a whole value belongs to the next document, which reads it again.
          if (isRead && current === undefined) throw new EndOfDocument(start + offset);
          throw syntaxError(text, start + offset, file, explainJson(name, text, start + offset, length));
        },
      },
      STRICT,
    );
  } catch (error) {
    if (!(error instanceof EndOfDocument)) throw error;
    next = error.offset;
  }
  return {
    value,
    textOf(container) {
      const span = spans.get(container);
      return span === undefined ? undefined : text.slice(span.offset, span.offset + span.length);
    },
    spellings,
    next,
  };
}

/** Copies a part of a text: the engine would otherwise keep the whole file in memory for a name in it. */
function copied(part: string): string {
  return [part.slice(0, 1), part.slice(1)].join('');
}

/** Writes a value that came from this text, or from a part of it, as JSON: its strings are spelled as in the text. */
export function writeJson(value: JsonValue, source: string, indent?: string): string {
  if (!source.includes('\\')) return JSON.stringify(value, null, indent);
  const spelled = new Map(parseJson(source, '').spellings.map((each) => [each.value, each.text]));
  const respell = (_: string, item: unknown): unknown => {
    const text = typeof item === 'string' ? spelled.get(item) : undefined;
    return text === undefined ? item : JSON.rawJSON(text);
  };
  return JSON.stringify(value, respell, indent);
}
