import type { BenchCase } from '../case.ts';
import { actionsOf, catalogOfSize, everythingLessSome, newestCatalog } from '../inputs.ts';
import { timeByTurns, timeGoal } from '../measure.ts';
import { refineInput } from '../refine-input.ts';
import { exponentOf, summaryOf } from '../statistics.ts';

export const refineAll: BenchCase = {
  name: 'refine-all',
  what: 'one refinement of * less a random 5 %, warm, in process, over catalogues of 1,000 actions up to all',
  run(effort) {
    const all = actionsOf(newestCatalog()).length;
    const sizes = [1_000, 2_000, 4_000, 8_000, 16_000, all];
    const inputs = sizes.map((size) => everythingLessSome(catalogOfSize(size)));
    const times = timeByTurns(
      inputs.map((input) => () => refineInput(input)),
      40 * effort,
      10,
    );
    const medians = sizes.map((size, i) => [size, summaryOf(times[i]).median] as const);
    return {
      measured: sizes
        .map((size, i) => ({ label: `${size} actions`, summary: summaryOf(times[i]) }))
        .reverse(),
      goals: [
        timeGoal('`*` less 5 %, warm, in milliseconds', 15, times.at(-1)),
        { what: '`*` less 5 %, exponent of the growth', value: exponentOf(medians), limit: 1.1 },
      ],
    };
  },
};
