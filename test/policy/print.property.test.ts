import fc from 'fast-check';
import { describe, expect } from 'vitest';
import { parseJson } from '../../source/base/json.ts';
import { editPolicy, type PolicyEdits } from '../../source/policy/edit.ts';
import { readPolicy } from '../../source/policy/policy.ts';
import { printPolicy } from '../../source/policy/print.ts';
import { pattern } from '../model/arbitraries.ts';
import { forAll } from '../model/runs.ts';
import { type Layout, layout, type Piece, type Tree, written } from './layouts.ts';

const string = fc
  .tuple(
    fc.oneof(
      fc.string({ maxLength: 6 }),
      fc.constantFrom('"', '\\', '}', '],', 'é😀', '\u2028', '/*', '\u0000'),
    ),
    fc.nat(255),
  )
  .map(([text, escapes]): Tree => ({ kind: 'string', text, escapes }));

const raw = fc
  .constantFrom('1.0', '1e400', '-0', '12345678901234567890', '1E+2', 'true', 'null', '0.10')
  .map((text): Tree => ({ kind: 'raw', text }));

const anything = fc.letrec<{ tree: Tree; list: Tree; object: Tree }>((tie) => ({
  tree: fc.oneof({ maxDepth: 3 }, string, raw, tie('list'), tie('object')),
  list: fc.array(tie('tree'), { maxLength: 3 }).map((items): Tree => ({ kind: 'list', items })),
  object: fc
    .uniqueArray(
      fc.tuple(
        fc.constantFrom('__proto__', '1', '10', 'constructor', 'a', '', 'Action', 'Statement'),
        tie('tree'),
      ),
      {
        selector: ([key]) => key,
        maxLength: 4,
      },
    )
    .map((pairs): Tree => ({ kind: 'object', pairs })),
})).tree;

const extraKeys = (...keys: string[]) =>
  fc.uniqueArray(fc.tuple(fc.constantFrom(...keys), anything), { selector: ([key]) => key, maxLength: 3 });

const entry = fc
  .tuple(pattern, fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, fc.nat(255)))
  .map(([choose, escapes]) => ({
    kind: 'string' as const,
    text: choose(['s3:GetObject', 'ec2:Run/Instances']),
    escapes,
  }));

interface Made {
  readonly build: (index: number) => Tree;
}

const statement: fc.Arbitrary<Made> = fc
  .record({
    effect: fc.constantFrom('Allow', 'Allow', 'Deny'),
    element: fc.constantFrom('Action', 'NotAction', 'Action'),
    entries: fc.array(entry, { maxLength: 4 }),
    asString: fc.boolean(),
    extras: extraKeys('__proto__', '1', '2', 'Resource', 'Condition', 'constructor', 'note', 'toString'),
    order: fc.nat(5),
  })
  .map(({ effect, element, entries, asString, extras, order }) => ({
    build: (index) => {
      const [only] = entries;
      const mark = `list ${index}`;
      const list: Tree =
        asString && entries.length === 1 && only !== undefined
          ? { ...only, mark }
          : { kind: 'list', items: entries, mark };
      const pairs: (readonly [string, Tree])[] = [
        ['Effect', { kind: 'string', text: effect, escapes: order }],
        [element, list],
        ...extras,
      ];
      const turned = [...pairs.slice(order % pairs.length), ...pairs.slice(0, order % pairs.length)];
      return { kind: 'object', pairs: turned, mark: `statement ${index}` };
    },
  }));

interface Document {
  readonly text: string;
  readonly pieces: readonly Piece[];
  readonly statements: number;
}

const policyDocument: fc.Arbitrary<Document> = fc
  .record({
    statements: fc.array(statement, { minLength: 1, maxLength: 5 }),
    single: fc.boolean(),
    extras: extraKeys('Id', '__proto__', '7', 'note'),
    version: fc.constantFrom('2012-10-17', '2008-10-17'),
    before: fc.boolean(),
    style: layout,
    ends: fc.constantFrom(['', ''], ['', '\n'], ['\uFEFF', ''], ['\r\n ', ' \r\n\t']),
  })
  .map(({ statements, single, extras, version, before, style, ends }) => {
    const built = statements.map(({ build }, index) => build(index));
    const [only] = built;
    const value: Tree =
      single && built.length === 1 && only !== undefined ? only : { kind: 'list', items: built };
    const main: (readonly [string, Tree])[] = [
      ['Version', { kind: 'string', text: version, escapes: 0 }],
      ['Statement', value],
    ];
    const tree: Tree = { kind: 'object', pairs: before ? [...extras, ...main] : [...main, ...extras] };
    const [start = '', end = ''] = ends;
    const pieces = [{ text: start }, ...written(tree, style as Layout), { text: end }];
    return {
      text: pieces.map(({ text }) => text).join(''),
      pieces,
      statements: statements.length,
    };
  });

