import type { Scene } from '../scene.ts';
import { footerPicture } from './footer.ts';
import { matchesPicture, previewScene } from './matches.ts';
import { overviewPicture } from './overview.ts';
import { panelPicture } from './panel-rows.ts';
import { readingPicture } from './reading.ts';
import { painted, piece } from './text.ts';
import { topPicture } from './top.ts';
import { treePicture } from './tree.ts';

/** All rows of the screen while no dialog and no field is open, which are more than a picture. */
export function screenPicture(scene: Scene): string[] {
  return [...topPicture(scene), ...bodyPicture(scene), ...footerPicture(scene)];
}

/** What is between the rules. */
export function bodyPicture(scene: Scene): string[] {
  const { mode } = scene.state;
  switch (mode.kind) {
    case 'reading':
      return readingPicture(scene, mode.top);
    case 'overview':
      return overviewPicture(scene, mode);
    case 'search':
      return reviewPicture(scene, matchesPicture(scene), previewScene(scene));
    default:
      return reviewPicture(scene, treePicture(scene), scene);
  }
}

/** The tree, or what stands in its place, and the panel of a scene. */
function reviewPicture({ layout, theme, state }: Scene, left: readonly string[], shown: Scene): string[] {
  switch (layout.side) {
    case 'beside': {
      const panel = panelPicture(shown);
      const bar = barPicture(theme);
      return left.map((row, i) => row + bar + (panel[i] ?? ''));
    }
    case 'below':
      return [...left, ruleBelow({ layout, theme }), ...panelPicture(shown).map((row) => ` ${row}`)];
    case 'instead':
      return state.panelOpen && state.mode.kind !== 'search'
        ? panelPicture(shown).map((row) => ` ${row}`)
        : [...left];
  }
}

/** The line between the tree and the panel beside it. */
export function barPicture({ paint, glyphs }: Scene['theme']): string {
  return ` ${paint('dim', glyphs.bar)} `;
}

/** The line between the tree and the panel below it. */
export function ruleBelow({ layout, theme }: Pick<Scene, 'layout' | 'theme'>): string {
  const { width } = layout.tree;
  return painted([piece(theme.glyphs.rule.repeat(width), 'dim')], width, theme);
}
