import { InputError } from './errors.ts';
import type { JsonObject, JsonValue } from './json.ts';

/** A value in a parsed file together with the way to it, so that whoever finds it wrong can say where it is. */
export interface View {
  /** undefined: there is no such field */
  readonly value: JsonValue | undefined;
  readonly file: string;
  /** such as `findingDetails[1].unusedPermissionDetails`; empty for the whole file */
  readonly path: string;
}

export function viewOf(value: JsonValue | undefined, file: string, path = ''): View {
  return { value, file, path };
}

/** What is inside another value. Its path is put together only when it is asked for, to tell what is wrong there. */
class InnerView implements View {
  readonly value: JsonValue | undefined;
  readonly file: string;
  readonly #outer: View;
  readonly #key: string | number;

  constructor(value: JsonValue | undefined, outer: View, key: string | number) {
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

/** Is it an object (and not a list)? */
export function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The field of that name, of an object's own. A null counts as no field: some tools write one for the other. */
export function field(view: View, key: string): View {
  const { value } = view;
  const inside = isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
  return new InnerView(inside ?? undefined, view, key);
}

/** Has the object a field of that name, null or not? */
export function hasField({ value }: View, key: string): boolean {
  return isObject(value) && Object.hasOwn(value, key);
}

/** The items of a list. @throws InputError if it is none */
export function items(view: View): View[] {
  const { value } = view;
  if (!Array.isArray(value)) throw wrong(view, 'a list');
  return value.map((item, index) => new InnerView(item, view, index));
}

/** As `items`, but nothing where there is no such field. */
export function optionalItems(view: View): View[] {
  return view.value === undefined ? [] : items(view);
}

/** The view itself. @throws InputError if it is no object */
export function object(view: View): View {
  if (!isObject(view.value)) throw wrong(view, 'an object');
  return view;
}

/** @throws InputError if it is no string, or an empty one */
export function text(view: View): string {
  if (typeof view.value !== 'string') throw wrong(view, 'a string');
  if (view.value === '') throw invalid(view, 'the string is empty', 'Fill it in.');
  return view.value;
}

/** As `text`, but undefined where there is no such field or an empty string. */
export function optionalText(view: View): string | undefined {
  return view.value === undefined || view.value === '' ? undefined : text(view);
}

const ISO_DATE = /^\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(Z|[+-]\d\d:?\d\d)?)?$/;

/**
 * A moment as ISO 8601; undefined where there is no such field. Numbers are seconds since 1970, as the AWS SDKs and
 * one setting of the CLI have them; a time without a zone is UTC, so that the same file means the same everywhere.
 *
 * @throws InputError if it is no date
 */
export function optionalDate(view: View): string | undefined {
  const { value } = view;
  if (value === undefined || value === '') return undefined;
  if (typeof value === 'number') {
    const date = new Date(value * 1000);
    if (!Number.isNaN(date.getTime())) return date.toISOString();
  } else if (typeof value === 'string') {
    const match = ISO_DATE.exec(value);
    const date = match !== null && value.includes(':') && match[1] === undefined ? `${value}Z` : value;
    if (match !== null && !Number.isNaN(Date.parse(date))) return date;
  } else throw wrong(view, 'a date');
  throw invalid(view, 'this is no date', 'Write it as 2024-05-29T07:25:34Z.');
}

/** What is wrong with the value of a view. */
export function invalid({ file, path }: View, message: string, hint?: string): InputError {
  return new InputError(message, {
    file,
    ...(path === '' ? {} : { at: path }),
    ...(hint === undefined ? {} : { hint }),
  });
}

function wrong(view: View, wanted: string): InputError {
  return invalid(view, `${wanted} is needed here, but there is ${kindOf(view.value)}`);
}

function kindOf(value: JsonValue | undefined): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'an object';
  if (typeof value === 'boolean') return String(value);
  return typeof value === 'number' ? 'a number' : 'a string';
}
