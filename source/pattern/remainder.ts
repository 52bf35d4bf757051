import { fold } from './fold.ts';
import { type Pattern, parsePattern } from './pattern.ts';
import { startStates, step } from './states.ts';

/**
 * What is left of the pattern after a prefix: `s3:*Tagging` after `s3:Delete` leaves `*Tagging`; `s3:*Object*` after
 * `s3:GetObject` leaves `*Object*` and `*`. Every `prefix + remainder` stays inside the pattern, and together they cover
 * all of the pattern that begins with the prefix.
 *
 * @param prefix the start of an action, any letter case
 * @returns the remainders in the pattern's own letter case, none twice; empty where the pattern cannot begin that way
 */
export function remainders(pattern: Pattern, prefix: string): Pattern[] {
  let states = startStates(pattern.lower);
  // The prefix is read by code unit, as patterns are everywhere.
  const read = fold(prefix);
  for (let i = 0; i < read.length; i++) states = step(pattern.lower, states, read[i]);
  // The state of a star also covers the state after it, since a star may match nothing.
  const needed = states.filter((state) => !(states.includes(state - 1) && pattern.lower[state - 1] === '*'));
  return needed.map((state) => remainder(pattern.text.slice(state)));
}

/** A tail is not an action pattern of its own: `*:*` in it still asks for a colon. */
function remainder(text: string): Pattern {
  const { literal, kind } = parsePattern(text);
  return text === '*:*'
    ? { text, lower: text, literal: '', kind: 'glob' }
    : { text, lower: fold(text), literal, kind };
}
