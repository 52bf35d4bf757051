import { expect, test } from 'vitest';
import { Memory, once } from '../../source/base/memo.ts';

test('a memory forgets what was asked for longest ago, and makes it again', () => {
  const memory = new Memory<string, string>(2);
  const made: string[] = [];
  const get = (key: string): string =>
    memory.get(key, () => {
      made.push(key);
      return key.toUpperCase();
    });
  expect(['a', 'b', 'a', 'c', 'a', 'b'].map(get)).toEqual(['A', 'B', 'A', 'C', 'A', 'B']);
  expect(made).toEqual(['a', 'b', 'c', 'b']);
});

test('what is made once is made when it is first asked for, also if it is nothing', () => {
  let count = 0;
  const get = once(() => {
    count++;
    return undefined;
  });
  expect(count).toBe(0);
  expect([get(), get()]).toEqual([undefined, undefined]);
  expect(count).toBe(1);
});
