/** Writes a whole number with commas between thousands, `22,091`, whatever the language of the machine. */
export function thousands(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ',');
}

/** `1 action`, `2 actions`, `1,200 actions`. */
export function counted(count: number, one: string, several = `${one}s`): string {
  return `${thousands(count)} ${count === 1 ? one : several}`;
}

/** What a size is to the quota for it: ` of 6,144`, `, 56 over the quota of 6,144`, or nothing where none is known. */
export function againstQuota(size: number, quota: number | undefined): string {
  if (quota === undefined) return '';
  return size > quota
    ? `, ${thousands(size - quota)} over the quota of ${thousands(quota)}`
    : ` of ${thousands(quota)}`;
}

/** Quotes a text from a file for a message, so that blanks and an empty text are seen. */
export function quoted(text: string): string {
  return JSON.stringify(text);
}

/** The greatest length of any number of items; 0 where there are none. Unlike `Math.max(...)`, it never overflows. */
export function longest<T>(items: Iterable<T>, lengthOf: (item: T) => number): number {
  let found = 0;
  for (const item of items) found = Math.max(found, lengthOf(item));
  return found;
}
