/** A value in a text of JSON, with where it stands. Made so that a damaged text still gives most of its values. */
export interface Span {
  readonly start: number;
  readonly end: number;
  readonly kind: 'object' | 'list' | 'string' | 'other';
  /** of the name and the value together, where it is a member of an object; else as the value */
  readonly from: number;
  /** where its name stands, quotes and all */
  readonly key?: readonly [start: number, end: number];
}

const TOKEN = /"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*|true|false|null|[[\]{}:,]/gs;

interface Open {
  readonly start: number;
  readonly isObject: boolean;
  readonly key: readonly [number, number] | undefined;
}

/** All values in a text, however deep, in the order in which they end. */
export function spansOf(text: string): Span[] {
  const spans: Span[] = [];
  const open: Open[] = [];
  let string: readonly [number, number] | undefined;
  let key: readonly [number, number] | undefined;
  const add = (start: number, end: number, kind: Span['kind'], named: typeof key): void => {
    spans.push({
      start,
      end,
      kind,
      from: named?.[0] ?? start,
      ...(named === undefined ? {} : { key: named }),
    });
  };
  const settle = (): void => {
    if (string !== undefined) add(string[0], string[1], 'string', key);
    if (string !== undefined) key = undefined;
    string = undefined;
  };
  for (const { 0: token, index } of text.matchAll(TOKEN)) {
    const end = index + token.length;
    if (token === ':') {
      key = string;
      string = undefined;
      continue;
    }
    settle();
    if (token === '{' || token === '[') {
      open.push({ start: index, isObject: token === '{', key });
      key = undefined;
    } else if (token === '}' || token === ']') {
      const begun = open.pop();
      if (begun !== undefined) add(begun.start, end, begun.isObject ? 'object' : 'list', begun.key);
    } else if (token.startsWith('"')) string = [index, end];
    else if (token !== ',') {
      add(index, end, 'other', key);
      key = undefined;
    }
  }
  settle();
  return spans;
}
