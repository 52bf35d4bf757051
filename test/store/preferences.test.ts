import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openPreferences } from '../../source/store/preferences.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'coppice-preferences-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const defaults = { format: 'json', color: 'auto', ascii: false, mouse: false, staysOnAccept: false };

test('there are defaults for all, and nothing is written for having looked', () => {
  expect(openPreferences(folder)).toMatchObject({ preferences: defaults, notes: [] });
  expect(existsSync(join(folder, 'preferences.json'))).toBe(false);
});

test('what is set is there the next time, in a file that can be edited', async () => {
  const store = openPreferences(folder);
  store.set({ reviewer: 'Ann', catalog: '2024-08-31' });
  store.set({ format: 'diff' });
  await store.kept();
  expect(store.path).toBe(join(folder, 'preferences.json'));
  expect(JSON.parse(readFileSync(join(folder, 'preferences.json'), 'utf8'))).toEqual({
    reviewer: 'Ann',
    catalog: '2024-08-31',
    format: 'diff',
  });
  expect(openPreferences(folder).preferences).toEqual({
    ...defaults,
    reviewer: 'Ann',
    catalog: '2024-08-31',
    format: 'diff',
  });
});

test.each([
  ['no JSON', '{"reviewer": "A'],
  ['a wrong type', '{"ascii": "yes"}'],
  ['an unknown colour', '{"color": "blue"}'],
  ['an empty name', '{"reviewer": ""}'],
])('a file with %s is put aside with a note', async (_, text) => {
  const path = join(folder, 'preferences.json');
  writeFileSync(path, text);
  const store = openPreferences(folder);
  expect(store.preferences).toEqual(defaults);
  expect(store.notes).toEqual([expect.stringContaining(`${path}.damaged`)]);
  expect(readFileSync(`${path}.damaged`, 'utf8')).toBe(text);
  store.set({ ascii: true });
  await store.kept();
  expect(openPreferences(folder)).toMatchObject({ preferences: { ascii: true }, notes: [] });
});

test('a folder that cannot be used costs a note and nothing else', async () => {
  writeFileSync(join(folder, 'file'), '');
  const store = openPreferences(join(folder, 'file', 'below'));
  expect(store.preferences).toEqual(defaults);
  store.set({ ascii: true });
  await store.kept();
  expect(store.notes).toEqual([expect.stringMatching(/^the preferences in .* cannot be/)]);
});

test('nothing listens to signals for having kept something', async () => {
  const store = openPreferences(folder);
  store.set({ ascii: true });
  await store.kept();
  for (const signal of ['SIGTERM', 'SIGHUP'] as const) expect(process.listeners(signal)).toEqual([]);
});
