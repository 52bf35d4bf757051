import { InputError } from '../base/errors.ts';
import type { JsonObject } from '../base/json.ts';
import { readInputs } from '../inputs/read.ts';

/** Where a pull keeps what it reads, one JSON file each, and finds what an earlier, stopped pull has read. */
export interface Keep {
  /** The value that is kept under a name (a relative path); undefined if there is none. */
  readonly read: (name: string) => JsonObject | undefined;
  readonly write: (name: string, value: JsonObject | readonly JsonObject[]) => void;
}

/**
 * Returns the value that is kept under a name, or else asks for it and keeps the answer.
 *
 * @throws InputError if coppice's own readers refuse the answer: then it is not AWS's and could not be used
 */
export async function kept(keep: Keep, name: string, ask: () => Promise<JsonObject>): Promise<JsonObject> {
  const known = keep.read(name);
  if (known !== undefined) return known;
  const value = await ask();
  requireReadable(name, value);
  keep.write(name, value);
  return value;
}

/** Makes a file name of a name from outside, such as an id. It never leads to another folder. */
export function safeName(name: string): string {
  return name.replace(/[^\w+=,@-]/g, '_');
}

function requireReadable(name: string, value: JsonObject): void {
  try {
    readInputs([{ name, text: JSON.stringify(value), found: true }]);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    const { at } = error.place;
    throw new InputError(
      `an answer of AWS cannot be read (it was to be ${name}${at === undefined ? '' : `, ${at}`}): ${error.message}`,
      { hint: 'Check AWS_ENDPOINT_URL: what answers may be a stand-in of AWS that leaves things out.' },
    );
  }
}
