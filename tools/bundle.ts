import { join } from 'node:path';
import type { BuildOptions } from 'esbuild';

/**
 * How the program is bundled: by esbuild alone, which takes every module as its package has it. The benchmarks bundle
 * what they hold it against in the same way.
 */
export const BUNDLE = {
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
  define: { 'process.env.NODE_ENV': '"production"' },
  // Where DEV=true Ink looks for this package, which is for those who work on a program, not for its users.
  alias: { 'react-devtools-core': join(import.meta.dirname, 'no-devtools.cjs') },
  // Bundled CommonJS expects a `require`, and requires nothing but builtin modules.
  banner: { js: 'const require=process.getBuiltinModule;' },
} satisfies BuildOptions;
