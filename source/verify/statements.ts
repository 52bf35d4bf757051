import type { JsonObject, JsonValue } from '../base/json.ts';
import { canonical, isEqual, isObject, without } from './canonical.ts';
import { readGlob } from './glob.ts';
import { type GlobList, globList } from './glob-list.ts';

/** A statement as the verifier reads it, straight from the JSON value. */
export interface ReadStatement {
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
  /** The strings of the element, as written. */
  readonly entries: readonly string[];
  readonly shape: 'string' | 'array';
  /** The same for two statements exactly when all that must not change is deeply equal (see `isAlike`). */
  readonly rest: string;
  readonly list: GlobList;
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
  const fixed = (opaque: boolean): ReadStatement => ({
    index,
    path,
    value,
    element: 'fixed',
    opaque,
    entries: [],
    shape: 'array',
    rest: `fixed ${canonical(value)}`,
    list: NOTHING,
  });
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
  if (!entries.every((entry) => typeof entry === 'string')) return fixed(true);
  let list: GlobList | undefined;
  let rest: string | undefined;
  return {
    index,
    path,
    value,
    element,
    opaque: false,
    entries,
    shape: Array.isArray(listed) ? 'array' : 'string',
    get rest() {
      rest ??= `${element} ${canonical(without(value, element))}`;
      return rest;
    },
    get list() {
      // Not every law looks into every list.
      list ??= globList(entries.map(readGlob));
      return list;
    },
  };
}

/** Whether two statements have the same `rest`: found without it, since most of what is kept is the very same value. */
export function isAlike(a: ReadStatement, b: ReadStatement): boolean {
  if (a.element !== b.element) return false;
  if (a.element === 'fixed') return isEqual(a.value, b.value);
  return (
    isObject(a.value) &&
    isObject(b.value) &&
    isEqual(without(a.value, a.element), without(b.value, b.element))
  );
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
  return a.entries.length === b.entries.length && a.entries.every((entry, i) => entry === b.entries[i]);
}
