import type { AccountCase } from '../../account/cases.ts';
import { visible } from '../../base/visible.ts';
import { countedProgress, entriesOf, entryAt, subjectProgress } from '../../review/state/context.ts';
import type { Mode } from '../../review/state/mode.ts';
import { type OverviewRow, overviewRows } from '../../review/state/overview.ts';
import { count } from '../../review/state/say.ts';
import { countUnused } from '../../usage/unused.ts';
import type { Scene } from '../scene.ts';
import type { Glyphs, Style } from '../theme.ts';
import { resourceOf } from './header.ts';
import { type Line, type Piece, painted, piece, spread } from './text.ts';

type OverviewMode = Extract<Mode, { kind: 'overview' }>;

/** The window of the overview, painted. */
export function overviewPicture(scene: Scene, mode: OverviewMode): string[] {
  const { layout, theme, context, state } = scene;
  const { width, height } = layout.body;
  const rows = overviewRows(context, state.decisions, mode.filter, mode.sort);
  const lines = rows
    .slice(mode.top, mode.top + height)
    .map((row, i) => painted(overviewLine(scene, row, mode.top + i === mode.cursor, width), width, theme));
  if (rows.length === 0) lines.push(painted([piece('  nothing matches', 'dim')], width, theme));
  while (lines.length < height) lines.push(' '.repeat(width));
  return lines;
}

/** What the overview is of, and how it is ordered and filtered. */
export function overviewTitle({ context, counted }: Scene, { filter, sort, typing }: OverviewMode): string {
  const order = {
    given: 'as given',
    name: 'by name',
    undecided: 'most undecided first',
    unused: 'most unused first',
  };
  const only = filter === '' || typing ? '' : ` matching "${visible(filter)}"`;
  const total = context.subjects.length;
  const open = total === 1 || counted === total ? '' : `  (${counted.toLocaleString('en')} looked through)`;
  return `Overview of ${count(context.subjects.length, 'policy', 'policies')}${only}, ${order[sort]}${open}`;
}

function overviewLine(scene: Scene, row: OverviewRow, isCursor: boolean, width: number): Line {
  const { theme } = scene;
  const start = piece(isCursor ? `${theme.glyphs.cursor} ` : '  ', 'strong');
  const { left, right } = cells(scene, row, isCursor);
  return spread([start, ...left], [...right, piece(' ')], width, theme.glyphs.ellipsis);
}

interface Cells {
  readonly left: Line;
  readonly right: Line;
}

function cells(scene: Scene, row: OverviewRow, isCursor: boolean): Cells {
  switch (row.kind) {
    case 'subject':
      return subjectCells(scene, row.subject, isCursor);
    case 'statement':
      return statementCells(scene, row, isCursor);
    case 'entry':
      return entryCells(scene, row, isCursor);
  }
}

function marked(text: string, style: Style, isCursor: boolean): Piece {
  return piece(text, isCursor ? [style, 'cursor'] : style);
}

function subjectCells({ context, state, theme }: Scene, number: number, isCursor: boolean): Cells {
  const subject = context.subjects[number];
  if (subject === undefined) return { left: [], right: [] };
  // A policy in the window is worth counting; there are never more of them than rows.
  const progress = countedProgress(state.decisions, subject) ?? subjectProgress(state.decisions, subject);
  const { services, actions } = countUnused(subject.unused);
  const unused = [
    ...(services > 0 ? [count(services, 'service')] : []),
    ...(actions > 0 || services === 0 ? [count(actions, 'action')] : []),
  ].join(' and ');
  const way = [subject.principal, subject.name].flatMap((part) =>
    part === undefined ? [] : [visible(part)],
  );
  return {
    left: [
      marked(way.join(` ${theme.glyphs.way} `), 'strong', isCursor),
      piece(heldBackText(subject.heldBack ?? []), 'dim'),
    ],
    right: [
      piece(`${unused} reported unused  `, 'dim'),
      ...progressPieces(progress.decided, progress.total, theme.glyphs),
    ],
  };
}

/** Who keeps actions in a shared policy that others do not use. */
function heldBackText(heldBack: NonNullable<AccountCase['heldBack']>): string {
  if (heldBack.length === 0) return '';
  const holders = [...new Set(heldBack.flatMap(({ by }) => by))].map(visible);
  const names =
    holders.length > 3
      ? `${holders.slice(0, 2).join(', ')} and ${holders.length - 2} more`
      : holders.join(', ');
  return `  ${count(heldBack.length, 'action')} held back by ${names}`;
}

function progressPieces(decided: number, total: number, glyphs: Glyphs): Piece[] {
  if (total === 0) return [piece('nothing to decide'.padStart(17), 'dim')];
  const text = `${decided.toLocaleString('en')}/${total.toLocaleString('en')} decided`;
  const isDone = decided === total;
  return [piece(`${isDone ? glyphs.holds : ' '} ${text}`.padStart(17), isDone ? 'safe' : 'mixed')];
}

function statementCells(
  { context }: Scene,
  row: Extract<OverviewRow, { kind: 'statement' }>,
  isCursor: boolean,
): Cells {
  const subject = context.subjects[row.subject];
  const statement = subject?.policy.statements[row.statement];
  if (subject === undefined || statement === undefined) return { left: [], right: [] };
  const isReviewed = entriesOf(subject).some(({ statement: index }) => index === row.statement);
  const sid = statement.sid === undefined ? '' : ` ${visible(statement.sid)}`;
  return {
    left: [
      piece('  '),
      marked(`Statement ${row.statement + 1}${sid}`, 'plain', isCursor),
      piece(`  ${statement.effect} on ${visible(resourceOf(statement))}`, 'dim'),
    ],
    right: isReviewed ? [] : [piece('left as it is', 'dim')],
  };
}

function entryCells(
  { context, state, theme }: Scene,
  row: Extract<OverviewRow, { kind: 'entry' }>,
  isCursor: boolean,
): Cells {
  const review = entryAt(context, state.decisions, row)?.review;
  if (review === undefined) return { left: [], right: [] };
  const { trie, outcome } = review;
  const node = trie.total(0) === 0 ? undefined : trie.state(0);
  const mark = node === undefined ? piece('? ', 'dim') : piece(`${theme.glyphs[node]} `, node);
  const list = review.element === 'NotAction' ? 'NotAction ' : '';
  const right: Piece[] =
    review.original !== undefined
      ? [piece('kept as it was', 'adjusted')]
      : outcome === 'replaced' || review.units.length > 0
        ? [
            piece(
              `${trie.unused(0).toLocaleString('en')}/${trie.total(0).toLocaleString('en')} unused  `,
              'dim',
            ),
            ...progressPieces(review.decided, review.units.length, theme.glyphs),
          ]
        : [piece({ kept: 'stays', unknown: 'unknown, stays', removed: 'all unused, goes' }[outcome], 'dim')];
  return {
    left: [piece('      '), mark, marked(`${list}${visible(review.text)}`, 'plain', isCursor)],
    right,
  };
}
