import { reindent } from '../base/json-layout.ts';
import { longest } from '../base/words.ts';

/**
 * Writes a string as a quoted template of HCL ("HCL Native Syntax Specification", templates): `${` and `%{`, which would
 * open an interpolation, are doubled, and everything that is not plain ASCII is escaped.
 */
export function hclString(text: string): string {
  const escaped = text.replace(/[^\x20-\x7e]|["\\]|[$%](?=\{)/gu, (character) => {
    switch (character) {
      case '"':
      case '\\':
        return `\\${character}`;
      case '\n':
        return '\\n';
      case '\r':
        return '\\r';
      case '\t':
        return '\\t';
      case '$':
      case '%':
        return character + character;
    }
    const code = (character.codePointAt(0) ?? 0).toString(16);
    return code.length > 4 ? `\\U${code.padStart(8, '0')}` : `\\u${code.padStart(4, '0')}`;
  });
  return `"${escaped}"`;
}

/** Whether HCL keeps the text as it is: its strings are Unicode in normal form C. */
export function fitsHcl(text: string): boolean {
  return text.isWellFormed() && text.normalize('NFC') === text;
}

/** Writes a list of strings: on one line if there is only one, otherwise one string to a line. */
export function hclList(items: readonly string[], indent: string): string {
  if (items.length < 2) return `[${items.map(hclString).join('')}]`;
  return `[\n${items.map((item) => `${indent}  ${hclString(item)},\n`).join('')}${indent}]`;
}

/** An attribute's name and its written value. */
export type HclAttribute = readonly [name: string, value: string];

/**
 * Writes attributes one to a line, aligned as `terraform fmt` does: one-line attributes with their one-line neighbours.
 */
export function hclAttributes(attributes: readonly HclAttribute[], indent: string): string[] {
  const lines: string[] = [];
  for (let i = 0; i < attributes.length; ) {
    const rest = attributes.slice(i);
    const end = rest.findIndex(([, value]) => value.includes('\n'));
    const group = rest.slice(0, end === -1 ? rest.length : Math.max(1, end));
    const width = longest(group, ([name]) => name.length);
    for (const [name, value] of group) lines.push(`${indent}${name.padEnd(width)} = ${value}`);
    i += group.length;
  }
  return lines;
}

/**
 * Writes a JSON text as a heredoc in ASCII: exact for all JSON. Backslashes have no meaning in a heredoc, so JSON's own
 * escapes stay as they are.
 */
export function hclJson(text: string): string {
  const json = reindent(text, { indent: '  ', lineBreak: '\n' })
    .trimEnd()
    .replace(/[^\n\x20-\x7e]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .replace(/[$%](?=\{)/g, (character) => character + character);
  // No line of a JSON text is a bare word, so no line can end the heredoc.
  return `<<POLICY\n${json}\nPOLICY`;
}
