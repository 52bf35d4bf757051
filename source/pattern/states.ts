/**
 * A glob read as an automaton: state i means "glob.slice(i) is still to be read"; a `*` may match nothing. Sets of
 * states are sorted arrays without repeats.
 */
export type States = readonly number[];

/** The states before anything is read. */
export function startStates(glob: string): States {
  return closure(glob, [0]);
}

/** The states after reading one character; `undefined` stands for a character that the glob does not name. */
export function step(glob: string, states: States, character: string | undefined): States {
  const next: number[] = [];
  for (const state of states) {
    const c = glob[state];
    if (c === '*') next.push(state);
    else if (c === '?' || (c !== undefined && c === character)) next.push(state + 1);
  }
  return closure(glob, next);
}

/** Whether the glob matches what was read so far. */
export function accepts(glob: string, states: States): boolean {
  return states.at(-1) === glob.length;
}

function closure(glob: string, states: readonly number[]): States {
  const all = new Set<number>();
  for (let state of states) {
    all.add(state);
    while (glob[state] === '*') all.add(++state);
  }
  return [...all].sort((a, b) => a - b);
}
