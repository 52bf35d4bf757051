import { isAbsolute, resolve } from 'node:path';
import { InputError } from '../../base/errors.ts';
import type { Io } from './io.ts';

/** Stands for a deleted working folder: nothing can be found or made below it. */
const GONE = '/dev/null/deleted';

/** The folder that relative paths start from. */
export function workingFolder(): string {
  try {
    return process.cwd();
  } catch {
    return GONE;
  }
}

/**
 * The whole path of a file or folder that a person named.
 *
 * @throws InputError for an empty name (it is not the working folder), and for a relative path where the working folder
 *   was deleted
 */
export function pathIn({ cwd, env }: Pick<Io, 'cwd' | 'env'>, given: string): string {
  const name = withHome(given, env);
  if (name === '') {
    throw new InputError('an empty name is not a file', {
      file: '""',
      hint: 'Name a file or a folder; the working folder is "." (a variable in the command may be empty).',
    });
  }
  if (cwd !== GONE || isAbsolute(name)) return resolve(cwd, name);
  throw new InputError('the working folder was deleted, and this path starts from it', {
    file: name,
    hint: 'Change to another folder, or give the whole path.',
  });
}

/**
 * Replaces `~` at the start of a path by the home folder, if it is known: no shell does that in a field of the review.
 */
function withHome(path: string, { HOME }: Io['env']): string {
  return HOME !== undefined && /^~(?:\/|$)/.test(path) ? HOME + path.slice(1) : path;
}
