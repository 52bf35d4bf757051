import type { Size } from './layout.ts';

/** The size of a terminal; the usual one where it does not say. */
export function sizeOf({ columns, rows }: { readonly columns?: number; readonly rows?: number }): Size {
  return { columns: columns || 80, rows: rows || 24 };
}
