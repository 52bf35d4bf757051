import { readdirSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Io } from '../terminal/io.ts';
import { pathIn } from '../terminal/working-folder.ts';

/** More would not be read. */
const MOST = 40;

/**
 * The paths that begin as what was typed, in its own way of writing: relative ones stay relative, `~` stays. Folders end
 * with a slash; hidden names are there for those who begin with a dot. Empty where there is nothing, or no folder.
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
