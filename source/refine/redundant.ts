import { includes } from '../pattern/inclusion.ts';
import { type Pattern, parsePattern } from '../pattern/pattern.ts';

/** A string of the new statement: one that the author wrote, or one that refinement made. */
export interface Candidate {
  readonly text: string;
  readonly produced: boolean;
}

/**
 * Drops each produced grant that another string of the statement covers. Of two that cover each other, the author's
 * stays, or else the first. Strings that the author wrote always stay.
 *
 * @returns the candidates that stay, in their order
 */
export function withoutRedundant<T extends Candidate>(candidates: readonly T[]): T[] {
  if (!candidates.some(({ produced }) => produced) || candidates.length < 2) return [...candidates];
  const parsed = candidates.map(({ text, produced }, place) => ({
    pattern: parsePattern(text),
    produced,
    place,
  }));
  const dropped = coveredByPrefix(parsed);
  coveredByGlob(parsed, dropped);
  return dropped.size === 0 ? [...candidates] : candidates.filter((_, place) => !dropped.has(place));
}

interface Parsed {
  readonly pattern: Pattern;
  readonly produced: boolean;
  readonly place: number;
}

/** Whether the first of two equal strings stays: the author's before a produced one, the earlier before the later. */
function goesFirst(a: Parsed, b: Parsed): boolean {
  return a.produced === b.produced ? a.place < b.place : b.produced;
}

/**
 * Sorted by literal start, all strings that begin with a prefix follow it directly, so one pass finds what `prefix*`
 * covers. Exact repeats are neighbours, too.
 */
function coveredByPrefix(parsed: readonly Parsed[]): Set<number> {
  const dropped = new Set<number>();
  const sorted = parsed.toSorted((a, b) => {
    if (a.pattern.literal < b.pattern.literal) return -1;
    if (a.pattern.literal !== b.pattern.literal) return 1;
    if (a.pattern.kind !== b.pattern.kind) return ORDER[a.pattern.kind] - ORDER[b.pattern.kind];
    return goesFirst(a, b) ? -1 : 1;
  });
  let prefix: string | undefined;
  let exact: string | undefined;
  for (const { pattern, produced, place } of sorted) {
    const { literal, kind } = pattern;
    if (prefix !== undefined && literal.startsWith(prefix)) {
      if (produced) dropped.add(place);
      continue;
    }
    if (kind === 'prefix') prefix = literal;
    if (kind !== 'exact') continue;
    if (exact === literal && produced) dropped.add(place);
    exact = literal;
  }
  return dropped;
}

const ORDER = { prefix: 0, exact: 1, glob: 2 };

/** Finds what other globs cover. They are few; each is tried on the strings that begin as it does. */
function coveredByGlob(parsed: readonly Parsed[], dropped: Set<number>): void {
  const globs = parsed.filter(({ pattern }) => pattern.kind === 'glob');
  if (globs.length === 0) return;
  const byLiteral = Map.groupBy(globs, ({ pattern }) => pattern.literal);
  const lengths = [...new Set(globs.map(({ pattern }) => pattern.literal.length))];
  for (const each of parsed) {
    if (!each.produced || dropped.has(each.place)) continue;
    const { literal } = each.pattern;
    const starts = lengths.filter((length) => length <= literal.length);
    const covering = starts.flatMap((length) => byLiteral.get(literal.slice(0, length)) ?? []);
    const covered = covering.some((glob) => {
      if (glob === each || dropped.has(glob.place) || !includes(glob.pattern, each.pattern)) return false;
      return goesFirst(glob, each) || !includes(each.pattern, glob.pattern);
    });
    if (covered) dropped.add(each.place);
  }
}
