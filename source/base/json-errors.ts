import type { printParseErrorCode } from 'jsonc-parser';
import { InputError } from './errors.ts';
import { excerptOf, placeInText, placeText } from './place.ts';
import { visible } from './visible.ts';

/** What is wrong with a JSON text and what to do about it. */
export interface Explanation {
  readonly message: string;
  readonly hint: string;
  /** the exact place, if it is not where the token starts */
  readonly offset?: number;
}

export function syntaxError(
  text: string,
  offset: number,
  file: string,
  { message, hint, offset: exact }: Explanation,
): InputError {
  const at = exact ?? offset;
  return new InputError(message, {
    file,
    at: placeText(placeInText(text, at)),
    hint,
    excerpt: excerptOf(text, at),
  });
}

const LONGEST_SHOWN = 40;

export function shorten(text: string): string {
  return text.length > LONGEST_SHOWN ? `${text.slice(0, LONGEST_SHOWN)}…` : text;
}

const CUT_OFF: Omit<Explanation, 'offset'> = {
  message: 'the text ends in the middle of the JSON value',
  hint: 'The file looks cut off; make it again.',
};

export function explainJson(
  code: ReturnType<typeof printParseErrorCode>,
  text: string,
  offset: number,
  length: number,
): Explanation {
  const character = text.slice(offset, offset + 1);
  const atEnd = character === '';
  switch (code) {
    case 'InvalidCommentToken':
    case 'UnexpectedEndOfComment':
      return { message: 'JSON has no comments', hint: 'Remove the comment.' };
    case 'UnexpectedEndOfString': {
      const end = stringFault(text, offset);
      return end === text.length
        ? { ...CUT_OFF, message: 'the text ends inside a string', offset }
        : {
            message: 'a string is not closed on its line',
            hint: 'Close it with ", or write the line break as \\n.',
            offset,
          };
    }
    case 'InvalidCharacter': {
      const at = stringFault(text, offset);
      const shown = visible(text.slice(at, at + 1));
      return {
        message: `a string holds the control character ${shown}`,
        hint: 'Remove it, or write it as an escape.',
        offset: at,
      };
    }
    case 'InvalidEscapeCharacter':
    case 'InvalidUnicode': {
      const at = stringFault(text, offset);
      return {
        message: `a string holds an escape that JSON does not have: ${visible(text.slice(at, at + 2))}`,
        hint: 'Known are \\" \\\\ \\/ \\b \\f \\n \\r \\t and \\u with four hexadecimal digits.',
        offset: at,
      };
    }
    case 'UnexpectedEndOfNumber':
    case 'InvalidNumberFormat':
      return {
        message: `${visible(shorten(text.slice(offset, offset + length)))} is not a number`,
        hint: 'Complete the number.',
      };
    case 'InvalidSymbol':
      return invalidSymbol(text.slice(offset, offset + length));
    case 'PropertyNameExpected':
    case 'ValueExpected': {
      if (atEnd) {
        return text.trim() === '' || text.trim() === '\ufeff'
          ? { message: 'the file is empty', hint: 'Give a JSON policy or finding.' }
          : CUT_OFF;
      }
      const wanted = code === 'ValueExpected' ? 'a value' : 'a key in double quotes';
      return precededByComma(text, offset) && /[}\],]/.test(character)
        ? {
            message: `a comma is followed by ${character} instead of ${wanted}`,
            hint: 'Remove the comma, or add what is missing.',
          }
        : {
            message: `${wanted} is missing before ${visible(character)}`,
            hint: 'Add it, or remove what is too much.',
          };
    }
    case 'ColonExpected':
      return atEnd
        ? CUT_OFF
        : { message: `a colon is missing before ${visible(character)}`, hint: 'Write "key": value.' };
    case 'CommaExpected':
      if (character === '}' || character === ']') {
        return {
          message: `${character} closes what was opened with ${character === '}' ? '[' : '{'}`,
          hint: 'Make the brackets match.',
        };
      }
      if (/0\d/.test(text.slice(offset - 1, offset + 1))) {
        return { message: 'a number starts with 0', hint: 'Write it without the 0, or as a string.' };
      }
      return {
        message: `a comma is missing before ${visible(character)}`,
        hint: 'Put a comma between the two.',
      };
    case 'CloseBraceExpected':
      return atEnd
        ? CUT_OFF
        : { message: `a } is missing before ${visible(character)}`, hint: 'Close the object.' };
    case 'CloseBracketExpected':
      return atEnd
        ? CUT_OFF
        : { message: `a ] is missing before ${visible(character)}`, hint: 'Close the array.' };
    default:
      return { message: 'this is not JSON', hint: 'Check the file around this place.' };
  }
}

function invalidSymbol(word: string): Explanation {
  if (word.includes('\0')) {
    return {
      message: 'the file holds a NUL character',
      hint: 'Is it UTF-16, or not a text at all? coppice reads UTF-8.',
    };
  }
  const shown = visible(shorten(word));
  if (word.startsWith("'")) return { message: `${shown} is not a JSON string`, hint: 'Use double quotes.' };
  return {
    message: `${shown} is not a JSON value`,
    hint: 'JSON has strings in double quotes, numbers, true, false and null.',
  };
}

function precededByComma(text: string, offset: number): boolean {
  let at = offset - 1;
  while (at >= 0 && /\s/.test(text.charAt(at))) at--;
  return text.charAt(at) === ',';
}

/** The offset of the fault in the string that starts at `offset`; the end of the text if the string never closes. */
function stringFault(text: string, offset: number): number {
  let at = offset + 1;
  while (at < text.length) {
    const code = text.charCodeAt(at);
    if (code < 0x20) return at;
    if (code !== 0x5c) {
      at++;
      continue;
    }
    const escaped = text.slice(at, at + 6);
    if (/^\\["\\/bfnrt]/.test(escaped)) at += 2;
    else if (/^\\u[\da-f]{4}/i.test(escaped)) at += 6;
    else return at;
  }
  return text.length;
}
