import { readdirSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Io } from '../terminal/io.ts';
import { pathIn } from '../terminal/working-folder.ts';

/** The most completions; nobody would read more. */
const MOST = 40;

/**
 * The paths that begin with what was typed, in the same style: relative paths stay relative, and `~` stays. Folders end
 * with a slash. Hidden names are offered only after a typed dot. Empty where nothing fits or there is no such folder.
 */
export function completions(start: string, io: Pick<Io, 'cwd' | 'env'>): string[] {
  const folder = start.slice(0, start.lastIndexOf('/') + 1);
  const name = start.slice(folder.length);
  try {
    const place = pathIn(io, folder === '' ? '.' : folder);
    return readdirSync(place)
      .filter((each) => each.startsWith(name) && each.startsWith('.') === name.startsWith('.'))
      .sort()
      .slice(0, MOST)
      .map((each) => folder + each + (isFolder(resolve(place, each)) ? '/' : ''));
  } catch {
    return [];
  }
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}
