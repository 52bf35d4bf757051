import { createHash } from 'node:crypto';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { basename, extname, relative } from 'node:path';
import { build, type Loader, type Metafile, type Plugin } from 'esbuild';
import { BUNDLE } from './bundle.ts';

/** What starts without a screen, and often: these and all that they need are the core. */
const PROGRAM = 'source/commands/program/program.ts';
const ENTRIES = [
  PROGRAM,
  ...['refine', 'check', 'explain', 'verify', 'apply'].map((name) => `source/commands/${name}.ts`),
];

const LOADERS: Readonly<Record<string, Loader>> = { '.ts': 'ts', '.tsx': 'tsx', '.js': 'js' };

/**
 * Puts the core into one chunk. Left to itself esbuild cuts a chunk for every set of entries that has some module in
 * common, and the dozens of files that a command then needs take longer to find and link than to run. A module that
 * every entry imports is in the set of all entries, so every entry is made to import the whole lot.
 */
export function inOneChunk({ inputs }: Metafile, root: string): Plugin {
  const core = new Set<string>();
  const collect = (file: string): void => {
    if (core.has(file)) return;
    core.add(file);
    for (const { path, kind } of inputs[file]?.imports ?? [])
      if (kind !== 'dynamic-import' && path in inputs) collect(path);
  };
  for (const file of ENTRIES) collect(file);
  // Packages that declare themselves free of side effects would not be kept for an import without names.
  const files = [...core].filter((file) => file.startsWith('source/')).sort();
  const entries = new Set([
    PROGRAM,
    ...Object.values(inputs).flatMap(({ imports }) =>
      imports.flatMap(({ path, kind }) => (kind === 'dynamic-import' ? [path] : [])),
    ),
  ]);
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
        if (!entries.has(file)) return undefined;
        const text = await readFile(path, 'utf8');
        return { contents: `import 'coppice:core';${text}`, loader: LOADERS[extname(path)] ?? 'js' };
      });
    },
  };
}

/**
 * Makes of the core's chunk the script that the door runs (see source/commands/load-core.ts), and leaves in its place a
 * module that gives the other chunks what it exports.
 *
 * @param metafile what esbuild says of the chunks in `folder`
 * @returns the name of the script, which tells of its content
 */
export async function asScript({ outputs }: Metafile, folder: string): Promise<string> {
  const fileOf = (source: string): string => {
    const found = Object.entries(outputs).find(([, { entryPoint }]) => entryPoint === source);
    if (found === undefined) throw new Error(`${source} has no chunk`);
    return basename(found[0]);
  };
  const entries = new Set(ENTRIES.map(fileOf));
  const [path, chunk] = Object.entries(outputs).find(([, { inputs }]) => PROGRAM in inputs) ?? [];
  if (path === undefined || chunk === undefined) throw new Error('The core has no chunk');

  const outside = new Set<string>();
  const { outputFiles } = await build({
    stdin: {
      contents: `export * from './${basename(path)}'; export { runProcess } from './${fileOf(PROGRAM)}';`,
      resolveDir: folder,
    },
    absWorkingDir: folder,
    bundle: true,
    write: false,
    format: 'cjs',
    platform: BUNDLE.platform,
    target: BUNDLE.target,
    minifySyntax: true,
    minifyWhitespace: true,
    logLevel: 'warning',
    define: { 'import.meta': 'meta' },
    plugins: [
      {
        name: 'chunks-stay-outside',
        setup({ onResolve }) {
          onResolve({ filter: /^\.\// }, ({ path: chunk, kind }) => {
            if (kind !== 'dynamic-import' || entries.has(basename(chunk))) return undefined;
            outside.add(chunk);
            return { path: chunk, external: true };
          });
        },
      },
    ],
  });
  // A script has no import() of its own.
  const body = [...outside].reduce(
    (text, chunk) => text.replaceAll(`import("${chunk}")`, () => `load("${chunk}")`),
    outputFiles[0]?.text ?? '',
  );
  const text = `(function(require,meta,load){const module={};${body}return module.exports})`;
  const name = `core-${createHash('sha256').update(text).digest('hex').slice(0, 16)}.cjs`;
  await writeFile(`${folder}/${name}`, text);
  await writeFile(
    `${folder}/${basename(path)}`,
    `export const{${chunk.exports.join(',')}}=globalThis[Symbol.for("coppice")];`,
  );
  for (const file of entries) await rm(`${folder}/${file}`);
  return name;
}
