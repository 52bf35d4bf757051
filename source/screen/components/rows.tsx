import { Box, Text } from 'ink';
import type { ReactNode } from 'react';

/**
 * Painted rows, one below the other. They are as wide as they should be, so Ink has nothing to break. Each is a text of its
 * own: Ink measures and lays out those that are new.
 */
export function Rows({ rows }: { readonly rows: readonly string[] }): ReactNode {
  return (
    <Box flexDirection="column">
      {rows.map((row, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a row is what stands in that row of the screen
        <Text key={i} wrap="truncate">
          {row === '' ? ' ' : row}
        </Text>
      ))}
    </Box>
  );
}
