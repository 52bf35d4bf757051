import type { Glob } from './glob.ts';

/** Stands for `?`. */
export const ANY = -1;
/** Stands for every letter that none of the compared patterns names. */
export const OTHER = -2;
const END = -3;

/**
 * A glob as a nondeterministic automaton without empty moves: state `i` has read `i` of the tokens, and a `*` before
 * token `i` is a loop at state `i`. The last state is the only one that accepts.
 */
export interface Automaton {
  /** A character code or `ANY` for each state but the last. */
  readonly tokens: readonly number[];
  /** For each state whether it may stay where it is. */
  readonly loops: readonly boolean[];
}

/** Builds the automaton of one glob. */
export function automatonOf(glob: Glob): Automaton {
  const tokens: number[] = [];
  const loops: boolean[] = [false];
  for (let i = 0; i < glob.text.length; i++) {
    const c = glob.text.charCodeAt(i);
    if (c === STAR) loops[tokens.length] = true;
    else {
      tokens.push(c === QUESTION ? ANY : c);
      loops[tokens.length] = false;
    }
  }
  return { tokens, loops };
}

const STAR = 42;
const QUESTION = 63;

/**
 * Several globs as one automaton. The states are numbered consecutively, glob by glob. A set of states is an ascending
 * list; from the empty list nothing matches any more.
 */
export interface UnionAutomaton {
  readonly start: readonly number[];
  /** Whether a set has read a whole string of the union. */
  accepts(states: readonly number[]): boolean;
  /** The set after one more letter; `everything` where the union matches whatever follows. */
  step(states: readonly number[], letter: number): readonly number[] | 'everything';
  /** Adds the letters that lead from a set to another result than `OTHER` does. */
  letters(states: readonly number[], into: Set<number>): void;
}

/** Builds the automaton of the union of several globs. */
export function unionAutomaton(globs: readonly Glob[]): UnionAutomaton {
  const tokens: number[] = [];
  const loops: boolean[] = [];
  const owner: number[] = [];
  const start: number[] = [];
  globs.forEach((glob, which) => {
    const automaton = automatonOf(glob);
    start.push(tokens.length);
    for (const token of automaton.tokens) tokens.push(token);
    tokens.push(END);
    for (const loop of automaton.loops) {
      loops.push(loop);
      owner.push(which);
    }
  });
  return {
    start,
    accepts: (states) => states.some((state) => tokens[state] === END),
    letters(states, into) {
      for (const state of states) {
        const token = tokens[state] as number;
        if (token >= 0) into.add(token);
      }
    },
    step(states, letter) {
      const next: number[] = [];
      // Where the states of the glob at hand begin in `next`.
      let base = 0;
      let current = -1;
      const put = (state: number): void => {
        if (next.length > base && next[next.length - 1] === state) return;
        // A later state of this glob that loops matches all that an earlier one matches, so the later one is enough.
        if (loops[state]) next.length = base;
        next.push(state);
      };
      for (const state of states) {
        if (owner[state] !== current) {
          current = owner[state] as number;
          base = next.length;
        }
        const token = tokens[state] as number;
        if (loops[state]) {
          if (token === END) return 'everything';
          put(state);
        }
        if (token === letter || token === ANY) {
          const after = state + 1;
          if (loops[after] && tokens[after] === END) return 'everything';
          put(after);
        }
      }
      return next;
    },
  };
}
