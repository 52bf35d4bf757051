import type { Excerpt } from './errors.ts';

/**
 * Draws the picture of a place: numbered lines with `>` and `^` at it, without a line break at the end. The library
 * that draws it is loaded only here, since most runs meet no error.
 *
 * @param color whether to highlight the JSON with terminal colours
 */
export async function drawFrame({ lines, firstLine, line, column }: Excerpt, color = false): Promise<string> {
  const { codeFrameColumns } = await import('@babel/code-frame');
  const options = { startLine: firstLine, forceColor: color, highlightCode: color };
  // The library counts lines from 1 and columns from 0.
  return codeFrameColumns(lines.join('\n'), { start: { line, column: column - 1 } }, options);
}
