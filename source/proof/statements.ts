import { isObject, type JsonObject, type JsonValue } from '../base/json.ts';
import { canonical, isEqual, without } from './canonical.ts';
import { readGlob } from './glob.ts';
import { type GlobList, globList } from './glob-list.ts';
import { isSame } from './same.ts';

/** What is read of a statement. */
interface Reading {
  /** Place in its policy, from 0. */
  readonly index: number;
  /** `Statement[1]`, or `Statement` where that is an object. */
  readonly path: string;
  readonly value: JsonValue;
  /**
   * `Action`, `NotAction`: an Allow statement of an identity policy with a list that can be read; it may change.
   * `fixed`: everything else (Deny, a Principal, neither element, no statement at all); it may not.
   */
  readonly element: 'Action' | 'NotAction' | 'fixed';
  /** A fixed statement that allows something which cannot be told, such as one with both elements. */
  readonly opaque: boolean;
  /** The strings of the element, as written; of a fixed statement none. */
  readonly entries: readonly string[];
  readonly shape: 'string' | 'array';
}

/** A statement as the verifier reads it, straight from the JSON value. */
export class ReadStatement implements Reading {
  readonly index: number;
  readonly path: string;
  readonly value: JsonValue;
  readonly element: Reading['element'];
  readonly opaque: boolean;
  readonly entries: readonly string[];
  readonly shape: Reading['shape'];
  /** What its list matches among some known actions, kept by who found it. */
  found: { readonly by: object; readonly spans: readonly number[] } | undefined;
  // Not every law looks into every list. A class, since V8 makes a hidden one for each object literal with a getter.
  #rest: string | undefined;
  #list: GlobList | undefined;

  constructor({ index, path, value, element, opaque, entries, shape }: Reading) {
    this.index = index;
    this.path = path;
    this.value = value;
    this.element = element;
    this.opaque = opaque;
    this.entries = entries;
    this.shape = shape;
    this.found = undefined;
  }

  /** The same for two statements exactly when all that must not change is deeply equal (see `isAlike`). */
  get rest(): string {
    this.#rest ??= `${this.element} ${canonical(keptOf(this))}`;
    return this.#rest;
  }

  get list(): GlobList {
    this.#list ??= this.element === 'fixed' ? NOTHING : globList(this.entries.map(readGlob));
    return this.#list;
  }
}

export interface ReadPolicy {
  readonly value: JsonObject;
  readonly shape: 'object' | 'array' | 'other';
  readonly statements: readonly ReadStatement[];
}

export function readPolicyValue(value: JsonObject): ReadPolicy {
  const statement = Object.hasOwn(value, 'Statement') ? value['Statement'] : undefined;
  if (Array.isArray(statement)) {
    const statements = statement.map((item, index) => readStatement(item, index, `Statement[${index}]`));
    return { value, shape: 'array', statements };
  }
  if (isObject(statement)) {
    return { value, shape: 'object', statements: [readStatement(statement, 0, 'Statement')] };
  }
  return { value, shape: 'other', statements: [] };
}

const NOTHING = globList([]);

function readStatement(value: JsonValue, index: number, path: string): ReadStatement {
  const place = { index, path, value };
  const fixed = (opaque: boolean): ReadStatement =>
    new ReadStatement({ ...place, element: 'fixed', opaque, entries: [], shape: 'array' });
  if (!isObject(value)) return fixed(true);
  if (own(value, 'Effect') !== 'Allow') return fixed(false);
  // Then it belongs to a resource policy or a trust policy.
  if (Object.hasOwn(value, 'Principal') || Object.hasOwn(value, 'NotPrincipal')) return fixed(false);
  const hasAction = Object.hasOwn(value, 'Action');
  const hasNotAction = Object.hasOwn(value, 'NotAction');
  if (hasAction === hasNotAction) return fixed(hasAction);
  const element = hasAction ? 'Action' : 'NotAction';
  const listed = own(value, element);
  const entries = Array.isArray(listed) ? listed : [listed];
  if (!areStrings(entries)) return fixed(true);
  const shape = Array.isArray(listed) ? 'array' : 'string';
  return new ReadStatement({ ...place, element, opaque: false, entries, shape });
}

function areStrings(list: readonly (JsonValue | undefined)[]): list is readonly string[] {
  for (const item of list) if (typeof item !== 'string') return false;
  return true;
}

/** All of a statement that must not change. */
function keptOf({ value, element }: Reading): JsonValue {
  return isObject(value) && element !== 'fixed' ? without(value, element) : value;
}

/** Whether two statements have the same `rest`: found without it, since most of what is kept is the very same value. */
export function isAlike(a: ReadStatement, b: ReadStatement): boolean {
  return a.element === b.element && isEqual(keptOf(a), keptOf(b));
}

function own(value: JsonObject, key: string): JsonValue | undefined {
  return Object.hasOwn(value, key) ? value[key] : undefined;
}

/** The place of an entry, such as `Statement[0].Action[2]` or `Statement.Action`. */
export function entryPath(statement: ReadStatement, entry: number): string {
  const path = `${statement.path}.${statement.element}`;
  return statement.shape === 'array' ? `${path}[${entry}]` : path;
}

/** Whether two statements list the same strings in the same order. */
export function sameEntries(a: ReadStatement, b: ReadStatement): boolean {
  return isSame(a.entries, b.entries);
}
