import { Text } from 'ink';
import type { ReactNode } from 'react';

/** Painted rows, one below the other, as one text: they are as wide as they should be, so Ink has nothing to break. */
export function Rows({ rows }: { readonly rows: readonly string[] }): ReactNode {
  return <Text wrap="truncate">{rows.join('\n')}</Text>;
}
