import type { ReadPolicy, ReadStatement } from './statements.ts';

/** Which statement of the refined policy each statement of the original became. */
export interface Alignment {
  /** In the original's order; `after` is undefined for a statement that went. */
  readonly pairs: readonly Pair[];
  /** Statements of the refined policy that have no counterpart in the original. */
  readonly strangers: readonly ReadStatement[];
  /**
   * `sound`: the order, the fixed statements and everything but the lists are kept. `broken`: they are not, and the
   * pairs are a best guess. `unsure`: they are kept, but it was too much work to find out which of several like
   * statements went.
   */
  readonly kind: 'sound' | 'broken' | 'unsure';
}

interface Pair {
  readonly before: ReadStatement;
  readonly after: ReadStatement | undefined;
}

/** Counts the laws that the lists of a pair break. */
export type PairCost = (before: ReadStatement, after: ReadStatement | undefined) => number;

/** How many pairs of like statements may be compared before the first order that fits is taken. */
const COMPARISONS = 200_000;

/**
 * Finds the counterpart of each statement: in order, alike in everything but their lists, with no fixed one missing.
 * Where like statements leave a choice (two with the same resource, one gone), it takes the pairing that breaks the
 * fewest laws.
 */
export function align(original: ReadPolicy, refined: ReadPolicy | null, cost: PairCost): Alignment {
  const before = original.statements;
  const after = refined?.statements ?? [];
  if (before.length === after.length && before.every(({ rest }, i) => rest === after[i]?.rest)) {
    return { pairs: before.map((b, i) => ({ before: b, after: after[i] })), strangers: [], kind: 'sound' };
  }
  const pairs: Pair[] = [];
  let kind: Alignment['kind'] = 'sound';
  const stretches = stretchesOf(before, after);
  for (const stretch of stretches ?? []) {
    const part = alignStretch(stretch, cost);
    if (part === undefined) return guess(before, after);
    if (part.unsure) kind = 'unsure';
    for (const pair of part.pairs) pairs.push(pair);
  }
  return stretches === undefined ? guess(before, after) : { pairs, strangers: [], kind };
}

interface Stretch {
  readonly before: readonly ReadStatement[];
  readonly after: readonly ReadStatement[];
}

/** Cuts both policies at their fixed statements, which must be the same; undefined where they are not. */
function stretchesOf(
  before: readonly ReadStatement[],
  after: readonly ReadStatement[],
): Stretch[] | undefined {
  const [fixedBefore, fixedAfter] = [before, after].map((list) => list.filter((s) => s.list === undefined));
  if (fixedBefore === undefined || fixedAfter === undefined || fixedBefore.length !== fixedAfter.length)
    return;
  const stretches: Stretch[] = [];
  let [b, a] = [0, 0];
  for (const [i, fixed] of fixedBefore.entries()) {
    const twin = fixedAfter[i] as ReadStatement;
    if (fixed.rest !== twin.rest) return;
    stretches.push({ before: before.slice(b, fixed.index), after: after.slice(a, twin.index) });
    stretches.push({ before: [fixed], after: [twin] });
    [b, a] = [fixed.index + 1, twin.index + 1];
  }
  stretches.push({ before: before.slice(b), after: after.slice(a) });
  return stretches;
}

function alignStretch(
  { before, after }: Stretch,
  cost: PairCost,
): { readonly pairs: readonly Pair[]; readonly unsure: boolean } | undefined {
  if (after.length > before.length) return;
  const first = inOrder(before, after);
  if (first === undefined) return;
  if (!hasChoice(before, after)) return { pairs: first, unsure: false };
  if (after.length * (before.length - after.length + 1) > COMPARISONS) return { pairs: first, unsure: true };
  return { pairs: cheapest(before, after, cost), unsure: false };
}

