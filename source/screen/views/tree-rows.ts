import type { JsonValue } from '../../base/json.ts';
import { visible } from '../../base/visible.ts';
import { thousands } from '../../base/words.ts';
import type { AccessLevel } from '../../catalog/catalog.ts';
import { fold } from '../../pattern/fold.ts';
import type { Statement } from '../../policy/policy.ts';
import type { EntryOutcome } from '../../refine/outcome.ts';
import { rowsOf, type TreeRow } from '../../review/session/row.ts';
import { shownAt } from '../../review/session/shown.ts';
import type { PolicyTree, RowPlace } from '../../review/session/tree.ts';
import type { Frame } from '../frame.ts';
import {
  cutText,
  filled,
  type Line,
  lineWidth,
  type Piece,
  painted,
  piece,
  widthOf,
} from '../picture/text.ts';
import type { Glyphs, Style } from '../theme.ts';

/** Up from here the tree has a column for the strongest access level of what stays. */
const LEVEL_COLUMNS = 100;
const LEVEL_WIDTH = 6;
/** `12/17` or `[ ]`; `1,204/13,131` where there is room. */
const MARK_WIDTH = 5;
const WIDE_MARK_WIDTH = 12;
const WIDE_TREE = 64;
/** Room for `22 go, 41 stay`. */
const COUNT_WIDTH = 14;

/** The rows of the tree that are in its window, painted: as many as the window has, each as wide as it is. */
export function treeRows(frame: Frame): string[] {
  const { view, layout, theme, context } = frame;
  const { width, height } = layout.tree;
  if (view === undefined)
    return [
      painted(filled([piece('  There is nothing to review.')], width), width, theme),
      ...blanks(height - 1, width),
    ];
  const { tree, folds, shown, look, index } = view;
  const rows = rowsOf(context, tree, folds, shown, look.top, look.top + height);
  const lines = rows.map((row, i) => {
    const number = look.top + i;
    return painted(rowLine(frame, tree, row, shownAt(shown, number), number === index), width, theme);
  });
  return [...lines, ...blanks(height - lines.length, width)];
}

function blanks(count: number, width: number): string[] {
  return Array<string>(Math.max(0, count)).fill(' '.repeat(width));
}

function rowLine(frame: Frame, tree: PolicyTree, row: TreeRow, place: RowPlace, isCursor: boolean): Line {
  const { theme, layout, state } = frame;
  const { glyphs } = theme;
  const { width } = layout.tree;
  const hasLevels = layout.size.columns >= LEVEL_COLUMNS;
  const indent = ' '.repeat(Math.min(2 * Math.max(0, row.depth - 1), Math.max(0, width - 44) + 8));
  const foldMark = row.fold === 'open' ? glyphs.open : row.fold === 'folded' ? glyphs.folded : ' ';
  const style = fateStyle(row);
  const isStatement = row.kind === 'statement';
  const lead: Line = [
    piece(isCursor ? ` ${glyphs.cursor} ` : '   ', 'key'),
    ...(row.kind === 'policy' ? [] : [piece(`${indent}${foldMark} `)]),
    ...(isStatement ? [] : [piece(`${fateGlyph(row, glyphs)} `, style)]),
  ];
  const right: Line = [
    ...(hasLevels ? [piece(levelText(row.level).padEnd(LEVEL_WIDTH), levelStyle(row.level))] : []),
    markPiece(row, glyphs, width >= WIDE_TREE ? WIDE_MARK_WIDTH : MARK_WIDTH),
    piece(' '),
  ];
  const room = width - lineWidth(lead) - lineWidth(right) - 1;
  const isMatch =
    state.query !== undefined && state.query !== '' && fold(row.key).includes(fold(state.query.trim()));
  const labelStyles: Style[] = [style === 'stays' ? 'plain' : style];
  if (row.change !== undefined || isStatement || row.kind === 'policy') labelStyles.unshift('strong');
  if (isCursor) labelStyles.splice(0, labelStyles.length, 'strong', 'cursor');
  if (isMatch) labelStyles.push('match');
  const extras = extraPieces(row, glyphs);
  const counts = countForms(row);
  const label = labelOf(tree, row, place, room);
  const least = counts[counts.length - 1] ?? '';
  const labelRoom = room - lineWidth(extras) - widthOf(least) - 1;
  const name = widthOf(label) > labelRoom ? cutText(label, labelRoom, glyphs.ellipsis) : label;
  const left: Piece[] = [piece(name, labelStyles), ...extras];
  const free = room - lineWidth(left) - 1;
  const count = counts.find((text) => widthOf(text) <= Math.min(free, COUNT_WIDTH)) ?? '';
  const shared = row.shared === '' ? '' : ` ${visible(row.shared)}${glyphs.ellipsis}`;
  // What its actions share beyond the grant is set off from it, where there is room.
  if (shared !== '' && widthOf(shared) + widthOf(count) <= free) left.splice(1, 0, piece(shared, 'dim'));
  const gap = Math.max(1, room - lineWidth(left) - widthOf(count));
  return [
    ...lead,
    ...left,
    piece(' '.repeat(gap)),
    piece(count, row.fate === 'goes' ? 'goes' : 'plain'),
    piece(' '),
    ...right,
  ];
}

function fateStyle({ fate }: TreeRow): 'stays' | 'some' | 'goes' {
  switch (fate) {
    case 'stays':
    case 'unknown':
      return 'stays';
    case 'some':
      return 'some';
    case 'goes':
      return 'goes';
  }
}

function fateGlyph({ fate }: TreeRow, glyphs: Glyphs): string {
  return glyphs[fate];
}

