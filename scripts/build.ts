/**
 * Makes dist/: the program (cli.js), the library (index.js with its types) and the chunks both share, everything
 * bundled, so that the installed package depends on nothing. `node scripts/build.ts`
 */
import { spawnSync } from 'node:child_process';
import { chmod, readFile, rm, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build, type Plugin } from 'esbuild';
import { thirdPartyLicenses } from './third-party-licenses.ts';

const root = fileURLToPath(new URL('../', import.meta.url));
const dist = `${root}dist`;
const { version } = JSON.parse(await readFile(`${root}package.json`, 'utf8')) as { version: string };

/** Ink loads its developer tools only under DEV=true, but imports them where a bundler sees it. */
const withoutDevtools: Plugin = {
  name: 'without-devtools',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^react-devtools-core$/ }, () => ({
      path: 'react-devtools-core',
      namespace: 'stub',
    }));
    onLoad({ filter: /.*/, namespace: 'stub' }, () => ({ contents: 'export default undefined' }));
  },
};

await rm(dist, { recursive: true, force: true });

const { metafile } = await build({
  absWorkingDir: root,
  entryPoints: { cli: 'cli.tsx', index: 'source/index.ts' },
  outdir: dist,
  // All chunks lie flat in dist/, so that `../catalogs/` seen from import.meta.url is right in each of them.
  chunkNames: '[name]-[hash]',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node22',
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
  // Bundled CommonJS calls require() for Node's own modules; ES modules have none of their own.
  banner: {
    js: "import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);",
  },
  plugins: [withoutDevtools],
});

await chmod(`${dist}/cli.js`, 0o755);
await writeFile(`${dist}/THIRD-PARTY-LICENSES`, await thirdPartyLicenses(metafile, root));

const types = spawnSync('tsc', ['-p', 'tsconfig.build.json'], { cwd: root, stdio: 'inherit' });
process.exitCode = types.status ?? 1;
