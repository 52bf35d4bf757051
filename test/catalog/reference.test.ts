import { expect, test } from 'vitest';
import type { JsonValue } from '../../source/base/json.ts';
import { buildCatalog } from '../../source/catalog/build.ts';
import { type Catalog, createCatalog } from '../../source/catalog/catalog.ts';
import { catalogPair, matchedSince } from '../../source/catalog/compare.ts';
import type { CatalogHeader } from '../../source/catalog/layout.ts';
import {
  isReferenceIndex,
  isReferenceService,
  readReferenceIndex,
  readReferenceService,
} from '../../source/catalog/reference.ts';
import { isUnknown } from '../../source/catalog/tracked.ts';
import { parsePattern } from '../../source/pattern/pattern.ts';
import { action, index, service } from '../aws/support/fake-reference.ts';

const plain = (value: unknown): JsonValue => JSON.parse(JSON.stringify(value));

test('a service’s file, as AWS documents it', () => {
  const file = plain(
    service('S3', [
      action('GetObject', [], false),
      action('ListBucket', ['IsList'], true),
      action('PutObject', ['IsWrite']),
      action('PutBucketPolicy', ['IsWrite', 'IsPermissionManagement']),
      action('TagResource', ['IsWrite', 'IsTaggingOnly']),
      { Name: 'Plain' },
      action('getobject'),
    ]),
  );
  expect(isReferenceService(file)).toBe(true);
  expect(readReferenceService(file, 's3.json')).toEqual({
    service: 's3',
    actions: [
      { name: 'GetObject', accessLevel: 'Read', tracked: false },
      { name: 'ListBucket', accessLevel: 'List', tracked: true },
      { name: 'PutObject', accessLevel: 'Write' },
      { name: 'PutBucketPolicy', accessLevel: 'Permissions management' },
      { name: 'TagResource', accessLevel: 'Tagging' },
      { name: 'Plain' },
    ],
  });
});

test('which actions an operation needs: kept with the catalogue, and looked up by its name', () => {
  const operation = (name: string, ...actions: readonly [service: string, name: string][]): object => ({
    Name: name,
    AuthorizedActions: actions.map(([Service, Name]) => ({ Name, Service })),
    SDK: [{ Name: 's3', Method: 'x', Package: 'Boto3' }],
  });
  const file = {
    ...service('s3', [action('GetObject'), action('PutObject'), action('ListAllMyBuckets')]),
    Operations: [
      operation('ListBuckets', ['s3', 'ListAllMyBuckets']),
      operation(
        'CopyObject',
        ['s3', 'GetObject'],
        ['s3', 'PutObject'],
        ['KMS', 'Decrypt'],
        ['s3', 'GetObject'],
      ),
      operation('NeedsNothing'),
      // S3 Control's.
      operation('ListBuckets', ['s3-outposts', 'ListRegionalBuckets']),
    ],
  };
  const read = readReferenceService(plain(file), 's3.json');
  expect(read.operations).toEqual([
    { name: 'ListBuckets', actions: ['s3:ListAllMyBuckets', 's3-outposts:ListRegionalBuckets'] },
    { name: 'CopyObject', actions: ['s3:GetObject', 's3:PutObject', 'kms:Decrypt'] },
  ]);
  expect(() => readReferenceService(plain({ ...file, Operations: [{ Name: 'A*' }] }), 's3.json')).toThrow(
    'not an action name',
  );
  expect(() => readReferenceService(plain({ ...file, Operations: {} }), 's3.json')).toThrow('a list');
});

test('the list of services', () => {
  const list = plain(index('s3', 'ec2'));
  expect(isReferenceIndex(list)).toBe(true);
  expect(readReferenceIndex(list, 'list').map((entry) => entry.service)).toEqual(['s3', 'ec2']);
});

test.each([
  [{ Name: 's3' }, 'Actions'],
  [{ Actions: [] }, 'Name'],
  [{ Name: '../s3', Actions: [] }, 'not a service prefix'],
  [{ Name: 's3', Actions: [{ Name: 'Get*' }] }, 'not an action name'],
  [{ Name: 's3', Actions: [{ Name: 'Get Object\n' }] }, 'not an action name'],
  [{ Name: 's3', Actions: ['GetObject'] }, 'an object'],
  [service('s3', [{ Name: 'A', Annotations: { Properties: { IsWrite: 'yes' } } }]), 'true or false'],
  [service('s3', [{ Name: 'A', Annotations: { Properties: [] } }]), 'an object'],
  [{ message: 'Internal error' }, 'Name'],
  [null, 'an object'],
])('what is not a service’s file is refused: %j', (value, says) => {
  const fail = (): unknown => readReferenceService(plain(value), 'x.json');
  expect(fail).toThrow();
  try {
    fail();
  } catch (error) {
    expect(`${String(error)} ${JSON.stringify(error)}`).toContain(says);
  }
});

test.each([[[]], [{}], [[{ service: 's3' }]], [[{ service: 'a b', url: 'x' }]], ['text']])(
  'what is not a list of services is refused: %j',
  (value) => {
    expect(() => readReferenceIndex(plain(value), 'list')).toThrow();
  },
);

const HEADER: CatalogHeader = {
  date: '2026-09-26',
  source: 'texts@1',
  license: 'MIT',
  services: 2,
  actions: 4,
  sha256: '',
};

function known(
  date: string,
  actions: Readonly<Record<string, Readonly<Record<string, boolean | undefined>>>>,
): Catalog {
  return createCatalog({
    date,
    digest: date,
    services: Object.keys(actions),
    names: (prefix) => Object.keys(actions[prefix] ?? {}),
    details: (prefix) =>
      new Map(
        Object.entries(actions[prefix] ?? {}).map(([name, tracked]) => [
          `${prefix}:${name}`.toLowerCase(),
          {
            name: `${prefix}:${name}`,
            accessLevel: 'Tagging' as const,
            description: `does ${name}`,
            dependentActions: name === 'Run' ? ['iam:PassRole'] : [],
            ...(tracked === undefined ? {} : { tracked }),
          },
        ]),
      ),
  });
}

