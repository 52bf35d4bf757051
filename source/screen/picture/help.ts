import { groupedBindings, keyName } from '../keys.ts';
import type { Theme } from '../theme.ts';
import { EMPTY_LINE, type Line, piece, wrapped } from './text.ts';

const KEYS_WIDTH = 22;

/** All keys, and what the marks mean. */
export function helpLines(width: number, { glyphs }: Theme): Line[] {
  const lines: Line[] = [
    [piece('What the tree shows', 'strong')],
    ...described([[piece(glyphs.safe, 'safe')], 'safe: nothing unused begins with it']),
    ...described([
      [piece(glyphs.mixed, 'mixed')],
      'mixed: some of it is unused, or its text begins something that is',
    ]),
    ...described([[piece(glyphs.unknown, 'safe')], 'unknown: safe, but IAM tracks the use of nothing in it']),
    ...described([[piece(glyphs.unused, 'unused')], 'unused: all of it is reported unused, and goes']),
    ...described([[piece(glyphs.undecided, 'strong')], 'a proposed grant, undecided']),
    ...described([[piece(glyphs.accepted, 'accepted')], 'accepted']),
    ...described([[piece(glyphs.rejected, 'rejected')], 'rejected: its actions are listed or removed']),
    ...described([[piece(glyphs.adjusted, 'adjusted')], 'adjusted: narrowed, widened or edited']),
    ...described([[piece(glyphs.original, 'adjusted')], 'the original entry is kept']),
  ];
  for (const { title, bindings } of groupedBindings()) {
    lines.push(EMPTY_LINE, [piece(title, 'strong')]);
    for (const { keys, help } of bindings)
      lines.push(...described([[piece(keys.map(keyName).join(' '), 'key')], help]));
  }
  return lines;

  function described([left, text]: readonly [Line, string]): Line[] {
    const used = left.reduce((sum, each) => sum + each.text.length, 0);
    return wrapped(text, Math.max(10, width - KEYS_WIDTH - 2)).map((line, i) => [
      piece('  '),
      ...(i === 0 ? left : []),
      piece(' '.repeat(Math.max(1, KEYS_WIDTH - (i === 0 ? used : 0)))),
      piece(line),
    ]);
  }
}
