import { InputError } from './errors.ts';

/**
 * The most bytes that are read from a file or from standard input. JavaScript strings cannot be longer than
 * `buffer.constants.MAX_STRING_LENGTH`, which is 2²⁹ − 24.
 */
export const LARGEST_FILE = 500_000_000;

/**
 * The text of a UTF-8 file, without the byte order mark if it had one.
 *
 * @param file what to call it in errors
 * @throws InputError with the offset of the first byte (from 0) that is not UTF-8, or if there are more than 500 MB
 */
export function decodeUtf8(bytes: Uint8Array, file: string): string {
  if (bytes.length > LARGEST_FILE) throw tooLarge(file);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
  }
  const at = firstInvalid(bytes);
  const utf16 = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) {
    throw new InputError('the file is packed with gzip', {
      file,
      hint: 'Unpack it first; a log of calls is given with --calls, packed or not.',
    });
  }
  throw new InputError(utf16 ? 'the file is UTF-16, not UTF-8' : 'the file is not UTF-8', {
    file,
    at: `byte ${at}`,
    hint: 'Save it as UTF-8.',
  });
}

const LONGEST_PIECE = 2 ** 20;

/**
 * Cuts a text into pieces, so that it is never held a second time as bytes. No piece begins or ends inside a character.
 */
export function* inPieces(text: string): Iterable<string> {
  for (let from = 0; from < text.length; ) {
    const isPair = (text.codePointAt(from + LONGEST_PIECE - 1) ?? 0) > 0xffff;
    const to = from + LONGEST_PIECE - (isPair ? 1 : 0);
    yield text.slice(from, to);
    from = to;
  }
}

/** The error for a file or stream that is larger than `LARGEST_FILE`. */
export function tooLarge(file: string): InputError {
  return new InputError('this is larger than 500 MB, and more is not read', {
    file,
    hint: 'Give it in several files.',
  });
}

/** Finds the first byte of the first ill-formed sequence, by halving the range. */
function firstInvalid(bytes: Uint8Array): number {
  // `good`: everything before it is well-formed, perhaps up to a sequence that is not yet complete.
  let good = 0;
  let bad = bytes.length;
  while (bad - good > 1) {
    const middle = good + Math.floor((bad - good) / 2);
    if (startsWell(bytes.subarray(0, middle))) good = middle;
    else bad = middle;
  }
  // The fault shows at byte `good`; the sequence it belongs to may start up to three bytes earlier.
  let start = good;
  while (start > 0 && good - start < 3 && !endsWell(bytes.subarray(0, start))) start--;
  return start;
}

function startsWell(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true });
    return true;
  } catch {
    return false;
  }
}

function endsWell(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}
