import type { Frame } from '../frame.ts';
import { type Line, painted, piece } from '../picture/text.ts';
import { bottomRows } from './bottom.ts';
import { overviewRows } from './overview-rows.ts';
import { panelLines } from './panel.ts';
import { readingRows } from './reading.ts';
import { topRows } from './top.ts';
import { treeRows } from './tree-rows.ts';

/** The whole screen while no menu and no field is in front, as many rows as the terminal has. */
export function screenRows(frame: Frame): string[] {
  return [...topRows(frame), ...middleRows(frame), ...bottomRows(frame)];
}

/** What is between the rules: what is read, the overview, or the tree with its panel. */
export function middleRows(frame: Frame): string[] {
  const reading = readingRows(frame);
  if (reading !== undefined) return reading;
  if (frame.state.mode.kind === 'overview') return overviewRows(frame);
  const { layout, state } = frame;
  switch (layout.side) {
    case 'beside':
      return beside(frame, treeRows(frame), panelRows(frame));
    case 'below':
      return [...treeRows(frame), ruleText(frame), ...panelRows(frame).map((row) => ` ${row}`)];
    case 'instead':
      return state.panelOpen ? panelRows(frame).map((row) => ` ${row}`) : treeRows(frame);
  }
}

/** The tree, whose rows are as wide as it is, with the panel beside it. */
function beside({ theme }: Frame, left: readonly string[], right: readonly string[]): string[] {
  const bar = theme.paint('dim', theme.glyphs.bar);
  return left.map((row, i) => `${row} ${bar} ${right[i] ?? ''}`);
}

export function ruleText({ layout, theme }: Frame): string {
  return theme.paint('dim', theme.glyphs.rule.repeat(layout.size.columns));
}

/** The panel's window. */
function panelRows(frame: Frame): string[] {
  const { layout, theme, state } = frame;
  const { width, height } = layout.panel;
  const lines = panelLines(frame, width);
  const top = Math.min(state.panelTop, Math.max(0, lines.length - height));
  const shown: Line[] = lines.slice(top, top + height);
  const left = lines.length - top - height;
  // The last line gives way where there is more than can be seen.
  if (left > 0)
    shown[height - 1] = [piece(`${theme.glyphs.ellipsis} ${left + 1} more lines, J goes down`, 'dim')];
  const rows = shown.map((line) => painted(line, width, theme));
  return [...rows, ...Array<string>(Math.max(0, height - rows.length)).fill('')];
}
