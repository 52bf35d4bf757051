/**
 * Makes what lies in the repository and is generated: completions, the man page, the table of keys in the README, and
 * the documents' pictures, for which the program must be built. `npm run share`; a test says when it is due.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pictures } from './pictures.ts';
import { sharedFiles } from './share/files.ts';

const root = join(import.meta.dirname, '..');
const texts = await sharedFiles((file) => readFileSync(join(root, file), 'utf8'));

for (const [name, content] of [...texts, ...(await pictures())]) {
  const path = join(root, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
}
