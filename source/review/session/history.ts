import type { Decision, Decisions } from '../../refine/decision.ts';

/** One replaced stretch of a list: at `at`, `put` replaced `taken`. */
export interface Splice {
  readonly at: number;
  readonly taken: readonly Decision[];
  readonly put: readonly Decision[];
}

/** One step of the undo history: what it was, where, and what it changed; plain data. */
export interface Step {
  /** `accept s3:GetObject*` */
  readonly label: string;
  /** Place of the policy in the review, and the address of the row where it was done. */
  readonly policy: string;
  readonly address: string;
  readonly changes: readonly { readonly id: string; readonly splices: readonly Splice[] }[];
}

/** The splices that turn one list into another. Items are told apart by identity. */
export function spliced(before: Decisions, after: Decisions): Splice[] {
  let start = 0;
  while (start < before.length && start < after.length && before[start] === after[start]) start++;
  const left = new Set(after.slice(start));
  const had = new Set(before.slice(start));
  const splices: Splice[] = [];
  let [i, j] = [start, start];
  while (i < before.length || j < after.length) {
    if (before[i] !== undefined && before[i] === after[j]) {
      i++;
      j++;
      continue;
    }
    const at = j;
    const taken: Decision[] = [];
    const put: Decision[] = [];
    for (let each = before[i]; each !== undefined && !left.has(each); each = before[++i]) taken.push(each);
    for (let each = after[j]; each !== undefined && !had.has(each); each = after[++j]) put.push(each);
    if (taken.length === 0 && put.length === 0) {
      // The order changed: the rest is replaced as a whole.
      splices.push({ at, taken: before.slice(i), put: after.slice(j) });
      break;
    }
    splices.push({ at, taken, put });
  }
  return splices;
}

/** The list with the splices made. */
export function redone(before: Decisions, splices: readonly Splice[]): Decisions {
  let list = before;
  for (const { at, taken, put } of splices)
    list = [...list.slice(0, at), ...put, ...list.slice(at + taken.length)];
  return list;
}

/** The list as it was before the splices. */
export function undone(after: Decisions, splices: readonly Splice[]): Decisions {
  let list = after;
  for (const { at, taken, put } of splices.toReversed())
    list = [...list.slice(0, at), ...taken, ...list.slice(at + put.length)];
  return list;
}
