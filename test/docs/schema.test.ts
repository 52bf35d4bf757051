import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, test } from 'vitest';
import { catalogDates, openCatalogFolder } from '../../source/catalog/bundled.ts';
import { policyFrom } from '../../source/policy/policy.ts';
import { certify } from '../../source/proof/certificate.ts';
import type { Decision } from '../../source/refine/decision.ts';
import { derive } from '../../source/refine/derive.ts';
import { rerunOf } from '../../source/refine/rerun.ts';
import { parseRecord } from '../../source/review/parse-record.ts';
import { type DecisionRecord, RECORD_FORMAT, recordPolicy } from '../../source/review/record.ts';
import { readFinding } from '../../source/usage/read.ts';
import { unusedFrom } from '../../source/usage/unused.ts';
import { root } from '../../tools/document.ts';
import { caseOf } from '../model/case.ts';

const json = (name: string) => JSON.parse(readFileSync(join(root, name), 'utf8'));
const validate = new Ajv2020({ validateFormats: false, strictTypes: false }).compile(
  json('docs/decisions.schema.json'),
);

const folder = join(root, 'catalogs');
const settings = {
  catalog: openCatalogFolder(join(folder, catalogDates(folder).at(-1) ?? '')),
  generalize: 'shortest',
} as const;
const document = json('examples/worked/policy.json').PolicyDocument;
const policyCase = caseOf({
  id: 'MyRole/S3AndLambda',
  name: 'S3AndLambda',
  principal: 'MyRole',
  policy: policyFrom(document, JSON.stringify(document), 'policy.json'),
  unused: unusedFrom(readFinding(json('examples/worked/finding.json'), 'finding.json').findings),
  ...settings,
});

const origin = { by: 'rosa', at: '2026-10-05T09:10:02.000Z' };
const on = { ...origin, statement: 1, entry: 0 };
/** One of each kind. */
const DECISIONS: readonly Decision[] = [
  { kind: 'accept', ...on, row: 's3:GetDataAccess' },
  { kind: 'list', ...on, row: 's3:GetStorage*' },
  { kind: 'drop', ...on, row: 's3:GetJobTagging', actions: ['s3:GetJobTagging'], reason: 'no jobs here' },
  { kind: 'narrow', ...on, row: 's3:GetObject*' },
  { kind: 'widen', ...on, row: 's3:GetBucket*', reason: 'the inventory needs them' },
  { kind: 'edit', ...on, row: 's3:GetMulti*', pattern: 's3:GetMultiRegion*' },
  { kind: 'original', ...origin, statement: 0, entry: 0, reason: 'deploys' },
  {
    kind: 'keep',
    ...origin,
    actions: ['s3:GetReplicationConfiguration'],
    reason: 'audit',
    until: '2027-03-31',
  },
];

const record: DecisionRecord = {
  format: RECORD_FORMAT,
  tool: { name: 'coppice', version: '1.0.0' },
  writtenAt: '2026-10-05T09:12:44.000Z',
  output: 'json',
  catalog: { date: settings.catalog.date, sha256: settings.catalog.digest },
  generalize: settings.generalize,
  files: [{ name: 'policy.json', sha256: '0'.repeat(64) }],
  policies: [
    recordPolicy(derive(policyCase, DECISIONS), certify(derive(policyCase, DECISIONS), rerunOf, '1.0.0')),
  ],
};
const written = JSON.stringify(record);

test('a record with decisions of every kind is as its schema says', () => {
  validate(JSON.parse(written));
  expect(validate.errors ?? []).toEqual([]);
  expect(parseRecord(written, 'record').policies[0]?.decisions).toEqual(DECISIONS);
});

describe('what the schema refuses, the reader refuses', () => {
  test.each([
    ['another format', 'coppice-decisions/1', 'coppice-decisions/2'],
    ['an unknown kind', '"kind":"widen"', '"kind":"wider"'],
    ['nobody', '"kind":"narrow","by":"rosa"', '"kind":"narrow","by":7'],
    ['a place that is none', '"statement":1,"entry":0', '"statement":-1,"entry":0'],
    ['an edit without a pattern', '"pattern":"s3:GetMultiRegion*"', '"patern":"s3:GetMultiRegion*"'],
    ['another generalization', '"generalize":"shortest"', '"generalize":"wild"'],
    ['a result that is not a digest', '"result":"', '"result":["'],
  ])('%s', (_, right, wrong) => {
    const broken = written.replace(right, wrong).replace(/(?<="result":\["[0-9a-f]+")/, ']');
    expect(broken).not.toBe(written);
    expect(validate(JSON.parse(broken))).toBe(false);
    expect(() => parseRecord(broken, 'record')).toThrow();
  });
});
