import { openSync } from 'node:fs';
import { ReadStream } from 'node:tty';
import { render } from 'ink';
import { InputError } from '../base/errors.ts';
import { openLineOf } from '../review/session/open-line.ts';
import { FaultBoundary } from './components/fault-boundary.tsx';
import { SessionApp } from './components/session-app.tsx';
import { frameAt } from './frame.ts';
import { KeyStream } from './input/key-stream.ts';
import { MOUSE_OFF, MOUSE_ON } from './input/mouse.ts';
import { mouseAction } from './keys/mouse-action.ts';
import type { SessionOver, SessionRun } from './session-run.ts';
import { createSessionStore, type SessionStore } from './session-store.ts';
import { sizeOf } from './terminal-size.ts';
import { colorDepth, createTheme, makesLinks } from './theme.ts';

/** By which the system or another program asks for the review to end. */
const ENDING_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Runs the review on the terminal until the person leaves, or a signal ends it. The terminal is then as it was before.
 *
 * @throws InputError where there is no terminal to draw on or to read keys from
 */
export async function runSession(run: SessionRun): Promise<SessionOver> {
  const { stdout } = process;
  if (!stdout.isTTY) throw noTerminal('The review draws on a terminal, and the output goes elsewhere');
  const keyboard = openKeyboard();
  const store = createSessionStore(run, sizeOf(stdout), (text) => stdout.write(clipboardText(text)));
  try {
    const signal = await show(store, keyboard);
    const { state } = store.get();
    return signal === undefined ? state : { ...state, signal };
  } finally {
    store.close();
    if (keyboard !== process.stdin) keyboard.destroy();
    else keyboard.unref();
  }
}

/** A text for the terminal's clipboard (OSC 52 of xterm's control sequences). */
function clipboardText(text: string): string {
  return `\u001b]52;c;${Buffer.from(text).toString('base64')}\u0007`;
}

/** Shows the review until it ends. @returns the signal that ended it, if one did */
async function show(store: SessionStore, keyboard: ReadStream): Promise<NodeJS.Signals | undefined> {
  const { stdout, env } = process;
  const { ascii, color, screenReader } = store.run.preferences;
  const theme = createTheme(
    ascii,
    screenReader ? 'none' : colorDepth(color, env),
    !screenReader && makesLinks(env),
  );
  let signalled: NodeJS.Signals | undefined;
  let leave = (): void => undefined;
  let fault: { readonly error: unknown } | undefined;
  const fail = (error: unknown): void => {
    fault = { error };
    leave();
  };
  const end = (signal: NodeJS.Signals): void => {
    signalled ??= signal;
    // What is decided is saved already. The first may ask what to do where it could not be; nobody is there to answer.
    while (!store.get().state.ended) store.dispatch({ type: 'end' });
    leave();
  };
  for (const signal of ENDING_SIGNALS) process.on(signal, end);
  // Ahead of Ink's own listener: what Ink draws there still has the old rows, cut to the new width, and these follow at once.
  const resize = (): void => store.resize(sizeOf(stdout));
  stdout.on('resize', resize);

  const app = (
    <FaultBoundary onFault={fail}>
      <SessionApp store={store} theme={theme} suspend={suspend} />
    </FaultBoundary>
  );
  const instance = render(app, {
    stdout,
    // Ink reads no more of a stream than a KeyStream has.
    stdin: new KeyStream(
      keyboard,
      () => openLineOf(store.get().state) !== undefined,
      (event) => {
        const frame = frameAt(store.run, store.get(), theme);
        const action = frame && mouseAction(frame, event);
        if (action !== undefined) store.dispatch(action);
      },
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
  const { mouse } = store.run.preferences;
  const tellMouse = (sequence: string): void => {
    if (mouse) stdout.write(sequence);
  };
  tellMouse(MOUSE_ON);
  const unsubscribe = store.subscribe(() => {
    if (store.get().state.ended) leave();
  });
  if (signalled !== undefined || fault !== undefined || store.get().state.ended) leave();
  try {
    await instance.waitUntilExit();
  } finally {
    tellMouse(MOUSE_OFF);
    unsubscribe();
    stdout.off('resize', resize);
    for (const signal of ENDING_SIGNALS) process.off(signal, end);
  }
  if (fault !== undefined) throw fault.error;
  return signalled;

  /** Gives the terminal back, stops as a shell expects on Ctrl+Z, and redraws when it is continued. */
  function suspend(giveBack: () => Promise<{ resume: () => Promise<void> }>): void {
    tellMouse(MOUSE_OFF);
    void giveBack().then(({ resume }) => {
      // The whole group, since npm or a wrapper may have started this process.
      process.kill(0, 'SIGTSTP');
      // Runs when the process is continued; at once where nobody can continue it, and so the system did not stop it.
      setTimeout(() => {
        store.resize(sizeOf(stdout));
        tellMouse(MOUSE_ON);
        void resume();
      }, 50);
    });
  }
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
