import { ANY, type Automaton, automatonOf, OTHER, type UnionAutomaton, unionAutomaton } from './automaton.ts';
import { type Glob, lower, readGlob } from './glob.ts';
import type { GlobList } from './glob-list.ts';

/** How many automaton states may still be visited; shared by all questions of one law. */
export interface Budget {
  left: number;
}

/** Whether a list of patterns matches all action strings of a pattern; if not, a shortest string that it does not match. */
export type Inclusion =
  | { readonly kind: 'included' }
  | { readonly kind: 'escapes'; readonly action: string }
  | { readonly kind: 'undecided' };

const INCLUDED: Inclusion = { kind: 'included' };

/** All strings that law 3 speaks of: those with a colon. */
const STRINGS = automatonOf({ ...readGlob('*'), text: '*:*' });
/** The strings that look like actions: where one of them shows it as well, it makes the better example. */
const ACTIONS = automatonOf(readGlob('?*:?*'));

/**
 * Decides whether every string with a colon that `pattern` matches is matched by the list.
 *
 * Where the texts alone do not decide it, automata do: the pattern's automaton runs beside the sets of states that the
 * list can be in (the subset construction, made step by step), over the letters that occur and one that stands for all
 * others. The search is breadth first, so the first string found is a shortest one.
 */
export function listIncludes(list: GlobList, pattern: Glob, budget: Budget): Inclusion {
  if (list.covers(pattern.text)) return INCLUDED;
  if (pattern.kind === 'exact') {
    return pattern.text.includes(':') ? { kind: 'escapes', action: pattern.raw } : INCLUDED;
  }
  const search = searchFor(list, pattern, budget);
  const found = walk(search, STRINGS, Number.POSITIVE_INFINITY);
  if (found === 'none') return INCLUDED;
  if (found === 'undecided') {
    // It is too much work to prove it or to find a shortest string; filling the gaps may still give some string.
    const plain = plainEscape(search);
    return plain === undefined ? { kind: 'undecided' } : { kind: 'escapes', action: written(search, plain) };
  }
  const better = walk(search, ACTIONS, Number.POSITIVE_INFINITY);
  return { kind: 'escapes', action: written(search, typeof better === 'string' ? found : better) };
}

/** Finds a shortest string `?*:?*` below the given length that the pattern matches and the list does not, if any. */
export function shorterEscape(
  list: GlobList,
  pattern: Glob,
  budget: Budget,
  length: number,
): string | undefined {
  if (list.covers(pattern.text)) return undefined;
  if (pattern.kind === 'exact') {
    return pattern.text.length < length && looksLikeAction(pattern.text) ? pattern.raw : undefined;
  }
  if (pattern.text.replaceAll('*', '').length >= length) return undefined;
  const search = searchFor(list, pattern, budget);
  const found = walk(search, ACTIONS, length);
  return typeof found === 'string' ? undefined : written(search, found);
}

/** Whether there is something on both sides of a colon. */
export function looksLikeAction(text: string): boolean {
  const colon = text.indexOf(':', 1);
  return colon !== -1 && colon < text.length - 1;
}

function searchFor(list: GlobList, pattern: Glob, budget: Budget): Search {
  budget.left -= list.globs.length >> 3;
  const rivals = list.globs.filter((g) => g.head.startsWith(pattern.head) || pattern.head.startsWith(g.head));
  return { pattern, list, left: automatonOf(pattern), rivals, right: unionAutomaton(rivals), budget };
}

interface Search {
  readonly pattern: Glob;
  readonly list: GlobList;
  readonly left: Automaton;
  /** The globs of the list that can match what the pattern matches, as far as their literal starts tell. */
  readonly rivals: readonly Glob[];
  readonly right: UnionAutomaton;
  readonly budget: Budget;
}

/** A string read so far: one state of the pattern, one of the universe, and all states that the list may be in. */
interface Step {
  readonly left: number;
  readonly universe: number;
  readonly right: readonly number[];
  readonly before: Step | undefined;
  readonly letter: number;
  readonly length: number;
}

