import { visible } from '../base/visible.ts';
import type { Io } from './io.ts';

/** Tells on standard error how far long work is. */
export interface Progress {
  /** What is being done now; on a terminal in the place of what was said before. */
  readonly say: (text: string) => void;
  /** Takes away what stands there, so that something else can be written. */
  readonly end: () => void;
}

/** Progress is for people who look on: on a terminal a line that changes, elsewhere nothing. */
export function progressOn({ stderr }: Pick<Io, 'stderr'>, quiet: boolean): Progress {
  if (quiet || stderr.isTTY !== true) return { say: () => undefined, end: () => undefined };
  let shown = false;
  const clear = '\r\u001B[2K';
  return {
    say(text) {
      const width = Math.max(20, (stderr.columns ?? 80) - 1);
      stderr.write(`${clear}${visible(text).slice(0, width)}`);
      shown = true;
    },
    end() {
      if (shown) stderr.write(clear);
      shown = false;
    },
  };
}
