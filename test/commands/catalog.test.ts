import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { constants } from 'node:os';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { sha256 } from '../../source/base/digest.ts';
import { bundledCatalogsFolder, openCatalogFolder } from '../../source/catalog/bundled.ts';
import { readCatalogFiles, saveCatalog, storedCatalogs } from '../../source/store/catalogs.ts';
import { nodeBinary } from '../../tools/terminal/program.ts';
import {
  action,
  type FakeReferenceOptions,
  index,
  service,
  startFakeReference,
} from '../aws/support/fake-reference.ts';
import { type Ran, runHere, stubHome, temporaryFolder } from './support/run-here.ts';

/** The smallest inputs of faults that were found once. */
const FAULTS = new URL('../data/faults', import.meta.url).pathname;

const bundled = openCatalogFolder(join(bundledCatalogsFolder(), '2026-09-26'));

/** A service's file with all actions that the bundled catalogue knows, and some more. */
function whole(name: string, more: readonly object[] = [], tracked?: boolean): object {
  const known = bundled.service(name)?.actions.map((each) => each.slice(name.length + 1)) ?? [];
  return service(name, [...known.map((each) => action(each, [], tracked)), ...more]);
}

const FILES: Readonly<Record<string, unknown>> = {
  '': index('s3', 'sqs', 'brandnew'),
  'v1/s3/s3.json': whole('s3', [action('GetFuture', ['IsList'], false)], true),
  'v1/sqs/sqs.json': whole('sqs', [], false),
  'v1/brandnew/brandnew.json': service('brandnew', [action('DoThing', ['IsWrite'], true)]),
};

interface Place {
  readonly cwd: string;
  readonly catalogs: string;
}

function home(): Place {
  const cwd = temporaryFolder();
  stubHome(cwd);
  return { cwd, catalogs: join(cwd, 'data', 'coppice', 'catalogs') };
}

async function update(
  place: Place,
  reference: Partial<FakeReferenceOptions> = {},
  argv: readonly string[] = [],
  now = '2026-11-23T23:59:00Z',
): Promise<Ran & { readonly requests: readonly string[] }> {
  const server = await startFakeReference({ files: FILES, ...reference });
  const env = { COPPICE_SERVICE_REFERENCE_URL: server.url };
  const ran = await runHere(['catalog', 'update', ...argv], { cwd: place.cwd, env, now });
  return { ...ran, requests: server.requests };
}

test('update: the reference becomes the default catalogue, with what IAM tracks', async () => {
  const place = home();
  const ran = await update(place);
  expect(ran.code).toBe(0);
  const folder = join(place.catalogs, '2026-11-23');
  expect(ran.stdout).toBe(`${folder}\n`);
  expect(ran.stderr).toMatch(/since 2026-09-26: 2 actions came, 0 are no longer listed/);
  expect(ran.stderr).toMatch(/454 services are not in the reference/);
  expect([...ran.requests].sort()).toEqual([
    'GET /',
    'GET /v1/brandnew/brandnew.json',
    'GET /v1/s3/s3.json',
    'GET /v1/sqs/sqs.json',
  ]);
  expect(readdirSync(place.catalogs)).toEqual(['2026-11-23']);

  const [first] = storedCatalogs();
  expect(first).toMatchObject({ date: '2026-11-23', origin: 'user', folder });
  const catalog = openCatalogFolder(folder);
  expect(catalog.services()).toHaveLength(457);
  expect(catalog.details('s3:getfuture')).toEqual({
    name: 's3:GetFuture',
    accessLevel: 'List',
    description: '',
    dependentActions: [],
    tracked: false,
  });
  expect(catalog.details('s3:GetObject')).toMatchObject({
    description: bundled.details('s3:GetObject')?.description,
    tracked: true,
  });
  // What the reference says nothing of stays as it was.
  expect(catalog.details('ec2:RunInstances')).toEqual(bundled.details('ec2:RunInstances'));
  expect(catalog.service('ec2')?.actions).toEqual(bundled.service('ec2')?.actions);
});

