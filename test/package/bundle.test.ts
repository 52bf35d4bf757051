import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { build } from 'esbuild';
import { expect, test } from 'vitest';
import { BUNDLE } from '../../tools/bundle.ts';
import { builtProgram } from '../../tools/terminal/program.ts';

/** What ships is what is tested: modules of packages go into the bundle as they are. */

const root = join(import.meta.dirname, '..', '..');
const chunks = readdirSync(dirname(builtProgram))
  .filter((name) => name.endsWith('.js'))
  .map((name) => readFileSync(join(dirname(builtProgram), name), 'utf8'));

test('no plugin stands between a package and the bundle, and one alias leaves out developer tools', () => {
  expect(BUNDLE).not.toHaveProperty('plugins');
  expect(Object.keys(BUNDLE.alias)).toEqual(['react-devtools-core']);
  expect(readFileSync(join(root, 'tools/build.ts'), 'utf8')).not.toMatch(/plugin|onLoad|onResolve/);
});

test('the Ink in the bundle is the published one: all that it does is there, statement by statement', async () => {
  const { outputFiles } = await build({
    stdin: {
      contents: "export { Box, render, Text, useApp, useInput, usePaste } from 'ink';",
      resolveDir: root,
    },
    write: false,
    outdir: 'out',
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: BUNDLE.target,
    mainFields: BUNDLE.mainFields,
    define: BUNDLE.define,
    minifySyntax: true,
    minifyWhitespace: true,
    legalComments: 'none',
    external: ['react-devtools-core'],
  });
  const statements = outputFiles
    .flatMap(({ text }) => statementsOf(text))
    .filter((statement) => !/devtools/i.test(statement));
  const screen = chunks.map(plain).join('\n');
  expect(statements.length).toBeGreaterThan(2_000);
  expect(statements.filter((statement) => !screen.includes(statement))).toEqual([]);
});

/** Where two modules have the same name for something, esbuild puts a number behind one of them. */
function plain(code: string): string {
  return code.replace(/\b([A-Za-z_$]+)\d+\b/g, '$1');
}

function statementsOf(code: string): string[] {
  return plain(code)
    .split(/[;{}]/)
    .filter((statement) => statement.length > 20 && !/^\s*(?:export|import|from)\b|^\w+ as /.test(statement));
}

test('no code that was compiled is kept', () => {
  for (const text of chunks) expect(text).not.toMatch(/enableCompileCache|cachedData|createCachedData/);
});
