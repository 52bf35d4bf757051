import type { JsonObject } from '../base/json.ts';
import type { Policy, Statement } from './policy.ts';

/** Statement index to its new entries, letter for letter; an empty list takes the statement out. */
export type PolicyEdits = ReadonlyMap<number, readonly string[]>;

/**
 * The edited policy as a value; what is not edited is shared with the original.
 *
 * @returns null where no statement is left: IAM has no empty policy, so it is to be detached
 */
export function editPolicy(policy: Policy, edits: PolicyEdits): JsonObject | null {
  if (edits.size === 0) return policy.value;
  const kept = policy.statements.filter(({ index }) => edits.get(index)?.length !== 0);
  if (kept.length === 0) return null;
  // Statements with the same new list share it: a thousand of them may have ten thousand entries each.
  const lists = new Map<readonly string[], string[]>();
  const statements = kept.map((statement) => {
    const entries = edits.get(statement.index);
    if (entries === undefined) return statement.value;
    const list = lists.get(entries) ?? [...entries];
    lists.set(entries, list);
    return { ...statement.value, [statement.element]: shaped(statement, list) };
  });
  const [first] = statements;
  const single = !Array.isArray(policy.value['Statement']) && first !== undefined;
  return { ...policy.value, Statement: single ? first : statements };
}

/** One string stays a string where the author wrote a string; a list stays a list (semantics: "The rest of the shape"). */
export function shaped<T extends readonly string[]>(statement: Statement, entries: T): string | T {
  const [only] = entries;
  return statement.shape === 'string' && entries.length === 1 && only !== undefined ? only : entries;
}
