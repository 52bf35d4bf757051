import { fold } from '../../pattern/fold.ts';
import type { SessionContext } from './context.ts';
import { viewOf } from './move.ts';
import { maskOf } from './shown.ts';
import type { SessionState } from './state.ts';
import { addressOf, compareRows, hasTrie, keyOf, type PolicyTree, type RowPlace } from './tree.ts';

/** A row that a search found, and which of all of them it is. */
export interface TreeMatch {
  readonly address: string;
  /** From 1, in the order of the tree. */
  readonly number: number;
  readonly count: number;
}

/**
 * The next row that a text is found in, letter case ignored: from the cursor on, around the ends. All rows are
 * searched that the filter shows, folded or not.
 *
 * @param here whether the cursor's own row counts
 */
export function matchFrom(
  context: SessionContext,
  state: SessionState,
  query: string,
  direction: 1 | -1,
  here = false,
): TreeMatch | undefined {
  const view = viewOf(context, state);
  if (view === undefined) return undefined;
  const rows = matchesIn(context, state, view.tree, fold(query.trim()));
  if (rows.length === 0) return undefined;
  let index = rows.findIndex((row) => {
    const order = compareRows(row, view.place);
    return order > 0 || (here && order === 0);
  });
  if (direction === -1) {
    const before = index === -1 ? rows.length - 1 : index - 1;
    const row = rows[before];
    index = row !== undefined && compareRows(row, view.place) === 0 ? before - 1 : before;
    if (index < 0) index = rows.length - 1;
  }
  const number = index === -1 ? 0 : index;
  const found = rows[number];
  return found && { address: addressOf(view.tree, found), number: number + 1, count: rows.length };
}

function matchesIn(
  context: SessionContext,
  { filter }: SessionState,
  tree: PolicyTree,
  query: string,
): readonly RowPlace[] {
  return context.memory.remember([tree, filter], `search ${query}`, () => {
    const rows: RowPlace[] = [];
    const { statements } = tree.policy.case.policy;
    tree.heads.forEach((found, head) => {
      if (found.kind === 'policy') {
        if (fold(tree.policy.case.name).includes(query)) rows.push({ head, node: 0 });
      } else if (found.kind === 'statement') {
        const sid = statements[found.statement.index]?.sid;
        if (sid !== undefined && fold(sid).includes(query)) rows.push({ head, node: 0 });
      } else {
        const { entry } = found;
        const mask = filter.length === 0 ? undefined : maskOf(context, tree, entry, filter);
        if (mask?.[0] === 0) return;
        if (fold(entry.text).includes(query)) rows.push({ head, node: 0 });
        if (!hasTrie(entry)) return;
        for (let node = 1; node < entry.trie.size; node++)
          if (mask?.[node] !== 0 && fold(keyOf(entry, node)).includes(query)) rows.push({ head, node });
      }
    });
    return rows;
  });
}
