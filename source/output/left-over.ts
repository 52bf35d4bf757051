import { posix } from 'node:path';
import type { OutputFormat } from './format.ts';
import type { Rendered } from './result.ts';

/** What the files of formats that are put in place, all of a folder together, are called. */
const OWN: Partial<Record<OutputFormat, RegExp>> = {
  terraform: /^(?:role|user|group|permission_set|policy)_.*\.tf$/,
  cloudformation: /\.yaml$/,
  'aws-cli': /\.sh$/,
};

/**
 * Names the files of an earlier run that are no longer written, in a sentence: whoever puts the whole folder in place
 * would put them in place, too.
 *
 * @param existing the names of what was in the folder before, and in the folders of accounts in it
 */
export function leftOverNotes(
  existing: readonly string[],
  { files }: Rendered,
  format: OutputFormat,
): string[] {
  const own = OWN[format];
  const written = new Set(files.map(({ name }) => name));
  const left = existing
    .filter((name) => own?.test(posix.basename(name)) === true && !written.has(name))
    .sort();
  return left.length === 0
    ? []
    : [`in the same folder, but not of this run: ${left.join(', ')}; delete what an earlier run has left`];
}
