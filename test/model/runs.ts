import fc from 'fast-check';
import { afterAll, test } from 'vitest';

/**
 * How many random cases the property tests run, and from which seed: the one place that decides it.
 *
 * `npm test` runs a hundred cases or so for each property, always the same ones, so that it is quick and a failure is
 * there again on the next run. `npm run test:long` runs some ten thousand for each, a million in all, from a seed of
 * its own each time, which it prints. COPPICE_RUNS (cases for a property of share 1) and COPPICE_SEED say otherwise.
 */
const isLong = process.env['COPPICE_MODE'] === 'long';
const RUNS = read('COPPICE_RUNS') ?? (isLong ? 12_000 : 100);
const SEED = read('COPPICE_SEED') ?? (isLong ? Date.now() % 2 ** 31 : 20_240_831);

let cases = 0;
let properties = 0;

if (isLong) {
  afterAll(() => {
    process.stdout.write(`seed ${SEED}: ${properties} properties, ${cases} cases\n`);
  });
}

/**
 * Tests a property over random cases.
 *
 * @param share how many cases it gets for each case of the others: less than 1 where one costs much, more where little
 */
export function forAll<T>(name: string, property: fc.IRawProperty<T>, share = 1): void {
  test(name, async () => {
    const numRuns = Math.max(1, Math.round(RUNS * share));
    properties++;
    // The first failing case is made small and shown with its seed and path, which fast-check takes back.
    await fc.assert(property, { seed: SEED, numRuns });
    cases += numRuns;
  });
}

function read(name: string): number | undefined {
  const text = process.env[name];
  if (text === undefined || text === '') return undefined;
  const number = Number(text);
  if (!Number.isSafeInteger(number)) throw new Error(`${name} is not a whole number: ${text}`);
  return number;
}
