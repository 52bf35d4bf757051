import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { BuildOptions, Plugin } from 'esbuild';

/** Ink's developer tools, which it imports only when DEV=true: not for this program's users. */
const withoutDevtools: Plugin = {
  name: 'without-devtools',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]ink[\\/]build[\\/]devtools\.js$/ }, () => ({ contents: '' }));
  },
};

/** Commander can start programs as subcommands; ours has none, and the module for it takes milliseconds to load. */
const withoutSubprocesses: Plugin = {
  name: 'without-subprocesses',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^node:child_process$/ }, ({ importer }) =>
      /[\\/]commander[\\/]/.test(importer) ? { path: 'none', namespace: 'nothing' } : undefined,
    );
    onLoad({ filter: /^none$/, namespace: 'nothing' }, () => ({ contents: 'export default {};' }));
  },
};

/**
 * Who imports a builtin module reads all its properties, and some of them load further modules when they are read:
 * `node:process` the reports, `node:util` worker threads, `node:fs` promises and streams, five to eight milliseconds
 * each. The process is there anyway; of files those properties are left out; the others are loaded when something of
 * them is called.
 */
const builtinsWhenCalled: Plugin = {
  name: 'builtins-when-called',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^(?:node:)?(?:process|util|crypto|fs|os|path)$/ }, ({ path, kind, importer }) =>
      // The AWS SDK uses what is left out, and is loaded only to go over the network.
      kind === 'import-statement' && !/[\\/]@(?:aws-sdk|smithy)[\\/]/.test(importer)
        ? { path: path.replace(/^node:/, ''), namespace: 'builtin' }
        : undefined,
    );
    onLoad({ filter: /^process$/, namespace: 'builtin' }, () => ({
      contents: 'export default process; export const { cwd, env } = process;',
    }));
    onLoad({ filter: /^(?:fs|os|path)$/, namespace: 'builtin' }, ({ path }) => ({
      contents: `const builtin = process.getBuiltinModule('node:${path}');
export default builtin;
${Object.entries(Object.getOwnPropertyDescriptors(process.getBuiltinModule(path) ?? {}))
  .filter(([name, { get }]) => get === undefined && name !== 'default')
  .map(([name]) => `export const ${name} = builtin.${name};`)
  .join('\n')}
`,
    }));
    // What is called of `node:util`; the build fails for want of anything else.
    onLoad({ filter: /^util$/, namespace: 'builtin' }, () => ({
      contents: `const util = () => process.getBuiltinModule('node:util');
${['stripVTControlCharacters', 'isDeepStrictEqual', 'promisify', 'styleText']
  .map((name) => `export const ${name} = (...all) => util().${name}(...all);`)
  .join('\n')}
export const types = { isNativeError: (value) => util().types.isNativeError(value) };
`,
    }));
    onLoad({ filter: /^crypto$/, namespace: 'builtin' }, ({ path }) => ({
      contents: `for (const name of ${JSON.stringify(Object.keys(process.getBuiltinModule(path) ?? {}))})
        Object.defineProperty(exports, name, {
          enumerable: true,
          get: () => process.getBuiltinModule(${JSON.stringify(path)})[name],
        });`,
    }));
  },
};

/** Tables for a formatter that nobody uses, which are made all the same: the package does not say that it can be left out. */
const withoutFormatter: Plugin = {
  name: 'without-formatter',
  setup({ onResolve }) {
    onResolve({ filter: /\/string-intern$/ }, ({ path, resolveDir }) => ({
      path: join(resolveDir, `${path}.js`),
      sideEffects: false,
    }));
  },
};

/**
 * Ink makes each frame anew from single characters. A frame that is one text is that text, row by row, and its rows are
 * complete in themselves; of a frame that is more, a dialog's, what was on the screen before is remembered.
 */
