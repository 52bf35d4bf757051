import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  LINE_EDITS,
  type LineEdit,
  lineEdited,
  lineOf,
  lineTyped,
  sharedStart,
  type TypedLine,
} from '../../source/screen/input/field.ts';
import { forAll } from '../model/runs.ts';

/** A line as a list of whole characters, which no edit can cut: what readline does, told as plainly as it can be. */
interface Model {
  readonly before: readonly string[];
  readonly after: readonly string[];
}

const isWord = (character = ''): boolean => /[\p{L}\p{N}]/u.test(character);
const isNoBlank = (character = ''): boolean => character !== ' ';

/** How many characters at the end of a list a word-wise step goes over. */
function stepBack(list: readonly string[], isOf: (character?: string) => boolean): number {
  let count = 0;
  while (count < list.length && !isOf(list.at(-1 - count))) count++;
  while (count < list.length && isOf(list.at(-1 - count))) count++;
  return count;
}

function modelEdited({ before, after }: Model, edit: LineEdit): Model {
  const back = (count: number): Model => {
    const at = Math.max(0, before.length - count);
    return { before: before.slice(0, at), after: [...before.slice(at), ...after] };
  };
  const on = (count: number): Model => ({
    before: [...before, ...after.slice(0, count)],
    after: after.slice(count),
  });
  const wordOn = stepBack(after.toReversed(), isWord);
  switch (edit) {
    case 'to-start':
      return back(before.length);
    case 'to-end':
      return on(after.length);
    case 'left':
      return back(1);
    case 'right':
      return on(1);
    case 'word-left':
      return back(stepBack(before, isWord));
    case 'word-right':
      return on(wordOn);
    case 'delete-left':
      return { before: before.slice(0, -1), after };
    case 'delete-right':
      return { before, after: after.slice(1) };
    case 'delete-word-left':
      return { before: before.slice(0, before.length - stepBack(before, isWord)), after };
    case 'delete-blank-word-left':
      return { before: before.slice(0, before.length - stepBack(before, isNoBlank)), after };
    case 'delete-word-right':
      return { before, after: after.slice(wordOn) };
    case 'delete-to-start':
      return { before: [], after };
    case 'delete-to-end':
      return { before, after: [] };
  }
}

/** Characters that stay apart whatever stands beside them; some are several code units. */
const character = fc.constantFrom('a', 'B', '7', ' ', '-', '/', '.', 'é', '😀', '👨‍👩‍👧', '漢', 'e\u0301');
type Step = { readonly type: string } | { readonly edit: LineEdit };
const step: fc.Arbitrary<Step> = fc.oneof(
  character.map((type) => ({ type })),
  fc.constantFrom(...LINE_EDITS).map((edit) => ({ edit })),
);

forAll(
  'a line is edited as its characters are',
  fc.property(fc.array(character, { maxLength: 20 }), fc.array(step, { maxLength: 40 }), (start, steps) => {
    let line = lineOf(start.join(''));
    let model: Model = { before: start, after: [] };
    for (const each of steps) {
      if ('type' in each) {
        line = lineTyped(line, each.type);
        model = { ...model, before: [...model.before, each.type] };
      } else {
        line = lineEdited(line, each.edit);
        model = modelEdited(model, each.edit);
      }
      expect(line).toEqual({
        value: [...model.before, ...model.after].join(''),
        cursor: model.before.join('').length,
      } satisfies TypedLine);
    }
  }),
  3,
);

const segmenter = new Intl.Segmenter();

forAll(
  'whatever is typed, the cursor is between two whole characters, and none is ever half',
  fc.property(
    fc.array(
      fc.oneof(
        fc.string({ unit: 'binary', maxLength: 6 }).map((type) => ({ type })),
        fc
          .constantFrom('\u0301', '\u200d', '🇩', '🇪', '\r\n', '\u001b[31m', '\ud83d')
          .map((type) => ({ type })),
        fc.constantFrom(...LINE_EDITS).map((edit) => ({ edit })),
      ),
      { maxLength: 30 },
    ),
    (steps: readonly Step[]) => {
      let line = lineOf('');
      for (const each of steps) {
        line = 'type' in each ? lineTyped(line, each.type) : lineEdited(line, each.edit);
        const places = [...segmenter.segment(line.value)].map(({ index }) => index);
        expect([...places, line.value.length]).toContain(line.cursor);
        expect(line.value.isWellFormed()).toBe(true);
        expect(line.value).not.toMatch(/\p{Cc}/u);
      }
    },
  ),
  3,
);

test('line ends and tabs of a pasted text are blanks, other control characters are nothing', () => {
  expect(lineTyped(lineOf(''), 'a\r\nb\u0003\u001b[31mc\td\u009b').value).toBe('a b[31mc d');
});

test('a long line is edited in no more time than it takes to read it a few times', () => {
  let line = lineTyped(lineOf(''), 'word '.repeat(13_000));
  for (const edit of LINE_EDITS) line = lineEdited(line, edit);
  expect(line.value).toBe('');
});

test.each([
  [[], ''],
  [['out/'], 'out/'],
  [['out-a.json', 'out-b.json'], 'out-'],
  [['a😀', 'a😁'], 'a'],
  [['a', 'b'], ''],
])('the longest start of %j', (texts, start) => {
  expect(sharedStart(texts)).toBe(start);
});
