import type { BenchCase } from '../case.ts';
import { workedExample } from '../inputs.ts';
import { ratioGoal, timesByTurns } from '../measure.ts';
import { builtProgram, inFolder, requireBuilt, timeProcess } from '../process.ts';
import { summaryOf } from '../statistics.ts';

export const start: BenchCase = {
  name: 'start',
  what: 'whole processes without a screen, and node -e 0',
  async run(effort) {
    requireBuilt();
    const refine = [builtProgram, 'refine', workedExample('policy.json'), workedExample('finding.json')];
    const commands = [['-e', '0'], [builtProgram, '--version'], [builtProgram, '--help'], refine];
    const times = await inFolder(async (home) => {
      const tasks = commands.map((args) => async () => timeProcess(args, home));
      // The first runs fill the compile cache, as a user's first run does.
      await timesByTurns(tasks, 3);
      return timesByTurns(tasks, 40 * effort);
    });
    const [empty, version, help, refining] = times;
    return {
      measured: [
        { label: 'coppice --version', summary: summaryOf(version) },
        { label: 'coppice --help', summary: summaryOf(help) },
        { label: 'coppice refine, the worked example', summary: summaryOf(refining) },
        { label: 'node -e 0', summary: summaryOf(empty) },
      ],
      goals: [
        ratioGoal('coppice --version to node -e 0', 1.3, version, empty),
        ratioGoal('coppice refine to node -e 0', 2, refining, empty),
      ],
    };
  },
};
