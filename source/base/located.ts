import { InputError } from './errors.ts';
import { isObject, JsonNumber, type JsonValue } from './json.ts';
import { quoted } from './words.ts';

/** A value in a parsed file together with its path, so that an error can say where it is. */
export interface Located {
  /** undefined: there is no such field */
  readonly value: JsonValue | undefined;
  readonly file: string;
  /** such as `findingDetails[1].unusedPermissionDetails`; empty for the whole file */
  readonly path: string;
}

/** Makes a located value. @param path the path of the value in its file; empty for the whole file */
export function locate(value: JsonValue | undefined, file: string, path = ''): Located {
  return { value, file, path };
}

/** A value inside another one. Its path is put together only when an error asks for it. */
class InnerLocated implements Located {
  readonly value: JsonValue | undefined;
  readonly file: string;
  readonly #outer: Located;
  readonly #key: string | number;

  constructor(value: JsonValue | undefined, outer: Located, key: string | number) {
    this.value = value;
    this.file = outer.file;
    this.#outer = outer;
    this.#key = key;
  }

  get path(): string {
    return join(this.#outer.path, this.#key);
  }
}

const IDENTIFIER = /^[A-Za-z_$][\w$-]*$/;

function join(path: string, key: string | number): string {
  if (typeof key === 'number') return `${path}[${key}]`;
  if (!IDENTIFIER.test(key)) return `${path}[${JSON.stringify(key)}]`;
  return path === '' ? key : `${path}.${key}`;
}

/** An object's own field of that name. A null counts as no field, since some tools write null for a missing field. */
export function field(located: Located, key: string): Located {
  const { value } = located;
  const inside = isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
  return new InnerLocated(inside ?? undefined, located, key);
}

/** Whether the object has a field of that name, null or not. */
export function hasField({ value }: Located, key: string): boolean {
  return isObject(value) && Object.hasOwn(value, key);
}

/** The items of a list. @throws InputError if it is not a list */
export function items(located: Located): Located[] {
  const { value } = located;
  if (!Array.isArray(value)) throw wrong(located, 'a list');
  return value.map((item, index) => new InnerLocated(item, located, index));
}

/** Like `items`, but empty where there is no such field. */
export function optionalItems(located: Located): Located[] {
  return located.value === undefined ? [] : items(located);
}

/** The value itself. @throws InputError if it is not an object */
export function object(located: Located): Located {
  if (!isObject(located.value)) throw wrong(located, 'an object');
  return located;
}

/** The string. @throws InputError if it is not a string, or an empty one */
export function text(located: Located): string {
  if (typeof located.value !== 'string') throw wrong(located, 'a string');
  if (located.value === '') throw invalid(located, 'the string is empty', 'Fill it in.');
  return located.value;
}

/** Like `text`, but undefined where there is no such field or an empty string. */
export function optionalText(located: Located): string | undefined {
  return located.value === undefined || located.value === '' ? undefined : text(located);
}

/** The truth value. @throws InputError if it is neither true nor false */
export function flag(located: Located): boolean {
  if (typeof located.value !== 'boolean') throw wrong(located, 'true or false');
  return located.value;
}

/** The string, one of these words. @throws InputError if it is none of them */
export function oneOf<T extends string>(located: Located, words: readonly T[]): T {
  const found = text(located);
  const word = words.find((each) => each === found);
  if (word === undefined) throw invalid(located, `${quoted(found)} is none of ${words.join(', ')}`);
  return word;
}

/** A whole number from 0, such as an index. @throws InputError if it is something else, or unreasonably large */
function count(located: Located): number {
  const { value } = located;
  if (!(value instanceof JsonNumber)) throw wrong(located, 'a number');
  const number = Number(value.text);
  if (/^\d+$/.test(value.text) && Number.isSafeInteger(number)) return number;
  throw invalid(located, `${value.text} is not a whole number from 0`);
}

/** Like `count`, but undefined where there is no such field. */
export function optionalCount(located: Located): number | undefined {
  return located.value === undefined ? undefined : count(located);
}

const ISO_DATE = /^\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(Z|[+-]\d\d:?\d\d)?)?$/;

/**
 * A moment as ISO 8601; undefined where there is no such field. Numbers are seconds since 1970, as the AWS SDKs and
 * one setting of the CLI write them. A time without a zone is UTC, so that a file means the same everywhere.
 *
 * @throws InputError if it is not a date
 */
export function optionalDate(located: Located): string | undefined {
  const { value } = located;
  if (value === undefined || value === '') return undefined;
  if (value instanceof JsonNumber) {
    const date = new Date(Number(value.text) * 1000);
    if (!Number.isNaN(date.getTime())) return date.toISOString();
  } else if (typeof value === 'string') {
    const match = ISO_DATE.exec(value);
    const date = match !== null && value.includes(':') && match[1] === undefined ? `${value}Z` : value;
    if (match !== null && !Number.isNaN(Date.parse(date))) return date;
  } else throw wrong(located, 'a date');
  throw invalid(located, 'this is not a date', 'Write it as 2024-05-29T07:25:34Z.');
}

/** The error for a wrong value, with its place. */
export function invalid({ file, path }: Located, message: string, hint?: string): InputError {
  return new InputError(message, {
    file,
    ...(path === '' ? {} : { at: path }),
    ...(hint === undefined ? {} : { hint }),
  });
}

function wrong(located: Located, wanted: string): InputError {
  return invalid(located, `${wanted} is needed here, but there is ${kindOf(located.value)}`);
}

function kindOf(value: JsonValue | undefined): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  if (value instanceof JsonNumber) return 'a number';
  if (typeof value === 'object') return 'an object';
  return typeof value === 'boolean' ? String(value) : 'a string';
}