test('update: the lists of which actions operations need are kept, whole or not at all', async () => {
  const place = home();
  const s3 = {
    ...whole('s3', [], true),
    Operations: [
      { Name: 'ListBuckets', AuthorizedActions: [{ Name: 'ListAllMyBuckets', Service: 's3' }] },
      {
        Name: 'CopyObject',
        AuthorizedActions: [
          { Name: 'GetObject', Service: 's3' },
          { Name: 'PutObject', Service: 's3' },
        ],
      },
    ],
  };
  expect((await update(place, { files: { ...FILES, 'v1/s3/s3.json': s3 } })).code).toBe(0);
  const folder = join(place.catalogs, '2026-11-23');
  const catalog = openCatalogFolder(folder);
  expect(catalog.operation('s3', 'ListBuckets')).toEqual(['s3:ListAllMyBuckets']);
  expect(catalog.operation('s3', 'CopyObject')).toEqual(['s3:GetObject', 's3:PutObject']);
  expect(catalog.operation('s3', 'GetObject')).toBeUndefined();
  expect(catalog.operation('sqs', 'SendMessage')).toBeUndefined();
  expect(bundled.operation('s3', 'ListBuckets')).toBeUndefined();
  expect(readCatalogFiles(folder).operations).toContain('s3 {"ListBuckets":["s3:ListAllMyBuckets"]');
  writeFileSync(join(folder, 'operations.jsonl'), '{');
  expect(() => readCatalogFiles(folder)).toThrow('operations.jsonl is damaged or missing');
});

test('from then on commands use it, and --catalog picks another', async () => {
  const place = home();
  await update(place);
  const explained = await runHere(['explain', 's3:GetFut*', '--json'], place);
  expect(JSON.parse(explained.stdout)).toMatchObject({ catalog: { date: '2026-11-23' }, actions: 1 });
  const older = await runHere(['explain', 's3:GetFut*', '--json', '--catalog', '2026-09-26'], place);
  expect(JSON.parse(older.stdout)).toMatchObject({ catalog: { date: '2026-09-26' }, actions: 0 });
  const listed = await runHere(['catalog', 'list'], place);
  expect(listed.stdout).toMatch(/^2026-11-23 +yes +yours +457 +22,093 +21 +http:\/\/127/m);
  expect(listed.stdout).toMatch(/^2026-09-26 +bundled +456 +22,091 +- /m);
  const forPrograms = JSON.parse((await runHere(['catalog', 'list', '--json'], place)).stdout);
  expect(
    forPrograms.map(({ date, origin, default: isDefault }: Record<string, unknown>) => [
      date,
      origin,
      isDefault,
    ]),
  ).toEqual([
    ['2026-11-23', 'user', true],
    ['2026-09-26', 'bundled', false],
    ['2024-08-31', 'bundled', false],
  ]);
});

test('a tree says of what is safe where nobody can know whether it is used', async () => {
  const place = home();
  await update(place);
  writeFileSync(join(place.cwd, 'finding.json'), '[{"serviceNamespace": "s3", "actions": ["GetBucketAcl"]}]');
  const { stdout } = await runHere(['explain', 's3:Get*', 'finding.json'], place);
  expect(stdout).toMatch(/^ {2}✔ GetFuture +unknown, not tracked by IAM$/m);
  expect(stdout).toMatch(/^ {2}✔ GetObject\* +\d+ ▸ s3:GetObject\*$/m);
  const json = await runHere(['explain', 'sqs:*', '--json'], place);
  expect(JSON.parse(json.stdout)).toMatchObject({ tree: { name: 'sqs:*', state: 'safe', unknown: true } });
});

