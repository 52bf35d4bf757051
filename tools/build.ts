/**
 * Makes dist/: the program (cli.js and its chunks) and the library (index.js with its types), everything bundled, so
 * that the installed package depends on nothing. `node tools/build.ts`
 */
import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { chmod, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { type BuildOptions, build, type Metafile } from 'esbuild';
import { BUNDLE } from './bundle.ts';
import { trimTypes } from './library-types.ts';
import { thirdPartyLicenses } from './third-party-licenses.ts';

const root = fileURLToPath(new URL('../', import.meta.url));
// Made beside dist/ and then put in its place, so that a running program never meets half of it.
const dist = `${root}dist`;
const made = `${root}.dist-${process.pid}`;
const { version } = JSON.parse(await readFile(`${root}package.json`, 'utf8')) as { version: string };

process.once('exit', () => rmSync(made, { recursive: true, force: true }));

const options = {
  ...BUNDLE,
  absWorkingDir: root,
  outdir: made,
  define: { ...BUNDLE.define, COPPICE_VERSION: JSON.stringify(version) },
} satisfies BuildOptions;
const program = await build({ ...options, entryPoints: { cli: 'cli.tsx' } });
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
