/**
 * A line that is typed, edited as readline does (GNU Readline, "Emacs mode"): whole characters, as a reader counts them,
 * and never half of one.
 */
export interface TypedLine {
  readonly value: string;
  /** Where the next character goes, in code units; always between two whole characters. */
  readonly cursor: number;
}

/** What a key can do to it. */
export const LINE_EDITS = [
  'to-start',
  'to-end',
  'left',
  'right',
  'word-left',
  'word-right',
  'delete-left',
  'delete-right',
  'delete-word-left',
  'delete-blank-word-left',
  'delete-word-right',
  'delete-to-start',
  'delete-to-end',
] as const;

export type LineEdit = (typeof LINE_EDITS)[number];

/** A line with the cursor behind it. */
export function lineOf(value: string): TypedLine {
  return { value, cursor: value.length };
}

/** Puts a text in at the cursor: line ends and tabs become blanks, other control characters go. */
export function lineTyped(line: TypedLine, text: string): TypedLine {
  const plain = text
    .toWellFormed()
    .replace(/[\r\n\t]+/g, ' ')
    .replace(/\p{Cc}/gu, '');
  const value = line.value.slice(0, line.cursor) + plain + line.value.slice(line.cursor);
  return { value, cursor: boundaryFrom(value, line.cursor + plain.length) };
}

/** Does an edit. */
export function lineEdited(line: TypedLine, edit: LineEdit): TypedLine {
  const { value, cursor } = line;
  switch (edit) {
    case 'to-start':
      return { value, cursor: 0 };
    case 'to-end':
      return { value, cursor: value.length };
    case 'left':
      return { value, cursor: boundaryBefore(value, cursor) };
    case 'right':
      return { value, cursor: boundaryAfter(value, cursor) };
    case 'word-left':
      return { value, cursor: wordStart(value, cursor, isOfWord) };
    case 'word-right':
      return { value, cursor: wordEnd(value, cursor) };
    case 'delete-left':
      return without(value, boundaryBefore(value, cursor), cursor);
    case 'delete-right':
      return without(value, cursor, boundaryAfter(value, cursor));
    case 'delete-word-left':
      return without(value, wordStart(value, cursor, isOfWord), cursor);
    case 'delete-blank-word-left':
      return without(value, wordStart(value, cursor, isNoBlank), cursor);
    case 'delete-word-right':
      return without(value, cursor, wordEnd(value, cursor));
    case 'delete-to-start':
      return without(value, 0, cursor);
    case 'delete-to-end':
      return without(value, cursor, value.length);
  }
}

function without(value: string, from: number, to: number): TypedLine {
  const left = value.slice(0, from) + value.slice(to);
  // What is left on both sides may have become one character.
  return { value: left, cursor: boundaryFrom(left, from) };
}

const segmenter = new Intl.Segmenter();

/** Where the whole characters of a text begin, and where the last one ends. */
function boundaries(value: string): number[] {
  return [...Array.from(segmenter.segment(value), ({ index }) => index), value.length];
}

function boundaryBefore(value: string, at: number): number {
  return boundaries(value).findLast((boundary) => boundary < at) ?? 0;
}

function boundaryAfter(value: string, at: number): number {
  return boundaryFrom(value, at + 1);
}

/** The first one that is not before a place. */
function boundaryFrom(value: string, at: number): number {
  return boundaries(value).find((boundary) => boundary >= at) ?? value.length;
}

const isOfWord = (character: string): boolean => /[\p{L}\p{N}]/u.test(character);
const isNoBlank = (character: string): boolean => !/^\s/u.test(character);

/** Back over what is not of a word, then over the word. */
function wordStart(value: string, cursor: number, isOf: (character: string) => boolean): number {
  const places = boundaries(value);
  let i = places.indexOf(cursor);
  for (const wanted of [false, true])
    while (i > 0 && isOf(value.slice(places[i - 1], places[i])) === wanted) i--;
  return places[i] ?? 0;
}

/** On over what is not of a word, then over the word. */
function wordEnd(value: string, cursor: number): number {
  const places = boundaries(value);
  let i = places.indexOf(cursor);
  for (const wanted of [false, true])
    while (i < places.length - 1 && isOfWord(value.slice(places[i], places[i + 1])) === wanted) i++;
  return places[i] ?? value.length;
}

/** The longest start that all texts share, in whole characters; empty for none. */
export function sharedStart(texts: readonly string[]): string {
  const [first = '', ...others] = texts;
  let length = first.length;
  for (const other of others) while (!other.startsWith(first.slice(0, length))) length--;
  const whole = boundaries(first).findLast((boundary) => boundary <= length);
  return first.slice(0, whole);
}
