import { Box, Text } from 'ink';
import SelectInput from 'ink-select-input';
import type { ReactNode } from 'react';
import type { Frame } from '../frame.ts';
import type { SheetParts } from '../views/sheet-parts.ts';
import { Rows } from './rows.tsx';
import { TypedField } from './typed-field.tsx';

interface Props {
  readonly parts: SheetParts;
  readonly frame: Frame;
}

/** A menu or a field, with what it is about above it and what would come of it below. */
export function SheetBox({ parts, frame: { theme, line } }: Props): ReactNode {
  const { area, head, choices, cursor, limit, hasField, below } = parts;
  return (
    <Box flexDirection="column" width={area.width} height={area.height} overflow="hidden">
      {head.length > 0 && <Rows rows={head} />}
      {hasField && line !== undefined && (
        <Box>
          <Text>{theme.paint('key', `${theme.glyphs.cursor} `)}</Text>
          <TypedField line={line} width={area.width - 2} theme={theme} />
        </Box>
      )}
      {choices.length > 0 && (
        // The review knows where the cursor is; a new place is a new list.
        <SelectInput
          key={`${cursor} ${limit}`}
          isFocused={false}
          items={choices.map((label, value) => ({ label, value, key: String(value) }))}
          initialIndex={Math.max(0, cursor)}
          limit={limit}
          indicatorComponent={() => null}
          itemComponent={({ label }) => <Text>{label}</Text>}
        />
      )}
      {below.length > 0 && <Rows rows={below} />}
    </Box>
  );
}
