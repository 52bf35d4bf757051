import { mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Makes a folder and those above it, one level at a time: Node's recursive `mkdir` never returns where a folder can
 * neither be found nor made, as below /proc.
 *
 * @param path absolute
 * @param mode of the folders that are made
 * @returns the topmost folder that was made; undefined if all existed
 * @throws the system's error
 */
export function makeFolders(path: string, mode?: number): string | undefined {
  const missing: string[] = [];
  for (let at = path; !isFolder(at); at = dirname(at)) missing.push(at);
  const topmost = missing.at(-1);
  for (const folder of missing.reverse()) makeFolder(folder, mode);
  return topmost;
}

/** Whether a folder exists. The root always counts as one, so that going upward ends. */
function isFolder(path: string): boolean {
  return dirname(path) === path || statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

function makeFolder(path: string, mode: number | undefined): void {
  try {
    mkdirSync(path, mode);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    // Another process may have made it just now.
    if (code !== 'EEXIST' || !isFolder(path)) throw error;
  }
}
