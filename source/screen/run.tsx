import { openSync } from 'node:fs';
import { ReadStream } from 'node:tty';
import { InputError } from '../base/errors.ts';
import { firstFrame, LEAVE_SCREEN } from './first-frame.ts';
import type { ReviewEnd, ReviewRun } from './review-run.ts';
import { sceneAt } from './scene-at.ts';
import { ENDING_SIGNALS } from './signals.ts';
import { createStore, type Store } from './store.ts';
import { sizeOf } from './terminal-size.ts';
import { colorDepth, createTheme, type Theme } from './theme.ts';

export type { ReviewEnd, ReviewRun } from './review-run.ts';

/**
 * Runs the review on the terminal until the person writes the result or leaves.
 *
 * @throws InputError where there is no terminal to draw on or to read keys from
 */
export async function runReview(run: ReviewRun): Promise<ReviewEnd> {
  if (!process.stdout.isTTY)
    throw noTerminal('The review draws on a terminal, and the output goes elsewhere');
  const keyboard = openKeyboard();
  const color = colorWanted(run.preferences.color);
  setInkColor(color);
  const { ascii, screenReader } = run.preferences;
  const theme = createTheme(ascii, screenReader ? 'none' : colorDepth(color, process.env));
  const store = createStore({ ...run, preferences: { ...run.preferences, color } }, sizeOf(process.stdout));
  try {
    const painted = screenReader ? undefined : paintFirst(store, theme, keyboard);
    // Ink is loaded only now: what colours there are is read when it loads.
    const { startReview } = await import('./start.tsx').catch((error) => {
      painted?.takeBack();
      throw error;
    });
    painted?.handOver();
    return await startReview({ store, theme, keys: keyboard, isPainted: painted !== undefined });
  } finally {
    store.close();
    if (keyboard !== process.stdin) keyboard.destroy();
    else keyboard.unref();
  }
}

/**
 * Paints the first frame at once: Ink takes longer to load than everything before it. Keys are kept by the terminal
 * until Ink reads them.
 *
 * @returns undefined where there is no frame to paint yet
 */
function paintFirst(store: Store, theme: Theme, keyboard: ReadStream): Painted | undefined {
  const scene = sceneAt(store, store.get(), theme);
  if (scene === undefined) return undefined;
  const handOver = (): void => {
    for (const signal of ENDING_SIGNALS) process.off(signal, end);
  };
  const takeBack = (): void => {
    handOver();
    process.stdout.write(LEAVE_SCREEN);
    keyboard.setRawMode(false);
  };
  const end = (signal: NodeJS.Signals): void => {
    takeBack();
    process.kill(process.pid, signal);
  };
  for (const signal of ENDING_SIGNALS) process.on(signal, end);
  keyboard.setRawMode(true);
  process.stdout.write(firstFrame(scene));
  return { handOver, takeBack };
}

/** A frame that nobody looks after yet: should the process end, the terminal is given back as it was. */
interface Painted {
  /** Somebody else looks after it now. */
  readonly handOver: () => void;
  /** Gives the terminal back. */
  readonly takeBack: () => void;
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

type Color = ReviewRun['preferences']['color'];

/** What was asked for on the command line, else by FORCE_COLOR, else by NO_COLOR (no-color.org). */
function colorWanted(color: Color): Color {
  const { NO_COLOR: no = '', FORCE_COLOR: force = '' } = process.env;
  return color === 'auto' && force === '' && no !== '' ? 'never' : color;
}

/** Ink's own colours (the cursor of text fields) follow FORCE_COLOR alone, and its level 0 takes inverse away as well. */
function setInkColor(color: Color): void {
  if (color === 'always') process.env['FORCE_COLOR'] ??= '1';
  if (color === 'never') process.env['FORCE_COLOR'] = '0';
}
