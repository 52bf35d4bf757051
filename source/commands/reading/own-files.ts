import { dirname, join } from 'node:path';
import type { InputFile } from '../../account/facts.ts';
import { sha256 } from '../../base/digest.ts';
import { InputError } from '../../base/errors.ts';
import { isObject, type JsonObject, parseJson } from '../../base/json.ts';

/** The start of the mark of every decision record, in all versions. */
const MARK = 'coppice-decisions/';

/** The default names of results in JSON; records of version 1 do not list them. */
const RESULTS = /\.(?:refined(?:-\d+)?|recommendation)\.json$/i;

/**
 * The names of the files in a folder that coppice itself wrote: decision records, and the unchanged results that a record
 * beside them lists. A result that somebody has changed is an input like any other. Where a folder holds only results,
 * they are meant as inputs.
 *
 * @param found all that was found in a folder that was named, and below it
 */
export function ownAmong(found: readonly InputFile[]): ReadonlySet<string> {
  const records = found.flatMap((file) => {
    const record = recordIn(file);
    return record === undefined ? [] : [{ file, record }];
  });
  const own = new Set(records.map(({ file }) => file.name));
  const onlyRecords = new Set(own);
  const written = new Map<string, Set<string>>();
  const withResults = new Set<string>();
  for (const { file, record } of records) {
    const folder = dirname(file.name);
    const outputs = outputsOf(record);
    if (outputs === undefined) withResults.add(folder);
    for (const { name, digest } of outputs ?? []) {
      const path = join(folder, name);
      written.set(path, (written.get(path) ?? new Set()).add(digest));
    }
  }
  for (const { name, text } of found) {
    const isUnnamed = RESULTS.test(name) && withResults.has(dirname(name));
    if (isUnnamed || written.get(name)?.has(sha256(text)) === true) own.add(name);
  }
  return own.size === found.length ? onlyRecords : own;
}

function recordIn({ name, text }: InputFile): JsonObject | undefined {
  if (!text.includes(MARK)) return undefined;
  try {
    const { value } = parseJson(text, name);
    if (!isObject(value)) return undefined;
    const { format } = value;
    return typeof format === 'string' && format.startsWith(MARK) ? value : undefined;
  } catch (error) {
    // The reader of the inputs will report what is wrong with it.
    if (error instanceof InputError) return undefined;
    throw error;
  }
}

interface Output {
  readonly name: string;
  readonly digest: string;
}

/** The files that a record lists; undefined where it is of a version that lists none. */
function outputsOf({ outputs }: JsonObject): Output[] | undefined {
  if (!Array.isArray(outputs)) return undefined;
  return outputs.flatMap((each) => {
    if (!isObject(each)) return [];
    const { name, sha256: digest } = each;
    return typeof name === 'string' && typeof digest === 'string' ? [{ name, digest }] : [];
  });
}
