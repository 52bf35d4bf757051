import { visible } from '../../base/visible.ts';
import type { Frame } from '../frame.ts';
import { KEY_TABLE, type KeyBinding, keyScopeOf, keyText } from '../keys/key-table.ts';
import { type Line, lineWidth, type Piece, painted, piece, wrapped } from '../picture/text.ts';

/** The rule above the keys and the keys; a message takes the place of the rule. */
export function bottomRows(frame: Frame): string[] {
  const { layout, theme, state } = frame;
  const { columns } = layout.size;
  const keys = painted(keysLine(frame, columns - 2), columns, theme);
  const { message } = state;
  if (message === undefined)
    return [painted([piece(theme.glyphs.rule.repeat(columns), 'dim')], columns, theme), keys];
  const style = message.kind === 'error' ? 'error' : message.kind === 'no' ? 'warning' : 'good';
  const mark = message.kind === 'done' ? theme.glyphs.holds : theme.glyphs.warning;
  const [first = '', ...more] = wrapped(message.text, columns - 4);
  const row = painted([piece(` ${mark} `, style), piece(first)], columns, theme);
  // What has no room in one row takes that of the keys as well, until the next key.
  return more.length === 0
    ? [row, keys]
    : [row, painted([piece('   '), piece(more.join(' '))], columns, theme)];
}

/** The keys that do something here and now, as many as fit whole: those that matter most stay. */
function keysLine(frame: Frame, width: number): Line {
  const scope = keyScopeOf(frame);
  const candidates = KEY_TABLE.filter(
    (each) =>
      (each.scope === scope || (each.scope === 'everywhere' && scope !== 'field')) &&
      each.label !== undefined &&
      each.applies?.(frame) !== false,
  );
  const chosen = new Set<KeyBinding>();
  let room = width;
  for (const binding of [...candidates].sort((a, b) => (a.rank ?? 99) - (b.rank ?? 99))) {
    const needed = lineWidth(keyHint(binding));
    if (needed > room) continue;
    room -= needed + 2;
    chosen.add(binding);
  }
  const shown = candidates.filter((binding) => chosen.has(binding));
  return [piece(' '), ...shown.flatMap((binding, i) => [piece(i === 0 ? '' : '  '), ...keyHint(binding)])];
}

function keyHint({ keys, label, command }: KeyBinding): Piece[] {
  if (command === 'letter') return [piece(visible(label ?? ''), 'plain')];
  const [first = ''] = keys;
  const name =
    command === 'up' && label !== undefined ? `${keyText('up')}${keyText('down')}` : keyText(first);
  return [piece(name, 'key'), piece(` ${label ?? ''}`)];
}
