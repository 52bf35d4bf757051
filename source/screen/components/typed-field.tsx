import TextInput from 'ink-text-input';
import type { ReactNode } from 'react';
import type { TypedLine } from '../input/field.ts';
import { linePicture } from '../picture/line.ts';
import type { Theme } from '../theme.ts';

interface Props {
  readonly line: TypedLine;
  readonly width: number;
  readonly theme: Theme;
}

/** A field: drawn by ink-text-input, with our cursor in it, since keys are ours (see docs/decisions-of-design/fields.md). */
export function TypedField({ line, width, theme }: Props): ReactNode {
  return <TextInput value={linePicture(line, width, theme)} focus={false} onChange={() => undefined} />;
}
