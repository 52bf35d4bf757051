import { visible } from '../../base/visible.ts';
import type { ReadingView } from '../../review/state/mode.ts';
import type { Scene } from '../scene.ts';
import { diffLines } from './diff.ts';
import { helpLines } from './help.ts';
import { type Line, painted, piece } from './text.ts';
import { verifyLines } from './verify.ts';

/** All lines of the view that is open. */
export function readingLines(scene: Scene, width: number): readonly Line[] {
  const { mode } = scene.state;
  if (mode.kind !== 'reading') return [];
  switch (mode.view) {
    case 'diff':
      return diffLines(scene, width);
    case 'verify':
      return verifyLines(scene, width);
    case 'help':
      return helpLines(width, scene.theme);
  }
}

/** The window of the view that is open, painted. */
export function readingPicture(scene: Scene, top: number): string[] {
  const { layout, theme } = scene;
  const { width, height } = layout.body;
  const lines = readingLines(scene, width - 2);
  return Array.from({ length: height }, (_, i) =>
    painted([piece(' '), ...(lines[top + i] ?? [])], width, theme),
  );
}

/** The view's title, and how much of it is in the window. */
export function readingTitle(scene: Scene, view: ReadingView, top: number): string {
  const subject = scene.context.subjects[scene.state.place.subject];
  const name = visible(subject?.name ?? '');
  const titles: Record<ReadingView, string> = {
    diff: `${name} as it now stands`,
    verify: `Verification of ${name} as it now stands`,
    help: 'All keys',
  };
  const { height, width } = scene.layout.body;
  const lines = readingLines(scene, width - 2).length;
  const shown = lines <= height ? '' : `  lines ${top + 1}–${Math.min(lines, top + height)} of ${lines}`;
  return titles[view] + shown;
}
