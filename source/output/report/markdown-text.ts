import { visible } from '../../base/visible.ts';

/**
 * Writes a text from the inputs as a code span of Markdown: in it nothing is markup, no name notifies a person and no
 * address becomes a link. A text that could end the span or a table cell is written as HTML, all of it in entities.
 */
export function code(text: string): string {
  const shown = visible(text);
  if (shown === '') return '';
  if (/^(?! )[^`|\\]*(?<! )$/.test(shown)) return `\`${shown}\``;
  return `<code>${shown.replace(/[^A-Za-z0-9]/gu, (each) => `&#${each.codePointAt(0)};`)}</code>`;
}

/**
 * Writes a sentence that may quote the inputs: as it is if it is only plain words, so that it cannot be markup, a link
 * or a notification; otherwise in a code span.
 */
export function prose(text: string): string {
  const isPlain =
    /^(?:\d+ )?[A-Za-z](?:[A-Za-z0-9 ,;()'"+=–-]|[.:/](?=\s|$|[^/\s]))*$/.test(text) &&
    !/www\.|:\/\//i.test(text);
  return isPlain ? text : code(text);
}

/** Several code spans, with commas between them. */
export function codes(texts: readonly string[]): string {
  return texts.map(code).join(', ');
}

/** Writes a table; its cells are Markdown of one line. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

/** Writes lines as they are, in a fence that none of them can close. */
export function fenced(language: string, text: string): string {
  const lines = text.split('\n').map(visible);
  const runs = lines.flatMap((line) => line.match(/`+/g) ?? []);
  const longest = runs.reduce((most, { length }) => Math.max(most, length), 2);
  const fence = '`'.repeat(longest + 1);
  return [`${fence}${language}`, ...lines, fence].join('\n');
}

/** Writes a part that is folded if it is long. */
export function folded(summary: string, content: string, isLong: boolean): string {
  return isLong ? `<details><summary>${summary}</summary>\n\n${content}\n\n</details>` : content;
}
