import { longest } from '../../base/words.ts';
import type { EntryOutcome } from '../../refine/outcome.ts';
import type { Trie } from '../../refine/trie.ts';
import { DONE } from './facts.ts';
import { type Html, html } from './html-text.ts';

/** The most rows of a picture; the rest is told in words. */
const MOST_ROWS = 150;

const ROW = 20;
const STEP = 18;
const LEFT = 12;
const CHARACTER = 7.3;

interface Row {
  readonly node: number;
  readonly depth: number;
  /** How many more children there are, in a row that stands for them. */
  readonly more?: number;
}

/**
 * Draws the trie of an entry after all decisions, as an SVG: a green circle where all actions below stay, an orange
 * diamond where some stay, a grey cross where none stays. Only rows with some actions that stay are unfolded, and in a
 * very large tree only the levels near the root. What the actions of a node share beyond its prefix follows it, as in
 * `ListM* FADevice…`.
 *
 * @param id the id of its title, unique on the page
 */
export function triePicture(entry: EntryOutcome, id: string): Html {
  const { trie } = entry;
  const rows = rowsOf(entry);
  const texts = rows.map(({ node, more }) => (more === undefined ? labelOf(entry, node) : `… ${more} more`));
  const notes = rows.map(({ node, more }) => (more === undefined ? noteOf(entry, node) : ''));
  const shared = rows.map(({ node, more }) => (more === undefined ? sharedOf(trie, node) : ''));
  const lengthOf = (i: number): number => (texts[i] ?? '').length + (shared[i] ?? '').length;
  const widest = longest(
    rows.entries(),
    ([i, { depth }]) => LEFT + depth * STEP + 14 + lengthOf(i) * CHARACTER,
  );
  const noteAt = Math.ceil(widest) + 16;
  const width = Math.ceil(noteAt + longest(notes, ({ length }) => length) * CHARACTER + 8);
  const height = rows.length * ROW + 4;
  const { stays, goes } = entry.fate(0);
  const title = `${entry.text}: ${stays} ${stays === 1 ? 'action stays' : 'actions stay'}, ${goes} ${goes === 1 ? 'goes' : 'go'}`;
  return html`<svg class="trie" role="img" aria-labelledby="${id}" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" xmlns="http://www.w3.org/2000/svg">
<title id="${id}">${title}</title>
${branches(rows)}${rows.map(({ node, depth, more }, i) => {
  const x = LEFT + depth * STEP;
  const y = i * ROW + ROW / 2 + 2;
  const state = more === undefined ? stateOf(entry, node) : 'more';
  return html`<g class="${state}">${shape(state, x, y)}<text x="${x + 14}" y="${y + 4}">${texts[i] ?? ''}${shared[i] === '' ? '' : html`<tspan class="note">${shared[i] ?? ''}</tspan>`}</text><text class="note" x="${noteAt}" y="${y + 4}">${notes[i] ?? ''}</text></g>
`;
})}</svg>`;
}

/** What becomes of the actions below a row. */
function stateOf(entry: EntryOutcome, node: number): 'stays' | 'some' | 'goes' {
  const { stays, goes } = entry.fate(node);
  if (goes === 0) return 'stays';
  return stays === 0 ? 'goes' : 'some';
}

function rowsOf(entry: EntryOutcome): Row[] {
  const { trie } = entry;
  const opened = openedNodes(entry);
  const rows: Row[] = [];
  const waiting: Row[] = [{ node: 0, depth: 0 }];
  for (let row = waiting.pop(); row !== undefined; row = waiting.pop()) {
    rows.push(row);
    const { node, depth, more } = row;
    if (more !== undefined || !opened.has(node)) continue;
    const children = childrenOf(trie, node);
    const shown = children.slice(0, MOST_ROWS);
    if (shown.length < children.length)
      waiting.push({ node, depth: depth + 1, more: children.length - shown.length });
    for (const child of shown.reverse()) waiting.push({ node: child, depth: depth + 1 });
  }
  return rows;
}

