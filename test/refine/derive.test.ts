import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { splitPolicy } from '../../source/account/split.ts';
import { bundledCatalogsFolder, catalogDates, openCatalogFolder } from '../../source/catalog/bundled.ts';
import type { Catalog } from '../../source/catalog/catalog.ts';
import { policyFrom, readPolicy } from '../../source/policy/policy.ts';
import { type PolicyCase, policyCase } from '../../source/refine/case.ts';
import type { Decision } from '../../source/refine/decision.ts';
import { derive } from '../../source/refine/derive.ts';
import type { Generalize } from '../../source/refine/grants.ts';
import type { EntryOutcome } from '../../source/refine/outcome.ts';
import { nodeOfKey } from '../../source/refine/row.ts';
import { readFinding } from '../../source/usage/read.ts';
import { type Unused, unusedFrom } from '../../source/usage/unused.ts';
import { catalogOfNames } from '../model/given.ts';

const by = { by: 'Ada', at: '2026-01-02T03:04:05Z' };
const on = { ...by, statement: 0, entry: 0 };
const dates = catalogDates(bundledCatalogsFolder());
const catalogOn = (date: string): Catalog => openCatalogFolder(join(bundledCatalogsFolder(), date));

function caseOn(
  statements: readonly object[],
  unused: Unused,
  catalog: Catalog,
  generalize: Generalize = 'shortest',
): PolicyCase {
  const policy = readPolicy(JSON.stringify({ Version: '2012-10-17', Statement: statements }), 'p.json');
  return policyCase({ id: 'p', name: 'p', policy, unused, protections: [], catalog, generalize });
}

const allow = (element: object): object => ({ Effect: 'Allow', ...element, Resource: '*' });
const gone = (...removed: string[]): Unused => unusedFrom([], { removed });

const at = (entry: EntryOutcome | undefined, key: string): { stays: number; goes: number } => {
  const node = entry && nodeOfKey(entry.trie, key);
  if (entry === undefined || node === undefined) throw new Error(`no row ${key}`);
  return entry.fate(node);
};

describe('what is signed off', () => {
  const json = (name: string): { PolicyDocument: object } =>
    JSON.parse(readFileSync(new URL(`../../examples/worked/${name}`, import.meta.url), 'utf8'));
  const worked = (date: string): PolicyCase => {
    const document = json('policy.json').PolicyDocument as Parameters<typeof policyFrom>[0];
    const policy = policyFrom(document, JSON.stringify(document), 'policy.json');
    const unused = unusedFrom(readFinding(json('finding.json') as never, 'finding.json').findings);
    const catalog = catalogOn(date);
    return policyCase({
      id: 'p',
      name: 'p',
      policy,
      unused,
      protections: [],
      catalog,
      generalize: 'shortest',
    });
  };

  test('in the worked example: eight entries that go, and each grant', () => {
    const { entries, total, approved } = derive(worked('2024-08-31'), []);
    expect([approved, total]).toEqual([0, 15]);
    const kinds = entries.flatMap(({ changes }) => changes.map(({ kind }) => kind));
    expect(kinds.filter((kind) => kind === 'entry-goes')).toHaveLength(8);
    expect(kinds.filter((kind) => kind === 'grant')).toHaveLength(7);
    expect(derive(worked(dates.at(-1) ?? ''), []).total).toBe(17);
  });

  test('an entry that goes by its own text, an addition by its row', () => {
    const catalog = catalogOfNames({ s3: ['GetA', 'GetB', 'PutA'], ec2: ['Run'] });
    const of = caseOn(
      [allow({ Action: ['s3:Get*', 'ec2:Run'] }), allow({ NotAction: ['ec2:*'] })],
      gone('s3:GetA', 's3:GetB'),
      catalog,
    );
    const { entries, total } = derive(of, []);
    expect(total).toBe(2);
    expect(entries.map(({ changes }) => changes.map(({ kind, key }) => [kind, key]))).toEqual([
      [['entry-goes', 's3:Get*']],
      [],
      [['addition', 's3:Get*']],
    ]);
    const accept = (statement: number): Decision => ({
      ...on,
      kind: 'accept',
      statement,
      row: 's3:Get*',
    });
    expect(derive(of, [accept(0)], 'as-written').statements.map(({ result }) => result)).toEqual([
      ['ec2:Run'],
      ['ec2:*'],
    ]);
    const both = derive(of, [accept(0), accept(1)], 'as-written');
    expect([both.approved, both.total]).toEqual([2, 2]);
    expect(both.statements[1]?.result).toEqual(['ec2:*', 's3:Get*']);
  });
});

