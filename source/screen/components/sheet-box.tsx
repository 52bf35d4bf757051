import { Box, Text } from 'ink';
import SelectInput from 'ink-select-input';
import type { ReactNode } from 'react';
import type { Frame } from '../frame.ts';
import { lineWidth, type Line as PlainLine, painted, piece, wrapped } from '../picture/text.ts';
import type { Theme } from '../theme.ts';
import type { Sheet, SheetChoice } from '../views/sheet.ts';
import { Line } from './line.tsx';
import { Rows } from './rows.tsx';

interface Props {
  readonly sheet: Sheet;
  readonly frame: Frame;
  readonly width: number;
  readonly height: number;
}

/** Rows that what would come of a choice has at least, where the choices leave them. */
const LEAST_BELOW = 4;

/** A menu or a field, with what it is about above it and what would come of it below. */
export function SheetBox({ sheet, frame, width, height }: Props): ReactNode {
  const { theme, line } = frame;
  const { choices, hasField } = sheet;
  const isFew = choices.length <= FEW;
  const texts = choices.map((choice, i) => choiceText(choice, i === sheet.cursor, isFew, width, theme));
  const input = hasField ? 1 : texts.reduce((sum, text) => sum + text.split('\n').length, 0);
  const spare = Math.max(0, height - input - 1);
  const headRoom = Math.max(1, spare - Math.min(sheet.below.length, LEAST_BELOW));
  const head = windowed(sheet.head, headRoom, frame);
  const limit = isFew
    ? choices.length
    : Math.max(
        2,
        Math.min(choices.length, height - head.length - 1 - Math.min(sheet.below.length, LEAST_BELOW)),
      );
  const gap = sheet.below.length > 0 && input > 0 ? 1 : 0;
  const taken = head.length + (isFew ? input : limit) + gap;
  const below = windowed(sheet.below, Math.max(0, height - taken), frame);
  return (
    <Box flexDirection="column" width={width} height={height} overflow="hidden">
      {head.length > 0 && <Rows rows={head.map((each) => painted(each, width, theme))} />}
      {hasField && line !== undefined && (
        <Box>
          <Text>{theme.paint('key', `${theme.glyphs.cursor} `)}</Text>
          <Line line={line} width={width - 2} theme={theme} />
        </Box>
      )}
      {choices.length > 0 && (
        // The review knows where the cursor is; a new place is a new list.
        <SelectInput
          key={`${sheet.cursor} ${limit}`}
          isFocused={false}
          items={texts.map((label, value) => ({ label, value, key: String(value) }))}
          initialIndex={Math.max(0, sheet.cursor)}
          limit={limit}
          indicatorComponent={() => null}
          itemComponent={({ label }) => <Text>{label}</Text>}
        />
      )}
      {gap > 0 && <Text> </Text>}
      {below.length > 0 && <Rows rows={below.map((each) => painted(each, width, theme))} />}
    </Box>
  );
}

/** Up to so many choices are told in full, in several lines where it takes them. */
const FEW = 6;

function choiceText(
  { lead, label, works }: SheetChoice,
  isCursor: boolean,
  isFew: boolean,
  width: number,
  theme: Theme,
): string {
  const style = works ? (isCursor ? 'strong' : 'plain') : 'dim';
  const start: PlainLine = [
    piece(isCursor ? `${theme.glyphs.cursor} ` : '  ', 'key'),
    ...(lead === '' ? [] : [piece(`${lead} `, works ? 'key' : 'dim')]),
  ];
  const text = works ? label : `(${label})`;
  const room = width - lineWidth(start);
  return (isFew ? wrapped(text, room) : [text])
    .map((line, i) =>
      painted(
        [...(i === 0 ? start : [piece(' '.repeat(lineWidth(start)))]), piece(line, style)],
        width,
        theme,
      ),
    )
    .join('\n');
}

function windowed(lines: readonly PlainLine[], room: number, { theme }: Frame): readonly PlainLine[] {
  if (lines.length <= room) return lines;
  const left = lines.length - room + 1;
  return [
    ...lines.slice(0, Math.max(0, room - 1)),
    [piece(`${theme.glyphs.ellipsis} ${left} more lines`, 'dim')],
  ];
}
