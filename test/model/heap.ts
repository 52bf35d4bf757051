import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** Bytes in use once all is collected that nobody holds any more. */
export async function heapInUse(): Promise<number> {
  // What was made in this turn may be held by it, and a weak reference that was read is, until the turn ends.
  await new Promise(setImmediate);
  collectGarbage();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}
