/** Whether two lists hold the same strings in the same order. Fast where they are the very same list. */
export function isSame(list: readonly string[], other: readonly string[]): boolean {
  if (list === other) return true;
  if (list.length !== other.length) return false;
  for (let i = 0; i < list.length; i++) if (list[i] !== other[i]) return false;
  return true;
}
