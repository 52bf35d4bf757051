import { visible } from '../../base/visible.ts';
import { thousands } from '../../base/words.ts';
import type { Io } from './io.ts';

/** Shows the progress of long work on standard error. */
export interface Progress {
  /** Shows what is being done now, in place of the last text. */
  readonly say: (text: string) => void;
  /** Removes the shown text, so that something else can be written. */
  readonly end: () => void;
}

/** Does work with progress. The progress text is removed from the terminal however the work ends. */
export async function withProgress<T>(
  io: Pick<Io, 'stderr'>,
  { quiet }: { readonly quiet?: boolean },
  work: (progress: Progress) => T | Promise<T>,
): Promise<T> {
  const progress = progressOn(io, quiet === true);
  try {
    return await work(progress);
  } finally {
    progress.end();
  }
}

/** Called after each of many steps. */
export type OnStep = (done: number, total: number) => void;

/** Work with fewer steps ends before anybody could read about it. */
const MANY = 200;
const EVERY = 50;

/** Shows how many steps are done: `reading: 1,250 of 4,506 files`. For few steps it shows nothing. */
export function stepsOn(progress: Progress, doing: string, what: string): OnStep {
  return (done, total) => {
    if (total < MANY || done % EVERY !== 0) return;
    progress.say(`${doing}: ${thousands(done)} of ${thousands(total)} ${what}`);
  };
}

/** The progress of a run: one changing line on a terminal, nothing elsewhere. */
export function progressOn(io: Pick<Io, 'stderr'>, quiet: boolean): Progress {
  let shown = false;
  const clear = '\r\u001B[2K';
  return {
    say(text) {
      // The stream is opened only now: that takes time, and most work ends before there is anything to show.
      if (quiet || io.stderr.isTTY !== true) return;
      const width = Math.max(20, (io.stderr.columns ?? 80) - 1);
      io.stderr.write(`${clear}${visible(text).slice(0, width)}`);
      shown = true;
    },
    end() {
      if (shown) io.stderr.write(clear);
      shown = false;
    },
  };
}
