import type { BenchCase } from '../case.ts';
import { workedExample } from '../inputs.ts';
import { ratioGoal, timesByTurns } from '../measure.ts';
import { builtProgram, inFolder, requireBuilt, timeProcess } from '../process.ts';
import { summaryOf } from '../statistics.ts';

export const start: BenchCase = {
  name: 'start',
  what: 'coppice refine of the worked example as a whole process, and node -e 0',
  async run(effort) {
    requireBuilt();
    const refine = [builtProgram, 'refine', workedExample('policy.json'), workedExample('finding.json')];
    const commands = [['-e', '0'], refine];
    const times = await inFolder(async (home) => {
      const tasks = commands.map((args) => async () => timeProcess(args, home));
      // The first runs bring the files into memory.
      await timesByTurns(tasks, 3);
      return timesByTurns(tasks, 40 * effort);
    });
    const [empty, refining] = times;
    return {
      measured: [
        { label: 'coppice refine, the worked example', summary: summaryOf(refining) },
        { label: 'node -e 0', summary: summaryOf(empty) },
      ],
      goals: [
        ratioGoal('`coppice refine`, worked example, whole process / `node -e 0`', 4.5, refining, empty),
      ],
    };
  },
};
