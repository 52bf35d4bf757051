import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { blame } from '../../source/store/blame.ts';
import { makeFolders } from '../../source/store/make-folders.ts';

test.each([
  ['itself', 'file'],
  ['above', 'file/a/b'],
])('where a file is in the place of a folder, the message says so and what to do: %s', (_, path) => {
  const place = mkdtempSync(join(tmpdir(), 'coppice-folders-'));
  onTestFinished(() => rmSync(place, { recursive: true }));
  writeFileSync(join(place, 'file'), '');
  expect(() => blame(path, () => makeFolders(join(place, path)), '')).toThrow(
    expect.objectContaining({
      message: 'a file is where a folder is needed',
      place: expect.objectContaining({ hint: 'Move it, or choose another place.' }),
    }),
  );
});
