import { isObject, type JsonObject, type JsonValue } from '../base/json.ts';
import { canonical, without } from './canonical.ts';
import { readGlob } from './glob.ts';
import { type GlobList, globList } from './glob-list.ts';
import { isSame } from './same.ts';

/** The list of a statement that may change. Statements with equal lists share one, so that it is examined once. */
export interface EntryList {
  readonly element: 'Action' | 'NotAction';
  /** The strings, as written. */
  readonly entries: readonly string[];
  readonly globs: GlobList;
}

/** A statement as the verifier reads it, straight from the JSON value. */
export interface ReadStatement {
  /** Place in its policy, from 0. */
  readonly index: number;
  /** `Statement[1]`, or `Statement` where that is an object. */
  readonly path: string;
  readonly value: JsonValue;
  /**
   * The list of an Allow statement of an identity policy, which may change. Undefined for everything else (Deny, a
   * Principal, neither element, not a statement at all), which may not change.
   */
  readonly list: EntryList | undefined;
  /** Whether it is impossible to tell what the statement allows, as for one with both elements. */
  readonly opaque: boolean;
  readonly shape: 'string' | 'array';
  /** Equal for two statements exactly when all that must not change in them is deeply equal. */
  readonly rest: string;
}

/** A statement with a list. */
export type ListStatement = ReadStatement & { readonly list: EntryList };

export function hasList(statement: ReadStatement): statement is ListStatement {
  return statement.list !== undefined;
}

export interface ReadPolicy {
  readonly value: JsonObject;
  readonly shape: 'object' | 'array' | 'other';
  readonly statements: readonly ReadStatement[];
}

/** Reads policies, and lets equal lists share one object. */
export class PolicyReader {
  readonly #lists = new Map<string, EntryList[]>();

  read(value: JsonObject): ReadPolicy {
    const statement = Object.hasOwn(value, 'Statement') ? value['Statement'] : undefined;
    if (Array.isArray(statement)) {
      const statements = statement.map((item, index) => this.#statement(item, index, `Statement[${index}]`));
      return { value, shape: 'array', statements };
    }
    if (isObject(statement)) {
      return { value, shape: 'object', statements: [this.#statement(statement, 0, 'Statement')] };
    }
    return { value, shape: 'other', statements: [] };
  }

  #statement(value: JsonValue, index: number, path: string): ReadStatement {
    const fixed = (opaque: boolean): ReadStatement => {
      const rest = `fixed ${canonical(value)}`;
      return { index, path, value, list: undefined, opaque, shape: 'array', rest };
    };
    if (!isObject(value)) return fixed(true);
    if (own(value, 'Effect') !== 'Allow') return fixed(false);
    // A statement with a Principal belongs to a resource policy or a trust policy.
    if (Object.hasOwn(value, 'Principal') || Object.hasOwn(value, 'NotPrincipal')) return fixed(false);
    const hasAction = Object.hasOwn(value, 'Action');
    const hasNotAction = Object.hasOwn(value, 'NotAction');
    if (hasAction === hasNotAction) return fixed(hasAction);
    const element = hasAction ? 'Action' : 'NotAction';
    const listed = own(value, element);
    const entries = Array.isArray(listed) ? listed : [listed];
    if (!areStrings(entries)) return fixed(true);
    return {
      index,
      path,
      value,
      list: this.#list(element, entries),
      opaque: false,
      shape: Array.isArray(listed) ? 'array' : 'string',
      rest: `${element} ${canonical(without(value, element))}`,
    };
  }

  #list(element: EntryList['element'], entries: readonly string[]): EntryList {
    const key = `${element} ${entries.length} ${entries[0]} ${entries[entries.length - 1]}`;
    const alike = this.#lists.get(key) ?? [];
    const known = alike.find((list) => isSame(list.entries, entries));
    if (known !== undefined) return known;
    const list = { element, entries, globs: globList(entries.map(readGlob)) };
    this.#lists.set(key, [...alike, list]);
    return list;
  }
}

function areStrings(list: readonly (JsonValue | undefined)[]): list is readonly string[] {
  return list.every((item) => typeof item === 'string');
}

function own(value: JsonObject, key: string): JsonValue | undefined {
  return Object.hasOwn(value, key) ? value[key] : undefined;
}

/** The place of an entry, such as `Statement[0].Action[2]` or `Statement.Action`. */
export function entryPath(statement: ListStatement, entry: number): string {
  const path = `${statement.path}.${statement.list.element}`;
  return statement.shape === 'array' ? `${path}[${entry}]` : path;
}

/** Wraps a function of a list, or of a list before and after, so that it runs once for all statements that share it. */
export function oncePerList<T>(
  make: (before: EntryList, after: EntryList | undefined) => T,
): (before: EntryList, after?: EntryList) => T {
  const known = new Map<EntryList, Map<EntryList | undefined, T>>();
  return (before, after) => {
    const ofBefore = known.get(before) ?? new Map<EntryList | undefined, T>();
    known.set(before, ofBefore);
    const old = ofBefore.get(after);
    if (old !== undefined) return old;
    const made = make(before, after);
    ofBefore.set(after, made);
    return made;
  };
}
