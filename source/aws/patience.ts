import { setTimeout as wait } from 'node:timers/promises';
import { InputError } from '../base/errors.ts';

/** How long to wait for jobs of AWS, which take seconds: milliseconds before the first question, and at most. */
export interface Patience {
  readonly first: number;
  readonly most: number;
  /** How often a job is asked about at most. */
  readonly times: number;
  /** Milliseconds between two requests of CloudTrail in one region: AWS allows two a second. */
  readonly between: number;
}

export const PATIENCE: Patience = { first: 500, most: 5_000, times: 120, between: 500 };

/**
 * Asks about a job until it is done.
 *
 * @param late the message if it does not end
 * @throws InputError if it does not end
 */
export async function untilDone<T>(
  get: () => Promise<T>,
  isRunning: (answer: T) => boolean,
  { first, most, times }: Patience,
  signal: AbortSignal | undefined,
  late: string,
): Promise<T> {
  let answer = await get();
  let pause = first;
  for (let asked = 1; isRunning(answer); asked++) {
    if (asked >= times) throw new InputError(late, { hint: 'Go on a little later with --resume.' });
    await wait(pause, undefined, signal === undefined ? {} : { signal });
    pause = Math.min(pause * 2, most);
    answer = await get();
  }
  return answer;
}
