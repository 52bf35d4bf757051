import stringWidth from 'string-width';
import type { Style, Theme } from '../theme.ts';

const ASCII = /^[\x20-\x7e]*$/;
/** ASCII and the glyphs of the screen, each of which takes one column. */
const NARROW = /^[\x20-\x7e\u00a0·→↑↓←▸–×…▲≠✓✔◐○❯▾│─‹›≡✗]*$/;

/** How many columns a text takes. Of most texts it is known without asking. */
export function widthOf(text: string): number {
  return NARROW.test(text) ? text.length : stringWidth(text);
}

const segmenter = new Intl.Segmenter();

/** The longest start of a text that takes no more columns than that. */
function startOf(text: string, width: number): string {
  if (ASCII.test(text)) return text.slice(0, Math.max(0, width));
  if (widthOf(text) <= width) return text;
  let result = '';
  let used = 0;
  for (const { segment } of segmenter.segment(text)) {
    used += widthOf(segment);
    if (used > width) break;
    result += segment;
  }
  return result;
}

/** A piece of a line: plain text and how it looks. */
export interface Piece {
  readonly text: string;
  readonly style: Style | readonly Style[];
  /** Where the text leads. */
  readonly link?: string;
}

export function piece(text: string, style: Piece['style'] = 'plain'): Piece {
  return { text, style };
}

/** A line, made of pieces. */
export type Line = readonly Piece[];

export const EMPTY_LINE: Line = [];

export function lineWidth(line: Line): number {
  let width = 0;
  for (const { text } of line) width += widthOf(text);
  return width;
}

/** A line with blanks behind it, so that what follows stands in the column that it should. */
export function filled(line: Line, width: number): Line {
  return [...line, piece(' '.repeat(Math.max(0, width - lineWidth(line))))];
}

/** Paints a line in so many columns at most; what is too long ends in an ellipsis. */
export function painted(line: Line, width: number, { paint, glyphs, link: linked }: Theme): string {
  const total = lineWidth(line);
  const isCut = total > width;
  let result = '';
  let left = isCut ? width - widthOf(glyphs.ellipsis) : width;
  for (const { text, style, link } of line) {
    if (left <= 0) break;
    const part = isCut ? startOf(text, left) : text;
    left -= widthOf(part);
    const shown =
      typeof style === 'string'
        ? paint(style, part)
        : style.reduce((inner, each) => paint(each, inner), part);
    result += link === undefined ? shown : linked(link, shown);
  }
  return isCut && width > 0 ? result + glyphs.ellipsis : result;
}

/** Breaks a text into lines at blanks; what has none is broken where the line ends. */
export function wrapped(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const joined = line === '' ? word : `${line} ${word}`;
    if (widthOf(joined) <= width) {
      line = joined;
      continue;
    }
    if (line !== '') lines.push(line);
    line = word;
    while (widthOf(line) > width && width > 0) {
      const start = startOf(line, width) || line.slice(0, 1);
      lines.push(start);
      line = line.slice(start.length);
    }
  }
  lines.push(line);
  return lines;
}

/** A text broken into lines of one style, all but the first set in. */
export function paragraph(text: string, width: number, style: Piece['style'] = 'plain', indent = 0): Line[] {
  return wrapped(text, Math.max(1, width - indent)).map((line) => [
    piece(' '.repeat(indent)),
    piece(line, style),
  ]);
}

/** A line with something at its left and something at its right end; the left gives way. */
export function spread(left: Line, right: Line, width: number, ellipsis: string): Line {
  const room = width - lineWidth(right);
  const cut: Piece[] = [];
  let leftRoom = lineWidth(left) > room - 1 ? Math.max(0, room - 1 - widthOf(ellipsis)) : room;
  const isCut = lineWidth(left) > room - 1;
  for (const { text, ...rest } of left) {
    const part = startOf(text, leftRoom);
    if (part === '') continue;
    cut.push({ ...rest, text: part });
    leftRoom -= widthOf(part);
  }
  if (isCut) cut.push(piece(ellipsis));
  const gap = Math.max(0, width - lineWidth(cut) - lineWidth(right));
  return [...cut, piece(' '.repeat(gap)), ...right];
}

/** A name in so many columns: names that begin alike end differently, so what is left out is in the middle. */
export function cutText(text: string, room: number, ellipsis: string): string {
  const characters = [...text];
  const left = Math.max(2, room - widthOf(ellipsis));
  const start: string[] = [];
  const end: string[] = [];
  let used = 0;
  for (let i = 0; i < characters.length; i++) {
    const isStart = i % 2 === 0;
    const character = characters[isStart ? i / 2 : characters.length - (i + 1) / 2] ?? '';
    used += widthOf(character);
    if (used > left) break;
    if (isStart) start.push(character);
    else end.unshift(character);
  }
  return start.join('') + ellipsis + end.join('');
}

/** Puts lines behind others, however many there are. */
export function append<T>(lines: T[], more: Iterable<T>): void {
  for (const line of more) lines.push(line);
}