/** New entries for some statements; empty to take one out. */
const editing = fc.array(
  fc.option(
    fc.array(fc.oneof(fc.constantFrom('s3:Get*', 'ec2:?un"\\', 'é'), fc.string({ maxLength: 5 })), {
      maxLength: 3,
    }),
  ),
  { maxLength: 4 },
);

function editsFor(document: Document, lists: readonly (readonly string[] | null)[]): PolicyEdits {
  return new Map(
    lists.flatMap((list, index): [number, readonly string[]][] =>
      list !== null && index < document.statements ? [[index, list]] : [],
    ),
  );
}

describe('printing a policy', () => {
  forAll(
    'without edits gives the text back, byte for byte, but for a byte order mark',
    fc.property(policyDocument, ({ text }) => {
      expect(printPolicy(readPolicy(text, 'p'), new Map())).toBe(text.replace(/^\uFEFF/, ''));
    }),
    2,
  );

  forAll(
    'says the same as editing the value, and is valid JSON whatever is taken out',
    fc.property(policyDocument, editing, (document, lists) => {
      const policy = readPolicy(document.text, 'p');
      const edits = editsFor(document, lists);
      const printed = printPolicy(policy, edits);
      const value = editPolicy(policy, edits);
      if (printed === null) expect(value).toBeNull();
      else {
        const again = parseJson(printed, 'p').value;
        expect(again).toEqual(value);
        // Key order too, and keys that toEqual takes for the prototype.
        expect(JSON.stringify(again)).toBe(JSON.stringify(value));
        JSON.parse(printed);
      }
    }),
    4,
  );

  forAll(
    'keeps every byte that stands outside the edited lists',
    fc.property(policyDocument, editing, (document, lists) => {
      const edits = editsFor(
        document,
        lists.map((list) => (list?.length === 0 ? null : list)),
      );
      const printed = printPolicy(readPolicy(document.text, 'p'), edits) ?? '';
      let place = 0;
      // What stands between two edited lists is one run of bytes.
      const runs = [''];
      for (const { text, mark } of document.pieces) {
        if (text === '\uFEFF') continue;
        if (mark?.startsWith('list ') === true && edits.has(Number(mark.slice(5)))) runs.push('');
        else runs.push((runs.pop() ?? '') + text);
      }
      runs.forEach((run, i) => {
        const found = i === runs.length - 1 ? printed.length - run.length : printed.indexOf(run, place);
        expect(printed.slice(found, found + run.length)).toBe(run);
        if (i === 0) expect(found).toBe(0);
        else {
          const list: unknown = JSON.parse(printed.slice(place, found));
          const [, entries] = [...edits].sort(([a], [b]) => a - b)[i - 1] ?? [];
          expect(typeof list === 'string' ? [list] : list).toEqual(entries);
        }
        place = found + run.length;
      });
      expect(place).toBe(printed.length);
    }),
    4,
  );

  forAll(
    'keeps the bytes of every statement that stays when others are taken out',
    fc.property(policyDocument, fc.nat(31), (document, mask) => {
      const edits = editsFor(
        document,
        Array.from({ length: document.statements }, (_, i) => (((mask >> i) & 1) === 1 ? [] : null)),
      );
      const printed = printPolicy(readPolicy(document.text, 'p'), edits);
      if (printed === null) {
        expect(edits.size).toBe(document.statements);
        return;
      }
      let place = 0;
      for (let index = 0; index < document.statements; index++) {
        if (edits.has(index)) continue;
        const text = statementText(document, index);
        place = printed.indexOf(text, place) + text.length;
        expect(place).toBeGreaterThanOrEqual(text.length);
      }
      const firstPiece = document.pieces.findIndex(({ mark }) => mark === 'statement 0');
      const head = document.pieces
        .slice(0, firstPiece)
        .map(({ text }) => text)
        .join('')
        .replace(/^\uFEFF/, '');
      expect(printed.startsWith(head)).toBe(true);
    }),
    6,
  );
});

/** A statement's own text: its pieces up to the one that begins behind its closing bracket. */
function statementText(document: Document, index: number): string {
  const start = document.pieces.findIndex(({ mark }) => mark === `statement ${index}`);
  const offset = document.pieces.slice(0, start).reduce((sum, { text }) => sum + text.length, 0);
  let depth = 0;
  let inString = false;
  for (let i = offset; i < document.text.length; i++) {
    const c = document.text[i];
    if (inString) {
      if (c === '\\') i++;
      else if (c === '"') inString = false;
    } else if (c === '"') inString = true;
    else if (c === '{' || c === '[') depth++;
    else if (c === '}' || c === ']') {
      depth--;
      if (depth === 0) return document.text.slice(offset, i + 1);
    }
  }
  throw new Error('a statement without an end');
}
