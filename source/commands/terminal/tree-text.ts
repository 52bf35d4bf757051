import { visible } from '../../base/visible.ts';
import type { NodeState, Trie } from '../../refine/trie.ts';
import type { Style, Theme } from '../../screen/theme.ts';

export interface TreeText {
  readonly theme: Theme;
  /** Show what is below safe and unused nodes, too. */
  readonly whole: boolean;
  /** The grants of a proposed node. */
  readonly grantsOf: (node: number) => readonly string[];
  /** Whether IAM tracks nothing below a node: then the node is safe, but it is not known whether it is used. */
  readonly isUnknown?: (node: number) => boolean;
}

const LONGEST_NAME = 60;

/** What becomes of the actions below a node that is in a state. */
const FATES = { safe: 'stays', mixed: 'some', unused: 'goes' } as const satisfies Record<NodeState, Style>;

/**
 * Writes a trie as lines of text: one node to a line, indented by its depth, with its state and counts. What the actions
 * of a node share beyond its prefix follows it: `ListM* FADevice…`.
 */
export function treeLines(trie: Trie, { theme, whole, grantsOf, isUnknown }: TreeText): string[] {
  const proposed = new Set(trie.proposed);
  const arrow = theme.glyphs.way;
  const rows = visibleNodes(trie, whole).map((node) => {
    const state = trie.state(node);
    const name = `${'  '.repeat(trie.depth(node))}${theme.glyphs[FATES[state]]} ${visible(labelOf(trie, node))}`;
    const shared = node === 0 ? '' : visible(trie.shared(node));
    const more = shared === '' ? '' : ` ${shared}${theme.glyphs.ellipsis}`;
    const grants = proposed.has(node) ? visible(grantsOf(node).join(', ')) : '';
    // A grant that is the node's own name is not repeated.
    const shown = grants === trie.prefix(node) ? '' : ` ${arrow} ${grants}`;
    const unknown = state === 'safe' && isUnknown?.(node) === true ? ' unknown, not tracked by IAM' : '';
    const right = `${countOf(trie, node)}${unknown}${grants === '' ? '' : shown}`.trim();
    return { state, name, more, right };
  });
  const lengths = rows.map(({ name, more }) => name.length + more.length);
  const width = lengths.reduce((widest, length) => Math.min(LONGEST_NAME, Math.max(widest, length)), 0);
  return rows.map(({ state, name, more, right }, i) => {
    const end = right === '' ? '' : `${' '.repeat(Math.max(0, width - (lengths[i] ?? 0)))}  ${right}`;
    return more === ''
      ? theme.paint(FATES[state], name + end)
      : theme.paint(FATES[state], name) + theme.paint('dim', more) + theme.paint(FATES[state], end);
  });
}

function visibleNodes(trie: Trie, whole: boolean): number[] {
  const nodes: number[] = [];
  for (let node = 0; node < trie.size; ) {
    nodes.push(node);
    node = whole || trie.state(node) === 'mixed' ? node + 1 : trie.skip(node);
  }
  return nodes;
}

/** The label of a node; below a service, the service's name is left out. */
function labelOf(trie: Trie, node: number): string {
  if (node === 0) return trie.pattern.text;
  const prefix = trie.prefix(node);
  const name = trie.isLeaf(node) ? prefix : `${prefix}*`;
  const isService = prefix.endsWith(':');
  const rootNamesService = trie.pattern.literal.includes(':');
  const isBelowService = rootNamesService || trie.depth(node) > 1;
  return isService || !isBelowService ? name : name.slice(name.indexOf(':') + 1);
}

function countOf(trie: Trie, node: number): string {
  const total = trie.total(node);
  const kept = total - trie.unused(node);
  switch (trie.state(node)) {
    case 'safe':
      return trie.isLeaf(node) ? '' : `${kept}`;
    case 'mixed':
      return `${kept}/${total}`;
    case 'unused':
      return trie.isLeaf(node) ? 'unused' : `${total} unused`;
  }
}

/** The same tree for programs. */
export interface TreeNode {
  /** A pattern such as `s3:GetObject*`, or the action of a leaf. */
  readonly name: string;
  readonly state: NodeState;
  readonly actions: number;
  readonly unused: number;
  readonly grants?: readonly string[];
  /** Set if it is safe but IAM tracks nothing below it: it is not known whether it is used. */
  readonly unknown?: true;
  readonly children?: readonly TreeNode[];
}

/** A trie as nested objects; `grants` where a node is part of the proposal. */
export function treeObject(
  trie: Trie,
  { grantsOf, isUnknown }: Required<Pick<TreeText, 'grantsOf' | 'isUnknown'>>,
): TreeNode {
  const proposed = new Set(trie.proposed);
  const build = (node: number): TreeNode => {
    const children: TreeNode[] = [];
    for (let child = node + 1; child < trie.skip(node); child = trie.skip(child)) children.push(build(child));
    return {
      name: node === 0 ? trie.pattern.text : trie.isLeaf(node) ? trie.prefix(node) : `${trie.prefix(node)}*`,
      state: trie.state(node),
      actions: trie.total(node),
      unused: trie.unused(node),
      ...(proposed.has(node) ? { grants: grantsOf(node) } : {}),
      ...(trie.state(node) === 'safe' && isUnknown(node) ? { unknown: true as const } : {}),
      ...(children.length === 0 ? {} : { children }),
    };
  };
  return build(0);
}
