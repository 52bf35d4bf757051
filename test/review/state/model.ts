import { rowKey } from '../../../source/refine/row.ts';
import type { Trie } from '../../../source/refine/trie.ts';

/**
 * The tree's cursor and folds as one would explain them to a person: rows are names, folds are a set of names, and
 * what is visible is found by walking down. What `source/review/state/tree-view.ts` does with numbers is held to this.
 */
export interface TreeModel {
  readonly trie: Trie;
  readonly folded: ReadonlySet<string>;
  readonly cursor: string;
}

/** A row's name: its key, and how deep it is, since a whole unknown service has the key of the entry above it. */
export function nameOf(trie: Trie, node: number): string {
  return `${trie.depth(node)} ${rowKey(trie, node)}`;
}

/** The names of the visible rows, from the top. */
export function visibleNames({ trie, folded }: TreeModel): string[] {
  const walk = (node: number): string[] => {
    const name = nameOf(trie, node);
    return folded.has(name) ? [name] : [name, ...childrenIn(trie, node).flatMap(walk)];
  };
  return walk(0);
}

function childrenIn(trie: Trie, node: number): number[] {
  return nodes(trie).filter((other) => trie.parent(other) === node);
}

function nodes(trie: Trie): number[] {
  return Array.from({ length: trie.size }, (_, node) => node);
}

function named(trie: Trie, name: string): number {
  return nodes(trie).find((node) => nameOf(trie, node) === name) ?? 0;
}

function ancestors(trie: Trie, name: string): string[] {
  const found: string[] = [];
  for (let node = trie.parent(named(trie, name)); node >= 0; node = trie.parent(node))
    found.push(nameOf(trie, node));
  return found;
}

function hasChildren({ trie, cursor }: TreeModel): boolean {
  return childrenIn(trie, named(trie, cursor)).length > 0;
}

/** A cursor that a fold hides stands on the highest row that hides it. */
function settled(model: TreeModel): TreeModel {
  const hiding = ancestors(model.trie, model.cursor).filter((name) => model.folded.has(name));
  return { ...model, cursor: hiding.at(-1) ?? model.cursor };
}

export function movedBy(model: TreeModel, rows: number): TreeModel {
  const names = visibleNames(model);
  const index = Math.max(0, Math.min(names.length - 1, names.indexOf(model.cursor) + rows));
  return { ...model, cursor: names[index] ?? model.cursor };
}

export function toggled(model: TreeModel): TreeModel {
  if (!hasChildren(model)) return model;
  const folded = new Set(model.folded);
  if (!folded.delete(model.cursor)) folded.add(model.cursor);
  return settled({ ...model, folded });
}

export function allFolded(model: TreeModel, isFolded: boolean): TreeModel {
  const { trie } = model;
  const inner = nodes(trie).filter((node) => node !== 0 && childrenIn(trie, node).length > 0);
  return settled({ ...model, folded: new Set(isFolded ? inner.map((node) => nameOf(trie, node)) : []) });
}

export function out(model: TreeModel): TreeModel {
  const [parent] = ancestors(model.trie, model.cursor);
  if (parent === undefined) return model;
  if (hasChildren(model) && !model.folded.has(model.cursor)) return toggled(model);
  return { ...model, cursor: parent };
}

export function into(model: TreeModel): TreeModel {
  if (!hasChildren(model)) return model;
  return model.folded.has(model.cursor) ? toggled(model) : movedBy(model, 1);
}
