import { expect, test } from 'vitest';
import { download } from '../../source/aws/download.ts';
import { startFakeReference } from './support/fake-reference.ts';

const OPTIONS = { delay: 1 } as const;
const same = <T>(value: T): T => value;

function urls(base: string, count: number): URL[] {
  return Array.from({ length: count }, (_, i) => new URL(`${i}.json`, base));
}

function files(count: number): Record<string, unknown> {
  return Object.fromEntries(Array.from({ length: count }, (_, i) => [`${i}.json`, { number: i }]));
}

test('all files, in their order, a few at a time', async () => {
  const server = await startFakeReference({ files: files(40) });
  let count = 0;
  const got = await download(urls(server.url, 40), same, {
    ...OPTIONS,
    concurrency: 5,
    onFile: () => count++,
  });
  expect(got).toEqual(Array.from({ length: 40 }, (_, number) => ({ number })));
  expect(count).toBe(40);
  expect(server.most()).toBeLessThanOrEqual(5);
  expect(server.requests.every((request) => request.startsWith('GET /'))).toBe(true);
});

test.each([
  ['a server in trouble', { status: 503 }],
  ['throttling', { status: 429 }],
  ['an answer that breaks off', 'cut'],
] as const)('%s is asked again', async (_, trouble) => {
  const server = await startFakeReference({
    files: files(1),
    trouble: (_path, number) => (number < 3 ? trouble : undefined),
  });
  expect(await download(urls(server.url, 1), same, OPTIONS)).toEqual([{ number: 0 }]);
  expect(server.requests).toHaveLength(3);
});

test.each([
  ['a server that stays in trouble', { status: 500 }, /answers 500/, 4],
  ['answers that always break off', 'cut', /did not come whole|cannot be reached/, 4],
  ['what is not there', { status: 404 }, /answers 404/, 1],
  [
    'a redirection, which is not followed',
    { status: 302, location: 'http://127.0.0.1:9/' },
    /answers 302/,
    1,
  ],
  ['a sign-in page', { status: 200, body: '<html>' }, /is not JSON/, 1],
  ['half a file', { status: 200, body: '{"Name": "s3", "Actions": [' }, /is not JSON/, 1],
] as const)('%s is an error', async (_, trouble, says, times) => {
  const server = await startFakeReference({ files: {}, trouble: () => trouble });
  await expect(download(urls(server.url, 1), same, OPTIONS)).rejects.toThrow(says);
  expect(server.requests).toHaveLength(times);
});

test('no answer in time is an error', async () => {
  const server = await startFakeReference({ files: {}, trouble: () => 'hang' });
  const getting = download(urls(server.url, 1), same, { ...OPTIONS, attempts: 2, timeout: 20 });
  await expect(getting).rejects.toThrow(/cannot be reached: no answer in time/);
});

test('nobody there is an error that says so', async () => {
  const getting = download([new URL('http://127.0.0.1:1/')], same, { ...OPTIONS, attempts: 1 });
  await expect(getting).rejects.toMatchObject({
    message: expect.stringContaining('127.0.0.1:1 cannot be reached'),
    place: { hint: expect.stringContaining('catalog import') },
  });
});

test('the first failure stops the rest', async () => {
  const server = await startFakeReference({
    files: files(100),
    trouble: (path) => (path === '3.json' ? { status: 404 } : undefined),
  });
  await expect(download(urls(server.url, 100), same, { ...OPTIONS, concurrency: 2 })).rejects.toThrow(/404/);
  expect(server.requests.length).toBeLessThan(20);
});

test('what is made of a file may throw, and it can be stopped from outside', async () => {
  const server = await startFakeReference({
    files: files(1),
    trouble: (path) => (path === '1.json' ? 'hang' : undefined),
  });
  const refuse = (): never => {
    throw new Error('not this one');
  };
  await expect(download(urls(server.url, 1), refuse, OPTIONS)).rejects.toThrow('not this one');
  const stop = new AbortController();
  const getting = download([new URL('1.json', server.url)], same, { ...OPTIONS, signal: stop.signal });
  stop.abort(new Error('enough'));
  await expect(getting).rejects.toThrow('enough');
});
