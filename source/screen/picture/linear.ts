import { visible } from '../../base/visible.ts';
import { rowKey } from '../../refine/row.ts';
import { subjectProgress } from '../../review/state/context.ts';
import { overviewRows } from '../../review/state/overview.ts';
import { searchTrie } from '../../review/state/search.ts';
import { BINDINGS, keyName, scopeOf } from '../keys.ts';
import type { Scene } from '../scene.ts';
import { panelLines } from './panel.ts';
import { readingLines, readingTitle } from './reading.ts';
import type { Line } from './text.ts';
import { positionText } from './tree.ts';

function textOf(line: Line): string {
  return line
    .map(({ text }) => text)
    .join('')
    .trim()
    .replace(/ {2,}/g, ', ');
}

/** The screen in sentences, the most telling first: the answer to the last key, the row, its details, the keys. */
export function linearLines(scene: Scene): string[] {
  const { state, current, context } = scene;
  const lines: string[] = [];
  if (state.message !== undefined) lines.push(`${capital(state.message.text)}.`);
  const { mode } = state;
  switch (mode.kind) {
    case 'reading':
      lines.push(readingTitle(scene, mode.view, mode.top));
      lines.push(
        ...readingLines(scene, scene.layout.body.width - 2)
          .slice(mode.top, mode.top + scene.layout.body.height)
          .map(textOf),
      );
      break;
    case 'overview': {
      const rows = overviewRows(context, state.decisions, mode.filter, mode.sort);
      lines.push(`Overview, row ${mode.cursor + 1} of ${rows.length}.`);
      const row = rows[mode.cursor];
      const subject = row && context.subjects[row.subject];
      if (subject !== undefined) {
        const { decided, total } = subjectProgress(state.decisions, subject);
        const what =
          row?.kind === 'statement'
            ? `, statement ${row.statement + 1}`
            : row?.kind === 'entry'
              ? `, entry ${row.entry + 1}`
              : '';
        lines.push(`${visible(subject.name)}${what}, ${decided} of ${total} decided.`);
      }
      break;
    }
    case 'search': {
      const matches = current === undefined ? [] : searchTrie(current.review.trie, mode.query);
      const match = matches[mode.selected];
      lines.push(
        `Search: ${mode.query}. ${matches.length} matches${match === undefined ? '' : `, now ${visible(match.text)}`}.`,
      );
      break;
    }
    default:
      lines.push(...rowLines(scene));
  }
  const scope = scopeOf(state);
  const keys = BINDINGS.filter(
    ({ scope: own, label, applies }) => own === scope && label !== undefined && applies?.(scene) !== false,
  ).map(({ keys: [key = ''], label = '' }) => `${keyName(key)} ${label}`);
  return [...lines, `Keys: ${keys.join(', ')}.`].filter((line) => line !== '');
}

function rowLines(scene: Scene): string[] {
  const { current, context, state } = scene;
  const subject = context.subjects[state.place.subject];
  if (subject === undefined) return [];
  const { decided, total } = subjectProgress(state.decisions, subject);
  const where = `${visible(subject.name)}, ${decided} of ${total} decided.`;
  if (current === undefined) return ['Nothing in this policy can be reviewed.', where];
  const { trie } = current.review;
  const node = current.view.cursor;
  const fold =
    trie.skip(node) === node + 1 ? '' : current.view.folded[node] === 1 ? ', folded' : ', unfolded';
  return [
    `${visible(node === 0 ? current.review.text : rowKey(trie, node))}, level ${trie.depth(node) + 1}${fold}, ${positionText(current)}.`,
    ...panelWindow(scene),
    `In statement ${current.review.ref.statement + 1}, entry ${visible(current.review.text)}, of ${where}`,
  ];
}

/** As much of the panel as one listens to before the next key. */
function panelWindow(scene: Scene): string[] {
  const { width, height } = scene.layout.panel;
  const lines = panelLines(scene, width);
  const { panelTop } = scene.state;
  const left = lines.length - panelTop - height;
  const shown = lines.slice(panelTop, panelTop + height).map(textOf);
  return left > 0 ? [...shown, `${left} more lines: J reads on.`] : shown;
}

function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}
