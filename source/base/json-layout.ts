import { createScanner } from 'jsonc-parser';

/** How a JSON text is laid out. */
export interface JsonLayout {
  /** the indentation of one level */
  readonly indent: string;
  readonly lineBreak: '\n' | '\r\n';
}

/** More than the longest first line of a file that is laid out in lines. */
const LOOKED_AT = 10_000;

/** The layout of a JSON text by its first indented line; two spaces for a text that has none. */
export function jsonLayout(text: string): JsonLayout {
  const head = text.slice(0, LOOKED_AT);
  const indent = /\n([ \t]+)[^ \t\r\n]/.exec(head)?.[1] ?? '  ';
  return { indent, lineBreak: head.includes('\r\n') ? '\r\n' : '\n' };
}

/**
 * Lays out a JSON text again, as `JSON.stringify` with an indentation does, but keeps every string and number letter
 * for letter and every key in its place. The text must be valid JSON. The result ends with a line break.
 */
export function reindent(text: string, { indent, lineBreak }: JsonLayout): string {
  const scanner = createScanner(text, true);
  const parts: string[] = [];
  let depth = 0;
  let opened = false;
  const breakLine = (): void => {
    parts.push(lineBreak, indent.repeat(depth));
  };
  for (;;) {
    scanner.scan();
    const token = text.slice(scanner.getTokenOffset(), scanner.getPosition());
    if (token === '') break;
    if (token === '}' || token === ']') {
      depth--;
      if (!opened) breakLine();
    } else if (opened) breakLine();
    opened = token === '{' || token === '[';
    if (opened) depth++;
    parts.push(token === ':' ? ': ' : token);
    if (token === ',') breakLine();
  }
  parts.push(lineBreak);
  return parts.join('');
}

/** Removes the white space between the values of a JSON text: one line, with all values letter for letter. */
export function compact(text: string): string {
  const scanner = createScanner(text, true);
  const parts: string[] = [];
  for (;;) {
    scanner.scan();
    const token = text.slice(scanner.getTokenOffset(), scanner.getPosition());
    if (token === '') return parts.join('');
    parts.push(token);
  }
}
