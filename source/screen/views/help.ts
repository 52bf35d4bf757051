import { keysByScope, keyText } from '../keys/key-table.ts';
import { append, EMPTY_LINE, type Line, lineWidth, piece, wrapped } from '../picture/text.ts';
import type { Theme } from '../theme.ts';

const KEYS_COLUMN = 22;

/** All keys, and what the marks mean. */
export function helpView(width: number, { glyphs }: Theme): Line[] {
  const lines: Line[] = [
    [piece('What a row shows', 'strong')],
    ...told([piece(glyphs.stays, 'stays')], 'all of it stays'),
    ...told([piece(glyphs.some, 'some')], 'some of it goes, some stays'),
    ...told([piece(glyphs.goes, 'goes')], 'all of it goes'),
    ...told([piece(glyphs.unknown, 'stays')], 'it matches no known action, and stays'),
    ...told(
      [piece(glyphs.warning, 'error')],
      'what stays there can lead to more rights, or manages permissions',
    ),
    ...told([piece(glyphs.differs, 'key')], 'AWS recommends otherwise'),
    ...told([piece('16  2/16')], 'actions that stay: all 16; 2 of 16'),
    ...told([piece('×3', 'dim')], 'it was called so often'),
    ...told([piece('3/9')], 'changes approved, of all at and below the row'),
    ...told([piece(glyphs.undecided, 'strong')], 'a change, open'),
    ...told([piece(glyphs.accepted, 'accepted')], 'accepted'),
    ...told(
      [piece(`${glyphs.listed} ${glyphs.narrowed} ${glyphs.widened} ${glyphs.edited}`, 'adjusted')],
      'listed, narrowed, widened, edited',
    ),
    ...told(
      [piece(`${glyphs.kept} ${glyphs.original}`, 'warning')],
      'kept on purpose: an action, the entry as it was written',
    ),
    ...told([piece(glyphs.dropped, 'rejected')], 'removed on purpose'),
  ];
  for (const { title, bindings } of keysByScope()) {
    lines.push(EMPTY_LINE, [piece(title, 'strong')]);
    for (const { keys, help } of bindings)
      append(
        lines,
        told([piece(keys.map((key) => (key === '…' ? 'a letter' : keyText(key))).join(' '), 'key')], help),
      );
  }
  return lines;

  function told(left: Line, text: string): Line[] {
    const column = Math.max(KEYS_COLUMN, lineWidth(left) + 1);
    return wrapped(text, Math.max(10, width - KEYS_COLUMN - 2)).map((line, i) => [
      piece('  '),
      ...(i === 0
        ? [...left, piece(' '.repeat(column - lineWidth(left)))]
        : [piece(' '.repeat(KEYS_COLUMN))]),
      piece(line),
    ]);
  }
}
