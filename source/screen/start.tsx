import { render } from 'ink';
import { totalProgress } from '../review/state/context.ts';
import { App } from './components/app.tsx';
import { type KeySource, KeyStream } from './input/key-stream.ts';
import type { Size } from './layout.ts';
import type { ReviewEnd, ReviewRun } from './review-run.ts';
import { createStore } from './store.ts';
import { colorDepth, createTheme } from './theme.ts';

/** After these the review ends as if it had been left: the decisions are saved already. */
const ENDING_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Shows the review, lets it be worked with, and answers how it ended; the terminal is then as it was before. */
export async function startReview(run: ReviewRun, keys: KeySource): Promise<ReviewEnd> {
  const { stdout } = process;
  const { ascii, color, screenReader } = run.preferences;
  const sizeNow = (): Size => ({ columns: stdout.columns || 80, rows: stdout.rows || 24 });
  const theme = createTheme(ascii, screenReader ? 'none' : colorDepth(color, process.env));
  const store = createStore(run, sizeNow());
  // Ahead of Ink's own listener, so that it lays out what is made for the new size.
  const resize = (): void => store.resize(sizeNow());
  stdout.on('resize', resize);

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
        store.resize(sizeNow());
        void resume();
      }, 50);
    });
  }
}
