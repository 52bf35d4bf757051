import { isObject, JsonNumber, type JsonObject, type JsonValue } from '../base/json.ts';

/**
 * Writes a JSON value so that two values have the same text exactly when they are deeply equal. Numbers are compared
 * letter for letter. The order of keys does not matter, the order of elements does. It does not recurse, so no value
 * is nested too deeply.
 */
export function canonical(value: JsonValue): string {
  let text = '';
  const work: ({ readonly text: string } | { readonly value: JsonValue })[] = [{ value }];
  for (let item = work.pop(); item !== undefined; item = work.pop()) {
    if ('text' in item) text += item.text;
    else if (Array.isArray(item.value)) {
      work.push({ text: ']' });
      for (let i = item.value.length - 1; i >= 0; i--) {
        work.push({ text: ',' }, { value: item.value[i] as JsonValue });
      }
      text += '[';
    } else if (isObject(item.value)) {
      work.push({ text: '}' });
      const keys = Object.keys(item.value).sort();
      for (const key of keys.reverse()) {
        work.push(
          { text: ',' },
          { value: item.value[key] as JsonValue },
          { text: `${JSON.stringify(key)}:` },
        );
      }
      text += '{';
    } else text += JSON.stringify(item.value);
  }
  return text;
}

/** An object without one of its keys. */
export function without(value: JsonObject, key: string): JsonObject {
  const { [key]: _, ...rest } = value;
  return rest;
}

/** The path of the first place where two values differ, such as `.Resource[2]`; undefined where they do not. */
export function firstDifference(one: JsonValue, other: JsonValue): string | undefined {
  const work: { readonly a: JsonValue; readonly b: JsonValue; readonly path: Path | undefined }[] = [
    { a: one, b: other, path: undefined },
  ];
  for (let item = work.pop(); item !== undefined; item = work.pop()) {
    const { a, b, path } = item;
    // A part that was not edited is the very same value.
    if (a === b) continue;
    if (Array.isArray(a) && Array.isArray(b)) {
      if (a.length !== b.length) return written(path);
      for (let i = a.length - 1; i >= 0; i--) {
        // Most are texts, and the same.
        if (a[i] !== b[i])
          work.push({ a: a[i] as JsonValue, b: b[i] as JsonValue, path: { outer: path, key: i } });
      }
    } else if (isObject(a) && isObject(b)) {
      const keys = new Set([...Object.keys(a), ...Object.keys(b)]);
      for (const key of [...keys].reverse()) {
        const inside = { outer: path, key };
        if (!Object.hasOwn(a, key) || !Object.hasOwn(b, key)) return written(inside);
        work.push({ a: a[key] as JsonValue, b: b[key] as JsonValue, path: inside });
      }
    } else if (!(a instanceof JsonNumber && b instanceof JsonNumber && a.text === b.text)) {
      return written(path);
    }
  }
  return undefined;
}

interface Path {
  readonly outer: Path | undefined;
  readonly key: string | number;
}

function written(path: Path | undefined): string {
  const keys: (string | number)[] = [];
  for (let at = path; at !== undefined; at = at.outer) keys.push(at.key);
  return keys
    .reverse()
    .map((key) => (typeof key === 'number' ? `[${key}]` : `.${key}`))
    .join('');
}