/** Unfolds rows with some actions that stay, those near the root first, until there is no room left. */
function openedNodes(entry: EntryOutcome): ReadonlySet<number> {
  const { trie } = entry;
  const opened = new Set<number>();
  let count = 1;
  let level = [0];
  while (level.length > 0) {
    const next: number[] = [];
    for (const node of level) {
      if (trie.isLeaf(node) || (stateOf(entry, node) !== 'some' && node !== 0)) continue;
      const children = childrenOf(trie, node);
      if (count + children.length > MOST_ROWS && node !== 0) continue;
      opened.add(node);
      count += Math.min(children.length, MOST_ROWS);
      for (const child of children) next.push(child);
    }
    level = next;
  }
  return opened;
}

function childrenOf(trie: Trie, node: number): number[] {
  const children: number[] = [];
  for (let child = node + 1; child < trie.skip(node); child = trie.skip(child)) children.push(child);
  return children;
}

/** The name, without its service where the rows above have it already. */
function labelOf({ trie, text, element }: EntryOutcome, node: number): string {
  if (node === 0) return element === 'NotAction' ? `all but ${text}` : text;
  const prefix = trie.prefix(node);
  const parent = trie.parent(node);
  const above = parent === 0 ? trie.pattern.literal : trie.prefix(parent);
  const name = above.includes(':') ? prefix.slice(prefix.indexOf(':') + 1) : prefix;
  return trie.isLeaf(node) ? name : `${name}*`;
}

function sharedOf(trie: Trie, node: number): string {
  const shared = node === 0 ? '' : trie.shared(node);
  return shared === '' ? '' : ` ${shared}…`;
}

function noteOf(entry: EntryOutcome, node: number): string {
  const counts = countsOf(entry.fate(node));
  const change = entry.changeAt(node);
  if (change === undefined || change.kind === 'entry-goes') return counts;
  const { decision, grants, key } = change;
  const said = decision === undefined ? 'proposed' : DONE[decision.kind];
  const isItself = grants.length === 0 || (grants.length === 1 && grants[0] === key);
  return [counts, isItself ? said : `${said} → ${shortList(grants)}`]
    .filter((part) => part !== '')
    .join(' · ');
}

function countsOf({ stays, goes }: { readonly stays: number; readonly goes: number }): string {
  if (stays + goes === 1) return goes === 1 ? 'goes' : '';
  if (goes === 0) return `${stays} stay`;
  if (stays === 0) return `all ${goes} go`;
  return `${goes} ${goes === 1 ? 'goes' : 'go'}, ${stays} ${stays === 1 ? 'stays' : 'stay'}`;
}

function shortList(grants: readonly string[]): string {
  return grants.length > 3
    ? `${grants.slice(0, 2).join(', ')} and ${grants.length - 2} more`
    : grants.join(', ');
}

/** Lines from each unfolded row down to the rows right below it. */
function branches(rows: readonly Row[]): Html {
  const lines: string[] = [];
  const lastAt: number[] = [];
  rows.forEach(({ depth }, i) => {
    lastAt[depth] = i;
    if (depth === 0) return;
    const parent = lastAt[depth - 1] ?? 0;
    const x = LEFT + (depth - 1) * STEP;
    const y = i * ROW + ROW / 2 + 2;
    lines.push(`M${x} ${parent * ROW + ROW / 2 + 9}V${y}H${x + STEP - 7}`);
  });
  return html`<path class="branch" d="${lines.join('')}"/>
`;
}

function shape(state: string, x: number, y: number): Html {
  switch (state) {
    case 'stays':
      return html`<circle cx="${x}" cy="${y}" r="5"/>`;
    case 'some':
      return html`<path d="M${x} ${y - 6}l6 6l-6 6l-6 -6z"/>`;
    case 'goes':
      return html`<path d="M${x - 4} ${y - 4}l8 8m0 -8l-8 8"/>`;
    default:
      return html``;
  }
}
