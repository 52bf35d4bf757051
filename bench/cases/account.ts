import { join } from 'node:path';
import { writeAccount } from '../account.ts';
import type { BenchCase } from '../case.ts';
import { timeGoal, timesByTurns } from '../measure.ts';
import { builtProgram, inFolder, requireBuilt, timeProcess } from '../process.ts';
import { summaryOf } from '../statistics.ts';

const ROLES = 5_000;

export const account: BenchCase = {
  name: 'account',
  what: 'coppice check on a generated account of 5,000 roles, whole process, and a program that parses the same files',
  async run(effort) {
    requireBuilt();
    const [checking, parsing] = await inFolder(async (home) => {
      const folder = join(home, 'account');
      writeAccount(folder, ROLES);
      const tasks = [
        async () => timeProcess([builtProgram, 'check', folder], home, [1]),
        async () => timeProcess([join(import.meta.dirname, '..', 'parse-folder.ts'), folder], home),
      ];
      return timesByTurns(tasks, Math.max(1, Math.round(3 * effort)));
    });
    return {
      measured: [
        { label: 'coppice check', summary: summaryOf(checking) },
        { label: 'parsing alone', summary: summaryOf(parsing) },
      ],
      goals: [timeGoal('`check`, 5,000 roles, in milliseconds', 10_000, checking)],
    };
  },
};
