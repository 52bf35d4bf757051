/**
 * Where the words of an action end. The first word is the service prefix with its colon; then come the
 * CamelCase words of the name: `s3:|Get|Bucket|CORS`, `rds:|Create|DB|Instance`, `iot:|List|Thing|Principals|V2`.
 * A run of capitals is one word, digits belong to the word before them, any other character is a word of its own.
 *
 * @param action `service:Name`
 * @returns the length of the action up to the end of each word, ascending; the last is the action's length
 */
export function wordEnds(action: string): number[] {
  const ends: number[] = [];
  const start = action.indexOf(':') + 1;
  if (start > 0) ends.push(start);
  for (let i = start + 1; i <= action.length; i++) {
    if (i === action.length || startsWord(action, i)) ends.push(i);
  }
  return ends;
}

function startsWord(action: string, i: number): boolean {
  const before = kindAt(action, i - 1);
  const here = kindAt(action, i);
  switch (here) {
    case 'other':
      return true;
    case 'digit':
      return before === 'other';
    case 'lower':
      return before === 'digit' || before === 'other';
    case 'upper':
      return before !== 'upper' || kindAt(action, i + 1) === 'lower';
  }
}

function kindAt(action: string, i: number): 'upper' | 'lower' | 'digit' | 'other' {
  const code = action.charCodeAt(i);
  if (code >= 97 && code <= 122) return 'lower';
  if (code >= 65 && code <= 90) return 'upper';
  if (code >= 48 && code <= 57) return 'digit';
  return 'other';
}