describe('rows show the result as it is now', () => {
  const catalog = catalogOfNames({
    dynamodb: ['BatchExecuteStatement', 'BatchGetItem', 'BatchWriteItem', 'GetItem', 'PutItem'],
  });
  const of = caseOn([allow({ Action: 'dynamodb:*' })], gone('dynamodb:PutItem'), catalog);

  test('below a grant that was edited away', () => {
    const edit: Decision = { ...on, kind: 'edit', row: 'dynamodb:Batch*', pattern: 'dynamodb:BatchGet*' };
    const { entries, counts, deviations } = derive(of, [edit]);
    const [entry] = entries;
    expect(at(entry, 'dynamodb:Batch*')).toEqual({ stays: 1, goes: 2 });
    expect(at(entry, 'dynamodb:BatchGetItem')).toEqual({ stays: 1, goes: 0 });
    expect(at(entry, 'dynamodb:BatchWriteItem')).toEqual({ stays: 0, goes: 1 });
    expect(counts).toEqual({ before: 5, now: 2, gone: 1, goneOnPurpose: 2, keptOnPurpose: 0, open: 0 });
    expect(deviations.map(({ kind, action }) => [kind, action])).toEqual([
      ['removed', 'dynamodb:BatchExecuteStatement'],
      ['removed', 'dynamodb:BatchWriteItem'],
    ]);
  });

  test('and wherever a wildcard lets it back in', () => {
    const keep: Decision = { ...by, kind: 'original', statement: 0, entry: 0, reason: 'not now' };
    const { entries, counts, deviations } = derive(of, [keep]);
    expect(at(entries[0], 'dynamodb:PutItem')).toEqual({ stays: 1, goes: 0 });
    expect(counts).toMatchObject({ now: 5, keptOnPurpose: 1, open: 0 });
    expect(deviations).toEqual([
      {
        ...by,
        kind: 'kept',
        action: 'dynamodb:*',
        actions: ['dynamodb:PutItem'],
        statement: 0,
        reason: 'not now',
      },
    ]);
  });
});

describe('a record that somebody wrote by hand is told as what it does', () => {
  const catalog = catalogOfNames({ s3: ['GetA', 'GetB', 'PutA'], ec2: ['Run'] });
  const told = ({ deviations }: ReturnType<typeof derive>): unknown[] =>
    deviations.map(({ kind, action, actions }) => [kind, action, actions.length]);

  test('a whole service that is kept', () => {
    const of = caseOn([allow({ Action: ['s3:*', 'ec2:*'] })], gone('s3:*'), catalog);
    const kept = derive(of, [{ ...by, kind: 'keep', actions: ['s3:*'] }]);
    expect(kept.statements[0]?.result).toEqual(['s3:*', 'ec2:*']);
    expect(told(kept)).toEqual([
      ['kept', 's3:GetA', 1],
      ['kept', 's3:GetB', 1],
      ['kept', 's3:PutA', 1],
      // What AWS adds to it later stays as well.
      ['kept', 's3:*', 0],
    ]);
    expect(kept.counts).toMatchObject({ before: 4, now: 4, keptOnPurpose: 3 });
  });

  test('a whole service that is dropped', () => {
    const of = caseOn([allow({ Action: ['s3:*', 'ec2:*'] })], gone(), catalog);
    const dropped = derive(of, [{ ...on, kind: 'drop', row: 's3:*', actions: ['s3:*'] }]);
    expect(dropped.statements[0]?.result).toEqual(['ec2:*']);
    expect(told(dropped)).toEqual([
      ['removed', 's3:GetA', 1],
      ['removed', 's3:GetB', 1],
      ['removed', 's3:PutA', 1],
    ]);
    expect(dropped.counts).toMatchObject({ now: 1, gone: 0, goneOnPurpose: 3 });
  });

  test('a pattern that is dropped: the known actions that it matches, also from a NotAction list', () => {
    const of = caseOn([allow({ NotAction: ['ec2:*'] })], gone(), catalog);
    const dropped = derive(of, [{ ...on, kind: 'drop', row: 's3:G*', actions: ['s3:G*'] }]);
    expect(dropped.statements[0]?.result).toEqual(['ec2:*', 's3:Get*']);
    expect(told(dropped)).toEqual([
      ['removed', 's3:GetA', 1],
      ['removed', 's3:GetB', 1],
    ]);
  });
});

