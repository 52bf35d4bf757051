import { readdir, readFile, rm, rmdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/**
 * Leaves only those type declarations that the library's own refer to, and has them name each other by `.js`, which
 * every TypeScript finds its way from.
 *
 * @param folder with index.d.ts and the others below it
 */
export async function trimTypes(folder: string): Promise<void> {
  const needed = new Set<string>();
  const open = [join(folder, 'index.d.ts')];
  for (let file = open.pop(); file !== undefined; file = open.pop()) {
    if (needed.has(file)) continue;
    needed.add(file);
    const text = await readFile(file, 'utf8');
    for (const [, path = ''] of text.matchAll(IMPORT)) open.push(join(dirname(file), `${path}.d.ts`));
    await writeFile(file, text.replace(IMPORT, "'$1.js'"));
  }
  for (const name of await readdir(folder, { recursive: true })) {
    const file = join(folder, name);
    if (name.endsWith('.d.ts') && !needed.has(file)) await rm(file);
  }
  for (const entry of await readdir(folder, { withFileTypes: true, recursive: true })) {
    // A folder with something in it stays.
    if (entry.isDirectory()) await rmdir(join(entry.parentPath, entry.name)).catch(() => undefined);
  }
}

/** `'./base/errors.ts'`, in `from` and in `import()`. */
const IMPORT = /(?<=\bfrom |\bimport\()'(\.[^']+)\.ts'/g;
