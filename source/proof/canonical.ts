import { isObject, type JsonObject, type JsonValue } from '../base/json.ts';

/**
 * A text that two JSON values share exactly when they are deeply equal: the order of keys does not matter, that of
 * elements does. Without recursion, so that no depth of nesting is too deep.
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
    } else text += Object.is(item.value, -0) ? '-0' : JSON.stringify(item.value);
  }
  return text;
}

/** Whether two JSON values are deeply equal, as two texts of `canonical` would be. */
export function isEqual(one: JsonValue, other: JsonValue): boolean {
  const work: (readonly [JsonValue, JsonValue])[] = [[one, other]];
  for (let item = work.pop(); item !== undefined; item = work.pop()) {
    const [a, b] = item;
    if (Object.is(a, b)) continue;
    if (Array.isArray(a) && Array.isArray(b)) {
      if (a.length !== b.length) return false;
      for (let i = 0; i < a.length; i++) {
        const x = a[i] as JsonValue;
        const y = b[i] as JsonValue;
        if (typeof x === 'object' && typeof y === 'object') work.push([x, y]);
        else if (!Object.is(x, y)) return false;
      }
    } else if (isObject(a) && isObject(b)) {
      const keys = Object.keys(a);
      if (keys.length !== Object.keys(b).length) return false;
      for (const key of keys) {
        if (!Object.hasOwn(b, key)) return false;
        work.push([a[key] as JsonValue, b[key] as JsonValue]);
      }
    } else return false;
  }
  return true;
}

/** An object without one of its keys. */
export function without(value: JsonObject, key: string): JsonObject {
  const { [key]: _, ...rest } = value;
  return rest;
}

/** The path of the first place where two values differ, such as `.Resource[2]`; undefined where they do not. */
export function firstDifference(a: JsonValue, b: JsonValue): string | undefined {
  const work: { readonly a: JsonValue; readonly b: JsonValue; readonly path: string }[] = [
    { a, b, path: '' },
  ];
  for (let item = work.pop(); item !== undefined; item = work.pop()) {
    const { a, b, path } = item;
    if (Array.isArray(a) && Array.isArray(b)) {
      if (a.length !== b.length) return path;
      for (let i = a.length - 1; i >= 0; i--) {
        work.push({ a: a[i] as JsonValue, b: b[i] as JsonValue, path: `${path}[${i}]` });
      }
    } else if (isObject(a) && isObject(b)) {
      const keys = new Set([...Object.keys(a), ...Object.keys(b)]);
      for (const key of [...keys].reverse()) {
        const inside = `${path}.${key}`;
        if (!Object.hasOwn(a, key) || !Object.hasOwn(b, key)) return inside;
        work.push({ a: a[key] as JsonValue, b: b[key] as JsonValue, path: inside });
      }
    } else if (
      typeof a === 'object' || typeof b === 'object' ? canonical(a) !== canonical(b) : !Object.is(a, b)
    ) {
      return path;
    }
  }
  return undefined;
}
