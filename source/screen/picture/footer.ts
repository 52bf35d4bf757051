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
  const chosen = new Set<Binding>();
  let room = width;
  for (const binding of [...candidates].sort((a, b) => (a.rank ?? 99) - (b.rank ?? 99))) {
    const needed = lineWidth(hint(binding)) + 2;
    if (needed > room) continue;
    room -= needed;
    chosen.add(binding);
  }
  return [
    piece(' '),
    ...candidates
      .filter((binding) => chosen.has(binding))
      .flatMap((binding) => [...hint(binding), piece('  ')]),
  ];
}

function hint({ keys, label }: Binding): Piece[] {
  const [first = '', second] = keys;
  // Two keys that only make sense together.
  const name = first === 'up' && second === 'down' ? keyName(first) + keyName(second) : keyName(first);
  return [piece(name, 'key'), piece(` ${label ?? ''}`)];
}
