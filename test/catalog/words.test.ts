import { expect, test } from 'vitest';
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
