import { isUnchanged } from '../documents.ts';
import { fileNames, titleOf } from '../names.ts';
import { overQuota } from '../notes.ts';
import type { OutputContext, ProvenPolicy, Rendered } from '../result.ts';
import { RUN_ALL, runAll } from './run-all.ts';
import { scriptOf } from './script.ts';
import { tasksOf } from './task.ts';

/**
 * A bash script for each policy that changes, and one that runs them all where there are several (product: "Scripts
 * that are safe to run").
 *
 * @throws InputError for names that cannot stand on a command line
 */
export function renderAwsCli(results: readonly ProvenPolicy[], context: OutputContext): Rendered {
  const names = fileNames(results, '.sh');
  const tasks = tasksOf(results);
  const turns = results.flatMap((result, i) => {
    const [file, task] = [names[i], tasks[i]];
    const isDone = isUnchanged(result.outcome) && result.outcome.case.notRefined === undefined;
    if (isDone || file === undefined || task === undefined) return [];
    return [{ file, task, outcome: result.outcome, text: scriptOf(result, task, file, context) }];
  });
  const files = turns.map(({ file, text }) => ({ name: file, text, executable: true }));
  return {
    files: turns.length > 1 ? [...files, { name: RUN_ALL, text: runAll(turns), executable: true }] : files,
    notes: results.flatMap(({ outcome }, i) => {
      const title = titleOf(outcome.case);
      const task = tasks[i];
      if (task?.kind === 'refused' && turns.some(({ outcome: own }) => own === outcome))
        return [`${title}: ${task.reason}; the script says so and stops`];
      if (isUnchanged(outcome)) return [`${title}: unchanged, so there is nothing to run`];
      const over = overQuota(outcome);
      return over === undefined ? [] : [`${title}: ${over}`];
    }),
  };
}
