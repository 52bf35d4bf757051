import { openSync } from 'node:fs';
import { ReadStream } from 'node:tty';
import { render } from 'ink';
import { InputError } from '../base/errors.ts';
import { totalProgress } from '../review/state/context.ts';
import { App } from './components/app.tsx';
import { KeyStream } from './input/key-stream.ts';
import type { ReviewEnd, ReviewRun } from './review-run.ts';
import { openField } from './scene.ts';
import { createStore, type Store } from './store.ts';
import { sizeOf } from './terminal-size.ts';
import { colorDepth, createTheme, type Theme } from './theme.ts';

/** By which the system or another program asks for the review to end. */
const ENDING_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Runs the review on the terminal until the person writes the result or leaves, or a signal ends it. The terminal is
 * then as it was before.
 *
 * @throws InputError where there is no terminal to draw on or to read keys from
 */
export async function runReview(run: ReviewRun): Promise<ReviewEnd> {
  const { stdout, env } = process;
  if (!stdout.isTTY) throw noTerminal('The review draws on a terminal, and the output goes elsewhere');
  const keyboard = openKeyboard();
  const { ascii, color, screenReader } = run.preferences;
  const theme = createTheme(ascii, screenReader ? 'none' : colorDepth(color, env));
  const store = createStore(run, sizeOf(stdout));
  try {
    const signal = await show(store, theme, keyboard);
    return endOf(store, signal);
  } finally {
    store.close();
    if (keyboard !== process.stdin) keyboard.destroy();
    else keyboard.unref();
  }
}

/** Shows the review until it ends. @returns the signal that ended it, if one did */
async function show(store: Store, theme: Theme, keyboard: ReadStream): Promise<NodeJS.Signals | undefined> {
  const { stdout } = process;
  const { screenReader } = store.run.preferences;
  let signalled: NodeJS.Signals | undefined;
  let leave = (): void => undefined;
  // Every decision is saved already. From here on none is lost: one that comes while the first frame is made is seen
  // below, as soon as there is something to leave.
  const end = (signal: NodeJS.Signals): void => {
    signalled ??= signal;
    leave();
  };
  for (const signal of ENDING_SIGNALS) process.on(signal, end);
  // Ahead of Ink's own listener, so that it lays out what is made for the new size.
  const resize = (): void => store.resize(sizeOf(stdout));
  stdout.on('resize', resize);

  const instance = render(<App store={store} theme={theme} suspend={suspend} />, {
    stdout,
    // Ink reads no more of a stream than a KeyStream has.
    stdin: new KeyStream(
      keyboard,
      () => openField(store.get().state) !== undefined,
    ) as unknown as NodeJS.ReadStream,
    exitOnCtrlC: false,
    alternateScreen: !screenReader,
    incrementalRendering: !screenReader,
    // A person watches each key's frame; Ink's 30 a second would hold every second one back.
    maxFps: 1_000,
    // Also where the environment looks like a build server: there is a terminal.
    interactive: true,
    isScreenReaderEnabled: screenReader,
  });
  leave = () => instance.unmount();
  const unsubscribe = store.subscribe(() => {
    if (store.get().state.ended) leave();
  });
  if (signalled !== undefined) leave();
  try {
    await instance.waitUntilExit();
  } finally {
    unsubscribe();
    stdout.off('resize', resize);
    for (const signal of ENDING_SIGNALS) process.off(signal, end);
  }
  return signalled;

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

function endOf({ context, get }: Store, signal: NodeJS.Signals | undefined): ReviewEnd {
  const { state } = get();
  const { decided, total } = totalProgress(context, state.decisions);
  const progress = { decided, total, ...(signal === undefined ? {} : { signal }) };
  return state.written.length === 0
    ? { ...progress, kind: 'left' }
    : { ...progress, kind: 'written', files: state.written, left: total - decided };
}

/** The terminal's keys: standard input, or where that is a file or a pipe, the terminal itself. */
function openKeyboard(): ReadStream {
  if (process.stdin.isTTY) return process.stdin;
  try {
    return new ReadStream(openSync('/dev/tty', 'r'));
  } catch {
    throw noTerminal('The review reads keys from a terminal, and there is none');
  }
}

function noTerminal(message: string): InputError {
  return new InputError(message, { hint: 'Use `coppice refine`, which asks no questions.' });
}
