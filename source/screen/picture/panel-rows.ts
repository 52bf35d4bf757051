import type { Scene } from '../scene.ts';
import { panelLines } from './panel.ts';
import { painted, piece } from './text.ts';

/** The rows of the panel that are in its window, painted. */
export function panelPicture(scene: Scene): string[] {
  const { layout, theme, state } = scene;
  const { width, height } = layout.panel;
  const lines = panelLines(scene, width);
  // The panel of another row or size may be shorter than what the scroll position was made for.
  const top = Math.min(state.panelTop, Math.max(0, lines.length - height));
  const rows = Array.from({ length: height }, (_, i) => painted(lines[top + i] ?? [], width, theme));
  const hidden = lines.length - top - height;
  if (hidden > 0)
    rows[height - 1] = painted(
      [piece(`${theme.glyphs.ellipsis} ${hidden + 1} more lines: J K`, 'dim')],
      width,
      theme,
    );
  return rows;
}
