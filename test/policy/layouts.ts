import fc from 'fast-check';

/** A JSON value that remembers how its author wrote it: numbers as text, lists of pairs for objects. */
export type Tree =
  | { readonly kind: 'raw'; readonly text: string }
  | { readonly kind: 'string'; readonly text: string; readonly escapes: number; readonly mark?: string }
  | { readonly kind: 'list'; readonly items: readonly Tree[]; readonly mark?: string }
  | { readonly kind: 'object'; readonly pairs: readonly (readonly [string, Tree])[]; readonly mark?: string };

export interface Layout {
  readonly eol: string;
  readonly indent: string;
  readonly colon: string;
  readonly comma: string;
  /** Lists of at most this many items stand on one line. */
  readonly inline: number;
}

export const layout: fc.Arbitrary<Layout> = fc.oneof(
  fc.constantFrom<Layout>(
    { eol: '', indent: '', colon: ':', comma: ',', inline: 99 },
    { eol: '', indent: '', colon: ': ', comma: ', ', inline: 99 },
    { eol: '\n', indent: '  ', colon: ': ', comma: ',', inline: 0 },
    { eol: '\r\n', indent: '\t', colon: ': ', comma: ',', inline: 1 },
  ),
  fc.record({
    eol: fc.constantFrom('', '\n', '\r\n', '\n\n', '\r', ' \n'),
    indent: fc.constantFrom('', ' ', '  ', '    ', '\t', '\t '),
    colon: fc.constantFrom(':', ': ', ' : ', ':\n  ', ':\t'),
    comma: fc.constantFrom(',', ', ', ' ,', ',\n'),
    inline: fc.constantFrom(0, 1, 99),
  }),
);

/**
 * The text of a tree, cut in pieces: what stands at marked values is a piece of its own, with the mark.
 */
export interface Piece {
  readonly text: string;
  readonly mark?: string;
}

export function written(tree: Tree, style: Layout): Piece[] {
  const pieces: { text: string; mark?: string }[] = [{ text: '' }];
  const put = (text: string): void => {
    const last = pieces.at(-1);
    if (last !== undefined) last.text += text;
  };
  const walk = (node: Tree, depth: number): void => {
    const mark = 'mark' in node ? node.mark : undefined;
    if (mark !== undefined) pieces.push({ text: '', mark });
    switch (node.kind) {
      case 'raw':
        put(node.text);
        break;
      case 'string':
        put(quoted(node.text, node.escapes));
        break;
      case 'list':
        bracketed('[', ']', node.items, (item) => walk(item, depth + 1), depth);
        break;
      case 'object':
        bracketed(
          '{',
          '}',
          node.pairs,
          ([key, value]) => {
            put(quoted(key, key.length % 7 === 0 ? 3 : 0) + style.colon);
            walk(value, depth + 1);
          },
          depth,
        );
        break;
    }
    if (mark !== undefined) pieces.push({ text: '' });
  };
  const bracketed = <T>(
    open: string,
    close: string,
    items: readonly T[],
    each: (item: T) => void,
    depth: number,
  ): void => {
    const spread = style.eol !== '' && items.length > (open === '[' ? style.inline : 0);
    put(open);
    items.forEach((item, i) => {
      if (i > 0) put(style.comma);
      if (spread) put(style.eol + style.indent.repeat(depth + 1));
      each(item);
    });
    if (spread) put(style.eol + style.indent.repeat(depth));
    put(close);
  };
  walk(tree, 0);
  return pieces;
}

/** A JSON string; the bits of `escapes` choose which characters are written as `\u0041`. */
function quoted(text: string, escapes: number): string {
  const escaped = Array.from({ length: text.length }, (_, i) =>
    ((escapes >> (i % 8)) & 1) === 1
      ? `\\u${text.charCodeAt(i).toString(16).padStart(4, '0')}`
      : JSON.stringify(text[i] ?? '').slice(1, -1),
  );
  return `"${escaped.join('').replaceAll('/', escapes > 128 ? '\\/' : '/')}"`;
}
