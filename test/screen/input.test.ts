import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createTokenizer } from '../../source/screen/input/tokenizer.ts';
import { forAll } from '../model/runs.ts';
import { openStage, runOf, workedExample } from './stage.ts';

const ESC = '\u001b';

/** Keys as a terminal sends them. Esc before `[` or `O` is what no terminal can tell from a sequence. */
const character = fc.constantFrom(
  'j',
  'k',
  'h',
  'l',
  'g',
  'G',
  ' ',
  '\r',
  '\t',
  'a',
  'A',
  'u',
  '+',
  '-',
  ']',
  'n',
  'é',
  '😀',
  '\u007f',
);
const sequence = fc.constantFrom(
  `${ESC}[A`,
  `${ESC}[B`,
  `${ESC}OA`,
  `${ESC}[Z`,
  `${ESC}[5~`,
  `${ESC}[1;5C`,
  `${ESC}[[A`,
);
const menuKeys = fc.constantFrom('r', 'e', '1', '2', '3', 'w', '/', 'd', 'v', 'o', '?', 'x', 'q', '\u0012');
const anyKey = fc.oneof(
  { weight: 3, arbitrary: character },
  sequence,
  { weight: 2, arbitrary: menuKeys },
  fc.constant(ESC),
);

/** Cuts a text at places given as shares of its length, into pieces of bytes. */
function pieces(text: string, cuts: readonly number[]): string[] {
  const places = [...new Set(cuts.map((cut) => Math.floor(cut * text.length)))].sort((a, b) => a - b);
  return [0, ...places]
    .map((from, i) => text.slice(from, places[i] ?? text.length))
    .filter((piece) => piece !== '');
}

const cuts = fc.array(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), { maxLength: 8 });

forAll(
  'however the input is cut, the same keys come out',
  fc.property(fc.array(anyKey, { maxLength: 40 }), cuts, (keys, places) => {
    const tokenizer = createTokenizer();
    const found = pieces(keys.join(''), places).flatMap((piece) => tokenizer.push(piece));
    expect([...found, ...tokenizer.flush()]).toEqual(keys);
  }),
  3,
);

forAll(
  'a pasted text is its characters',
  fc.property(
    fc.array(fc.constantFrom('a', 'j', 'é', '😀', '[', '~', '2', '0'), { maxLength: 20 }),
    cuts,
    (characters, places) => {
      const tokenizer = createTokenizer();
      const text = `x${ESC}[200~${characters.join('')}${ESC}[201~y`;
      expect(pieces(text, places).flatMap((piece) => tokenizer.push(piece))).toEqual([
        'x',
        ...characters,
        'y',
      ]);
    },
  ),
  3,
);

test('line ends in a pasted text are no Enter, and other control characters are nothing', () => {
  const tokenizer = createTokenizer();
  expect(tokenizer.push(`${ESC}[200~a\r\nb\u0003${ESC}[31mc\n${ESC}[201~`).join('')).toBe('a b[31mc ');
});

test('an escape that nothing follows is the Esc key', () => {
  const tokenizer = createTokenizer();
  expect(tokenizer.push(ESC)).toEqual([]);
  expect(tokenizer.waiting).toBe(true);
  expect(tokenizer.flush()).toEqual([ESC]);
  expect(tokenizer.push(`${ESC}[`)).toEqual([]);
  expect(tokenizer.flush()).toEqual([ESC, '[']);
});

/** Where a run of keys leads: all of the state but what is only kept for speed. */
async function outcome(sent: readonly string[]): Promise<unknown> {
  const stage = openStage(runOf([workedExample()]), { columns: 90, rows: 20 });
  await stage.send(...sent);
  const { state } = stage.store.get();
  stage.close();
  return {
    decisions: [...state.decisions],
    mode: state.mode,
    place: state.place,
    message: state.message,
    trees: [...state.trees].map(([key, { cursor, top, folded }]) => [key, cursor, top, folded.join('')]),
  };
}

/** Esc ends what it can end only when it is told from a sequence, so by a pause: not here. */
const quickKey = anyKey.filter((key) => key !== ESC && key !== 'q');

forAll(
  'a chunk of keys does the same as the keys one by one, in the tree, in menus and in fields',
  fc.asyncProperty(fc.array(quickKey, { minLength: 1, maxLength: 25 }), cuts, async (keys, places) => {
    const together = await outcome(pieces(keys.join(''), places));
    expect(together).toEqual(await outcome(keys));
  }),
  0.15,
);

test('jja in one chunk goes down twice and then accepts', async () => {
  const stage = openStage(runOf([workedExample()]), { columns: 90, rows: 20 });
  await stage.send('jja');
  expect(stage.store.get().state.decisions.get('S3AndLambda')).toMatchObject([
    { kind: 'accept', row: 's3:GetAccess*' },
  ]);
  stage.close();
});

test('backspaces in one chunk delete as many characters', async () => {
  const stage = openStage(runOf([workedExample()]), { columns: 90, rows: 20 });
  await stage.send('/object\u007f\u007f\u007f\u007f');
  expect(stage.store.get().state.mode).toMatchObject({ kind: 'search', query: 'ob' });
  stage.close();
});
