import { visible } from '../../base/visible.ts';
import type { Catalog } from '../../catalog/catalog.ts';
import { isUnknown } from '../../catalog/tracked.ts';
import { fold } from '../../pattern/fold.ts';
import type { RowDecision } from '../../refine/decision.ts';
import { rowKey } from '../../refine/row.ts';
import type { Trie } from '../../refine/trie.ts';
import { tableFor } from '../../review/result.ts';
import type { Current } from '../../review/state/current.ts';
import { type RowRole, roleOf } from '../../review/state/role.ts';
import { cursorIndex, visibleRows } from '../../review/state/tree-view.ts';
import type { Scene } from '../scene.ts';
import type { Glyphs, Style } from '../theme.ts';
import { filled, type Line, type Piece, painted, piece, spread, widthOf } from './text.ts';

/** A row's name as the tree shows it: without the service prefix where the row above has said it. */
function labelOf(trie: Trie, node: number, text: string): string {
  if (node === 0) return text;
  const key = rowKey(trie, node);
  const parent = trie.parent(node);
  return trie.prefix(parent).includes(':') ? key.slice(key.indexOf(':') + 1) : key;
}

/** How a decision is marked, each kind in a shape of its own. */
function markOf(role: RowRole, isOriginal: boolean, glyphs: Glyphs): Piece | undefined {
  if (role.kind === 'unit') {
    if (isOriginal) return piece(glyphs.original, 'adjusted');
    return role.unit.decision === undefined
      ? piece(glyphs.undecided, 'strong')
      : decisionMark(role.unit.decision, glyphs);
  }
  if (role.kind === 'part')
    return role.decision === undefined ? undefined : decisionMark(role.decision, glyphs);
  return undefined;
}

function decisionMark(decision: RowDecision, glyphs: Glyphs): Piece {
  switch (decision.kind) {
    case 'accept':
      return piece(glyphs.accepted, 'accepted');
    case 'list':
    case 'drop':
      return piece(glyphs.rejected, 'rejected');
    case 'narrow':
    case 'widen':
    case 'edit':
      return piece(glyphs.adjusted, 'adjusted');
  }
}

/**
 * What is left of a row, at its right, in full and shorter. The name comes first: where it leaves no room, the glyph
 * tells the state.
 */
function countOf({ review, decisions }: Current, node: number, role: RowRole): readonly string[] {
  const { trie } = review;
  const change = trie.isLeaf(node) ? tableFor(decisions).actions.get(fold(trie.prefix(node))) : undefined;
  if (change?.kind === 'keep') return ['kept'];
  if (change?.kind === 'drop' || (role.kind === 'unit' && role.unit.decision?.kind === 'drop'))
    return ['removed'];
  const total = trie.total(node);
  const all = total.toLocaleString('en');
  if (trie.isLeaf(node)) return trie.state(node) === 'unused' ? ['unused'] : [];
  switch (trie.state(node)) {
    case 'safe':
      return [all];
    case 'unused':
      return total === 0 ? [] : [`${all} unused`, all];
    case 'mixed': {
      const kept = (total - trie.unused(node)).toLocaleString('en');
      return [`${kept}/${all}`, kept];
    }
  }
}

const MARK_WIDTH = 4;
/** Room for `41/63` where a deep row asks for indentation. */
const COUNT_WIDTH = 8;
const LEAST_LABEL = 14;

/** The rows of the tree that are in its window, painted, each as wide as the window. */
export function treePicture(scene: Scene): string[] {
  const { current, layout, theme } = scene;
  const { width, height } = layout.tree;
  const blank = ' '.repeat(width);
  if (current === undefined) {
    const text = painted(filled([piece('  nothing here can be reviewed', 'dim')], width), width, theme);
    return [text, ...Array<string>(Math.max(0, height - 1)).fill(blank)];
  }
  const { view } = current;
  const rows = visibleRows(view);
  const found = foundRows(scene);
  const lines: string[] = [];
  for (let i = view.top; i < Math.min(rows.length, view.top + height); i++)
    lines.push(rowPicture(scene, current, rows[i] ?? 0, found, width));
  while (lines.length < height) lines.push(blank);
  return lines;
}

function foundRows({ state, current }: Scene): ReadonlySet<string> {
  return new Set(state.search !== undefined && state.search.key === current?.key ? state.search.rows : []);
}

/** Whether of what is safe below a row nothing is known, since IAM tracks none of it. */
function isUnknownRow(trie: Trie, node: number, catalog: Catalog): boolean {
  return catalog.saysTracked && isUnknown(trie.actions(node), catalog);
}

function rowPicture(
  { theme, context }: Scene,
  current: Current,
  node: number,
  found: ReadonlySet<string>,
  width: number,
): string {
  const { review, view, decisions } = current;
  const { trie } = review;
  const { glyphs } = theme;
  const role = roleOf(review, decisions, node);
  const state = trie.state(node);
  const isCursor = node === view.cursor;
  const isGrant = role.kind === 'unit' || role.kind === 'part';
  const isFoldable = trie.skip(node) > node + 1;
  const mark = markOf(role, review.original !== undefined, glyphs);
  const label = visible(labelOf(trie, node, review.text));
  const most = width - 6 - LEAST_LABEL - MARK_WIDTH - COUNT_WIDTH;
  const indent = Math.max(0, Math.min(2 * trie.depth(node), most));
  const room = width - 6 - indent - MARK_WIDTH - widthOf(label);
  const count = countOf(current, node, role).find((text) => widthOf(text) < room) ?? '';

  const styles: Style[] = [state === 'safe' ? 'plain' : state];
  if (isGrant) styles.unshift('strong');
  if (isCursor) styles.push('cursor');
  if (found.size > 0 && found.has(rowKey(trie, node))) styles.push('match');

  const foldMark = isFoldable ? (view.folded[node] === 1 ? glyphs.folded : glyphs.open) : ' ';
  const left: Line = [
    piece(isCursor ? `${glyphs.cursor} ` : '  ', 'strong'),
    piece(' '.repeat(indent)),
    piece(`${foldMark} `),
    piece(
      `${state === 'safe' && isUnknownRow(trie, node, context.settings.catalog) ? glyphs.unknown : glyphs[state]} `,
      state,
    ),
    piece(label, styles),
    ...becoming(role),
  ];
  const right: Line =
    count === '' && mark === undefined
      ? []
      : [
          piece(count === '' ? '' : ` ${count}`, 'dim'),
          piece(' '),
          mark ?? piece(' '.repeat(MARK_WIDTH - 1)),
        ];
  return painted(spread(left, right, width, glyphs.ellipsis), width, theme);
}

/** What an edit made of a grant. */
function becoming(role: RowRole): Line {
  const decision =
    role.kind === 'unit' ? role.unit.decision : role.kind === 'part' ? role.decision : undefined;
  return decision?.kind === 'edit' ? [piece(` → ${visible(decision.pattern)}`, 'adjusted')] : [];
}

/** `row 12 of 63`, for who does not see where the window is. */
export function positionText({ view }: Current): string {
  return `row ${cursorIndex(view) + 1} of ${visibleRows(view).length}`;
}
