import { render } from 'ink';
import { totalProgress } from '../review/state/context.ts';
import { App } from './components/app.tsx';
import { ENTER_SCREEN } from './first-frame.ts';
import { type KeySource, KeyStream } from './input/key-stream.ts';
import type { ReviewEnd } from './review-run.ts';
import { ENDING_SIGNALS } from './signals.ts';
import type { Store } from './store.ts';
import { sizeOf } from './terminal-size.ts';
import type { Theme } from './theme.ts';

/** What a review is shown with. */
export interface Start {
  readonly store: Store;
  readonly theme: Theme;
  readonly keys: KeySource;
  /** The first frame is on the screen already. */
  readonly isPainted: boolean;
}

/** Shows the review, lets it be worked with, and answers how it ended; the terminal is then as it was before. */
export async function startReview({ store, theme, keys, isPainted }: Start): Promise<ReviewEnd> {
  const { stdout } = process;
  const { screenReader } = store.run.preferences;
  // Ahead of Ink's own listener, so that it lays out what is made for the new size.
  const resize = (): void => store.resize(sizeOf(stdout));
  stdout.on('resize', resize);

  const restore = isPainted ? withoutWriting(stdout, ENTER_SCREEN) : undefined;
  const instance = render(<App store={store} theme={theme} suspend={suspend} />, {
    stdout,
    // Ink reads no more of a stream than a KeyStream has.
    stdin: new KeyStream(keys) as unknown as NodeJS.ReadStream,
    exitOnCtrlC: false,
    alternateScreen: !screenReader,
    incrementalRendering: !screenReader,
    // A person watches each key's frame; Ink's 30 a second would hold every second one back.
    maxFps: 1_000,
    // Also where the environment looks like a build server: there is a terminal.
    interactive: true,
    isScreenReaderEnabled: screenReader,
  });
  restore?.();
  // The decisions are saved already, so it ends as if it had been left.
  const leave = (): void => store.dispatch({ type: 'end' });
  for (const signal of ENDING_SIGNALS) process.on(signal, leave);
  const unsubscribe = store.subscribe(() => {
    if (store.get().state.ended) instance.unmount();
  });
  try {
    await instance.waitUntilExit();
  } finally {
    unsubscribe();
    store.close();
    stdout.off('resize', resize);
    for (const signal of ENDING_SIGNALS) process.off(signal, leave);
  }
  return endOf();

  function endOf(): ReviewEnd {
    const { state } = store.get();
    const { decided, total } = totalProgress(store.context, state.decisions);
    return state.written.length > 0
      ? { kind: 'written', files: state.written, left: total - decided, decided, total }
      : { kind: 'left', decided, total };
  }

  /** Gives the terminal back, stops as a shell expects on Ctrl+Z, and redraws when it is continued. */
  function suspend(giveBack: () => Promise<{ resume: () => Promise<void> }>): void {
    void giveBack().then(({ resume }) => {
      // The whole group, since npm or a wrapper may have started this process.
      process.kill(0, 'SIGTSTP');
      // Runs when the process is continued; at once where nobody can continue it, and so the system did not stop it.
      setTimeout(() => {
        store.resize(sizeOf(stdout));
        void resume();
      }, 50);
    });
  }
}

/**
 * Leaves out one of the writes to come: to enter the screen once more would blank it in some terminals.
 *
 * @returns what ends that
 */
function withoutWriting(stdout: NodeJS.WriteStream, text: string): () => void {
  const { write } = stdout;
  const restore = (): void => {
    stdout.write = write;
  };
  const filtered = (...args: Parameters<typeof write>): boolean => {
    if (args[0] !== text) return write.apply(stdout, args);
    restore();
    return true;
  };
  stdout.write = filtered as typeof write;
  return restore;
}
