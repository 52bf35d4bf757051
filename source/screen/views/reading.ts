import { visible } from '../../base/visible.ts';
import { counted, thousands } from '../../base/words.ts';
import type { Frame } from '../frame.ts';
import { EMPTY_LINE, type Line, painted, paragraph, piece } from '../picture/text.ts';
import { policyDiff } from './diff.ts';
import { helpView } from './help.ts';
import { verificationLines } from './verification.ts';

interface ReadView {
  readonly title: string;
  readonly top: number;
  readonly lines: readonly Line[];
}

/** What is read over the whole screen: help and the first warnings over everything, else diff or verification. */
function readView(frame: Frame): ReadView | undefined {
  const { state, warnings, run, theme, context } = frame;
  const width = frame.layout.body.width - 2;
  if (warnings !== undefined)
    return {
      title: `${counted(run.warnings.length, 'warning')}: the result may not be what you think`,
      top: warnings,
      lines: context.memory.remember([run], `warnings ${width}`, () => [
        ...run.warnings.flatMap((text, i) => [
          ...(i === 0 ? [] : [EMPTY_LINE]),
          ...paragraph(visible(text), width - 2, 'plain', 2).map(
            (line, each): Line =>
              each === 0 ? [piece(`${theme.glyphs.warning} `, 'warning'), ...line.slice(1)] : line,
          ),
        ]),
        EMPTY_LINE,
        [piece('v shows them again, below the verification.', 'dim')],
      ]),
    };
  if (state.help !== undefined)
    return {
      title: 'keys and marks',
      top: state.help.top,
      lines: context.memory.remember([run, theme], `help ${width}`, () => helpView(width, theme)),
    };
  if (state.mode.kind !== 'reading') return undefined;
  const { view, top } = state.mode;
  switch (view) {
    case 'diff':
      return { title: 'what would be written now', top, lines: policyDiff(frame, width) };
    case 'verify':
      return {
        title: 'verification of what would be written now',
        top,
        lines: verificationLines(frame, width),
      };
    case 'help':
      return undefined;
  }
}

/** Whether something is read over the whole screen, and what. */
export function readingTitle(frame: Frame): string | undefined {
  const view = readView(frame);
  if (view === undefined) return undefined;
  const { height } = frame.layout.body;
  const { length } = view.lines;
  if (length <= height) return view.title;
  const top = Math.min(view.top, length - height);
  return `${view.title}   lines ${thousands(top + 1)} to ${thousands(Math.min(length, top + height))} of ${thousands(length)}`;
}

/** How far it can be scrolled. */
export function lastLineOf(frame: Frame): number {
  return Math.max(0, (readView(frame)?.lines.length ?? 0) - frame.layout.body.height);
}

/** The rows of what is read, as many as the body has; undefined where nothing is read. */
export function readingRows(frame: Frame): string[] | undefined {
  const view = readView(frame);
  if (view === undefined) return undefined;
  const { width, height } = frame.layout.body;
  const top = Math.min(view.top, lastLineOf(frame));
  const rows = view.lines
    .slice(top, top + height)
    .map((line) => painted([piece(' '), ...line], width, frame.theme));
  return [...rows, ...Array<string>(Math.max(0, height - rows.length)).fill('')];
}

/** All lines of what is read, for those who hear the screen. */
export function readingText(frame: Frame): readonly Line[] | undefined {
  return readView(frame)?.lines;
}
