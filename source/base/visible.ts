/**
 * All characters that draw nothing, move the cursor or change the direction of writing: control and format characters,
 * lone surrogates, private use and unassigned code points, line and paragraph separators, default-ignorable characters
 * (zero-width joiners, bidirectional overrides, variation selectors, tags), and all spaces but the ordinary one.
 * Trojan Source (CVE-2021-42574) is why the bidirectional ones matter in what a person approves.
 */
const HIDDEN = /[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u{2800}]|(?! )\p{Zs}/gu;

const PLAIN = /^[\x20-\x7e]*$/;

function show(character: string): string {
  // The regular expression always matches one whole code point.
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x20) return String.fromCharCode(0x2400 + code);
  if (code === 0x7f) return '\u2421';
  return `\\u{${code.toString(16)}}`;
}

/**
 * Makes text from a file safe to show: ESC becomes `␛`, a line feed `␊`, DEL `␡`, and any other character without a
 * picture an escape such as `\u{202e}`. Plain text does not change. The result has no control characters, so it always
 * stays on one line; applying it twice changes nothing more.
 */
export function visible(text: string): string {
  return PLAIN.test(text) ? text : text.replace(HIDDEN, show);
}

/**
 * Makes a text of several lines safe to show: like `visible`, but line feeds and tabs stay, and every line end becomes a
 * line feed.
 */
export function visibleLines(text: string): string {
  return replaceInLines(text, show);
}

/**
 * Makes a text with JSON in it safe to show: characters without a picture become `\u` escapes, so that the JSON is still
 * the same value. Line feeds and tabs stay, and every line end becomes a line feed.
 */
export function escapedLines(text: string): string {
  return replaceInLines(text, escaped);
}

function replaceInLines(text: string, replace: (character: string) => string): string {
  return text
    .replace(/\r\n?/g, '\n')
    .replace(HIDDEN, (character) =>
      character === '\n' || character === '\t' ? character : replace(character),
    );
}

function escaped(character: string): string {
  return Array.from(
    { length: character.length },
    (_, i) => `\\u${character.charCodeAt(i).toString(16).padStart(4, '0')}`,
  ).join('');
}
