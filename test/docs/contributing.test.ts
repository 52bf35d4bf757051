import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readDocument, root } from '../../tools/document.ts';
import { biomeWith, contributingWith } from '../../tools/rooms.ts';

const text = readFileSync(join(root, 'CONTRIBUTING.md'), 'utf8');

test('the table of rooms is the one that the linter reads', () => {
  const biome = readFileSync(join(root, 'biome.json'), 'utf8');
  expect(JSON.parse(biome)).toEqual(JSON.parse(biomeWith(biome)));
  expect(text).toBe(contributingWith(text));
});

test('npm scripts that are named exist', () => {
  const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    scripts: Record<string, string>;
  };
  const { codes, blocks } = readDocument('CONTRIBUTING.md');
  const named = [...codes, ...blocks.flatMap((block) => block.text.split('\n'))].flatMap((code) => {
    const [, run, start] = /^npm (?:run (\S+)|(start|test))/.exec(code) ?? [];
    return run ?? start ?? [];
  });
  expect(named.filter((name) => !(name in scripts))).toEqual([]);
});
