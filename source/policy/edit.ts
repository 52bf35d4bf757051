import type { JsonObject } from '../base/json.ts';
import type { Policy, Statement } from './policy.ts';

/** Maps the index of a statement to its new entries, letter for letter; an empty list removes the statement. */
export type PolicyEdits = ReadonlyMap<number, readonly string[]>;

/**
 * Makes the edited policy as a value; parts that are not edited are shared with the original.
 *
 * @returns null where no statement is left: IAM has no empty policy, so the policy is to be detached
 */
export function editPolicy(policy: Policy, edits: PolicyEdits): JsonObject | null {
  if (edits.size === 0) return policy.value;
  const kept = policy.statements.filter(({ index }) => edits.get(index)?.length !== 0);
  if (kept.length === 0) return null;
  // Statements with the same new list share it: there may be a thousand of them with ten thousand entries each.
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

/**
 * Keeps the shape: one string stays a string if the author wrote a string, a list stays a list (semantics: "The rest of
 * the shape").
 */
export function shaped<T extends readonly string[]>(statement: Statement, entries: T): string | T {
  const [only] = entries;
  return statement.shape === 'string' && entries.length === 1 && only !== undefined ? only : entries;
}
