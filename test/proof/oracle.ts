/** What the tests hold the verifier against: the same questions answered slowly and plainly. */

/** A pattern read as a regular expression. */
export function asRegExp(pattern: string): RegExp {
  const source = [...pattern]
    .map((c) => (c === '*' ? '[^]*' : c === '?' ? '[^]' : c.replace(/[^\w]/, '\\$&')))
    .join('');
  return new RegExp(`^${source}$`, 'i');
}

/** Whether one of the patterns matches. */
export function listed(patterns: readonly string[]): (action: string) => boolean {
  const all = patterns.map(asRegExp);
  return (action) => all.some((one) => one.test(action));
}

/** All strings over an alphabet up to a length, shortest first. */
export function allStrings(alphabet: string, length: number): string[] {
  const all = [''];
  let last = [''];
  for (let n = 1; n <= length; n++) {
    last = last.flatMap((text) => [...alphabet].map((c) => text + c));
    all.push(...last);
  }
  return all;
}
