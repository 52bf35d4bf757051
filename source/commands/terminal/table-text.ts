import { visible } from '../../base/visible.ts';
import { longest } from '../../base/words.ts';

/**
 * Writes rows of texts as aligned columns. Texts are made visible, so each row is one line.
 *
 * @param head the names of the columns
 */
export function tableLines(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const shown = [head, ...rows].map((row) => row.map(visible));
  const widths = head.map((_, column) => longest(shown, (row) => row[column]?.length ?? 0));
  return shown.map((row) =>
    row
      .map((cell, column) => (column === row.length - 1 ? cell : cell.padEnd(widths[column] ?? 0)))
      .join('  ')
      .trimEnd(),
  );
}
