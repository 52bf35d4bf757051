import { join } from 'node:path';
import { openBareTerminal } from '../../tools/terminal/bare-terminal.ts';
import type { BenchCase } from '../case.ts';
import { buildInkLine } from '../ink-line/build.ts';
import { workedExample } from '../inputs.ts';
import { ratioGoal, timesByTurns } from '../measure.ts';
import { builtProgram, inFolder, requireBuilt } from '../process.ts';
import { summaryOf } from '../statistics.ts';

const SIZE = { cols: 100, rows: 30 };

export const firstFrame: BenchCase = {
  name: 'first-frame',
  what: 'from the start of the process to the first frame: the review of the worked example, and an Ink program of one line',
  async run(effort) {
    requireBuilt();
    return inFolder(async (home) => {
      const line = await buildInkLine(join(home, 'line'));
      const review = [builtProgram, 'review', workedExample('policy.json'), workedExample('finding.json')];
      const tasks = [() => timeFrame(review, home, 'help'), () => timeFrame([line], home, 'one line')];
      await timesByTurns(tasks, 3);
      const [reviewing, painting] = await timesByTurns(tasks, 25 * effort);
      return {
        measured: [
          { label: 'coppice review', summary: summaryOf(reviewing) },
          { label: 'one line with Ink', summary: summaryOf(painting) },
        ],
        goals: [
          ratioGoal(
            'first frame of the review / an Ink program of one line, bundled alike',
            1.7,
            reviewing,
            painting,
          ),
        ],
      };
    });
  },
};

async function timeFrame(args: readonly string[], home: string, text: string): Promise<number> {
  const terminal = openBareTerminal(args, home, SIZE);
  try {
    return await terminal.firstFrameWith(text);
  } finally {
    await terminal.close();
  }
}
