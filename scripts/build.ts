/**
 * Makes dist/: the program (cli.js), the library (index.js with its types) and the chunks both share, everything
 * bundled, so that the installed package depends on nothing. `node scripts/build.ts`
 */
import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { chmod, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build, type Metafile, type Plugin } from 'esbuild';
import { thirdPartyLicenses } from './third-party-licenses.ts';

const root = fileURLToPath(new URL('../', import.meta.url));
// Made beside dist/ and then put in its place, so that a running program never meets half of it.
const dist = `${root}dist`;
const made = `${root}.dist-${process.pid}`;
const { version } = JSON.parse(await readFile(`${root}package.json`, 'utf8')) as { version: string };

/** Ink's developer tools, which it imports only when DEV=true: not for this program's users. */
const withoutDevtools: Plugin = {
  name: 'without-devtools',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]ink[\\/]build[\\/]devtools\.js$/ }, () => ({ contents: '' }));
  },
};

process.once('exit', () => rmSync(made, { recursive: true, force: true }));

const { metafile } = await build({
  absWorkingDir: root,
  entryPoints: { cli: 'cli.tsx', index: 'source/index.ts' },
  outdir: made,
  // All chunks lie flat in dist/, so that `../catalogs/` seen from import.meta.url is right in each of them.
  chunkNames: '[name]-[hash]',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node22',
  // Not Node's order: jsonc-parser's `main` hides its parts from bundlers, and `module` leaves out more of the AWS SDK.
  mainFields: ['module', 'main'],
  jsx: 'automatic',
  minifySyntax: true,
  minifyWhitespace: true,
  legalComments: 'none',
  metafile: true,
  logLevel: 'warning',
  define: {
    'process.env.NODE_ENV': '"production"',
    COPPICE_VERSION: JSON.stringify(version),
  },
  // Bundled CommonJS expects these; ES modules have none of their own.
  banner: {
    js: "import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url),__filename=import.meta.filename,__dirname=import.meta.dirname;",
  },
  plugins: [withoutDevtools],
});

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
