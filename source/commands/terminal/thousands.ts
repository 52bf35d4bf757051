/** 22,091: the same everywhere, whatever the language of the machine. */
export function thousands(value: number): string {
  return value.toLocaleString('en-US');
}
