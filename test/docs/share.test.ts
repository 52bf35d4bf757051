import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { sharedFiles } from '../../scripts/share/files.ts';
import { root } from './support/document.ts';
import { pictures } from './support/pictures.ts';

const read = (name: string): string =>
  existsSync(join(root, name)) ? readFileSync(join(root, name), 'utf8') : '';

describe('what is generated is up to date; if not: npm run share', async () => {
  test.each([...(await sharedFiles(read))])('%s', (name, content) => {
    expect(read(name)).toBe(content);
  });

  test('pictures', async () => {
    for (const [name, content] of await pictures())
      expect({ name, text: read(name) }).toEqual({ name, text: content });
  });
});
