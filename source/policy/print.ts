import { findNodeAtLocation, type Node, parseTree } from 'jsonc-parser';
import { InputError } from '../base/errors.ts';
import { jsonLayout } from '../base/json-layout.ts';
import { LARGEST_FILE } from '../base/utf8.ts';
import { type PolicyEdits, shaped } from './edit.ts';
import type { Policy } from './policy.ts';

interface TextEdit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/**
 * Writes the edited policy as text. Every byte that no edit touches is the original's, so indentation, key order, number
 * formats and line ends stay.
 *
 * @returns null where no statement is left
 */
export function printPolicy(policy: Policy, edits: PolicyEdits): string | null {
  if (edits.size === 0) return policy.text;
  const removed = new Set([...edits].filter(([, entries]) => entries.length === 0).map(([index]) => index));
  if (policy.statements.every(({ index }) => removed.has(index))) return null;
  const root = parseTree(policy.text);
  const list = root && findNodeAtLocation(root, ['Statement']);
  if (list === undefined) return policy.text;
  const nodes = list.type === 'array' ? (list.children ?? []) : [list];
  const layout = layoutOf(policy.text);
  const changes = removals(nodes, removed);
  // Statements with the same lists are printed once: there may be a thousand of them with ten thousand entries each.
  const printed = new Map<readonly string[], Map<string, string>>();
  for (const [index, entries] of edits) {
    const statement = policy.statements[index];
    const node = nodes[index];
    if (statement === undefined || node === undefined || entries.length === 0) continue;
    const element = findNodeAtLocation(node, [statement.element]);
    if (element === undefined) continue;
    const start = element.offset;
    const end = start + element.length;
    const ofEntries = printed.get(entries) ?? new Map<string, string>();
    printed.set(entries, ofEntries);
    const place = lineIndent(policy.text, start) + policy.text.slice(start, end);
    const text =
      ofEntries.get(place) ?? printEntries(policy.text, layout, element, shaped(statement, entries));
    ofEntries.set(place, text);
    changes.push({ start, end, text });
  }
  return applyEdits(policy.text, changes);
}

/** Removes statements together with one comma each, so that the rest keeps its author's layout. */
function removals(nodes: readonly Node[], removed: ReadonlySet<number>): TextEdit[] {
  const edits: TextEdit[] = [];
  const firstKept = nodes.findIndex((_, index) => !removed.has(index));
  nodes.forEach((node, index) => {
    if (!removed.has(index)) return;
    const before = nodes[index - 1];
    const after = nodes[index + 1];
    // A statement before the first one that stays goes with the comma after it, any other with the comma before it.
    if (index < firstKept && after !== undefined)
      edits.push({ start: node.offset, end: after.offset, text: '' });
    else if (before !== undefined)
      edits.push({ start: before.offset + before.length, end: node.offset + node.length, text: '' });
  });
  return edits;
}

/** Prints entries in the layout of the author's list; a new list takes the style of the document. */
function printEntries(
  text: string,
  layout: Layout,
  element: Node,
  entries: string | readonly string[],
): string {
  const written = text.slice(element.offset, element.offset + element.length);
  // An entry that stays is written as its author wrote it.
  const spelled = new Map(
    (element.children ?? [element]).map(({ value, offset, length }) => [
      value as unknown,
      text.slice(offset, offset + length),
    ]),
  );
  const spell = (entry: string): string => spelled.get(entry) ?? JSON.stringify(entry);
  if (typeof entries === 'string') return spell(entries);
  const items = entries.map(spell);
  const { eol, unit } = layout;
  if (layout.oneLine) return `[${items.join(layout.spaced || /,\s/.test(written) ? ', ' : ',')}]`;
  const outer = lineIndent(text, element.offset);
  const firstItem = element.type === 'array' ? element.children?.[0] : undefined;
  const spread = firstItem !== undefined && written.includes('\n');
  if (!spread && items.length === 1) return `[${items[0]}]`;
  const inner = spread ? lineIndent(text, firstItem.offset) : outer + unit;
  return `[${eol}${items.map((item) => inner + item).join(`,${eol}`)}${eol}${outer}]`;
}

/** The style of the whole document, found once, since a document may have many edits. */
interface Layout {
  readonly eol: string;
  readonly oneLine: boolean;
  /** Whether blanks stand after commas or colons. */
  readonly spaced: boolean;
  readonly unit: string;
}

function layoutOf(text: string): Layout {
  const { indent, lineBreak } = jsonLayout(text);
  return {
    eol: lineBreak,
    oneLine: !text.trim().includes('\n'),
    spaced: /[:,]\s/.test(text),
    unit: indent,
  };
}

function lineIndent(text: string, offset: number): string {
  const start = text.lastIndexOf('\n', offset - 1) + 1;
  return /^[ \t]*/.exec(text.slice(start, offset))?.[0] ?? '';
}

/** Applies the edits to a text. @throws InputError if the result would be longer than a file that can be read again */
function applyEdits(text: string, edits: readonly TextEdit[]): string {
  const length = edits.reduce((sum, edit) => sum + edit.text.length - (edit.end - edit.start), text.length);
  if (length > LARGEST_FILE) {
    throw new InputError('the refined policy is longer than any file that can be read again', {
      hint: 'Give --generalize compact, which makes it shorter.',
    });
  }
  let result = '';
  let done = 0;
  for (const edit of [...edits].sort((a, b) => a.start - b.start)) {
    result += text.slice(done, edit.start) + edit.text;
    done = edit.end;
  }
  return result + text.slice(done);
}
