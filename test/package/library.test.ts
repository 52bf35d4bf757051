import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createWorkspace, type Workspace } from '../journeys/support/workspace.ts';
import { npm, pack, root } from './support.ts';

const LIMIT = 300_000;

let workspace: Workspace;

// Somebody else's project, with the package as its only dependency.
beforeAll(async () => {
  workspace = createWorkspace({ 'package.json': { name: 'mine', private: true, type: 'module' } });
  const { tarball } = await pack(workspace);
  await npm(workspace, ['install', tarball]);
}, LIMIT);
afterAll(() => workspace.dispose());

const run = (...command: [string, ...string[]]) => workspace.run([], { command, limit: LIMIT });

test('the example of the documentation', async () => {
  const shown = readFileSync(join(root, 'docs/library.md'), 'utf8').split(
    '$ node examples/library/refine.mjs\n',
  )[1];
  const { code, stdout, stderr } = await run('node', 'node_modules/coppice/examples/library/refine.mjs');
  expect({ code, stderr, stdout }).toEqual({ code: 0, stderr: '', stdout: shown?.split('```')[0] });
});

test.each(['README.md', 'docs/library.md'])('the code in %s', async (name) => {
  const blocks = [...readFileSync(join(root, name), 'utf8').matchAll(/^```js\n(.*?)^```/gms)];
  expect(blocks.length).toBeGreaterThan(0);
  for (const [i, [, code = '']] of blocks.entries()) {
    workspace.write(`block-${i}.js`, code);
    expect(await run('node', `block-${i}.js`)).toMatchObject({ code: 0, stderr: '' });
  }
});

test('its types are whole, and strict ones', async () => {
  workspace.write(
    'main.ts',
    `import { buildTrie, type Catalog, InputError, openCatalog, refinePolicy, type Refinement, verifyRefinement } from 'coppice';
const catalog: Catalog = openCatalog('2024-08-31');
const { policy, text }: Refinement = refinePolicy('{"Statement": []}', ['s3:GetObject', 'ec2:*'], { catalog, generalize: 'exact' });
const nothing: null | object = policy;
const count: number = buildTrie('s3:Get*', []).proposed.length;
const verdicts: ('holds' | 'refuted' | 'undecided' | 'not-applicable')[] = verifyRefinement('{}', nothing, []).laws.map(({ verdict }) => verdict);
// @ts-expect-error: there is no such choice
refinePolicy('{}', [], { generalize: 'wild' });
export const all = [text?.length, count, verdicts, new InputError('no', { hint: 'yes' }).place.hint];
`,
  );
  workspace.write('tsconfig.json', {
    compilerOptions: {
      strict: true,
      exactOptionalPropertyTypes: true,
      noUncheckedIndexedAccess: true,
      skipLibCheck: false,
      module: 'nodenext',
      target: 'es2022',
      types: [],
      noEmit: true,
    },
    files: ['main.ts'],
  });
  const { code, stdout } = await run('node', join(root, 'node_modules/typescript/bin/tsc'), '-p', '.');
  expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
});

/** What the library may use of Node: enough to read a catalogue. */
const BUILTINS = ['crypto', 'fs', 'module', 'path', 'url'];

test('no screen and no network are behind it', () => {
  const dist = workspace.path('node_modules/coppice/dist');
  const open = ['index.js'];
  const seen = new Set<string>();
  const outside = new Set<string>();
  for (let file = open.pop(); file !== undefined; file = open.pop()) {
    if (seen.has(file)) continue;
    seen.add(file);
    const text = readFileSync(join(dist, file), 'utf8');
    const named =
      /(?:\bfrom|\bimport|\bimport\(|\brequire\(|\bgetBuiltinModule\()\s*["'](?:node:)?([^"']+)["']/g;
    for (const [, name = ''] of text.matchAll(named)) {
      if (name.startsWith('./')) open.push(name.slice(2));
      else outside.add(name);
    }
    expect(text).not.toMatch(/Symbol\.for\("react\.|react-reconciler|ink-/);
  }
  expect([...outside].filter((name) => !BUILTINS.includes(name))).toEqual([]);
});

test('it reads and does nothing else: no files written, no processes started', async () => {
  const example = 'node_modules/coppice/examples/library/refine.mjs';
  expect(await run('node', '--permission', '--allow-fs-read=*', example)).toMatchObject({
    code: 0,
    stderr: '',
  });
});
