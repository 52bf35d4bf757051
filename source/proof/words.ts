/** A whole number with its thousands set off: `22,091`. */
function count(n: number): string {
  return n < 1_000 ? String(n) : String(n).replace(/\B(?=(\d{3})+$)/g, ',');
}

/** `1 statement`, `2 statements`. */
export function counted(n: number, one: string, many = `${one}s`): string {
  return `${count(n)} ${n === 1 ? one : many}`;
}

/** Text from a file inside a message. */
export function quoted(text: string): string {
  return JSON.stringify(text);
}
