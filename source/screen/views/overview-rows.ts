import { visible } from '../../base/visible.ts';
import { longest, thousands } from '../../base/words.ts';
import {
  columnsOf,
  overviewRowsOf,
  type PolicyColumns,
  type PolicyRow,
} from '../../review/session/overview.ts';
import type { Frame } from '../frame.ts';
import { cutText, type Line, lineWidth, type Piece, painted, piece, widthOf } from '../picture/text.ts';

interface OverviewColumn {
  readonly title: string;
  readonly width: number;
  readonly cell: (columns: PolicyColumns, frame: Frame, width: number) => Piece;
}

/** The columns; where there is little room, the last ones go first. */
const OVERVIEW_COLUMNS: readonly OverviewColumn[] = [
  {
    title: 'approved',
    width: 10,
    cell: ({ approved, changes }) =>
      changes === 0
        ? piece('none', 'dim')
        : piece(`${thousands(approved)}/${thousands(changes)}`, approved === changes ? 'accepted' : 'strong'),
  },
  { title: '▲', width: 6, cell: ({ risks }) => piece(thousands(risks), risks > 0 ? 'error' : 'dim') },
  { title: 'unused', width: 8, cell: ({ unused }) => piece(thousands(unused), unused > 0 ? 'plain' : 'dim') },
  {
    title: 'size',
    width: 16,
    cell: ({ before, size, quota }) => {
      const isOver = quota !== undefined && size > quota;
      const text =
        size === before ? thousands(size) : `${thousands(before)} → ${size === 0 ? 'none' : thousands(size)}`;
      return piece(isOver ? `${text} !` : text, isOver ? 'error' : size === before ? 'dim' : 'plain');
    },
  },
  {
    title: 'held back by',
    width: 24,
    cell: ({ heldBack }, { theme }, width) => {
      if (heldBack.length === 0) return piece('', 'dim');
      const by = [...new Set(heldBack.flatMap((each) => each.by))];
      return piece(namesIn(by.map(visible), width - 2, theme.glyphs.ellipsis), 'warning');
    },
  },
];

/** As many names as there is room for, and how many more there are, which is never cut. */
function namesIn(names: readonly string[], width: number, ellipsis: string): string {
  let shown = '';
  for (const [i, name] of names.entries()) {
    const after = names.length - i - 1;
    const text = i === 0 ? name : `${shown}, ${name}`;
    if (widthOf(`${text}${moreThan(after)}`) <= width) {
      shown = text;
      continue;
    }
    if (i > 0) return `${shown}${moreThan(after + 1)}`;
    const more = moreThan(after);
    return `${cutText(name, width - widthOf(more), ellipsis)}${more}`;
  }
  return shown;
}

function moreThan(count: number): string {
  return count === 0 ? '' : ` +${count}`;
}

/** The overview: a row of titles, and the rows in its window. */
export function overviewRows(frame: Frame): string[] {
  const { context, state, theme, layout } = frame;
  const { width, height } = layout.body;
  const rows = overviewRowsOf(context, state);
  const longestName = context.memory.remember([rows], 'longest name', () =>
    // The name of a principal whose policies are listed below it has its row to itself.
    longest(rows, (row) => (row.kind === 'principal' && !row.folded ? 0 : nameWidth(row))),
  );
  const columns: OverviewColumn[] = [];
  let left = width - 1;
  for (const column of OVERVIEW_COLUMNS) {
    if (columns.length > 0 && left - column.width < longestName + 2) break;
    columns.push(column);
    left -= column.width;
  }
  // Numbers stand near the names.
  const room = Math.min(left, Math.max(longestName + 4, 24));
  // What is left is for those who hold back: names of accounts are long.
  const last = columns.at(-1);
  if (last?.title === 'held back by') columns.splice(-1, 1, { ...last, width: last.width + left - room });
  const { top, cursor } = state.overview;
  const shown = rows.slice(top, top + height - 1);
  const lines: Line[] = [
    titles(columns, room),
    ...shown.map((row, i) => rowOf(frame, row, columns, room, top + i === cursor)),
  ];
  if (rows.length === 0)
    lines.push([piece('   No policy is shown; f changes the filter, esc ends the search.', 'warning')]);
  const painting = lines.map((line) => painted(line, width, theme));
  return [...painting, ...Array<string>(Math.max(0, height - painting.length)).fill('')];
}

function nameWidth(row: PolicyRow): number {
  return row.kind === 'principal'
    ? 5 + widthOf(visible(row.name))
    : 3 + 2 * row.depth + widthOf(visible(row.name));
}

function titles(columns: readonly OverviewColumn[], room: number): Line {
  return [
    piece('   policy'.padEnd(room), 'dim'),
    ...columns.map(({ title, width }) => piece(cellText(title, width, title), 'dim')),
  ];
}

/** Numbers stand right; names stand left. */
function cellText(text: string, width: number, title: string): string {
  if (title === 'held back by') return `  ${text.padEnd(width - 2).slice(0, width - 2)}`;
  return text.padStart(width);
}

function rowOf(
  frame: Frame,
  row: PolicyRow,
  columns: readonly OverviewColumn[],
  room: number,
  isCursor: boolean,
): Line {
  const { theme, context, state } = frame;
  const { glyphs } = theme;
  const lead: Line = [piece(isCursor ? ` ${glyphs.cursor} ` : '   ', 'key')];
  const name: Line =
    row.kind === 'principal'
      ? [
          piece(`${row.folded ? glyphs.folded : glyphs.open} `),
          piece(visible(row.name), isCursor ? ['strong', 'cursor'] : 'strong'),
        ]
      : [
          piece('  '.repeat(row.depth)),
          piece(
            shortName(visible(row.name), room - 4 - 2 * row.depth, glyphs.ellipsis),
            isCursor ? 'cursor' : 'plain',
          ),
        ];
  const left: Line = [...lead, ...name];
  const filled: Line = [...left, piece(' '.repeat(Math.max(1, room - lineWidth(left))))];
  const counts =
    row.kind === 'policy'
      ? columnsOf(context, state, row.index)
      : row.folded
        ? summedFor(frame, row.name)
        : undefined;
  if (counts === undefined) return filled;
  return [
    ...filled,
    ...columns.map(({ cell, width, title }) => {
      const { text, style } = cell(counts, frame, width);
      return piece(cellText(text, width, title), style);
    }),
  ];
}

/** The fewest characters of a principal's name that are worth showing. */
const LEAST_PRINCIPAL = 4;

/** What comes before the policy's own name gives way first, within it. */
export function shortName(name: string, room: number, ellipsis: string): string {
  if (widthOf(name) <= room) return name;
  const at = name.lastIndexOf(' ▸ ');
  if (at === -1) return name;
  const own = name.slice(at);
  const left = room - widthOf(own);
  return left > LEAST_PRINCIPAL ? `${cutText(name.slice(0, at), left, ellipsis)}${own}` : name.slice(at + 3);
}

/** The columns of all policies of a principal together. */
function summedFor({ context, state }: Frame, principal: string): PolicyColumns {
  const sum = { changes: 0, approved: 0, risks: 0, unused: 0, before: 0, size: 0 };
  const heldBack: PolicyColumns['heldBack'][number][] = [];
  context.policies.forEach((policy, index) => {
    const columns = policy.case.principal === principal ? columnsOf(context, state, index) : undefined;
    if (columns === undefined) return;
    for (const key of ['changes', 'approved', 'risks', 'unused', 'before', 'size'] as const)
      sum[key] += columns[key];
    for (const each of columns.heldBack) heldBack.push(each);
  });
  return { ...sum, heldBack };
}
