import type { Glob } from './glob.ts';

/**
 * Whether some string is matched by both globs. It walks through both at once and remembers which pairs of places it
 * has tried, so the time is at most the product of the lengths.
 */
export function meet(one: Glob, other: Glob): boolean {
  const [a, b] = [one.text, other.text];
  const tried = new Uint8Array((a.length + 1) * (b.length + 1));
  const open: number[] = [0];
  for (let pair = open.pop(); pair !== undefined; pair = open.pop()) {
    if (tried[pair] === 1) continue;
    tried[pair] = 1;
    const i = Math.floor(pair / (b.length + 1));
    const j = pair % (b.length + 1);
    if (i === a.length && j === b.length) return true;
    const x = a[i];
    const y = b[j];
    const after = (di: number, dj: number): number => (i + di) * (b.length + 1) + j + dj;
    if (x === '*') open.push(after(1, 0));
    if (y === '*') open.push(after(0, 1));
    if (x === undefined || y === undefined) continue;
    // A star takes what the other side reads, and stays.
    if (x === '*') {
      if (y !== '*') open.push(after(0, 1));
    } else if (y === '*') open.push(after(1, 0));
    else if (x === '?' || y === '?' || x === y) open.push(after(1, 1));
  }
  return false;
}
