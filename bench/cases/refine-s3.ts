import type { BenchCase } from '../case.ts';
import { trieOfCharacters } from '../character-trie.ts';
import { s3GetLess22 } from '../inputs.ts';
import { timeByTurns, timeGoal } from '../measure.ts';
import { refineInput } from '../refine-input.ts';
import { summaryOf } from '../statistics.ts';

export const refineS3: BenchCase = {
  name: 'refine-s3',
  what: 's3:Get* less the 22 unused actions of the worked example, warm, in process, and the same trie',
  run(effort) {
    const input = s3GetLess22();
    const { granted, gone } = input;
    const [ours, trie] = timeByTurns(
      [() => refineInput(input), () => trieOfCharacters(granted, gone)],
      1000 * effort,
      500,
    );
    return {
      measured: [
        { label: 'refinement', summary: summaryOf(ours) },
        { label: 'trie of characters', summary: summaryOf(trie) },
      ],
      goals: [timeGoal('milliseconds for a refinement', 0.2, ours)],
      notes: [
        `${granted.length} actions, ${gone.length} of them unused, ${refineInput(input).length} grants`,
      ],
    };
  },
};