const framesOfRows: Plugin = {
  name: 'frames-of-rows',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]ink[\\/]build[\\/]output\.js$/ }, ({ path }) =>
      edited(path, [
        [
          'get() {',
          `get() {
        const [only] = this.operations;
        if (this.operations.length === 1 && only.type === 'write' && only.x === 0 && only.y === 0) {
            const rows = only.text.split('\\n').map((blank, row) => only.transformers.reduce((text, change) => change(text, row), blank).trimEnd());
            if (rows.length === this.height) return { output: rows.join('\\n'), height: rows.length };
        }`,
        ],
        ['caches = new OutputCaches();', 'caches = cachesOfFrame();'],
        [
          'let cached = this.styledChars.get(line);',
          'let cached = this.styledChars.get(line) ?? this.before?.styledChars.get(line);',
        ],
        [
          'if (cached === undefined) {\n            // Standalone',
          'if (cached) this.styledChars.set(line, cached);\n        else {\n            // Standalone',
        ],
        [
          'let lines = characterLines.map(line => styledCharsToString(line));',
          'let lines = characterLines.length === 1 ? [text] : characterLines.map(line => styledCharsToString(line));',
        ],
        ['let cached = this.widths.get(text);', 'let cached = widths.get(text);'],
        [
          'this.widths.set(text, cached);',
          'if (widths.size > 5_000) widths.clear();\n            widths.set(text, cached);',
        ],
        [
          'export default class Output',
          `const widths = new Map();
let last;
function cachesOfFrame() {
  const caches = new OutputCaches();
  caches.before = last;
  if (last) last.before = undefined;
  last = caches;
  return caches;
}
export default class Output`,
        ],
      ]),
    );
    onLoad({ filter: /[\\/]ink[\\/]build[\\/]render-node-to-output\.js$/ }, ({ path }) =>
      edited(path, [
        ["import widestLine from 'widest-line';", "import measureText from './measure-text.js';"],
        ['widestLine(text)', 'measureText(text).width'],
      ]),
    );
  },
};

/**
 * Of a row that has changed Ink writes what comes after the part that has not. To find the column where that begins it
 * takes every row apart that is not ASCII; the signs of this program's screens are one column wide as well.
 */
const changedPartsOfRows: Plugin = {
  name: 'changed-parts-of-rows',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]ink[\\/]build[\\/]line-update\.js$/ }, ({ path }) =>
      edited(path, [
        ['/^[ -~]*$/u', '/^[ -~·×–…←-↓─│▲▸▾○◐✓✔✗❯]*$/u'],
        [
          "import stringWidth from 'string-width';",
          `import widthOf from 'string-width';
const stringWidth = text => printableAscii.test(text) ? text.length : widthOf(text);`,
        ],
      ]),
    );
  },
};

/** Ink writes a frame and the two marks around it one after the other: three calls of the system, each of which waits. */
const oneWriteAFrame: Plugin = {
  name: 'one-write-a-frame',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]ink[\\/]build[\\/]ink\.js$/ }, ({ path }) =>
      edited(path, [
        [
          `this.options.stdout.write(bsu);
                }
                this.log(output);
                if (shouldSync && shouldWrite) {
                    this.options.stdout.write(esu);`,
          `this.options.stdout.cork();
                    this.options.stdout.write(bsu);
                }
                this.log(output);
                if (shouldSync && shouldWrite) {
                    this.options.stdout.write(esu);
                    this.options.stdout.uncork();`,
        ],
      ]),
    );
  },
};

/** A file with some of its texts replaced, each of which must be in it once: another version of it is another matter. */
async function edited(
  path: string,
  edits: readonly (readonly [from: string, to: string])[],
): Promise<{ contents: string; loader: 'js' }> {
  let contents = await readFile(path, 'utf8');
  for (const [from, to] of edits) {
    if (contents.split(from).length !== 2) throw new Error(`${path} has not one "${from}" to be replaced`);
    contents = contents.replace(from, () => to);
  }
  return { contents, loader: 'js' };
}

/** How the program is bundled; also what the benchmarks hold it against, so that both are bundled alike. */
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
  // Bundled CommonJS expects these, and requires nothing but builtin modules; an import of `node:module` would load more.
  banner: {
    js: "const require=id=>process.getBuiltinModule(id)??(()=>{throw new Error('Cannot find module '+id)})(),__filename=import.meta.filename,__dirname=import.meta.dirname;",
  },
  plugins: [
    withoutDevtools,
    withoutSubprocesses,
    builtinsWhenCalled,
    withoutFormatter,
    framesOfRows,
    changedPartsOfRows,
    oneWriteAFrame,
  ],
} satisfies BuildOptions;
