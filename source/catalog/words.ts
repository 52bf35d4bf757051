/** What a character is to the words of a name. */
const LOWER = 0;
const UPPER = 1;
const DIGIT = 2;
const OTHER = 3;

/** By code unit; what is beyond ASCII is `OTHER`. */
const KINDS = Uint8Array.from({ length: 128 }, (_, code) => {
  if (code >= 97 && code <= 122) return LOWER;
  if (code >= 65 && code <= 90) return UPPER;
  return code >= 48 && code <= 57 ? DIGIT : OTHER;
});

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
  let before = kindAt(action, start);
  let here = kindAt(action, start + 1);
  for (let i = start + 1; i < action.length; i++) {
    const next = kindAt(action, i + 1);
    if (startsWord(before, here, next)) ends.push(i);
    before = here;
    here = next;
  }
  if (start < action.length) ends.push(action.length);
  return ends;
}

function startsWord(before: number, here: number, next: number): boolean {
  switch (here) {
    case LOWER:
      return before === DIGIT || before === OTHER;
    case UPPER:
      return before !== UPPER || next === LOWER;
    case DIGIT:
      return before === OTHER;
    default:
      return true;
  }
}

/** Behind the end it is `OTHER`. */
function kindAt(action: string, i: number): number {
  const code = i < action.length ? action.charCodeAt(i) : KINDS.length;
  return code < KINDS.length ? (KINDS[code] ?? OTHER) : OTHER;
}