const BEFORE = known('2026-09-26', {
  ec2: { Run: undefined, Stop: undefined },
  old: { Do: undefined },
  s3: { Get: undefined },
});
const FACTS = {
  date: '2026-11-23',
  isWhole: true,
  source: 'test',
  before: BEFORE,
  texts: BEFORE,
  textsHeader: HEADER,
};

test('a catalogue keeps descriptions, services that are not listed, and says what came and went', () => {
  const built = buildCatalog(
    [
      {
        service: 's3',
        actions: [
          { name: 'Put', accessLevel: 'Write', tracked: true },
          { name: 'get', tracked: false },
        ],
      },
      { service: 'ec2', actions: [{ name: 'Run', accessLevel: 'Write' }] },
      { service: 'ec2', actions: [{ name: 'Start' }, { name: 'RUN' }] },
      { service: 'newer', actions: [{ name: 'B' }, { name: 'a' }] },
      { service: 'empty', actions: [] },
    ],
    FACTS,
  );
  expect(built.files.names).toBe('ec2 Run Start\nnewer a B\nold Do\ns3 get Put\n');
  const details = built.files.details.split('\n').slice(0, -1);
  expect(details.map((line) => [line.split(' ', 1)[0], JSON.parse(line.slice(line.indexOf(' ')))])).toEqual([
    ['ec2', { Run: { l: 'W', d: 'does Run', a: ['iam:PassRole'] }, Start: { l: 'W', d: '' } }],
    ['newer', { a: { l: 'W', d: '' }, B: { l: 'W', d: '' } }],
    ['old', { Do: { l: 'T', d: 'does Do' } }],
    ['s3', { get: { l: 'T', d: 'does Get', t: false }, Put: { l: 'W', d: '', t: true } }],
  ]);
  expect(built.files.header).toMatchObject({ date: '2026-11-23', services: 4, actions: 7, untracked: 1 });
  expect(built).toMatchObject({
    kept: ['old'],
    added: ['s3:Put', 'ec2:Start', 'newer:B', 'newer:a'].sort((a, b) => order(a) - order(b)),
    gone: ['ec2:Stop'],
    compared: 3,
  });
});

function order(action: string): number {
  return ['ec2:Start', 'newer:B', 'newer:a', 's3:Put'].indexOf(action);
}

test('some services alone: the header says which are taken over, and that others may have existed', () => {
  const one = [{ service: 's3', actions: [{ name: 'Get' }] }];
  const header = (facts: object) => buildCatalog(one, { ...FACTS, ...facts }).files.header;
  expect(header({})).not.toHaveProperty('partial');
  expect(header({ isWhole: false })).toMatchObject({
    partial: true,
    takenOver: { ec2: '2026-09-26', old: '2026-09-26' },
  });
  // Of the same day, nothing is older.
  expect(header({ isWhole: false, date: '2026-09-26' })).not.toHaveProperty('partial');
  expect(header({ isWhole: false, date: '2026-09-26' })).not.toHaveProperty('takenOver');
  const nothing = { before: undefined, texts: undefined, textsHeader: undefined };
  expect(header({ isWhole: false, ...nothing })).toMatchObject({ partial: true, services: 1 });
});

test('a known service without actions is not a whole answer', () => {
  expect(() => buildCatalog([{ service: 's3', actions: [] }], FACTS)).toThrow(/no actions of s3/);
});

test('flags are kept where a service is taken over', () => {
  const before = known('2026-10-01', { s3: { Get: false, Put: true } });
  const { files } = buildCatalog([{ service: 'ec2', actions: [{ name: 'Run' }] }], { ...FACTS, before });
  expect(JSON.parse(files.details.split('\n')[1]?.slice(3) ?? '')).toMatchObject({
    Get: { t: false },
    Put: { t: true },
  });
});

test('unknown is what IAM tracks nothing of', () => {
  const catalog = known('x', {
    s3: { GetObject: false, PutObject: false, ListBucket: true },
    ec2: { Run: undefined },
  });
  expect(isUnknown(['s3:GetObject', 'S3:putobject'], catalog)).toBe(true);
  expect(isUnknown(['s3:GetObject', 's3:ListBucket'], catalog)).toBe(false);
  expect(isUnknown(['ec2:Run'], catalog)).toBe(false);
  expect(isUnknown(['s3:NotKnown'], catalog)).toBe(false);
  expect(isUnknown([], catalog)).toBe(false);
});

test('what came in between two catalogues, and what of it a pattern matches', () => {
  const newer = known('2026-11-23', {
    s3: { Get: undefined, GetMore: undefined, putMore: undefined },
    ec2: { RUN: undefined },
    fresh: { Do: undefined },
  });
  const pair = catalogPair(BEFORE, newer);
  expect([...pair.since()]).toEqual([
    ['fresh', ['fresh:Do']],
    ['s3', ['s3:GetMore', 's3:putMore']],
  ]);
  const since = (pattern: string): string[] => matchedSince(parsePattern(pattern), pair);
  expect(since('s3:Put*')).toEqual(['s3:putMore']);
  expect(since('*')).toEqual(['fresh:Do', 's3:GetMore', 's3:putMore']);
  expect(since('*:*More')).toEqual(['s3:GetMore', 's3:putMore']);
  expect(since('ec2:*')).toEqual([]);
  expect(since('nothing:*')).toEqual([]);
});
