import { findNodeAtLocation, parseTree } from 'jsonc-parser';
import { jsonLayout, reindent } from '../base/json-layout.ts';
import { type Exception, parseExceptions } from './exceptions.ts';

/**
 * Adds rules to the text of an exceptions file. The existing text stays letter for letter, in its layout; a rule that
 * is there already is not added again.
 *
 * @param text the text of the file; undefined where there is no file yet
 * @param file what to call it in messages
 * @returns the new text; undefined where there is nothing to add
 * @throws InputError where the file is not an exceptions file
 */
export function withExceptions(
  text: string | undefined,
  file: string,
  added: readonly Exception[],
): string | undefined {
  const before = text === undefined ? [] : parseExceptions(text, file);
  const known = new Set(before.map(keyOf));
  const rows: string[] = [];
  for (const rule of added) {
    if (known.has(keyOf(rule))) continue;
    known.add(keyOf(rule));
    const { action, principal, reason, until } = rule;
    rows.push(JSON.stringify({ action, principal, reason, until }));
  }
  if (rows.length === 0) return undefined;
  if (text === undefined) return reindent(`{"keep":[${rows.join(',')}]}`, { indent: '  ', lineBreak: '\n' });
  const end = endOfKeep(text);
  const separator = before.length === 0 ? '' : ',';
  return reindent(text.slice(0, end) + separator + rows.join(',') + text.slice(end), jsonLayout(text));
}

function keyOf({ action, principal, reason, until }: Exception): string {
  return JSON.stringify([action, principal, reason, until]);
}

/** Where the list of rules ends. */
function endOfKeep(text: string): number {
  const root = parseTree(text);
  const list = root && findNodeAtLocation(root, ['keep']);
  return list === undefined ? text.length : list.offset + list.length - 1;
}
