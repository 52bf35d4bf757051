import { expect, test } from 'vitest';
import { parseRecord } from '../../source/review/parse-record.ts';
import { readDocument } from '../../tools/document.ts';

test('the record that docs/decisions.md shows is one', () => {
  const text =
    readDocument('docs/decisions.md').blocks.find(({ language }) => language === 'json')?.text ?? '';
  const { policies } = parseRecord(text, 'docs/decisions.md');
  expect(policies[0]?.decisions.map(({ kind }) => kind)).toEqual(['accept', 'edit', 'keep']);
});
