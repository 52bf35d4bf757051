import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const catalogs = fileURLToPath(new URL('../../catalogs/', import.meta.url));
const DATES = [
  { date: '2024-08-31', services: 402, actions: 17_101 },
  { date: '2026-09-26', services: 456, actions: 22_091 },
];

function lines(date: string, file: string): string[] {
  return readFileSync(join(catalogs, date, file), 'utf8')
    .split('\n')
    .slice(0, -1);
}

/** The rows of details.jsonl, by service. */
function details(date: string): Map<string, Record<string, { l: string; d: string; a?: string[] }>> {
  return new Map(
    lines(date, 'details.jsonl').map((line) => {
      const space = line.indexOf(' ');
      return [line.slice(0, space), JSON.parse(line.slice(space + 1))];
    }),
  );
}

describe.each(DATES)('the catalogue of $date', ({ date, services, actions }) => {
  const rows = lines(date, 'names.txt').map((line) => line.split(' '));
  const header = JSON.parse(readFileSync(join(catalogs, date, 'catalog.json'), 'utf8'));

  test('holds all services and actions of its source', () => {
    expect(rows).toHaveLength(services);
    expect(rows.reduce((sum, row) => sum + row.length - 1, 0)).toBe(actions);
    expect(header).toMatchObject({ date, services, actions, license: 'MIT' });
  });

  test('is sorted, and no action is in it twice, whatever its case', () => {
    const prefixes = rows.map(([prefix]) => prefix);
    expect(prefixes).toEqual([...new Set(prefixes)].sort());
    for (const [, ...names] of rows) {
      const folded = names.map((name) => name.toLowerCase());
      expect(folded).toEqual([...new Set(folded)].sort());
    }
  });

  test('says the digest of its names', () => {
    const names = readFileSync(join(catalogs, date, 'names.txt'));
    expect(header.sha256).toBe(createHash('sha256').update(names).digest('hex'));
  });

  test('has the same actions in its details, each with a level, and only known dependent actions', () => {
    const byService = details(date);
    expect([...byService].map(([prefix, row]) => [prefix, ...Object.keys(row)])).toEqual(rows);
    const known = new Set(rows.flatMap(([prefix, ...names]) => names.map((name) => `${prefix}:${name}`)));
    const all = [...byService.values()].flatMap((row) => Object.values(row));
    expect(all.filter(({ l }) => !/^[RWLTP]$/.test(l))).toEqual([]);
    expect(all.filter(({ d }) => d !== d.trim() || /\s\s|[\n\r\t]/.test(d))).toEqual([]);
    expect(all.flatMap(({ a }) => a ?? []).filter((action) => !known.has(action))).toEqual([]);
  });
});

test('levels, descriptions and dependent actions are those that AWS documents', () => {
  const today = details('2026-09-26');
  expect(today.get('s3')?.['GetObject']).toMatchObject({
    l: 'R',
    d: 'Grants permission to retrieve objects from Amazon S3',
  });
  expect(today.get('s3')?.['ListBucket']?.l).toBe('L');
  expect(today.get('s3')?.['PutObjectTagging']?.l).toBe('T');
  expect(today.get('s3')?.['PutBucketPolicy']?.l).toBe('P');
  expect(today.get('lambda')?.['CreateFunction']).toMatchObject({
    l: 'W',
    a: ['iam:PassRole', 'lambda:PassCapacityProvider'],
  });
});

test('only the actions of a service that has since been closed are without a description', () => {
  const without = DATES.flatMap(({ date }) =>
    [...details(date)]
      .filter(([, row]) => Object.values(row).some(({ d }) => d === ''))
      .map(([prefix]) => `${date} ${prefix}`),
  );
  expect(without).toEqual(['2024-08-31 iotroborunner']);
});

describe('made again', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'coppice-catalogs-'));
    execFileSync(process.execPath, [join(catalogs, 'build.ts'), folder]);
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  test.each(DATES)('the catalogue of $date has the same bytes', ({ date }) => {
    const files = readdirSync(join(folder, date));
    expect(files.sort()).toEqual(['catalog.json', 'details.jsonl', 'names.txt']);
    for (const file of files) {
      expect(readFileSync(join(folder, date, file)).equals(readFileSync(join(catalogs, date, file)))).toBe(
        true,
      );
    }
  });

  test('what services are called has the same bytes', () => {
    const made = readFileSync(join(folder, 'services.txt'), 'utf8');
    expect(made).toBe(readFileSync(join(catalogs, 'services.txt'), 'utf8'));
    expect(made).toContain('s3 Amazon S3\n');
  });
});
