import type { JsonObject } from '../base/json.ts';

/** Where a pull puts what it reads, one JSON file each, and finds what an earlier one that was stopped has read. */
export interface Keep {
  /** What is kept under a name, a relative path; undefined if nothing is. */
  readonly read: (name: string) => JsonObject | undefined;
  readonly write: (name: string, value: JsonObject | readonly JsonObject[]) => void;
}

/** What is kept under a name, or else what `ask` answers, which is kept from then on. */
export async function kept(keep: Keep, name: string, ask: () => Promise<JsonObject>): Promise<JsonObject> {
  const known = keep.read(name);
  if (known !== undefined) return known;
  const value = await ask();
  keep.write(name, value);
  return value;
}
