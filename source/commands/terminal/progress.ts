import { visible } from '../../base/visible.ts';
import { thousands } from '../../base/words.ts';
import type { Io } from './io.ts';

/** Tells on standard error how far long work is. */
export interface Progress {
  /** What is being done now; on a terminal in the place of what was said before. */
  readonly say: (text: string) => void;
  /** Takes away what stands there, so that something else can be written. */
  readonly end: () => void;
}

/** Does something with progress, of which nothing stays on the terminal however it ends. */
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

/** Told after each of many steps. */
export type OnStep = (done: number, total: number) => void;

/** Fewer steps are over before anybody could read about them. */
const MANY = 200;
const EVERY = 50;

/** Says how far many steps are: `reading: 1,250 of 4,506 files`. Of few steps it says nothing. */
export function stepsOn(progress: Progress, doing: string, what: string): OnStep {
  return (done, total) => {
    if (total < MANY || done % EVERY !== 0) return;
    progress.say(`${doing}: ${thousands(done)} of ${thousands(total)} ${what}`);
  };
}

/** Progress is for people who look on: on a terminal a line that changes, elsewhere nothing. */
export function progressOn(io: Pick<Io, 'stderr'>, quiet: boolean): Progress {
  let shown = false;
  const clear = '\r\u001B[2K';
  return {
    say(text) {
      // Looked at only now: to open it takes time, and most work is done before there is anything to say.
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