test('a second update of the same day takes its place, one that fails does not', async () => {
  const place = home();
  await update(place);
  const failed = await update(place, {
    trouble: (path) => (path.includes('sqs') ? { status: 404 } : undefined),
  });
  expect(failed.code).toBe(2);
  expect(storedCatalogs()[0]?.folder).toBe(join(place.catalogs, '2026-11-23'));

  const more = {
    ...FILES,
    'v1/brandnew/brandnew.json': service('brandnew', [action('DoThing'), action('DoMore')]),
  };
  expect((await update(place, { files: more })).code).toBe(0);
  expect(storedCatalogs().filter(({ origin }) => origin === 'user')).toHaveLength(1);
  expect(openCatalogFolder(storedCatalogs()[0]?.folder ?? '').has('brandnew:DoMore')).toBe(true);
  expect((await update(place)).code).toBe(0);
  // The last but one is there for who may still read from it.
  expect(readdirSync(place.catalogs).sort()).toEqual(['2026-11-23.1', '2026-11-23.2']);
  expect(storedCatalogs()[0]?.folder).toBe(join(place.catalogs, '2026-11-23.2'));
});

const trouble = (file: string, body: string) => ({
  trouble: (path: string) => (path === file ? { status: 200, body } : undefined),
});

test.each([
  ['a sign-in page', trouble('', '<html>Welcome</html>'), /is not JSON/],
  ['an empty list', trouble('', '[]'), /empty/],
  ['an error in place of the list', trouble('', '{"message": "Forbidden"}'), /a list is needed/],
  ['half a service', trouble('v1/s3/s3.json', '{"Name": "s3", "Actions": [{"Name": "Get'), /is not JSON/],
  [
    'a service without its actions',
    trouble('v1/s3/s3.json', '{"Name": "s3", "Actions": []}'),
    /lists no actions of s3/,
  ],
  [
    'another service’s file',
    trouble('v1/s3/s3.json', '{"Name": "ec2", "Actions": []}'),
    /should be about s3/,
  ],
  [
    'a file that is missing',
    { trouble: (path: string) => (path.includes('sqs') ? { status: 403 } : undefined) },
    /answers 403/,
  ],
  [
    'most actions gone',
    { files: { '': index('s3'), 'v1/s3/s3.json': service('s3', [action('GetObject')]) } },
    /of the 1\d\d actions known of these services, 1\d\d are not in it/,
  ],
  [
    'a list that leads elsewhere',
    { files: { '': [{ service: 's3', url: 'http://127.0.0.1:1/s3.json' }] } },
    /is somewhere else/,
  ],
])('%s never becomes a catalogue', async (_, reference, says) => {
  const place = home();
  const ran = await update(place, reference);
  expect(ran.code).toBe(2);
  expect(ran.stdout).toBe('');
  expect(ran.stderr).toMatch(says);
  expect(existsSync(place.catalogs)).toBe(false);
});

test('--allow-fewer takes it nevertheless', async () => {
  const place = home();
  const files = { '': index('s3'), 'v1/s3/s3.json': service('s3', [action('GetObject')]) };
  const ran = await update(place, { files }, ['--allow-fewer', '--json']);
  expect(ran.code).toBe(0);
  const { added, gone, kept } = JSON.parse(ran.stdout);
  expect([added.length, gone.length > 100, kept.length]).toEqual([0, true, 455]);
});

test('nobody there, an address that is none', async () => {
  const place = home();
  const nowhere = { COPPICE_SERVICE_REFERENCE_URL: 'file:///etc/passwd' };
  const ran = await runHere(['catalog', 'update'], { cwd: place.cwd, env: nowhere });
  expect([ran.code, ran.stdout]).toEqual([2, '']);
  expect(ran.stderr).toMatch(/is not a web address: file:/);
});

