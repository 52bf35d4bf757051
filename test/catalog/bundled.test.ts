import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  bundledCatalogsFolder,
  catalogDates,
  openCatalogFolder,
  readHeader,
} from '../../source/catalog/bundled.ts';
import { indexService } from '../../source/catalog/service-index.ts';

const folder = bundledCatalogsFolder();
const NEWEST = '2026-09-26';

describe('the bundled catalogues', () => {
  test('are those of two dates', () => {
    expect(catalogDates(folder)).toEqual(expect.arrayContaining(['2024-08-31', NEWEST]));
    expect(catalogDates(join(folder, 'nowhere'))).toEqual([]);
  });

  test.each(catalogDates(folder))('%s says of itself what is so', (date) => {
    const header = readHeader(join(folder, date));
    const catalog = openCatalogFolder(join(folder, date));
    const names = readFileSync(join(folder, date, 'names.txt'));
    expect(header.date).toBe(date);
    expect(catalog.digest).toBe(createHash('sha256').update(names).digest('hex'));
    expect(catalog.services()).toHaveLength(header.services);
    const actions = catalog.services().flatMap((service) => catalog.service(service)?.actions ?? []);
    expect(actions).toHaveLength(header.actions);
    for (const action of actions) {
      const details = catalog.details(action.toUpperCase());
      expect(details?.name, action).toBe(action);
      expect(catalog.has(action)).toBe(true);
    }
  });

  test.each(catalogDates(folder))('%s has the index that its names make', (date) => {
    const catalog = openCatalogFolder(join(folder, date));
    for (const line of readFileSync(join(folder, date, 'names.txt'), 'utf8')
      .trimEnd()
      .split('\n')) {
      const [service = '', ...names] = line.split(' ');
      for (const cut of ['words', 'characters'] as const) {
        const { actions, folded, rank, nodes } = indexService(service, names, cut);
        const own = catalog.service(service, cut);
        expect(own?.actions).toEqual(actions);
        expect(own?.folded).toEqual(folded);
        expect([...(own?.rank ?? [])]).toEqual([...rank]);
        expect(own?.nodes.count).toBe(nodes.count);
        for (const column of ['end', 'deep', 'first', 'last', 'from', 'to', 'skip'] as const)
          expect([...(own?.nodes[column] ?? [])]).toEqual([...nodes[column]]);
      }
    }
  });

  test('the newest has the numbers of its source, and both have what the worked example needs', () => {
    const [old, now] = ['2024-08-31', NEWEST].map((date) => openCatalogFolder(join(folder, date)));
    expect(now?.services()).toHaveLength(456);
    expect(readHeader(join(folder, NEWEST)).actions).toBe(22_091);
    for (const action of ['s3:GetBucketAbac', 's3:GetBucketMetadataTableConfiguration'])
      expect([old?.has(action), now?.has(action)]).toEqual([false, true]);
    expect(now?.details('s3:getobject')).toMatchObject({ name: 's3:GetObject', accessLevel: 'Read' });
    expect(now?.details('s3:nothing')).toBeUndefined();
    expect(now?.details('nothing:atall')).toBeUndefined();
    expect(now?.service('nothing')).toBeUndefined();
  });
});
