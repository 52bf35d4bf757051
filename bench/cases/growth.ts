import type { BenchCase } from '../case.ts';
import { trieOfCharacters } from '../character-trie.ts';
import { actionsOf, catalogOfSize, everythingLessSome, newestCatalog } from '../inputs.ts';
import { timeByTurns } from '../measure.ts';
import { refineInput } from '../refine-input.ts';
import { exponentOf, summaryOf } from '../statistics.ts';

export const growth: BenchCase = {
  name: 'growth',
  what: '* less a random 5 % over catalogues of 1,000 actions up to all, warm, in process, and the trie of characters',
  run(effort) {
    const all = actionsOf(newestCatalog()).length;
    const sizes = [1_000, 2_000, 4_000, 8_000, 16_000, all];
    const inputs = sizes.map((size) => everythingLessSome(catalogOfSize(size)));
    const ours = timeByTurns(
      inputs.map((input) => () => refineInput(input)),
      40 * effort,
      10,
    );
    const tries = timeByTurns(
      inputs.map(
        ({ granted, gone }) =>
          () =>
            trieOfCharacters(granted, gone),
      ),
      5 * effort,
      2,
    );
    const fitted = (times: readonly number[][]): number =>
      exponentOf(sizes.map((size, i) => [size, summaryOf(times[i]).median]));
    return {
      measured: [
        ...sizes.map((size, i) => ({ label: `refinement, ${size} actions`, summary: summaryOf(ours[i]) })),
        ...sizes.map((size, i) => ({
          label: `trie of characters, ${size} actions`,
          summary: summaryOf(tries[i]),
        })),
      ],
      goals: [{ what: 'exponent of the growth', value: fitted(ours), limit: 1.1 }],
      notes: [`exponent of the trie of characters: ${fitted(tries).toFixed(2)}`],
    };
  },
};
