import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '../..');

const DECLARED =
  /^export (?:declare )?(?:async )?(?:abstract )?(?:const|function\*?|class|interface|type|enum)\s+([\w$]+)/gm;
/** `export { a, b as c }` of a file's own; what is handed on from another file has its name there. */
const LISTED = /^export (?:type )?\{([^}]*)\}(?!\s*from)/gm;

function exportedBy(text: string): ReadonlySet<string> {
  const declared = [...text.matchAll(DECLARED)].map(([, name = '']) => name);
  const listed = [...text.matchAll(LISTED)].flatMap(([, names = '']) =>
    names
      .split(',')
      .map((each) => each.trim().split(/\s+/).at(-1) ?? '')
      .filter((each) => each !== ''),
  );
  return new Set([...declared, ...listed]);
}

test('exported names are found however they are written', () => {
  const text =
    'export async function* a() {}\nexport type { B };\nexport { c as d, e } from "./x.ts";\nexport { f as g };\nexport const h = 1;';
  expect([...exportedBy(text)].sort()).toEqual(['B', 'a', 'g', 'h']);
});

test('no two files export the same name', () => {
  const files = globSync('source/**/*.{ts,tsx}', { cwd: root }).sort();
  expect(files.length).toBeGreaterThan(100);
  const places = new Map<string, string[]>();
  for (const file of files)
    for (const name of exportedBy(readFileSync(join(root, file), 'utf8')))
      places.set(name, [...(places.get(name) ?? []), file]);
  expect([...places].filter(([, each]) => each.length > 1)).toEqual([]);
});
