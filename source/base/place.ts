import type { Excerpt } from './errors.ts';
import { visible } from './visible.ts';

/** A line and column in a text, both from 1; columns count UTF-16 code units, as editors do. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

const LF = 10;
const CR = 13;

const LINES_AROUND = 2;
const WIDTH_AROUND = 60;

/** Line and column of an offset. `\n`, `\r\n` and a lone `\r` end a line. A byte order mark takes no column. */
export function placeInText(text: string, offset: number): Place {
  let line = 1;
  let start = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  for (let at = 0; at < offset; at++) {
    const code = text.charCodeAt(at);
    if (code === LF || (code === CR && text.charCodeAt(at + 1) !== LF)) {
      line++;
      start = at + 1;
    }
  }
  return { line, column: Math.max(offset - start, 0) + 1 };
}

/** `line 3, column 5` */
export function placeText({ line, column }: Place): string {
  return `line ${line}, column ${column}`;
}

/**
 * The lines around an offset, safe to show. Long lines are cut to the part near the place, with `…` where something is
 * left out: a file of 100 MB may be one line.
 */
export function excerptOf(text: string, offset: number): Excerpt {
  const { line } = placeInText(text, offset);
  // This is enough to hold the neighbouring lines if they are short, and quick to read if they are long.
  const reach = (2 * LINES_AROUND + 1) * 2 * WIDTH_AROUND;
  const from = Math.max(0, offset - reach);
  const before = text.slice(from, offset).split(/\r\n|\n|\r(?!$)/);
  const after = text.slice(offset, offset + reach).split(/\r\n|\n|\r/);
  const wholeStart = from === 0;
  const wholeEnd = offset + reach >= text.length;

  const head = before.pop() ?? '';
  const tail = after.shift() ?? '';
  const cutHead = head.length > WIDTH_AROUND || (before.length === 0 && !wholeStart);
  const shownHead = `${cutHead ? '…' : ''}${visible(stripMark(head.slice(-WIDTH_AROUND)))}`;

  const above = before.slice(-LINES_AROUND);
  // The oldest line may have been cut by `from`; leave it out rather than show it wrong.
  if (!wholeStart && above.length === before.length) above.shift();
  const below = after.slice(0, LINES_AROUND);
  if (!wholeEnd && below.length === after.length) below.pop();

  return {
    lines: [...above.map(shorten), shownHead + shorten(tail), ...below.map(shorten)],
    firstLine: line - above.length,
    line,
    column: shownHead.length + 1,
  };
}

function stripMark(text: string): string {
  return text.startsWith('\ufeff') ? text.slice(1) : text;
}

function shorten(line: string): string {
  const shown = stripMark(line);
  return shown.length > WIDTH_AROUND ? `${visible(shown.slice(0, WIDTH_AROUND))}…` : visible(shown);
}
