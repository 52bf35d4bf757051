import { InputError } from '../../base/errors.ts';

const PLAIN_WORD = /^[A-Za-z0-9_/:.,+=@%-]+$/;
const PRINTABLE = /^[\x20-\x7e]*$/;

/**
 * Writes a text as one word of a bash command line. Characters without a picture are written as bytes, so that a reader
 * of the script sees them.
 *
 * @throws InputError for a text with NUL, which no command line can hold, and for one that the AWS CLI would read as the
 *   address of a file (`file://`, `fileb://`); names in IAM have neither
 */
export function shellWord(text: string): string {
  if (text.includes('\0') || /^(?:fileb?|https?):\/\//i.test(text)) {
    throw new InputError('a name cannot be given to the AWS CLI', {
      at: text,
      hint: 'IAM allows letters, digits and _+=,.@- in names; check where the policy comes from, or write another format.',
    });
  }
  if (PLAIN_WORD.test(text)) return text;
  if (PRINTABLE.test(text)) return `'${text.replaceAll("'", "'\\''")}'`;
  const bytes = [...new TextEncoder().encode(text)].map((byte) => {
    const character = String.fromCharCode(byte);
    if (character === "'" || character === '\\') return `\\${character}`;
    return byte >= 0x20 && byte < 0x7f ? character : `\\x${byte.toString(16).padStart(2, '0')}`;
  });
  return `$'${bytes.join('')}'`;
}

/**
 * Writes a here-document for a command that reads standard input: `<<'WORD'`, the text as it is, and the word. No line
 * of the text is the word, and the quotes keep bash from expanding the text.
 *
 * @returns the redirection after the command, and the lines that follow it
 */
export function hereDocument(text: string): { readonly redirect: string; readonly body: string } {
  const lines = new Set(text.split('\n'));
  let word = 'POLICY';
  for (let i = 2; lines.has(word); i++) word = `POLICY_${i}`;
  return { redirect: `<<'${word}'`, body: `${text.endsWith('\n') ? text : `${text}\n`}${word}` };
}
