import type { BenchCase } from '../case.ts';
import { trieOfCharacters } from '../character-trie.ts';
import { everythingLessSome } from '../inputs.ts';
import { timeByTurns, timeGoal } from '../measure.ts';
import { describeSize, refineInput, sizeOf } from '../refine-input.ts';
import { summaryOf } from '../statistics.ts';

export const refineAll: BenchCase = {
  name: 'refine-all',
  what: 'one refinement of * less a random 5 %, warm, in process, and a plain trie of characters on the same input',
  run(effort) {
    const input = everythingLessSome();
    const { granted, gone } = input;
    const [shortest, compact] = timeByTurns(
      [() => refineInput(input), () => refineInput(input, 'compact')],
      40 * effort,
      10,
    );
    // Not by turns with the others: they would have to clear away what it leaves behind.
    const [trie] = timeByTurns([() => trieOfCharacters(granted, gone)], 10 * effort, 3);
    const ours = sizeOf(refineInput(input, 'compact'));
    const plain = sizeOf(trieOfCharacters(granted, gone));
    const proposal = sizeOf(refineInput(input, 'shortest'));
    return {
      measured: [
        { label: 'refinement', summary: summaryOf(shortest) },
        { label: 'refinement, --generalize compact', summary: summaryOf(compact) },
        { label: 'trie of characters', summary: summaryOf(trie) },
      ],
      goals: [
        timeGoal('milliseconds for a refinement', 15, shortest),
        { what: "compact: patterns to the trie's", value: ours.patterns / plain.patterns, limit: 1 },
        { what: "compact: characters to the trie's", value: ours.characters / plain.characters, limit: 1 },
      ],
      notes: [
        `${granted.length} actions, ${gone.length} of them unused`,
        `refinement: ${describeSize(proposal)}`,
        `compact: ${describeSize(ours)}`,
        `trie of characters: ${describeSize(plain)}`,
      ],
    };
  },
};