describe('depth and width', () => {
  const newest = catalogOn(dates.at(-1) ?? '');
  const everything = [allow({ Action: '*' })];

  test.each(['shortest', 'tightest', 'exact', 'compact'] as const)(
    'AdministratorAccess less one action, %s, split to fit',
    (generalize) => {
      const { value, counts } = derive(caseOn(everything, gone('s3:GetObject'), newest, generalize), []);
      expect(counts).toMatchObject({ gone: 1, goneOnPurpose: 0, open: 0 });
      expect(counts.now).toBe(counts.before - 1);
      const parts = value && splitPolicy(value, 6144);
      expect(parts?.length).toBeGreaterThan(1);
    },
    60_000,
  );

  test('a finding with 500,000 rows', () => {
    const names = Array.from({ length: 500_000 }, (_, i) => `svc${i % 50}:Do${i}`);
    const { counts, statements } = derive(caseOn(everything, unusedFrom([], { removed: names }), newest), []);
    expect(counts.gone).toBe(500_000);
    expect(statements[0]?.result).toContain('s3:*');
  }, 60_000);

  test('a statement with 100,000 entries', () => {
    const list = Array.from({ length: 100_000 }, (_, i) => `s3:Get${i}`);
    const of = caseOn([allow({ Action: [...list, 's3:Get*'] })], gone('s3:Get7', 's3:GetObject'), newest);
    const { statements, entries, total } = derive(of, []);
    const result = new Set(statements[0]?.result);
    expect(entries).toHaveLength(100_001);
    expect(total).toBeGreaterThan(2);
    expect(['s3:Get7', 's3:Get8', 's3:Get*'].map((entry) => result.has(entry))).toEqual([false, true, false]);
  }, 60_000);

  test('names of ten thousand words', () => {
    const deep = Array.from({ length: 400 }, (_, i) => `svc:${'A'.repeat(25 * (i + 1))}`);
    const { statements } = derive(caseOn(everything, gone(...deep), newest), []);
    expect(statements[0]?.result.some((grant) => grant.startsWith('svc:'))).toBe(false);
    const [entry] = derive(caseOn([allow({ Action: 'svc:*' })], gone(...deep.slice(1)), newest), []).entries;
    expect(entry?.trie.size).toBeGreaterThan(1);
  });

  test('equal statements are refined once', () => {
    const many = Array.from({ length: 1_000 }, () => allow({ Action: ['*', 's3:Get*'] }));
    const actions = newest.services().flatMap((service) => newest.actions(service)?.actions ?? []);
    const unused = actions.filter((_, i) => i % 22 === 0);
    const { statements, entries, counts } = derive(caseOn(many, gone(...unused), newest), []);
    const results = new Set(statements.map(({ result }) => result));
    expect(results.size).toBe(1);
    expect(new Set(entries.map((entry) => entry.extent().unused)).size).toBe(2);
    expect(counts.gone).toBe(unused.length);
  });
});
