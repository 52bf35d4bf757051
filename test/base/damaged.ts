import type { JsonValue } from '../../source/base/json.ts';

/** Every way to replace one value in a JSON value by another. */
export function* damaged(value: JsonValue, by: JsonValue): Generator<JsonValue> {
  yield by;
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) {
      for (const worse of damaged(item, by)) yield value.with(index, worse);
    }
  } else if (value !== null && typeof value === 'object') {
    for (const [key, item] of Object.entries(value)) {
      for (const worse of damaged(item, by)) yield { ...value, [key]: worse };
    }
  }
}
