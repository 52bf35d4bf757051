import { expect, test } from 'vitest';
import { indexService } from '../../source/catalog/service-index.ts';
import { wordEnds } from '../../source/catalog/words.ts';

test.each([
  's3:|Get|Bucket|C|O|R|S',
  'rds:|Create|D|B|Instance',
  'iam:|List|S|A|M|L|Providers',
  'iot:|List|Thing|Principals|V2',
  's3:|Get|Object',
  'ec2:|Describe|E|C2|Instances',
  'a4b:|Get|A|B2|Cd',
  's3-outposts:|Get|Bucket',
  'x:|get|-|thing|_|by|/|Id',
  'x:|A',
  'x:|2nd',
  'x:|/|2nd',
  'execute-api:|Invoke',
  'x:',
])('%s', (cut) => {
  const words = cut.split('|');
  expect(wordEnds(words.join(''))).toEqual(words.map((_, i) => words.slice(0, i + 1).join('').length));
});

// Each name begins the next one: a tree deeper than any function may call itself.
test.each(['words', 'characters'] as const)('the index has room for a tree of any depth: %s', (cut) => {
  const names = Array.from({ length: 8000 }, (_, i) => 'A'.repeat(i + 1));
  const { nodes } = indexService('s', names, cut);
  expect(nodes.count).toBe(names.length - 1);
  expect(nodes.skip.every((skip) => skip === nodes.count)).toBe(true);
});
