/**
 * Makes dist/: the program (cli.js and its chunks) and the library (index.js with its types), everything bundled, so
 * that the installed package depends on nothing. `node scripts/build.ts`
 */
import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { chmod, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { extname, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BuildOptions, build, type Loader, type Metafile, type Plugin } from 'esbuild';
import { BUNDLE } from './bundle.ts';
import { trimTypes } from './library-types.ts';
import { thirdPartyLicenses } from './third-party-licenses.ts';

const root = fileURLToPath(new URL('../', import.meta.url));
// Made beside dist/ and then put in its place, so that a running program never meets half of it.
const dist = `${root}dist`;
const made = `${root}.dist-${process.pid}`;
const { version } = JSON.parse(await readFile(`${root}package.json`, 'utf8')) as { version: string };

/** What starts without a screen, and often: what that needs is what lies together. */
const TOGETHER = ['program', 'refine', 'check', 'explain', 'verify', 'apply'].map(
  (name) => `source/commands/${name}.ts`,
);

const LOADERS: Readonly<Record<string, Loader>> = { '.ts': 'ts', '.tsx': 'tsx', '.js': 'js' };

process.once('exit', () => rmSync(made, { recursive: true, force: true }));

const options = {
  ...BUNDLE,
  absWorkingDir: root,
  outdir: made,
  define: { ...BUNDLE.define, COPPICE_VERSION: JSON.stringify(version) },
} satisfies BuildOptions;
const cli = { ...options, entryPoints: { cli: 'cli.tsx' } };

const draft = await build({ ...cli, write: false });
const program = await build({ ...cli, plugins: [...BUNDLE.plugins, inOneChunk(draft.metafile)] });
// By itself: what it shared with the program would be a chunk of its own for both.
const library = await build({ ...options, entryPoints: { index: 'source/index.ts' }, splitting: false });

refuseDynamicCommonJs(program.metafile);
await chmod(`${made}/cli.js`, 0o755);
const outputs = { ...program.metafile.outputs, ...library.metafile.outputs };
await writeFile(`${made}/THIRD-PARTY-LICENSES`, await thirdPartyLicenses({ outputs }, root));

const types = spawnSync(
  process.execPath,
  [`${root}node_modules/typescript/bin/tsc`, '-p', 'tsconfig.build.json', '--outDir', made],
  {
    cwd: root,
    stdio: 'inherit',
  },
);
if (types.status === 0) await trimTypes(made);
await rm(dist, { recursive: true, force: true });
await rename(made, dist);
process.exitCode = types.status ?? 1;

/**
 * Puts all that those commands share with anything into one chunk. Left to itself esbuild cuts a chunk for every set
 * of entries that has some module in common, and the dozens of files that a command then needs take longer to find
 * and link than to run. A module that every entry imports is in the set of all entries, so every entry is made to
 * import the whole lot, except the door.
 */
function inOneChunk({ inputs }: Metafile): Plugin {
  const core = new Set<string>();
  const collect = (file: string): void => {
    if (core.has(file)) return;
    core.add(file);
    for (const { path, kind } of inputs[file]?.imports ?? [])
      if (kind !== 'dynamic-import' && path in inputs) collect(path);
  };
  for (const file of TOGETHER) collect(file);
  for (const file of TOGETHER) core.delete(file);
  // Packages that declare themselves free of side effects would not be kept for an import without names.
  const files = [...core].filter((file) => file.startsWith('source/')).sort();
  const lazy = new Set(
    Object.values(inputs).flatMap(({ imports }) =>
      imports.flatMap(({ path, kind }) => (kind === 'dynamic-import' ? [path] : [])),
    ),
  );
  return {
    name: 'in-one-chunk',
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /^coppice:core$/ }, () => ({ path: 'core', namespace: 'coppice' }));
      onLoad({ filter: /^core$/, namespace: 'coppice' }, () => ({
        contents: files.map((file) => `import ${JSON.stringify(`./${file}`)};`).join('\n'),
        resolveDir: root,
      }));
      onLoad({ filter: /\.(?:tsx?|js)$/ }, async ({ path }) => {
        const file = relative(root, path).replaceAll('\\', '/');
        if (!lazy.has(file) || core.has(file)) return undefined;
        const text = await readFile(path, 'utf8');
        return { contents: `import 'coppice:core';${text}`, loader: LOADERS[extname(path)] ?? 'js' };
      });
    },
  };
}

/**
 * `await import('a-commonjs-package')` has the package's names under Node, but only `default` in a bundle: such a
 * package is imported by its names in a module of ours, and that module dynamically.
 */
function refuseDynamicCommonJs({ inputs }: Metafile): void {
  for (const [file, { imports }] of Object.entries(inputs)) {
    if (file.startsWith('node_modules/')) continue;
    for (const { kind, path } of imports) {
      if (kind === 'dynamic-import' && inputs[path]?.format === 'cjs') {
        throw new Error(
          `${file} imports ${path}, which is CommonJS, dynamically: only its default would be there.`,
        );
      }
    }
  }
}
