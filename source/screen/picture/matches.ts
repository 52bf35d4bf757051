import { visible } from '../../base/visible.ts';
import { roleOf } from '../../review/state/role.ts';
import { count } from '../../review/state/say.ts';
import { searchTrie } from '../../review/state/search.ts';
import { reveal } from '../../review/state/tree-view.ts';
import type { Scene } from '../scene.ts';
import { filled, type Line, type Piece, painted, piece } from './text.ts';

/** The rows that a search has found so far, in the place of the tree and as wide: the best first, what matched set off. */
export function matchesPicture(scene: Scene): string[] {
  const { current, layout, theme, state } = scene;
  const { width, height } = layout.tree;
  if (current === undefined || state.mode.kind !== 'search') return [];
  const { query, selected } = state.mode;
  const matches = searchTrie(current.review.trie, query);
  const { trie } = current.review;
  const top = Math.max(0, Math.min(selected - Math.floor(height / 2), matches.length - (height - 1)));
  const title =
    query === ''
      ? 'type a part of a name'
      : matches.length === 0
        ? 'no match'
        : count(matches.length, 'match', 'matches');
  const lines: Line[] = [[piece(`  ${title}`, 'dim')]];
  for (const [i, { node, text, indexes }] of matches.slice(top, top + height - 1).entries()) {
    const isCursor = top + i === selected;
    const found = new Set(indexes);
    const name: Piece[] = [...visible(text)].map((character, at) =>
      piece(
        character,
        found.has(at)
          ? ['match', 'strong', ...(isCursor ? ['cursor' as const] : [])]
          : isCursor
            ? 'cursor'
            : 'plain',
      ),
    );
    const state = trie.state(node);
    lines.push([
      piece(isCursor ? `${theme.glyphs.cursor} ` : '  ', 'strong'),
      piece(`${theme.glyphs[state]} `, state),
      ...name,
    ]);
  }
  const rows = lines.map((line) => painted(filled(line, width), width, theme));
  while (rows.length < height) rows.push(' '.repeat(width));
  return rows;
}

/** The scene as it would be with the cursor on the selected match, for the panel. */
export function previewScene(scene: Scene): Scene {
  const { current, state } = scene;
  if (current === undefined || state.mode.kind !== 'search') return scene;
  const match = searchTrie(current.review.trie, state.mode.query)[state.mode.selected];
  if (match === undefined) return scene;
  const view = reveal(current.view, match.node);
  return {
    ...scene,
    state: { ...state, panelTop: 0 },
    current: { ...current, view },
    role: roleOf(current.review, current.decisions, match.node),
  };
}
