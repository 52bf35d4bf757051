// A Lambda function for the batches of a distributed map: each item is a request of `coppice refine --stream`.
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const program = fileURLToPath(new URL('dist/cli.js', import.meta.resolve('coppice/package.json')));

export function handler({ Items }) {
  const input = Items.map((item) => `${JSON.stringify(item)}\n`).join('');
  const output = execFileSync(process.execPath, [program, 'refine', '--stream'], {
    input,
    encoding: 'utf8',
    maxBuffer: 2 ** 26,
  });
  return output
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
}
