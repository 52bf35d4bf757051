/**
 * Where the words of an action end. The first word is the service prefix with its colon; the words of the name follow:
 * `s3:|Get|Bucket|C|O|R|S`, `iot:|List|Thing|Principals|V2`, `iam:|List|S|A|M|L|Providers`. Every capital letter begins
 * a word, as in AWS's own recommendations. Small letters and digits belong to the word before them. Any other character
 * is a word of its own.
 *
 * @param action `service:Name`
 * @returns the length of the action up to the end of each word, ascending; the last is the action's length
 */
export function wordEnds(action: string): number[] {
  const start = action.indexOf(':') + 1;
  const ends = start > 0 ? [start] : [];
  for (let i = start + 1; i < action.length; i++) {
    const before = action.charCodeAt(i - 1);
    const goesOn = isSmallOrDigit(action.charCodeAt(i)) && (isSmallOrDigit(before) || isCapital(before));
    if (!goesOn) ends.push(i);
  }
  if (start < action.length) ends.push(action.length);
  return ends;
}

function isSmallOrDigit(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 48 && code <= 57);
}

function isCapital(code: number): boolean {
  return code >= 65 && code <= 90;
}
