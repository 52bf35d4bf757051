import { isAbsolute, resolve } from 'node:path';
import { InputError } from '../../base/errors.ts';
import type { Io } from './io.ts';

/** Stands for a working folder that was deleted: nothing is found or made below it. */
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
 * @throws InputError for nothing (which is not the working folder), and where the working folder it starts from is gone
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

/** `~` at the start of a path is the home folder, where it is known: in a field of the review no shell has put it in. */
function withHome(path: string, { HOME }: Io['env']): string {
  return HOME !== undefined && /^~(?:\/|$)/.test(path) ? HOME + path.slice(1) : path;
}
