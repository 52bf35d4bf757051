import type { Pattern } from './pattern.ts';

/**
 * Whether the pattern matches the action.
 *
 * @param action `service:Name` in lower case
 */
export function matches(pattern: Pattern, action: string): boolean {
  switch (pattern.kind) {
    case 'exact':
      return pattern.lower === action;
    case 'prefix':
      return action.startsWith(pattern.literal);
    case 'glob':
      return action.startsWith(pattern.literal) && matchesGlob(pattern.lower, action);
  }
}

/**
 * Whether the glob matches the whole text. It goes back to the last `*` only: an earlier star never needs to be tried
 * again, because the later one can take all that the earlier one could. So it needs at most |glob| × |text| steps.
 */
export function matchesGlob(glob: string, text: string): boolean {
  let g = 0;
  let t = 0;
  let star = -1;
  let resume = 0;
  while (t < text.length) {
    const c = glob[g];
    if (c === '*') {
      star = g++;
      resume = t;
    } else if (c === '?' || (c !== undefined && c === text[t])) {
      g++;
      t++;
    } else if (star !== -1) {
      g = star + 1;
      t = ++resume;
    } else {
      return false;
    }
  }
  while (glob[g] === '*') g++;
  return g === glob.length;
}
