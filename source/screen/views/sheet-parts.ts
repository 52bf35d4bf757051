import { thousands } from '../../base/words.ts';
import type { Frame } from '../frame.ts';
import type { Area } from '../layout.ts';
import { type Line, lineWidth, painted, piece, wrapped } from '../picture/text.ts';
import type { Theme } from '../theme.ts';
import { isWholeSheet, type Sheet, type SheetChoice, sheetOf } from './sheet.ts';

/** A menu or a field as it fits its place, painted. */
export interface SheetParts {
  /** Whether it takes the place of the tree as well, not of the panel alone. */
  readonly isWhole: boolean;
  readonly area: Area;
  readonly head: readonly string[];
  /** A choice each; in several lines where it takes them. */
  readonly choices: readonly string[];
  readonly cursor: number;
  /** How many of the choices are shown. */
  readonly limit: number;
  readonly hasField: boolean;
  readonly below: readonly string[];
  /** How far what is below can be scrolled. */
  readonly last: number;
}

/** Rows that what would come of a choice has at least, where the choices leave them. */
const LEAST_BELOW = 4;
/** Up to so many choices are told in full. */
const FEW = 6;

/** What is in front of the tree, if it is a menu or a field and nothing lies over it. */
export function sheetPartsOf(frame: Frame): SheetParts | undefined {
  const { layout, state, theme } = frame;
  if (state.help !== undefined || frame.warnings !== undefined) return undefined;
  const isWhole = isWholeSheet(state.mode) || layout.side === 'instead';
  const area = isWhole ? { width: layout.body.width - 2, height: layout.body.height } : layout.panel;
  const sheet = sheetOf(frame, area.width);
  return sheet && { isWhole, area, ...fitted(sheet, area, frame.sheetTop, theme) };
}

function fitted(
  sheet: Sheet,
  { width, height }: Area,
  top: number,
  theme: Theme,
): Omit<SheetParts, 'isWhole' | 'area'> {
  const { hasField, cursor } = sheet;
  const isFew = sheet.choices.length <= FEW;
  const choices = sheet.choices.map((choice, i) => choiceText(choice, i === cursor, isFew, width, theme));
  const input = hasField ? 1 : choices.reduce((sum, text) => sum + text.split('\n').length, 0);
  const least = Math.min(sheet.below.length, LEAST_BELOW);
  const head = cut(sheet.head, Math.max(1, height - input - 1 - least), theme);
  const limit = isFew
    ? choices.length
    : Math.max(2, Math.min(choices.length, height - head.length - 1 - least));
  const gap = sheet.below.length > 0 && input > 0 ? 1 : 0;
  const room = Math.max(0, height - head.length - (isFew ? input : limit) - gap);
  const last = Math.max(0, sheet.below.length - room);
  const from = Math.min(top, last);
  const below = sheet.below.slice(from, from + room);
  const hidden = sheet.below.length - from - room;
  if (hidden > 0 && room > 0)
    below[room - 1] = [
      piece(`${theme.glyphs.ellipsis} ${thousands(hidden + 1)} more lines, PgDn goes down`, 'dim'),
    ];
  const paint = (line: Line): string => painted(line, width, theme);
  return {
    head: head.map(paint),
    choices,
    cursor,
    limit,
    hasField,
    below: [...Array<string>(gap).fill(''), ...below.map(paint)],
    last,
  };
}

function choiceText(
  { lead, label, works }: SheetChoice,
  isCursor: boolean,
  isFew: boolean,
  width: number,
  theme: Theme,
): string {
  const style = works ? (isCursor ? 'strong' : 'plain') : 'dim';
  const start: Line = [
    piece(isCursor ? `${theme.glyphs.cursor} ` : '  ', 'key'),
    ...(lead === '' ? [] : [piece(`${lead} `, works ? 'key' : 'dim')]),
  ];
  const text = works ? label : `(${label})`;
  const indent: Line = [piece(' '.repeat(lineWidth(start)))];
  return (isFew ? wrapped(text, width - lineWidth(start)) : [text])
    .map((line, i) => painted([...(i === 0 ? start : indent), piece(line, style)], width, theme))
    .join('\n');
}

function cut(lines: readonly Line[], room: number, { glyphs }: Theme): readonly Line[] {
  if (lines.length <= room) return lines;
  const left = lines.length - room + 1;
  return [...lines.slice(0, room - 1), [piece(`${glyphs.ellipsis} ${left} more lines`, 'dim')]];
}