test('Ctrl+C: the catalogues stay as they were', async () => {
  const place = home();
  let stop: () => void = () => undefined;
  const server = await startFakeReference({
    files: FILES,
    trouble: (path) => {
      if (!path.includes('sqs')) return undefined;
      stop();
      return 'hang';
    },
  });
  const main = new URL('support/main.ts', import.meta.url).pathname;
  const child = spawn(nodeBinary(), [main, 'catalog', 'update'], {
    env: { ...process.env, COPPICE_SERVICE_REFERENCE_URL: server.url },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  stop = () => child.kill('SIGINT');
  const [[code], stderr] = await Promise.all([once(child, 'close'), text(child.stderr)]);
  expect(code).toBe(130);
  expect(stderr).toBe('stopped; the catalogues stay as they were\n');
  expect(existsSync(place.catalogs)).toBe(false);
});

test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
  '%s while a catalogue is written waits for its end',
  async (signal) => {
    const main = new URL('support/main.ts', import.meta.url).pathname;
    let place = home();
    const [newest] = storedCatalogs();
    if (newest === undefined) throw new Error('there is no catalogue');
    const { date, folder } = newest;
    const stopped = [128 + constants.signals[signal], null];
    // The catalogue is whole whenever the signal comes; it may come when all is done, and then once more is tried.
    let end: unknown[] = [];
    for (let tries = 0; tries < 20 && end[0] !== stopped[0]; tries++) {
      place = home();
      mkdirSync(place.catalogs, { recursive: true });
      const child = spawn(nodeBinary(), [main, 'catalog', 'import', folder], { cwd: place.cwd });
      const gone = once(child, 'exit');
      while (child.exitCode === null && readdirSync(place.catalogs).length === 0)
        await new Promise((resolve) => setImmediate(resolve));
      child.kill(signal);
      end = await gone;
      expect([stopped, [0, null]]).toContainEqual(end);
      expect(readdirSync(place.catalogs)).toEqual([date]);
      expect(storedCatalogs()[0]).toMatchObject({ date, origin: 'user' });
    }
    expect(end).toEqual(stopped);
  },
);

function writeReference(folder: string, files: Readonly<Record<string, unknown>>): void {
  for (const [path, file] of Object.entries(files)) {
    const name = join(folder, path === '' ? 'index.json' : path);
    mkdirSync(dirname(name), { recursive: true });
    writeFileSync(name, JSON.stringify(file));
  }
}

test('import: the same from a folder of files', async () => {
  const place = home();
  writeReference(join(place.cwd, 'copy'), { ...FILES, 'v1/mapping.json': { not: 'a service' } });
  const ran = await runHere(['catalog', 'import', 'copy', '--date', '2026-11-01'], place);
  expect(ran.code).toBe(0);
  expect(ran.stdout).toBe(`${join(place.catalogs, '2026-11-01')}\n`);
  expect(ran.stderr).toContain('not of the service reference and left out: 1');
  const imported = readFileSync(join(place.catalogs, '2026-11-01', 'names.txt'), 'utf8');
  await update(place);
  expect(readFileSync(join(place.catalogs, '2026-11-23', 'names.txt'), 'utf8')).toBe(imported);
});

test('import: one service alone, the others stay', async () => {
  const place = home();
  writeFileSync(join(place.cwd, 's3.json'), JSON.stringify(service('s3', [action('GetObject', [], false)])));
  const refused = await runHere(['catalog', 'import', 's3.json'], place);
  expect(refused.code).toBe(2);
  expect(refused.stderr).toMatch(/of the 1\d\d actions known .* --allow-fewer/s);
  const ran = await runHere(['catalog', 'import', 's3.json', '--allow-fewer'], place);
  expect(ran.code).toBe(0);
  expect(ran.stderr).toMatch(/0 actions came, 1\d\d are no longer listed/);
  const catalog = openCatalogFolder(storedCatalogs()[0]?.folder ?? '');
  expect(catalog.service('s3')?.actions).toEqual(['s3:GetObject']);
  expect(catalog.has('ec2:RunInstances')).toBe(true);
});

test.each([
  [{ 'a.json': { Version: '2012-10-17', Statement: [] } }, /no file of AWS's service reference/],
  [
    { 'a.json': index('s3', 'ec2'), 'b.json': service('s3', [action('Get')]) },
    /^coppice: copy\/a\.json: the list of services names 1 whose files are missing: ec2/,
  ],
  [{ 'a.json': { Name: 's3', Actions: [{}] } }, /Actions\[0\]\.Name: a string is needed/],
])('import: half a reference is refused: %j', async (files, says) => {
  const place = home();
  writeReference(join(place.cwd, 'copy'), files);
  const ran = await runHere(['catalog', 'import', 'copy'], place);
  expect(ran.code).toBe(2);
  expect(ran.stderr).toMatch(says);
  expect(existsSync(place.catalogs)).toBe(false);
});

test('import: a catalogue made on another machine, if it is whole', async () => {
  const place = home();
  await update(place);
  const copy = join(place.cwd, 'usb', 'catalogue');
  cpSync(join(place.catalogs, '2026-11-23'), copy, { recursive: true });
  rmSync(place.catalogs, { recursive: true });
  const ran = await runHere(['catalog', 'import', 'usb/catalogue'], place);
  expect([ran.code, ran.stdout]).toEqual([0, `${join(place.catalogs, '2026-11-23')}\n`]);
  expect(storedCatalogs()[0]?.origin).toBe('user');

  for (const [file, damage] of [
    ['names.txt', (all: string) => all.slice(0, -20)],
    ['details.jsonl', (all: string) => all.slice(0, -20)],
    ['catalog.json', () => '{"date": "2026-11-23"}'],
  ] as const) {
    const broken = join(place.cwd, `broken-${file}`);
    cpSync(copy, broken, { recursive: true });
    writeFileSync(join(broken, file), damage(readFileSync(join(broken, file), 'utf8')));
    const refused = await runHere(['catalog', 'import', broken], place);
    expect(refused.code).toBe(2);
    expect(refused.stderr).toMatch(/is not a whole catalogue|is damaged/);
  }
});

test.each([
  [['catalog'], /missing required argument/],
  [['catalog', 'fetch'], /does not know "fetch"/],
  [['catalog', 'list', 'x.json'], /takes no files/],
  [['catalog', 'import'], /nothing to import/],
  [['catalog', 'import', '.', '--date', '2026-13-45'], /is not a date/],
])('%j is refused with a way to help', async (argv, says) => {
  const { code, stdout, stderr } = await runHere(argv, home());
  expect([code, stdout]).toEqual([2, '']);
  expect(stderr).toMatch(says);
});

test('a file in the place of the folder of the user’s catalogues is named and passed over', async () => {
  const place = home();
  mkdirSync(dirname(place.catalogs), { recursive: true });
  writeFileSync(place.catalogs, '');
  for (const args of [
    ['explain', 's3:GetO*'],
    ['catalog', 'list'],
  ]) {
    const { code, stderr } = await runHere(args, place);
    expect([code, stderr]).toEqual([
      0,
      `warning: the catalogues in ${place.catalogs} are passed over: a part of the path is a file and not a folder\n`,
    ]);
  }
});

test.each([
  ['names.txt', 's3 GetObject\n'],
  ['details.jsonl', 'not JSON'],
  ['details.jsonl', (text: string) => text.replace('"l":"R"', '"l":"W"')],
  ['catalog.json', '{'],
])('a catalogue of the user’s whose %s is damaged is named and passed over', async (name, change) => {
  const place = home();
  await update(place);
  const folder = join(place.catalogs, '2026-11-23');
  const file = join(folder, name);
  writeFileSync(file, typeof change === 'string' ? change : change(readFileSync(file, 'utf8')));
  mkdirSync(join(place.catalogs, 'notes'));
  expect(storedCatalogs()[0]?.date).toBe('2026-09-26');
  const says = `the catalogue in ${folder} is passed over: ${name} is damaged or missing`;
  for (const args of [
    ['explain', 's3:GetO*'],
    ['catalog', 'list'],
  ]) {
    const ran = await runHere(args, place);
    expect([ran.code, ran.stderr]).toEqual([0, `warning: ${says}\n`]);
  }
  const asked = await runHere(['explain', 's3:GetO*', '--catalog', '2026-11-23'], place);
  expect([asked.code, asked.stdout]).toEqual([2, '']);
  expect(asked.stderr).toContain(says);
});

test('a byte order mark before a file of a user’s catalogue is no damage, and is in no name', async () => {
  const place = home();
  await update(place);
  const folder = join(place.catalogs, '2026-11-23');
  const before = openCatalogFolder(folder);
  for (const name of ['catalog.json', 'names.txt', 'details.jsonl']) {
    const file = join(folder, name);
    writeFileSync(file, `\ufeff${readFileSync(file, 'utf8')}`);
  }
  expect(storedCatalogs()[0]?.date).toBe('2026-11-23');
  const after = openCatalogFolder(folder);
  const [service = ''] = before.services();
  const [action = ''] = before.service(service)?.actions ?? [];
  expect(after.services()).toEqual(before.services());
  expect(after.details(action)).toEqual(before.details(action));
  expect(before.details(action)).toBeDefined();
});

test('import: what is dated takes nothing from a later day, and drift says what it cannot tell', async () => {
  const place = home();
  cpSync(join(FAULTS, 'import-of-an-older-reference'), place.cwd, { recursive: true });
  const day = '2024-12-01';
  const ran = await runHere(['catalog', 'import', 'imp', '--date', day, '--allow-fewer', '--json'], place);
  expect(ran.code).toBe(0);
  expect(JSON.parse(ran.stdout)).toMatchObject({ before: '2024-08-31' });
  const catalog = openCatalogFolder(join(place.catalogs, day));
  // Services that came later are not in it, and what it knows of others is older than its day.
  const ofDay = openCatalogFolder(join(bundledCatalogsFolder(), '2024-08-31'));
  expect(catalog.services()).toEqual(ofDay.services());
  expect(catalog.service('ec2')?.actions).toEqual(ofDay.service('ec2')?.actions);
  expect([catalog.isWhole, catalog.asOf('s3'), catalog.asOf('ec2'), catalog.asOf('account-access')]).toEqual([
    false,
    day,
    '2024-08-31',
    undefined,
  ]);
  const drift = await runHere(['drift', 'p.json', '--from', day], place);
  expect(drift.code).toBe(2);
  expect(drift.stdout).toContain('cannot tell for account-access');
  const json = await runHere(['drift', 'p.json', '--from', day, '--json'], place);
  expect(JSON.parse(json.stdout).policies[0].entries[0]).toMatchObject({
    actions: [],
    cannotTell: ['account-access'],
  });
  // What is sure decides.
  writeFileSync(
    join(place.cwd, 'both.json'),
    '{"Statement":[{"Effect":"Allow","Action":["s3:*","account-access:*"],"Resource":"*"}]}',
  );
  expect((await runHere(['drift', 'both.json', '--from', day], place)).code).toBe(1);
  const markdown = await runHere(['drift', 'both.json', '--from', day, '--format', 'markdown'], place);
  expect(markdown.stdout).toContain('it cannot be told what came in of account-access');
});

test('import: a catalogue that lacks much of what was known needs --allow-fewer', async () => {
  const place = home();
  const folder = join(place.cwd, 'small');
  const names = 's3 GetObject\n';
  mkdirSync(folder);
  writeFileSync(join(folder, 'names.txt'), names);
  writeFileSync(join(folder, 'details.jsonl'), 's3 {"GetObject":{"l":"R","d":""}}\n');
  const header = {
    date: '2026-11-01',
    source: 'x',
    license: 'x',
    services: 1,
    actions: 1,
    sha256: sha256(names),
  };
  writeFileSync(join(folder, 'catalog.json'), JSON.stringify(header));
  const refused = await runHere(['catalog', 'import', 'small'], place);
  expect([refused.code, refused.stdout]).toEqual([2, '']);
  expect(refused.stderr).toContain('--allow-fewer');
  expect((await runHere(['catalog', 'import', 'small', '--allow-fewer'], place)).code).toBe(0);
});

test('an update by a clock that is behind says that it is not the default', async () => {
  const place = home();
  const ran = await update(place, {}, [], '2026-01-01T00:00:00Z');
  expect(ran.stderr).toContain('a catalogue of 2026-09-26 exists, which is newer and stays the default');
  expect(storedCatalogs()[0]?.date).toBe('2026-09-26');
});

test('a catalogue that cannot be written leaves nothing', () => {
  const place = home();
  mkdirSync(join(place.cwd, 'data', 'coppice'), { recursive: true });
  writeFileSync(place.catalogs, 'a file in the way');
  const header = { date: '2026-11-23', source: '', license: '', services: 0, actions: 0, sha256: '' };
  expect(() => saveCatalog({ header, names: '', details: '' })).toThrow();
});
