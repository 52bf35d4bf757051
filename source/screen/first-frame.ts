import { screenPicture } from './picture/screen.ts';
import type { Scene } from './scene.ts';

const ESC = '\u001b';
/** Synchronized output (DEC mode 2026): a terminal that knows it shows all that is between the two at once. */
const TOGETHER = [`${ESC}[?2026h`, `${ESC}[?2026l`] as const;
const HOME = `${ESC}[H`;

/** Enters the screen that is not scrolled, as Ink does it. */
export const ENTER_SCREEN = `${ESC}[?1049h`;
const HIDE_CURSOR = `${ESC}[?25l`;
/** The normal screen with its cursor. */
export const LEAVE_SCREEN = `${ESC}[?1049l${ESC}[?25h`;

/**
 * What paints the tree of a review at its start, the very picture that Ink makes of it: to be looked at while Ink, which
 * takes longer to load than all the rest, is loaded. The cursor is then where Ink begins to paint.
 */
export function firstFrame(scene: Scene): string {
  const rows = screenPicture(scene).map((row, i) => `${ESC}[${i + 1}H${row}`);
  return ENTER_SCREEN + HIDE_CURSOR + TOGETHER[0] + rows.join('') + HOME + TOGETHER[1];
}
