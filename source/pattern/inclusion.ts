import { matches } from './match.ts';
import type { Pattern } from './pattern.ts';
import { accepts, startStates, step } from './states.ts';

/** Enough for every pattern that a person would write; a hostile one may leave a needless grant. */
const MAX_STATES = 5_000;

/**
 * Whether `outer` matches everything that `inner` matches: L(inner) ⊆ L(outer).
 *
 * The answer is exact, except for patterns built to make the search explode: those get `false`, which never drops
 * anything.
 */
export function includes(outer: Pattern, inner: Pattern): boolean {
  if (outer.lower === inner.lower) return true;
  if (inner.kind === 'exact') return matches(outer, inner.lower);
  if (outer.kind === 'exact') return false;
  if (outer.kind === 'prefix') return inner.literal.startsWith(outer.literal);
  if (!inner.literal.startsWith(outer.literal) && !outer.literal.startsWith(inner.literal)) return false;
  return globIncludes(outer.lower, inner.lower);
}

/** Looks for a string of `inner` that `outer` refuses: states of inner one by one, of outer as sets. */
function globIncludes(outer: string, inner: string): boolean {
  const seen = new Set<string>();
  const open: { states: readonly number[]; state: number }[] = [{ states: startStates(outer), state: 0 }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { states, state } = next;
    const key = `${state} ${states.join()}`;
    if (seen.has(key)) continue;
    if (seen.size === MAX_STATES) return false;
    seen.add(key);
    const c = inner[state];
    if (c === undefined) {
      if (!accepts(outer, states)) return false;
      continue;
    }
    if (c === '*') open.push({ states, state: state + 1 });
    const after = c === '*' ? state : state + 1;
    // Where inner takes any letter, a letter that outer does not name is the hardest: every other leads to more states.
    const letter = c === '*' || c === '?' ? undefined : c;
    open.push({ states: step(outer, states, letter), state: after });
  }
  return true;
}
