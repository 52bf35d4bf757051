import { Text } from 'ink';
import { memo, type ReactNode } from 'react';

/** One painted row; an empty one takes its line too. Only rows whose text has changed are laid out and measured again. */
const Row = memo(({ text }: { readonly text: string }) => <Text wrap="truncate-end">{text || ' '}</Text>);

/** Painted rows, one below the other. */
export function Rows({ rows }: { readonly rows: readonly string[] }): ReactNode {
  // A row is known by its place: that is what Ink compares.
  // biome-ignore lint/suspicious/noArrayIndexKey: the place is the row's identity
  return rows.map((text, place) => <Row key={place} text={text} />);
}
