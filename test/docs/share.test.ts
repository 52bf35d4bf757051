import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { root } from '../../tools/document.ts';
import { pictures } from '../../tools/pictures.ts';
import { sharedFiles } from '../../tools/share/files.ts';

const read = (name: string): string =>
  existsSync(join(root, name)) ? readFileSync(join(root, name), 'utf8') : '';

describe('what is generated is up to date; if not: npm run share', async () => {
  test.each([...(await sharedFiles(read))])('%s', (name, content) => {
    expect(read(name)).toBe(content);
  });

  test.each([...(await pictures())])('%s', (name, content) => {
    // What is written in it first: that can be read when it differs.
    expect(words(read(name))).toEqual(words(content));
    expect(read(name) === content).toBe(true);
  });
});

function words(svg: string): string[] {
  return svg
    .split('\n')
    .map((line) => [...line.matchAll(/<text[^>]*>([^<]*)/g)].map(([, word]) => word).join(' '));
}
