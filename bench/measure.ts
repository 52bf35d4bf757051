import type { Goal } from './case.ts';
import { type Summary, summaryOf } from './statistics.ts';

/**
 * Times functions by turns: all of them once a round, so that a slow moment of the machine meets each alike.
 *
 * @param rounds how often each is timed
 * @param warmUp how often each is called before, so that the engine has compiled it
 * @returns for each function its times in milliseconds, round by round
 */
export function timeByTurns(tasks: readonly (() => unknown)[], rounds: number, warmUp: number): number[][] {
  for (const task of tasks) for (let i = 0; i < warmUp; i++) keeper.result = task();
  const times = tasks.map(() => [] as number[]);
  for (let round = 0; round < rounds; round++) {
    for (const [i, task] of tasks.entries()) {
      const start = performance.now();
      keeper.result = task();
      times[i]?.push(performance.now() - start);
    }
  }
  return times;
}

/** The same for tasks that wait for something, which time themselves. */
export async function timesByTurns(
  tasks: readonly (() => Promise<number>)[],
  rounds: number,
): Promise<number[][]> {
  const times = tasks.map(() => [] as number[]);
  for (let round = 0; round < rounds; round++)
    for (const [i, task] of tasks.entries()) times[i]?.push(await task());
  return times;
}

/** How many times as long one thing took as the other, round by round. */
function ratioOf(times: readonly number[] = [], others: readonly number[] = []): Summary {
  return summaryOf(times.map((time, i) => time / (others[i] ?? Number.NaN)));
}

/** A goal for the ratio of two things. */
export function ratioGoal(
  what: string,
  limit: number,
  times: readonly number[] | undefined,
  others: readonly number[] | undefined,
): Goal {
  const { median, low, high } = ratioOf(times, others);
  return { what, value: median, low, high, limit };
}

/** A goal for the time that one thing takes. */
export function timeGoal(what: string, limit: number, times: readonly number[] | undefined): Goal {
  const { median, low, high } = summaryOf(times);
  return { what, value: median, low, high, limit };
}

/** Holds on to a result, so that the engine does not leave out the work for it. */
const keeper: { result: unknown } = { result: undefined };
