import type { JsonObject, JsonValue } from '../base/json.ts';
import { quotaSize } from './quota.ts';

/**
 * Splits a policy that is over its quota into the fewest policies that are not: first by whole statements, and within
 * a statement, by its actions, where that saves a policy or nothing else will do. Every part has the original's
 * Version, Id and unknown keys. A statement of `NotAction` is never cut: each half would allow what the other leaves out.
 *
 * @param limit the most characters, white space not counted, that one policy may have
 * @returns the parts in the order of their statements; the policy itself where it fits; null where no split can help,
 *   since something that cannot be cut is too large on its own
 */
export function splitPolicy(policy: JsonObject, limit: number): JsonObject[] | null {
  if (sizeOf(policy) <= limit) return [policy];
  const listed = policy['Statement'];
  const statements = Array.isArray(listed) ? listed : listed === undefined ? [] : [listed];
  const room = limit - sizeOf({ ...policy, Statement: [] });
  const whole = packWhole(statements, room);
  const filled = packFilled(statements, room);
  const best = whole !== null && (filled === null || whole.length <= filled.length) ? whole : filled;
  return best === null ? null : best.map((part) => ({ ...policy, Statement: part }));
}

type Part = JsonValue[];

/** Characters of a value as IAM counts them. */
function sizeOf(value: JsonValue): number {
  return quotaSize(JSON.stringify(value));
}

/** Whole statements, the largest first, each into the fullest part that has room: rarely more parts than needed. */
function packWhole(statements: readonly JsonValue[], room: number): Part[] | null {
  const sized = statements.map((statement, place) => ({ statement, place, size: sizeOf(statement) + 1 }));
  if (sized.some(({ size }) => size - 1 > room)) return null;
  const parts: { items: typeof sized; left: number }[] = [];
  for (const item of [...sized].sort((a, b) => b.size - a.size || a.place - b.place)) {
    const fitting = parts.filter(({ left }) => left >= item.size).sort((a, b) => a.left - b.left);
    const [fullest] = fitting;
    if (fullest === undefined) parts.push({ items: [item], left: room + 1 - item.size });
    else {
      fullest.items.push(item);
      fullest.left -= item.size;
    }
  }
  return parts
    .map(({ items }) => items.sort((a, b) => a.place - b.place))
    .sort((a, b) => (a[0]?.place ?? 0) - (b[0]?.place ?? 0))
    .map((items) => items.map(({ statement }) => statement));
}

/** Statement after statement into one part after the other, cutting lists of actions where a part is full. */
function packFilled(statements: readonly JsonValue[], room: number): Part[] | null {
  const parts: Part[] = [];
  let part: Part = [];
  let left = room + 1;
  const close = (): void => {
    if (part.length > 0) parts.push(part);
    part = [];
    left = room + 1;
  };
  for (const statement of statements) {
    let rest: JsonValue | undefined = statement;
    while (rest !== undefined) {
      const size = sizeOf(rest) + 1;
      if (size <= left) {
        part.push(rest);
        left -= size;
        rest = undefined;
        continue;
      }
      const cut = cutStatement(rest, left - 1);
      if (cut !== undefined) {
        part.push(cut.head);
        rest = cut.tail;
        close();
      } else if (part.length > 0) close();
      else return null;
    }
  }
  close();
  return parts;
}

/** Cuts a statement so that its head has at most `room` characters; undefined where that cannot be done. */
function cutStatement(statement: JsonValue, room: number): { head: JsonValue; tail: JsonValue } | undefined {
  if (typeof statement !== 'object' || statement === null || Array.isArray(statement)) return undefined;
  const actions = statement['Action'];
  if (!Array.isArray(actions) || actions.length < 2) return undefined;
  let left = room - sizeOf({ ...statement, Action: [] }) + 1;
  let taken = 0;
  for (const action of actions) {
    const size = sizeOf(action) + 1;
    if (size > left) break;
    left -= size;
    taken++;
  }
  if (taken === 0 || taken === actions.length) return undefined;
  return {
    head: { ...statement, Action: actions.slice(0, taken) },
    tail: { ...withoutSid(statement), Action: actions.slice(taken) },
  };
}

/** A Sid names one statement; the second half goes without. */
function withoutSid(statement: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(statement).filter(([key]) => key !== 'Sid'));
}
