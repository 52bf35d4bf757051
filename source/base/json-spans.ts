import { visit } from 'jsonc-parser';
import type { Container, JsonValue, Span } from './json.ts';
import { EndOfDocument, STRICT } from './json-visit.ts';

/** Walks the text and the value that was read from it side by side. The text is known to be good. */
export function readSpans(text: string, start: number, value: JsonValue): WeakMap<object, Span> {
  const spans = new WeakMap<object, Span>();
  const stack: { container: Container; offset: number; index: number }[] = [];
  let key = '';

  const child = (): JsonValue => {
    const parent = stack.at(-1);
    if (parent === undefined) return value;
    const { container } = parent;
    // No key comes twice, so the key that was just read names the child.
    const item = Array.isArray(container) ? container[parent.index++] : container[key];
    return item ?? null;
  };
  const open = (offset: number): boolean => {
    const container = child();
    // Somebody may have changed the value since; what no longer fits has no place in the text.
    if (container === null || typeof container !== 'object') return false;
    stack.push({ container, offset, index: 0 });
    return true;
  };
  const close = (offset: number, length: number): void => {
    const top = stack.pop();
    if (top === undefined) return;
    spans.set(top.container, { offset: start + top.offset, length: offset + length - top.offset });
    if (stack.length === 0) throw new EndOfDocument(offset);
  };
  try {
    visit(
      start === 0 ? text : text.slice(start),
      {
        onObjectBegin: (offset) => open(offset),
        onArrayBegin: (offset) => open(offset),
        onObjectEnd: close,
        onArrayEnd: close,
        onObjectProperty(name) {
          key = name;
        },
        onLiteralValue() {
          child();
        },
      },
      STRICT,
    );
  } catch (error) {
    if (!(error instanceof EndOfDocument)) throw error;
  }
  return spans;
}
