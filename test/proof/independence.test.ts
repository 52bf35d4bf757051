import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const FOLDER = join(import.meta.dirname, '..', '..', 'source', 'proof');
const TRIED = ['pattern', 'catalog', 'usage', 'refine'];

test('the proof takes nothing but types from what it is a proof of', () => {
  const files = readdirSync(FOLDER);
  expect(files).toContain('prove.ts');
  const values = files.flatMap((file) =>
    [
      ...readFileSync(join(FOLDER, file), 'utf8').matchAll(
        /^import (?!type )[^;]*? from '\.\.\/(\w+)\/[^']*'/gm,
      ),
    ]
      .filter(([, room = '']) => TRIED.includes(room))
      .map(([line]) => `${file}: ${line}`),
  );
  expect(values).toEqual([]);
});
