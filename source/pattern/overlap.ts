import type { Pattern } from './pattern.ts';

/** Whether some string is matched by both patterns: L(a) ∩ L(b) is not empty. At most |a| × |b| steps. */
export function overlaps(a: Pattern, b: Pattern): boolean {
  const [x, y] = [a.lower, b.lower];
  // reach[j]: some string is read by all of x so far and by the first j characters of y.
  let reach = new Uint8Array(y.length + 1);
  reach[0] = 1;
  skipStars(reach, y);
  for (let i = 0; i < x.length; i++) {
    const c = x[i];
    const next = new Uint8Array(y.length + 1);
    if (c === '*') next.set(reach);
    for (let j = 0; j < y.length; j++) {
      const d = y[j];
      if (c === '*') {
        if (next[j] === 1) next[j + 1] = 1;
      } else {
        const met = d === '*' || d === '?' || c === '?' || c === d;
        if (met && reach[j] === 1) next[d === '*' ? j : j + 1] = 1;
      }
    }
    skipStars(next, y);
    reach = next;
  }
  return reach[y.length] === 1;
}

/** Moves past stars, since a star may match nothing. */
function skipStars(reach: Uint8Array, text: string): void {
  for (let j = 0; j < text.length; j++) if (text[j] === '*' && reach[j] === 1) reach[j + 1] = 1;
}
