import type { Scene } from '../scene.ts';
import { headerPicture } from './header.ts';
import { overviewTitle } from './overview.ts';
import { readingTitle } from './reading.ts';
import { painted, piece } from './text.ts';

/** The three rows at the top: where one is and how far, what one looks at, and a rule. */
export function topPicture(scene: Scene): string[] {
  const { layout, theme } = scene;
  const { columns } = layout.size;
  const [first = '', second = ''] = headerPicture(scene);
  const rule = painted([piece(theme.glyphs.rule.repeat(columns), 'dim')], columns, theme);
  const title = titleOf(scene);
  if (title === undefined) return [first, second, rule];
  return [first, painted([piece(` ${title}`, 'strong')], columns, theme), rule];
}

function titleOf(scene: Scene): string | undefined {
  const { mode } = scene.state;
  if (mode.kind === 'reading') return readingTitle(scene, mode.view, mode.top);
  return mode.kind === 'overview' ? overviewTitle(scene, mode) : undefined;
}
