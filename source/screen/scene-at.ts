import { layoutOf, type Size, SMALLEST } from './layout.ts';
import { type Scene, sceneOf } from './scene.ts';
import type { Shown, Store } from './store.ts';
import type { Theme } from './theme.ts';

/** All that a picture of the review at a moment is made from; undefined where the terminal is too small for one. */
export function sceneAt(
  store: Store,
  { state, size, proof, counted, place }: Shown,
  theme: Theme,
): Scene | undefined {
  const layout = layoutOf(store.run.preferences.screenReader ? LINEAR : size);
  if (layout === undefined) return undefined;
  const { older, notes } = store.run;
  return sceneOf({ context: store.context, state, layout, theme, older, notes, proof, counted, place });
}

/** For a screen that is heard its size does not matter: one thing after another, a few lines of each. */
const LINEAR: Size = { columns: 77, rows: SMALLEST.rows };
