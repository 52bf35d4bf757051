import { expect, test } from 'vitest';
import { wordEnds } from '../../source/catalog/words.ts';

test.each([
  's3:|Get|Bucket|CORS',
  'rds:|Create|DB|Instance',
  'iot:|List|Thing|Principals|V2',
  's3:|Get|Object',
  'ec2:|Describe|EC2|Instances',
  'a4b:|Get|AB2|Cd',
  's3-outposts:|Get|Bucket',
  'x:|get|-|thing|_|by|/|Id',
  'x:|A',
  'x:|2nd'.replace('2nd', '2|nd'),
  'execute-api:|Invoke',
  'x:',
])('%s', (cut) => {
  const words = cut.split('|');
  expect(wordEnds(words.join(''))).toEqual(words.map((_, i) => words.slice(0, i + 1).join('').length));
});
