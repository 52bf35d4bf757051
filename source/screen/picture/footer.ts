import type { Binding } from '../keys/binding.ts';
import { BINDINGS, keyName, scopeOf } from '../keys.ts';
import type { Scene } from '../scene.ts';
import { EMPTY_LINE, type Line, lineWidth, type Piece, painted, piece, wrapped } from './text.ts';

/** The rule above the footer and the footer itself; a message takes the place of the rule, or of both. */
export function footerPicture(scene: Scene): string[] {
  const { layout, theme, state } = scene;
  const { columns } = layout.size;
  const rule = painted([piece(theme.glyphs.rule.repeat(columns), 'dim')], columns, theme);
  const keys = painted(keyLine(scene, columns - 1), columns, theme);
  if (state.message === undefined) return [rule, keys];
  const { kind, text } = state.message;
  const style = kind === 'error' ? 'error' : kind === 'no' ? 'warning' : 'safe';
  const mark = kind === 'done' ? theme.glyphs.holds : theme.glyphs.warning;
  const [first = '', ...more] = wrapped(text, columns - 4);
  const lines: Line[] = [[piece(` ${mark} `, style), piece(first)]];
  if (more.length === 0) return [painted(lines[0] ?? EMPTY_LINE, columns, theme), keys];
  return [
    painted(lines[0] ?? EMPTY_LINE, columns, theme),
    painted([piece('   '), piece(more.join(' '))], columns, theme),
  ];
}

/** The keys that do something here and now, as many as fit: those that matter most stay. */
function keyLine(scene: Scene, width: number): Line {
  const scope = scopeOf(scene.state);
  const candidates = BINDINGS.filter(
    ({ scope: own, label, applies }) => own === scope && label !== undefined && applies?.(scene) !== false,
  );
  const full = candidates.reduce((sum, binding) => sum + lineWidth(hint(binding, false)) + 2, 0);
  const isShort = full > width;
  const chosen = new Set<Binding>();
  let room = width;
  for (const binding of [...candidates].sort((a, b) => (a.rank ?? 99) - (b.rank ?? 99))) {
    const needed = lineWidth(hint(binding, isShort)) + 2;
    // The last one needs no gap behind it.
    if (needed - 2 > room) continue;
    room -= needed;
    chosen.add(binding);
  }
  const shown = candidates.filter((binding) => chosen.has(binding));
  return [piece(' '), ...shown.flatMap((binding) => [...hint(binding, isShort), piece('  ')])];
}

function hint({ keys, label, short }: Binding, isShort: boolean): Piece[] {
  const [first = '', second] = keys;
  // Two keys that only make sense together.
  const name = first === 'up' && second === 'down' ? keyName(first) + keyName(second) : keyName(first);
  return [piece(name, 'key'), piece(` ${(isShort ? short : undefined) ?? label ?? ''}`)];
}
