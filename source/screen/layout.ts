/** A terminal's size in characters. */
export interface Size {
  readonly columns: number;
  readonly rows: number;
}

export interface Area {
  readonly width: number;
  readonly height: number;
}

/** How a terminal is divided. */
export interface Layout {
  readonly size: Size;
  /** Between the rules: the tree with its panel, or a view. */
  readonly body: Area;
  /** Where the panel is: beside the tree, below it, or in its place when asked for. */
  readonly side: 'beside' | 'below' | 'instead';
  readonly tree: Area;
  readonly panel: Area;
}

export const SMALLEST: Size = { columns: 60, rows: 15 };

/** Two lines at the top and one at the bottom, each set off by a rule. */
const FRAME_ROWS = 5;
/** From this width on, tree and panel fit side by side: names of some 25 characters, sentences of some six words. */
const BESIDE_COLUMNS = 78;
const BELOW_ROWS = 28;

/** Divides a terminal; undefined where it is too small to work in. */
export function layoutOf(size: Size): Layout | undefined {
  const { columns, rows } = size;
  if (columns < SMALLEST.columns || rows < SMALLEST.rows) return undefined;
  const body = { width: columns, height: rows - FRAME_ROWS };
  if (columns >= BESIDE_COLUMNS) {
    const width = Math.max(40, Math.min(76, Math.floor(columns * (columns < 100 ? 0.5 : 0.54))));
    return {
      size,
      body,
      side: 'beside',
      tree: { width, height: body.height },
      // A bar and a blank on both sides of it lie between the two, and a blank behind them.
      panel: { width: columns - width - 4, height: body.height },
    };
  }
  if (rows >= BELOW_ROWS) {
    const height = Math.ceil(body.height * 0.55);
    return {
      size,
      body,
      side: 'below',
      tree: { width: columns, height },
      panel: { width: columns - 2, height: body.height - height - 1 },
    };
  }
  return {
    size,
    body,
    side: 'instead',
    tree: body,
    panel: { width: columns - 2, height: body.height },
  };
}
