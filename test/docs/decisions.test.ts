import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect, test } from 'vitest';
import { readReviewRecord } from '../../source/review/record/read-record.ts';
import { readDocument, root } from '../../tools/document.ts';

const text = readDocument('docs/decisions.md').blocks.find(({ language }) => language === 'json')?.text ?? '';

test('the record that docs/decisions.md shows is one, and as its schema says', () => {
  const { policies } = readReviewRecord(text, 'docs/decisions.md');
  expect(policies[0]?.decisions.map(({ kind }) => kind)).toEqual(['accept', 'edit', 'keep']);
  const validate = new Ajv2020({
    validateFormats: false,
    strictTypes: false,
    strictRequired: false,
  }).compile(JSON.parse(readFileSync(join(root, 'docs/decisions.schema.json'), 'utf8')));
  validate(JSON.parse(text));
  expect(validate.errors ?? []).toEqual([]);
});
