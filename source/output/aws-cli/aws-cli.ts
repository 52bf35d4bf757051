import { isUnchanged } from '../documents.ts';
import { foldersOf } from '../folders.ts';
import { fileNames, titleOf } from '../names.ts';
import { overQuota } from '../notes.ts';
import { setWorksOf } from '../permission-set.ts';
import type { OutputContext, ProvenPolicy, Rendered } from '../result.ts';
import { RUN_ALL, runAll } from './run-all.ts';
import { scriptOf } from './script.ts';
import { tasksOf } from './task.ts';

/**
 * Writes a bash script for each policy that changes and, where there are several, one that runs them all (product:
 * "Scripts that are safe to run"). Where there are several accounts, each has a folder for its scripts, since they run
 * with its credentials.
 *
 * @throws InputError for names that cannot stand on a command line
 */
export function renderAwsCli(results: readonly ProvenPolicy[], context: OutputContext): Rendered {
  const works = setWorksOf(results);
  const folders = foldersOf(results, works);
  const names = fileNames(results, '.sh', folders);
  const tasks = tasksOf(results, works);
  const turns = results.flatMap((result, i) => {
    const [folder = '', path, task] = [folders[i], names[i], tasks[i]];
    if (path === undefined || task === undefined || task.kind === 'together') return [];
    const isDone = isUnchanged(result.outcome) && result.outcome.case.notRefined === undefined;
    if (task.kind === 'permission-set' ? !task.work.isChanged : isDone) return [];
    const file = path.slice(folder.length);
    return [{ folder, file, task, outcome: result.outcome, text: scriptOf(result, task, file, context) }];
  });
  const all = turns.length > 1 ? Map.groupBy(turns, ({ folder }) => folder) : new Map<string, typeof turns>();
  return {
    files: [
      ...turns.map(({ folder, file, text }) => ({ name: folder + file, text, executable: true })),
      ...[...all].map(([folder, its]) => ({
        name: folder + RUN_ALL,
        text: runAll(its),
        executable: true,
      })),
    ],
    notes: results.flatMap(({ outcome }, i) => {
      const title = titleOf(outcome.case);
      const task = tasks[i];
      if (task?.kind === 'together')
        return [`${title}: put in place together with ${titleOf(task.carrier.outcome.case)}`];
      if (task?.kind === 'refused' && turns.some(({ outcome: own }) => own === outcome))
        return [`${title}: ${task.reason}; the script says so and stops`];
      const isSet = task?.kind === 'permission-set' && task.work.isChanged;
      if (isUnchanged(outcome) && !isSet) return [`${title}: unchanged, so there is nothing to run`];
      const over = overQuota(outcome);
      return over === undefined ? [] : [`${title}: ${over}`];
    }),
  };
}
