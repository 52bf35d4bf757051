import type { IBuffer, IBufferCell } from '@xterm/headless';

/** A colour as the program chose it: the terminal's own, one of its palette of 256, or red, green and blue. */
export type Colour = 'default' | number | `#${string}`;

export interface Style {
  readonly foreground: Colour;
  readonly background: Colour;
  readonly bold: boolean;
  readonly dim: boolean;
  readonly italic: boolean;
  readonly underline: boolean;
  readonly inverse: boolean;
  readonly strikethrough: boolean;
}

export interface Cell extends Style {
  /** the character with what combines with it; a space where nothing was written */
  readonly text: string;
  /** columns it takes: 2 for a wide character, 0 for the column such a one covers */
  readonly width: number;
}

/**
 * Lines of a buffer, from `from` to before `to`. Lines may be longer than the
 * terminal is wide, since one that became narrower keeps what it no longer shows.
 */
export interface Area {
  readonly buffer: IBuffer;
  readonly from: number;
  readonly to: number;
  readonly cols: number;
}

/** An area cell by cell. */
export function readCells({ buffer, from, to, cols }: Area): Cell[][] {
  const rows: Cell[][] = [];
  const scratch = buffer.getNullCell();
  for (let index = from; index < to; index++) {
    const line = buffer.getLine(index);
    const row: Cell[] = [];
    for (let column = 0; column < cols; column++) {
      row.push(readCell(line?.getCell(column, scratch) ?? buffer.getNullCell()));
    }
    rows.push(row);
  }
  return rows;
}

/** An area's text, a line each, without the blanks at their ends. */
export function readRows({ buffer, from, to, cols }: Area): string[] {
  const rows: string[] = [];
  for (let index = from; index < to; index++) {
    rows.push((buffer.getLine(index)?.translateToString(true, 0, cols) ?? '').trimEnd());
  }
  return rows;
}

/** An area's text with the lines put together again that only the width had broken. */
export function readLines({ buffer, from, to, cols }: Area): string[] {
  const lines: string[] = [];
  for (let index = from; index < to; index++) {
    const line = buffer.getLine(index);
    const text = line?.translateToString(false, 0, cols) ?? '';
    if (line?.isWrapped && lines.length > 0) lines.push(`${lines.pop() ?? ''}${text}`);
    else lines.push(text);
  }
  return lines.map((line) => line.trimEnd());
}

function readCell(cell: IBufferCell): Cell {
  return {
    text: cell.isInvisible() ? ' ' : cell.getChars() || ' ',
    width: cell.getWidth(),
    foreground: colour(cell.isFgDefault(), cell.isFgRGB(), cell.getFgColor()),
    background: colour(cell.isBgDefault(), cell.isBgRGB(), cell.getBgColor()),
    bold: cell.isBold() !== 0,
    dim: cell.isDim() !== 0,
    italic: cell.isItalic() !== 0,
    underline: cell.isUnderline() !== 0,
    inverse: cell.isInverse() !== 0,
    strikethrough: cell.isStrikethrough() !== 0,
  };
}

function colour(isDefault: boolean, isRgb: boolean, value: number): Colour {
  if (isDefault) return 'default';
  return isRgb ? `#${value.toString(16).padStart(6, '0')}` : value;
}