/** Whether some, but not all, of several like statements went. */
function hasChoice(before: readonly ReadStatement[], after: readonly ReadStatement[]): boolean {
  const count = (list: readonly ReadStatement[]): Map<string, number> => {
    const counts = new Map<string, number>();
    for (const { rest } of list) counts.set(rest, (counts.get(rest) ?? 0) + 1);
    return counts;
  };
  const all = count(before);
  return [...count(after)].some(([rest, n]) => n !== all.get(rest));
}

/** Pairs each statement with the first like one that is still free; undefined if there is none for one of them. */
function inOrder(before: readonly ReadStatement[], after: readonly ReadStatement[]): Pair[] | undefined {
  let next = 0;
  const pairs = before.map((b): Pair => {
    const a = after[next];
    if (a?.rest !== b.rest) return { before: b, after: undefined };
    next++;
    return { before: b, after: a };
  });
  return next === after.length ? pairs : undefined;
}

/**
 * Finds the pairing that breaks the fewest laws. `best[gone]` is the least cost for the statements so far when `gone`
 * of them went; this also tells how many of the refined ones are used up. It takes rows × (statements gone + 1) steps.
 */
function cheapest(before: readonly ReadStatement[], after: readonly ReadStatement[], cost: PairCost): Pair[] {
  const width = before.length - after.length + 1;
  let best = new Float64Array(width).fill(Number.POSITIVE_INFINITY);
  best[0] = 0;
  const went: Uint8Array[] = [];
  for (const [i, b] of before.entries()) {
    const row = new Float64Array(width).fill(Number.POSITIVE_INFINITY);
    const choice = new Uint8Array(width);
    const removal = cost(b, undefined);
    for (let gone = 0; gone < width; gone++) {
      const a = after[i - gone];
      const soFar = best[gone] as number;
      if (a?.rest === b.rest && soFar < Number.POSITIVE_INFINITY)
        row[gone] = soFar + cost(b, a) + (isStructureKept(b, a) ? 0 : 1);
      const removed = gone === 0 ? Number.POSITIVE_INFINITY : (best[gone - 1] as number) + removal;
      if (removed < (row[gone] as number)) {
        row[gone] = removed;
        choice[gone] = 1;
      }
    }
    best = row;
    went.push(choice);
  }
  const pairs: Pair[] = [];
  let gone = width - 1;
  for (let i = before.length - 1; i >= 0; i--) {
    const isGone = went[i]?.[gone] === 1;
    pairs.push({ before: before[i] as ReadStatement, after: isGone ? undefined : after[i - gone] });
    if (isGone) gone--;
  }
  return pairs.reverse();
}

/** The rest of what law 4 asks of a pair: an array stays an array, and no list is emptied. */
function isStructureKept(before: ReadStatement, after: ReadStatement): boolean {
  if (after.shape === 'string' && before.shape === 'array') return false;
  return after.list?.entries.length !== 0 || before.list?.entries.length === 0;
}

/**
 * Pairs the statements where something was moved, added or changed against law 4, so that the other laws can still be
 * checked. Like statements are paired wherever they stand, the rest in order with statements of their own kind.
 */
function guess(before: readonly ReadStatement[], after: readonly ReadStatement[]): Alignment {
  const taken = new Map<ReadStatement, ReadStatement>();
  const unlike = pairUp(before, after, ({ rest }) => rest, taken);
  const left = before.filter((statement) => !taken.has(statement));
  const strangers = pairUp(left, unlike, ({ list }) => list?.element ?? 'fixed', taken);
  return { pairs: before.map((b) => ({ before: b, after: taken.get(b) })), strangers, kind: 'broken' };
}

/** Pairs, in order, statements that have the same key; returns the refined ones that are left over. */
function pairUp(
  before: readonly ReadStatement[],
  after: readonly ReadStatement[],
  keyOf: (statement: ReadStatement) => string,
  into: Map<ReadStatement, ReadStatement>,
): ReadStatement[] {
  const waiting = Map.groupBy(before, keyOf);
  for (const list of waiting.values()) list.reverse();
  return after.filter((statement) => {
    const partner = waiting.get(keyOf(statement))?.pop();
    if (partner !== undefined) into.set(partner, statement);
    return partner === undefined;
  });
}
