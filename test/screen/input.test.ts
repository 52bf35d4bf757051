import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createTokenizer } from '../../source/screen/input/tokenizer.ts';
import { forAll } from '../model/runs.ts';
import { workedCase } from '../review/session/support.ts';
import { openSessionStage, sessionRun } from './session-stage.ts';

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
const plainKey = fc.oneof({ weight: 3, arbitrary: character }, sequence, {
  weight: 2,
  arbitrary: menuKeys,
});
const altKey = fc.constantFrom('b', 'f', 'd', 'j', '2', '\u007f', '\r', 'é', '😀').map((key) => ESC + key);
const anyKey = fc.oneof({ weight: 6, arbitrary: plainKey }, altKey);

/** What a terminal answers: the colour of its background, its name, what it can do, what is on the clipboard. */
const answer = fc
  .tuple(
    fc.constantFrom(']', 'P', '_', '^', 'X', '\u009d', '\u0090', '\u009f', '\u009e', '\u0098'),
    fc.oneof(
      fc.constantFrom('11;rgb:1e1e/1e1e/2e2e', '>|XTerm(380)', '1+r524742=38', '52;c;YXJqYQ==', 'aArjq\r\n'),
      fc.string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 30 }),
    ),
    fc.constantFrom(`${ESC}\\`, '\u0007', '\u009c'),
  )
  .map(([start, text, end]) => (start.length === 1 && start < '\u0080' ? ESC : '') + start + text + end);

/** Cuts a text at places given as shares of its length, into pieces of bytes. */
function pieces(text: string, cuts: readonly number[]): string[] {
  const places = [...new Set(cuts.map((cut) => Math.floor(cut * text.length)))].sort((a, b) => a - b);
  return [0, ...places]
    .map((from, i) => text.slice(from, places[i] ?? text.length))
    .filter((piece) => piece !== '');
}

const cuts = fc.array(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), { maxLength: 8 });

forAll(
  'however the input is cut, the same keys come out, and nothing of what the terminal answers',
  fc.property(
    fc.array(
      fc.oneof(
        { weight: 4, arbitrary: anyKey.map((key) => [key, key] as const) },
        answer.map((text) => [text, ''] as const),
      ),
      { maxLength: 40 },
    ),
    cuts,
    (sent, places) => {
      const tokenizer = createTokenizer();
      const text = sent.map(([each]) => each).join('');
      const found = pieces(text, places).flatMap((piece) => tokenizer.push(piece));
      expect([...found, ...tokenizer.flush()]).toEqual(
        sent.map(([, key]) => key).filter((key) => key !== ''),
      );
    },
  ),
  3,
);

forAll(
  'a pasted text comes out in one piece, with the marks around it',
  fc.property(
    fc.array(fc.constantFrom('a', 'j', 'é', '😀', '[', '~', '2', '0', '\r\n', ESC, `${ESC}[`, `${ESC}]`), {
      maxLength: 20,
    }),
    cuts,
    (characters, places) => {
      const tokenizer = createTokenizer();
      const pasted = `${ESC}[200~${characters.join('')}${ESC}[201~`;
      expect(pieces(`x${pasted}y`, places).flatMap((piece) => tokenizer.push(piece))).toEqual([
        'x',
        pasted,
        'y',
      ]);
    },
  ),
  3,
);

test('an escape that nothing follows is the Esc key', () => {
  const tokenizer = createTokenizer();
  expect(tokenizer.push(ESC)).toEqual([]);
  expect(tokenizer.waiting).toBe('key');
  expect(tokenizer.flush()).toEqual([ESC]);
  expect(tokenizer.push(`${ESC}[`)).toEqual([]);
  expect(tokenizer.flush()).toEqual([ESC, '[']);
});

test('Alt and a character that begins a string is a key if nothing follows it', () => {
  const tokenizer = createTokenizer();
  expect(tokenizer.push(`${ESC}]`)).toEqual([]);
  expect(tokenizer.waiting).toBe('key');
  expect(tokenizer.flush()).toEqual([`${ESC}]`]);
});

test('nobody is locked out by a string that does not end: by time, by another sequence, or by its length', () => {
  const tokenizer = createTokenizer();
  expect(tokenizer.push(`${ESC}]11;`)).toEqual([]);
  expect(tokenizer.waiting).toBe('string');
  expect([...tokenizer.flush(), ...tokenizer.push('j')]).toEqual(['j']);
  expect(tokenizer.push(`${ESC}Pabc${ESC}[A`)).toEqual([`${ESC}[A`]);
  expect(tokenizer.push(`${ESC}]52;c;`)).toEqual([]);
  for (let i = 0; i < 20; i++) expect(tokenizer.push('a'.repeat(65_536)).length).toBeLessThan(65_537);
  expect(tokenizer.waiting).toBeUndefined();
  expect(tokenizer.push(`${ESC}[${'1;'.repeat(100)}`)[0]).toBe(ESC);
});

test('of a paste without an end no more is kept than fits', () => {
  const tokenizer = createTokenizer();
  tokenizer.push(`${ESC}[200~`);
  for (let i = 0; i < 10; i++) expect(tokenizer.push('a'.repeat(65_536))).toEqual([]);
  expect(tokenizer.push(`${ESC}[201~`)).toEqual([`${ESC}[200~${'a'.repeat(65_536)}${ESC}[201~`]);
});

function openStage() {
  return openSessionStage(sessionRun([{ case: workedCase() }]), { columns: 90, rows: 20 });
}

/** Where a run of keys leads. */
async function outcome(sent: readonly string[]): Promise<unknown> {
  const stage = openStage();
  await stage.send(...sent);
  const { state } = stage.store.get();
  stage.close();
  return {
    decisions: [...state.decisions],
    mode: state.mode,
    message: state.message,
    filter: state.filter,
    looks: [...state.looks],
  };
}

/** What leaves the review is not here. */
const quickKey = plainKey.filter((key) => key !== 'q');

forAll(
  'a chunk of keys does the same as the keys one by one, in the tree, in menus and in fields',
  fc.asyncProperty(fc.array(quickKey, { minLength: 1, maxLength: 25 }), cuts, async (keys, places) => {
    const together = await outcome(pieces(keys.join(''), places));
    expect(together).toEqual(await outcome(keys));
  }),
  0.15,
);

test('jja in one chunk goes down twice and then accepts', async () => {
  const run = sessionRun([{ case: workedCase() }]);
  const stage = openSessionStage(
    { ...run, initial: { ...run.initial, reviewer: 'rosa' } },
    { columns: 90, rows: 20 },
  );
  await stage.send('jja');
  expect(stage.store.get().state.decisions.get('MyRole/S3AndLambda')).toMatchObject([
    { kind: 'accept', row: 'lambda:AddPermission' },
  ]);
  stage.close();
});

test('backspaces in one chunk delete as many characters', async () => {
  const stage = openStage();
  await stage.send('/object\u007f\u007f\u007f\u007f');
  expect(stage.store.get().state.mode).toMatchObject({ kind: 'search', query: 'ob' });
  stage.close();
});
