import { isObject, type JsonObject, type JsonValue } from '../base/json.ts';
import { quotaSize } from '../policy/size.ts';
import { type Bin, type Item, packFewest } from './pack.ts';

/**
 * Splits a policy that is over its quota into the fewest policies that are within it. It cuts between statements, and
 * inside a statement between its actions where that saves a policy or is the only way. Attached together, the parts
 * allow and deny what the whole does: a Deny counts in any policy, and a list of actions means each of them. Every part
 * has the original's Version, Id and unknown keys. A `NotAction` is never cut: each half would let in what the other
 * names.
 *
 * @param limit the most characters, white space not counted, that one policy may have
 * @returns the parts in the order of their statements; the policy itself where it fits; null where no split helps,
 *   because something that cannot be cut is too large on its own
 */
export function splitPolicy(policy: JsonObject, limit: number): JsonObject[] | null {
  if (sizeOf(policy) <= limit) return [policy];
  const listed = policy['Statement'];
  const statements = Array.isArray(listed) ? listed : listed === undefined ? [] : [listed];
  // The first statement of a part has no comma before it, so there is room for one more.
  const capacity = limit - sizeOf({ ...policy, Statement: [] }) + COMMA;
  const bins = packFewest(statements.map(itemOf), capacity);
  if (bins === null || statements.length === 0) return null;
  return inOrder(bins).map((bin) => ({
    ...policy,
    Statement: bin.flatMap(({ item, atoms, once }) => pieceOf(statements[item] ?? null, atoms, once)),
  }));
}

const COMMA = 1;

/** Characters of a value as IAM counts them. */
function sizeOf(value: JsonValue): number {
  return quotaSize(JSON.stringify(value));
}

/** A statement as an item to pack: its atoms are its actions if it may be cut, otherwise the whole statement. */
function itemOf(statement: JsonValue): Item {
  const actions = cuttable(statement);
  if (actions === undefined) return { frame: COMMA, atoms: [sizeOf(statement)], once: 0 };
  const bare = sizeOf({ ...actions.statement, Action: [] });
  const frame = sizeOf({ ...withoutSid(actions.statement), Action: [] });
  return {
    // There is one comma less than actions, but one more before the statement.
    frame,
    atoms: actions.list.map((action) => sizeOf(action) + COMMA),
    once: bare - frame,
  };
}

function cuttable(
  statement: JsonValue,
): { readonly statement: JsonObject; readonly list: readonly JsonValue[] } | undefined {
  if (!isObject(statement)) return undefined;
  const list = statement['Action'];
  return Array.isArray(list) && list.length > 1 ? { statement, list } : undefined;
}

function pieceOf(statement: JsonValue, atoms: readonly number[], once: boolean): JsonValue {
  const actions = cuttable(statement);
  if (actions === undefined || (once && atoms.length === actions.list.length)) return statement;
  const kept = atoms.map((atom) => actions.list[atom] ?? null);
  return { ...(once ? actions.statement : withoutSid(actions.statement)), Action: kept };
}

/** A Sid must be unique, so only one piece keeps it. */
function withoutSid(statement: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(statement).filter(([key]) => key !== 'Sid'));
}

/** The statements of a part in their old order, and the parts in the order of their first ones. */
function inOrder(bins: readonly Bin[]): Bin[] {
  const before = (a: Bin, b: Bin): number => {
    const [first, other] = [a[0], b[0]];
    return (first?.item ?? 0) - (other?.item ?? 0) || (first?.atoms[0] ?? 0) - (other?.atoms[0] ?? 0);
  };
  return bins.map((bin) => [...bin].sort((a, b) => a.item - b.item)).sort(before);
}
