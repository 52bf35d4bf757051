/**
 * Makes dist/: the program (cli.js), the library (index.js with its types) and the chunks both share, everything
 * bundled, so that the installed package depends on nothing. `node scripts/build.ts`
 */
import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { chmod, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BuildOptions, build, type Metafile, type Plugin } from 'esbuild';
import { BUNDLE } from './bundle.ts';
import { trimTypes } from './library-types.ts';
import { thirdPartyLicenses } from './third-party-licenses.ts';

const root = fileURLToPath(new URL('../', import.meta.url));
// Made beside dist/ and then put in its place, so that a running program never meets half of it.
const dist = `${root}dist`;
const made = `${root}.dist-${process.pid}`;
const { version } = JSON.parse(await readFile(`${root}package.json`, 'utf8')) as { version: string };

/** The commands that start without a screen, and often: what they need is what lies together. */
const TOGETHER = ['refine', 'check', 'explain', 'verify', 'apply'].map(
  (name) => `source/commands/${name}.ts`,
);

process.once('exit', () => rmSync(made, { recursive: true, force: true }));

const options = {
  ...BUNDLE,
  absWorkingDir: root,
  entryPoints: { cli: 'cli.tsx', index: 'source/index.ts' },
  outdir: made,
  define: { ...BUNDLE.define, COPPICE_VERSION: JSON.stringify(version) },
} satisfies BuildOptions;

const draft = await build({ ...options, write: false });
const { metafile } = await build({ ...options, plugins: [...BUNDLE.plugins, inOneChunk(draft.metafile)] });

refuseDynamicCommonJs(metafile);
await chmod(`${made}/cli.js`, 0o755);
await writeFile(`${made}/THIRD-PARTY-LICENSES`, await thirdPartyLicenses(metafile, root));

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
 * import the whole lot, except the door and what `--version` needs.
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
    Object.entries(inputs).flatMap(([file, { imports }]) =>
      file === 'cli.tsx'
        ? []
        : imports.flatMap(({ path, kind }) => (kind === 'dynamic-import' ? [path] : [])),
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
      onLoad({ filter: /\.tsx?$/ }, async ({ path }) => {
        const file = relative(root, path).replaceAll('\\', '/');
        if (!lazy.has(file) || core.has(file)) return undefined;
        const text = await readFile(path, 'utf8');
        return { contents: `import 'coppice:core';${text}`, loader: path.endsWith('x') ? 'tsx' : 'ts' };
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
