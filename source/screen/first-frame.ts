import { footerPicture } from './picture/footer.ts';
import { panelPicture } from './picture/panel-rows.ts';
import { painted, piece } from './picture/text.ts';
import { topPicture } from './picture/top.ts';
import { treePicture } from './picture/tree.ts';
import type { Scene } from './scene.ts';

const ESC = '\u001b';
/** Synchronized output (DEC mode 2026): a terminal that knows it shows all that is between the two at once. */
const TOGETHER = [`${ESC}[?2026h`, `${ESC}[?2026l`] as const;
const HOME = `${ESC}[H`;

/** Enters the screen that is not scrolled, as Ink does it. */
export const ENTER_SCREEN = `${ESC}[?1049h`;
const HIDE_CURSOR = `${ESC}[?25l`;
/** The normal screen with its cursor. */
export const LEAVE_SCREEN = `${ESC}[?1049l${ESC}[?25h`;

/**
 * What paints the tree of a review at its start, the very picture that Ink makes of it: to be looked at while Ink, which
 * takes longer to load than all the rest, is loaded. The cursor is then where Ink begins to paint.
 */
export function firstFrame(scene: Scene): string {
  const rows = framePicture(scene).map(({ row, column, text }) => `${ESC}[${row};${column}H${text}`);
  return ENTER_SCREEN + HIDE_CURSOR + TOGETHER[0] + rows.join('') + HOME + TOGETHER[1];
}

interface Placed {
  /** From 1, as terminals count. */
  readonly row: number;
  readonly column: number;
  readonly text: string;
}

function framePicture(scene: Scene): Placed[] {
  const { layout } = scene;
  const top = topPicture(scene);
  const body = top.length + 1;
  return [
    ...placed(top, 1),
    ...bodyPicture(scene).map(({ row, ...rest }) => ({ row: body + row - 1, ...rest })),
    ...placed(footerPicture(scene), layout.size.rows - 1),
  ];
}

function bodyPicture(scene: Scene): Placed[] {
  const { layout, theme } = scene;
  const { width } = layout.tree;
  const tree = treePicture(scene);
  switch (layout.side) {
    case 'beside': {
      const bar = theme.paint('dim', theme.glyphs.bar);
      return [
        ...placed(tree, 1),
        ...placed(Array<string>(layout.body.height).fill(bar), 1, width + 2),
        ...placed(panelPicture(scene), 1, width + 4),
      ];
    }
    case 'below': {
      const rule = painted([piece(theme.glyphs.rule.repeat(width), 'dim')], width, theme);
      return [...placed([...tree, rule], 1), ...placed(panelPicture(scene), tree.length + 2, 2)];
    }
    case 'instead':
      return placed(tree, 1);
  }
}

function placed(texts: readonly string[], from: number, column = 1): Placed[] {
  return texts.map((text, i) => ({ row: from + i, column, text }));
}
