import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { root } from '../../tools/document.ts';

const rows = readFileSync(join(root, 'SECURITY.md'), 'utf8')
  .split('\n')
  .filter((line) => line.startsWith('| ') && !line.startsWith('| ---') && !line.startsWith('| promise '))
  .map((line) => line.slice(2, -2).split(' | '));

describe('the promises of SECURITY.md', () => {
  test('are many', () => expect(rows.length).toBeGreaterThan(20));

  test.each(rows)('%s', (...[, held = '']) => {
    const parts = held.split(/; (?=`)/);
    for (const part of parts) {
      const [, path = '', titles = ''] = /^`(test\/[^`]+\.test\.ts)`: (“.*”)$/.exec(part) ?? [];
      expect(path !== '' && existsSync(join(root, path)), part).toBe(true);
      const source = readFileSync(join(root, path), 'utf8');
      for (const title of titles.slice(1, -1).split('”, “')) {
        // As a string of its own, so that no part of another title will do.
        expect(source.includes(`'${title}'`) || source.includes(`"${title}"`), `${path}: ${title}`).toBe(
          true,
        );
      }
    }
  });
});
