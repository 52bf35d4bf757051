import { Transform } from 'ink';
import type { ReactNode } from 'react';

/**
 * Painted rows, one below the other, on a screen that is looked at. Ink lays out blanks in their place, the same ones
 * for every frame, and asks for the rows when it writes: they are as wide as they should be, and need not be measured.
 */
export function Rows({ rows }: { readonly rows: readonly string[] }): ReactNode {
  return <Transform transform={(_, place) => rows[place] ?? ''}>{rows.map(() => ' ').join('\n')}</Transform>;
}
