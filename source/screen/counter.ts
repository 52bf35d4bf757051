import {
  countedProgress,
  type DecisionMap,
  type ReviewContext,
  subjectProgress,
} from '../review/state/context.ts';

/** Counts what is undecided in all policies, a little at a time, so that keys never wait for it. */
export interface Counter {
  isDone(): boolean;
  stop(): void;
}

/** So long may a key have to wait at most. */
const SLICE_MS = 5;
const PAUSE_MS = 5;

/**
 * Starts counting at once.
 *
 * @param decisions those of the moment
 * @param onProgress called with the number of policies counted, after each slice
 */
export function createCounter(
  context: ReviewContext,
  decisions: () => DecisionMap,
  onProgress: (counted: number) => void,
): Counter {
  const { subjects } = context;
  let next = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const count = (): void => {
    const end = performance.now() + SLICE_MS;
    for (; next < subjects.length && performance.now() < end; next++) {
      const subject = subjects[next];
      // A policy that was decided on in the meantime has been counted by that.
      if (subject !== undefined && countedProgress(decisions(), subject) === undefined)
        subjectProgress(decisions(), subject);
    }
    if (next < subjects.length) timer = setTimeout(count, PAUSE_MS);
    onProgress(next);
  };
  // A single policy is counted for the first frame already.
  if (subjects.length > 1) timer = setTimeout(count, PAUSE_MS);
  else next = subjects.length;
  return { isDone: () => next >= subjects.length, stop: () => clearTimeout(timer) };
}
