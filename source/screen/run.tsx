import { openSync } from 'node:fs';
import { ReadStream } from 'node:tty';
import { InputError } from '../base/errors.ts';
import type { ReviewEnd, ReviewRun } from './review-run.ts';

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
  try {
    // Ink is loaded only now: what colours there are is read when it loads.
    const { startReview } = await import('./start.tsx');
    return await startReview({ ...run, preferences: { ...run.preferences, color } }, keyboard);
  } finally {
    if (keyboard !== process.stdin) keyboard.destroy();
    else keyboard.unref();
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
