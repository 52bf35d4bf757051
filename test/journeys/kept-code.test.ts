import { readdirSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { provideWorkspaces } from './support/provide.ts';
import type { Workspace } from './support/workspace.ts';

const createWorkspace = provideWorkspaces();

const examples = join(import.meta.dirname, '..', '..', 'examples', 'worked');
let workspace: Workspace;
let folder: string;

beforeEach(() => {
  const files = ['policy.json', 'finding.json'].map((name) => [
    name,
    readFileSync(join(examples, name), 'utf8'),
  ]);
  workspace = createWorkspace(Object.fromEntries(files));
  folder = workspace.path('kept');
});

const coppice = (args: readonly string[], env: Readonly<Record<string, string>> = {}) =>
  workspace.run(args, { env: { NODE_COMPILE_CACHE: folder, ...env } });
const refine = (env?: Readonly<Record<string, string>>) =>
  coppice(['refine', 'policy.json', 'finding.json'], env);
const kept = (): string[] =>
  readdirSync(folder)
    .filter((name) => name.startsWith('coppice-'))
    .map((name) => join(folder, name));

describe('the code of the core', () => {
  test('is kept at the end of a run, for the user alone, and taken from there', async () => {
    const first = await refine();
    const [file = '', ...more] = kept();
    expect(more).toEqual([]);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const { ino } = statSync(file);
    expect(await refine()).toEqual(first);
    expect(statSync(file).ino).toBe(ino);
  });

  test.each([
    ['is something else', (file: string) => writeFileSync(file, 'something else')],
    ['is empty', (file: string) => writeFileSync(file, '')],
    ['is half there', (file: string) => truncateSync(file, Math.floor(statSync(file).size / 2))],
  ])('is made anew where it %s', async (_, damage) => {
    const first = await refine();
    const [file = ''] = kept();
    const { ino, size } = statSync(file);
    damage(file);
    expect(await refine()).toEqual(first);
    expect(kept()).toEqual([file]);
    expect(statSync(file).ino).not.toBe(ino);
    expect(statSync(file).size / size).toBeCloseTo(1, 1);
  });

  test('is kept for each command', async () => {
    await refine();
    await coppice(['--help']);
    expect(kept()).toHaveLength(2);
  });

  test('is not kept of a command line that is wrong, nor where Node is to keep nothing', async () => {
    await coppice(['refine', 'nowhere.json']);
    await refine({ NODE_DISABLE_COMPILE_CACHE: '1' });
    expect(workspace.files().filter((file) => file.includes('coppice-'))).toEqual([]);
  });

  test('is not missed where it cannot be kept', async () => {
    workspace.write('kept', 'a file');
    const { code, stderr } = await refine();
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(readFileSync(folder, 'utf8')).toBe('a file');
  });
});
