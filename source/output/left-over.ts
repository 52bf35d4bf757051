import { posix } from 'node:path';
import type { OutputFormat } from './format.ts';
import type { Rendered } from './result.ts';

/** The file names of those formats whose folders are put in place as a whole. */
const OWN: Partial<Record<OutputFormat, RegExp>> = {
  terraform: /^(?:role|user|group|permission_set|policy)_.*\.tf$/,
  cloudformation: /\.yaml$/,
  'aws-cli': /\.sh$/,
};

/**
 * Names, in a sentence, the files of an earlier run that are no longer written: putting the whole folder in place would
 * put them in place, too.
 *
 * @param existing the names of the files that were in the folder before, and in the folders of accounts in it
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
