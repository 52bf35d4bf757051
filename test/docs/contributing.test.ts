import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { marked, type Tokens } from 'marked';
import { expect, test } from 'vitest';
import { readDocument, root } from './support/document.ts';

const text = readFileSync(join(root, 'CONTRIBUTING.md'), 'utf8');

test('the plan of the rooms is the one that the linter checks', () => {
  const rules = [
    ...readFileSync(join(root, 'biome.json'), 'utf8').matchAll(
      /source\/(\w+)\/ may know only: ([^(]+) \(and itself\)/g,
    ),
  ].map(([, room, knows]) => [room, knows] as const);
  const table = marked
    .lexer(text)
    .find((token): token is Tokens.Table => token.type === 'table' && token.header[0]?.text === 'room');
  const rows = table?.rows.map(([room, , knows]) => [room?.text, knows?.text] as const) ?? [];
  expect(Object.fromEntries(rows)).toEqual({ ...Object.fromEntries(rules), commands: 'all of the above' });
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
