import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { marked, type Tokens } from 'marked';
import { expect, test } from 'vitest';
import { root } from '../../tools/document.ts';

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly license: string;
  readonly dependencies?: Record<string, string>;
  readonly devDependencies?: Record<string, string>;
}

const manifest = (folder: string): Manifest =>
  JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8')) as Manifest;

const rows = marked
  .lexer(readFileSync(join(root, 'docs/dependencies.md'), 'utf8'))
  .filter((token): token is Tokens.Table => token.type === 'table')
  .flatMap(({ rows, header }, table) =>
    rows.flatMap((cells) => {
      const row = new Map(header.map(({ text }, i) => [text, cells[i]?.text ?? '']));
      // One row may be about several packages.
      const names = (row.get('package') ?? '').split(', ');
      const [, version] = row.values();
      return names.map((name) => ({ name, licence: row.get('licence'), version, isBundled: table === 0 }));
    }),
  );

test('every package is there, and no other', () => {
  const { dependencies, devDependencies } = manifest('.');
  expect(dependencies ?? {}).toEqual({});
  expect(rows.map(({ name }) => name).sort()).toEqual(Object.keys(devDependencies ?? {}).sort());
});

const bundled = new Map(
  [...readFileSync(join(root, 'dist/THIRD-PARTY-LICENSES'), 'utf8').matchAll(/^(\S+) \S+ \((.+)\)$/gm)].map(
    ([, name, licence]) => [name, licence],
  ),
);

test('what is said to be in the program is in it', () => {
  expect(rows.filter(({ name, isBundled }) => isBundled && !bundled.has(name))).toEqual([]);
});

test('the licences in the bundle are those that are named', () => {
  const text = readFileSync(join(root, 'docs/dependencies.md'), 'utf8');
  const [, named = ''] = /In the bundle there are packages under (.+) only\./.exec(text) ?? [];
  expect([...new Set(bundled.values())].sort()).toEqual(named.split(/, | and /).sort());
});

test.each(rows)('$name: licence and version', ({ name, licence, version }) => {
  const installed = manifest(join('node_modules', name));
  expect(licence).toBe(installed.license);
  if (name.startsWith('iam-data-')) expect(version).toBe(installed.version);
});
