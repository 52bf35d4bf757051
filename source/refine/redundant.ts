import { includes } from '../pattern/inclusion.ts';
import { type Pattern, parsePattern } from '../pattern/pattern.ts';

/** A string of the new statement: one that the author wrote, or one that refinement made. */
export interface Candidate {
  readonly text: string;
  readonly produced: boolean;
}

/**
 * Drops each produced grant that another string of the statement covers; of two that cover each other the author's
 * stays, or else the first. What the author wrote always stays.
 *
 * @returns the candidates that stay, in their order
 */
export function withoutRedundant<T extends Candidate>(candidates: readonly T[]): T[] {
  if (!candidates.some(({ produced }) => produced) || candidates.length < 2) return [...candidates];
  const parsed = candidates.map((candidate, place) => ({
    candidate,
    place,
    pattern: parsePattern(candidate.text),
  }));
  const dropped = coveredByPrefix(parsed);
  coveredByGlob(parsed, dropped);
  return candidates.filter((_, place) => !dropped.has(place));
}

interface Parsed {
  readonly candidate: Candidate;
  readonly place: number;
  readonly pattern: Pattern;
}

/** Author's before produced, earlier before later: who stays of two that are equal. */
function goesFirst(a: Parsed, b: Parsed): boolean {
  return a.candidate.produced === b.candidate.produced ? a.place < b.place : b.candidate.produced;
}

/**
 * In string order of the literal starts all that begins with a prefix stands right behind it, so one pass with the
 * prefix in hand finds what `prefix*` covers; exact repeats are neighbours as well.
 */
function coveredByPrefix(parsed: readonly Parsed[]): Set<number> {
  const dropped = new Set<number>();
  const sorted = [...parsed].sort((a, b) => {
    if (a.pattern.literal !== b.pattern.literal) return a.pattern.literal < b.pattern.literal ? -1 : 1;
    if (a.pattern.kind !== b.pattern.kind) return order(a) - order(b);
    return goesFirst(a, b) ? -1 : 1;
  });
  let prefix: Parsed | undefined;
  let exact: Parsed | undefined;
  for (const each of sorted) {
    if (prefix !== undefined && each.pattern.literal.startsWith(prefix.pattern.literal)) {
      if (each.candidate.produced) dropped.add(each.place);
      continue;
    }
    if (each.pattern.kind === 'prefix') prefix = each;
    if (each.pattern.kind !== 'exact') continue;
    if (exact?.pattern.lower === each.pattern.lower && each.candidate.produced) dropped.add(each.place);
    else exact = each;
  }
  return dropped;
}

const ORDER = { prefix: 0, exact: 1, glob: 2 };

function order({ pattern }: Parsed): number {
  return ORDER[pattern.kind];
}

/** Globs are few; each is tried on what could begin as it does. */
function coveredByGlob(parsed: readonly Parsed[], dropped: Set<number>): void {
  const globs = parsed.filter(({ pattern }) => pattern.kind === 'glob');
  if (globs.length === 0) return;
  const byLiteral = Map.groupBy(globs, ({ pattern }) => pattern.literal);
  const lengths = [...new Set(globs.map(({ pattern }) => pattern.literal.length))];
  for (const each of parsed) {
    if (!each.candidate.produced || dropped.has(each.place)) continue;
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
