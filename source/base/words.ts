/** A whole number with its thousands set off, `22,091`: the same everywhere, whatever the language of the machine. */
export function thousands(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ',');
}

/** `1 action`, `2 actions`, `1,200 actions`. */
export function counted(count: number, one: string, several = `${one}s`): string {
  return `${thousands(count)} ${count === 1 ? one : several}`;
}

/** A text from a file inside a message, so that a blank or nothing in it is seen. */
export function quoted(text: string): string {
  return JSON.stringify(text);
}

/** The greatest of some lengths, 0 where there are none; of any number of them, since they are no arguments. */
export function longest<T>(items: Iterable<T>, lengthOf: (item: T) => number): number {
  let found = 0;
  for (const item of items) found = Math.max(found, lengthOf(item));
  return found;
}
