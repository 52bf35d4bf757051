import { fold } from './fold.ts';
import { type Pattern, parsePattern } from './pattern.ts';
import { startStates, step } from './states.ts';

/**
 * What is left of the pattern after reading a prefix: of `s3:*Tagging` after `s3:Delete`, `*Tagging`;
 * of `s3:*Object*` after `s3:GetObject`, `*Object*` and `*`. Every `prefix + remainder` stays inside the pattern,
 * and together they are all of the pattern that begins with the prefix.
 *
 * @param prefix the start of an action, any letter case
 * @returns the remainders in the pattern's own letter case, none twice; empty where the pattern cannot begin so
 */
export function remainders(pattern: Pattern, prefix: string): Pattern[] {
  let states = startStates(pattern.lower);
  // By code unit, as patterns are read everywhere.
  const read = fold(prefix);
  for (let i = 0; i < read.length; i++) states = step(pattern.lower, states, read[i]);
  // A star that may be left without reading stands for the state behind it as well.
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