/** What a row is called in the tree: a row of a trie without the service prefix where the row above has said it. */
function labelOf(tree: PolicyTree, row: TreeRow, place: RowPlace, room: number): string {
  const head = tree.heads[place.head];
  if (head?.kind === 'statement') {
    const statement = tree.policy.case.policy.statements[head.statement.index];
    return statement === undefined ? '' : statementLabel(statement, room - 6);
  }
  if (head?.kind !== 'entry') return visible(row.key);
  if (place.node === 0) return entryTitle(head.entry);
  const { trie } = head.entry;
  const above = trie.prefix(trie.parent(place.node));
  return visible(above.includes(':') ? row.key.slice(row.key.indexOf(':') + 1) : row.key);
}

/** An entry as its author wrote it; a NotAction list is what it leaves out. */
export function entryTitle({ element, text }: EntryOutcome): string {
  return element === 'NotAction' ? `all but ${visible(text)}` : visible(text);
}

/** `1 Allow on …:function:my-lambda`: what a statement is, in so many columns as well as it can be told. */
export function statementLabel(statement: Statement, room: number): string {
  const { index, effect, value, hasPrincipal } = statement;
  const isNot = value['NotResource'] !== undefined;
  const resources = listOf(isNot ? value['NotResource'] : value['Resource']);
  const [first, ...others] = resources;
  const more = others.length === 0 ? '' : ` +${others.length}`;
  const condition = value['Condition'] === undefined ? '' : ', if …';
  const start = `${index + 1} ${effect}`;
  if (first === undefined) return `${start}${hasPrincipal ? ' for a principal' : ''}`;
  const on = isNot ? ' on all but ' : ' on ';
  // The whole name where there is room, else as much of its end as has.
  const ends = [...first.matchAll(/[:/]/g)].map(({ index: at }) => `…${first.slice(at)}`);
  const forms = [`${more}${condition}`, `${more}${condition === '' ? '' : ', if'}`, ''].flatMap((rest) =>
    [first, ...ends].map((name) => `${start}${on}${visible(name)}${rest}`),
  );
  return forms.find((form) => widthOf(form) <= room) ?? forms[forms.length - 1] ?? start;
}

function listOf(value: JsonValue | undefined): string[] {
  if (typeof value === 'string') return [value];
  return Array.isArray(value) ? value.filter((each) => typeof each === 'string') : [];
}

/** What becomes of its actions, in full and shorter. */
function countForms(row: TreeRow): readonly string[] {
  const { stays, goes, fate, kind } = row;
  const all = thousands(stays + goes);
  // That something goes is always said in a word, and a long name is cut for it. That it stays, the glyph says as well.
  if (kind === 'action') return fate === 'goes' ? ['goes'] : ['stays', ''];
  switch (fate) {
    case 'unknown':
      return ['unknown, stays', 'stays', ''];
    case 'stays':
      if (kind === 'node') return [all, ''];
      return stays < 2 ? ['stays', ''] : [`stays ${all}`, 'stays', ''];
    case 'goes':
      return goes < 2 ? ['goes'] : [`goes ${all}`, 'goes'];
    case 'some':
      return [`${thousands(goes)} go, ${thousands(stays)} stay`, `${thousands(stays)}/${all}`, ''];
  }
}

/** What else is to be seen of a row: ▲ that stay below it, that AWS chose otherwise, that it was called. */
function extraPieces(row: TreeRow, glyphs: Glyphs): Piece[] {
  const pieces: Piece[] = [];
  if (row.risks.stay > 0) pieces.push(piece(` ${glyphs.warning}`, 'error'));
  else if (row.risks.all > 0 && row.kind === 'action') pieces.push(piece(` ${glyphs.warning}`, 'goes'));
  if (row.differs) pieces.push(piece(` ${glyphs.differs}`, 'key'));
  if (row.calls !== undefined) pieces.push(piece(` ×${thousands(row.calls.count)}`, 'dim'));
  return pieces;
}

/** Whether it is signed off: the mark of a change or decision, or how many of those below it. */
function markPiece(row: TreeRow, glyphs: Glyphs, width: number): Piece {
  const at = (text: string, style: Style): Piece => piece(text.padStart(width), style);
  if (row.mark !== undefined) return at(glyphs[row.mark.kind], MARK_STYLES[row.mark.kind]);
  if (row.change !== undefined && row.total <= 1)
    return row.change.approved ? at(glyphs.original, 'adjusted') : at(glyphs.undecided, 'strong');
  if (row.total === 0) return at('', 'plain');
  const text = `${thousands(row.approved)}/${thousands(row.total)}`;
  if (widthOf(text) > width) return at(`${Math.floor((100 * row.approved) / row.total)}%`, 'dim');
  return at(text, row.approved === row.total ? 'accepted' : 'plain');
}

const MARK_STYLES = {
  accepted: 'accepted',
  listed: 'adjusted',
  narrowed: 'adjusted',
  widened: 'warning',
  edited: 'adjusted',
  kept: 'warning',
  dropped: 'rejected',
  original: 'warning',
} as const satisfies Record<NonNullable<TreeRow['mark']>['kind'], Style>;

function levelText(level: AccessLevel | undefined): string {
  switch (level) {
    case undefined:
      return '';
    case 'Permissions management':
      return 'Perms';
    case 'Tagging':
      return 'Tag';
    case 'Write':
    case 'List':
    case 'Read':
      return level;
  }
}

function levelStyle(level: AccessLevel | undefined): Style {
  if (level === 'Permissions management') return 'error';
  return level === 'Write' ? 'warning' : 'dim';
}