/** Finds the letters of a shortest string that the pattern and the universe match and the list does not. */
function walk(search: Search, universe: Automaton, shorterThan: number): number[] | 'none' | 'undecided' {
  const { left, right, budget } = search;
  const queue: Step[] = [
    { left: 0, universe: 0, right: right.start, before: undefined, letter: OTHER, length: 0 },
  ];
  const seen = new Set<string>();
  // The loop also reaches the steps that are appended meanwhile.
  for (const step of queue) {
    const over = step.left === left.tokens.length && step.universe === universe.tokens.length;
    if (over && !right.accepts(step.right)) return lettersOf(step);
    if (step.length + 1 >= shorterThan) continue;
    for (const letter of lettersAt(search, universe, step)) {
      budget.left -= 1 + step.right.length;
      if (budget.left < 0) return 'undecided';
      const after = right.step(step.right, letter);
      if (after === 'everything') continue;
      const suffix = after.join();
      for (const l of successors(left, step.left, letter)) {
        for (const u of successors(universe, step.universe, letter)) {
          const key = `${l} ${u} ${suffix}`;
          if (seen.has(key)) continue;
          seen.add(key);
          queue.push({ left: l, universe: u, right: after, before: step, letter, length: step.length + 1 });
        }
      }
    }
  }
  return 'none';
}

function successors(automaton: Automaton, state: number, letter: number): number[] {
  const token = automaton.tokens[state];
  const moves = token === ANY || token === letter;
  if (!automaton.loops[state]) return moves ? [state + 1] : [];
  // A later loop matches all that this one matches.
  if (moves && automaton.loops[state + 1]) return [state + 1];
  return moves ? [state, state + 1] : [state];
}

/** The letters to try, in a fixed order: all others behave as `OTHER` does. */
function lettersAt({ left, right }: Search, universe: Automaton, step: Step): number[] {
  const token = left.tokens[step.left];
  if (!left.loops[step.left] && token !== ANY) return token === undefined ? [] : [token];
  const letters = new Set<number>();
  if (token !== undefined && token !== ANY) letters.add(token);
  const due = universe.tokens[step.universe];
  if (due !== undefined && due !== ANY) letters.add(due);
  right.letters(step.right, letters);
  return [OTHER, ...[...letters].sort((a, b) => a - b)];
}

function lettersOf(step: Step): number[] {
  const letters: number[] = [];
  for (let at: Step | undefined = step; at?.before !== undefined; at = at.before) letters.push(at.letter);
  return letters.reverse();
}

/** Finds a string that the pattern matches and the list does not, among those made by filling the pattern's gaps. */
function plainEscape(search: Search): number[] | undefined {
  for (const filling of [[], [OTHER], [OTHER, COLON, OTHER], [COLON]]) {
    const letters = [...search.left.loops.entries()].flatMap(([i, loops]) => {
      const token = search.left.tokens[i];
      return [...(loops ? filling : []), ...(token === undefined ? [] : [token === ANY ? OTHER : token])];
    });
    if (letters.includes(COLON) && !search.list.covers(lower(written(search, letters)))) return letters;
  }
  return undefined;
}

const COLON = 58;

/** Writes the string, with a common letter in the place of `OTHER`, or else one that none of the patterns names. */
function written({ pattern, list, rivals }: Search, letters: readonly number[]): string {
  const spell = (other: string): string =>
    letters.map((letter) => (letter === OTHER ? other : String.fromCharCode(letter))).join('');
  const common = ['x', 'y', 'z', 'a'].map(spell).find((text) => !list.covers(text));
  if (common !== undefined) return inItsCase(pattern, common);
  const named = new Set(pattern.text);
  for (const { text } of rivals) for (const c of text) named.add(c);
  return inItsCase(pattern, spell([...'0123456789-_'].find((c) => !named.has(c)) ?? unnamed(named)));
}

function unnamed(named: ReadonlySet<string>): string {
  for (let code = 0xe0; ; code++) {
    const c = String.fromCharCode(code);
    if (!named.has(c)) return c;
  }
}

/** Writes the literal ends of a pattern as its author did. */
function inItsCase(pattern: Glob, action: string): string {
  const head = pattern.raw.slice(0, pattern.head.length);
  const tail = /[^*?]*$/.exec(pattern.raw)?.[0] ?? '';
  if (pattern.head.length + tail.length > action.length) return action;
  return head + action.slice(head.length, action.length - tail.length) + tail;
}
