import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { hostname } from 'node:os';
import { basename, join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import fc from 'fast-check';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import type { SessionRun } from '../../source/screen/session-run.ts';
import { type Ran, runHere } from '../commands/support/run-here.ts';
import { forAll } from '../model/runs.ts';
import { keys } from '../screen/session-presses.ts';
import { FILES, OTHERS } from './support/files.ts';
import { type Mutation, mutated, mutation } from './support/mutations.ts';
import { runScripted } from './support/scripted.ts';
import { filesOf, type Own, TASKS, type Task } from './support/tasks.ts';
import { everythingIn, inPlace, type Place, packed, put, replace } from './support/world.ts';
import { faultsOfWritten } from './support/written.ts';

// A review is all there but for the terminal: what somebody presses there comes from here, and its rows go there.
const screen = vi.hoisted(() => ({ keys: [] as readonly string[], odd: [] as string[] }));
vi.mock('../../source/screen/run-session.tsx', () => ({
  runSession: (run: SessionRun) =>
    runScripted(run, screen.keys, (row) => {
      if (RAW.test(row)) screen.odd.push(row);
    }),
}));

/** Errors about what was given as a whole, which no single file is to blame for. */
const ABOUT_ALL =
  /^coppice: (?:there is no (?:policy|finding|file of|review|recommendation)|none of the policies|there are \d+ results|nothing |the documents of the policies are missing|the reference lists no actions of)/;

/** What would move a cursor, or be overlooked, if it came to a terminal as it is. */
const RAW =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: it is what is looked for
  /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/;
/** Layout of a document's own stays. */
const RAW_IN_RESULTS =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: it is what is looked for
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/;

/** By its path, what is in a file before it is packed. */
type Contents = Map<string, Buffer>;

/** What the program itself makes of the files as they are, below a folder that is gone by now. */
const own = { root: '', files: new Map<Own, Contents>() };

function found(folder: string, end: string, inFolder = folder): Contents {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith(end),
  );
  return new Map(names.map((name) => [join(inFolder, name), readFileSync(join(folder, name))]));
}

/** All that a task is given: what is changed, and what else has to be there. */
function givenTo(task: Task, { root, cwd }: Place): { readonly files: Contents; readonly beside: Contents } {
  const files: Contents = new Map(
    filesOf(task).map((name) => [join(cwd, name), Buffer.from(FILES[name] ?? '')]),
  );
  const mine = (which: Own | undefined): Contents =>
    new Map(
      [...((which && own.files.get(which)) ?? [])].map(([path, text]) => [
        path.replace(own.root, root),
        Buffer.from(text.toString().replaceAll(own.root, root)),
      ]),
    );
  return task.own === undefined
    ? { files, beside: mine(task.kept) }
    : { files: mine(task.own), beside: files };
}

async function runTask(
  task: Task,
  { cwd }: Place,
  onTerminal: boolean,
  pressed: readonly string[] = [],
): Promise<Ran> {
  screen.keys = pressed;
  screen.odd = [];
  const onScreen = task.keys === true || onTerminal;
  const from = task.input === undefined ? undefined : join(cwd, task.input);
  const input =
    from !== undefined && statSync(from, { throwIfNoEntry: false })?.isFile() === true
      ? { input: readFileSync(from) }
      : {};
  return runHere(task.args, { cwd, onTerminal, onScreen, ...input });
}

const task = (line: string, more: Partial<Task> = {}): Task => ({
  args: line.split(' '),
  exits: [],
  usual: 0,
  ...more,
});

beforeAll(async () => {
  await inPlace(async (place) => {
    const { root, cwd, config, data } = place;
    own.root = root;
    const review = task('review policy.json finding.json --by ann', { keys: true });
    const reference = task('catalog import reference --date 2026-11-01 --allow-fewer');
    for (const each of [review, reference])
      for (const [path, text] of givenTo(each, place).files) put(path, text);
    await runTask(review, place, true, ['tab', 'a', 'tab', 'a', 'tab r o enter because enter']);
    await runTask(reference, place, false);
    const sessions = found(join(config), '.review.json');
    const [name = ''] = [...sessions.keys()].map((path) => basename(path));
    const mark = { id: 'x', pid: 1, host: hostname(), by: 'rosa', since: '2026-11-23T11:00:00.000Z' };
    const lock = join(config, 'coppice', 'sessions', `${name.split('.')[1]}.lock`);
    const out = (name: string): string => join(cwd, 'out', `.coppice-49999${name}`);
    const files = [
      { target: 'a.json', made: '.coppice-4999999-1.tmp', before: '.coppice-4999999-2.old' },
      { target: 'b.json', made: '.coppice-4999999-3.tmp' },
    ];
    const journal = (job: string): Buffer =>
      Buffer.from(JSON.stringify({ format: 'coppice-journal/1', task: job, files }));
    own.files.set('session', sessions);
    own.files.set('preferences', found(config, 'preferences.json'));
    own.files.set('lock', new Map([[lock, Buffer.from(`${JSON.stringify(mark)}\n`)], ...sessions]));
    own.files.set(
      'record',
      new Map([...found(cwd, '.decisions.json').values()].map((text) => [join(cwd, 'record.json'), text])),
    );
    own.files.set('catalog', new Map(['.json', '.jsonl', '.txt'].flatMap((end) => [...found(data, end)])));
    own.files.set(
      'journal',
      new Map([
        [out('99-0.journal'), journal('undo')],
        [out('98-0.journal'), journal('finish')],
        [out('99-1.tmp'), Buffer.from('{}')],
        [out('99-2.old'), Buffer.from('[]')],
        [out('99-3.tmp'), Buffer.from('{}')],
      ]),
    );
  });
});

/** Changes some of what a task is given. */
function damage({ files, beside }: ReturnType<typeof givenTo>, mutations: readonly Mutation[]): void {
  const paths = [...files.keys()];
  const pathOf = (n: number): string => paths[n % Math.max(1, paths.length)] ?? '';
  const changed = new Map(mutations.map((each) => [pathOf(each.file), each]));
  for (const [path, each] of changed) {
    const text = files.get(path);
    if (text !== undefined) files.set(path, mutated(text, each, OTHERS));
  }
  for (const [path, text] of [...beside, ...files]) put(path, packed(path, text));
  for (const [path, each] of changed) replace(path, each.place, pathOf(each.at));
}

/** What a command says on standard error, without what is the program's own: colours, and a line that shows progress. */
const plainly = (text: string): string => stripVTControlCharacters(text).replaceAll('\r', '');

function expectNothingRaw({ stdout, stderr }: Ran, onScreen: boolean): void {
  expect(plainly(stderr)).not.toMatch(RAW);
  if (onScreen) expect(stripVTControlCharacters(stdout)).not.toMatch(RAW_IN_RESULTS);
  expect(screen.odd).toEqual([]);
}

const NEW = /\.coppice-|\.tmp$|\.partial$/;

/** Nothing that was there is another now, nothing lies about, and a command that fails has written nothing. */
function expectNothingHalf(
  before: Map<string, string>,
  after: Map<string, string>,
  { code, stdout }: Ran,
  { args, own: mine }: Task,
): void {
  const isTheirs = (name: string): boolean => mine === 'journal' && name.startsWith('out');
  for (const [name, text] of before) if (!isTheirs(name)) expect(after.get(name), name).toBe(text);
  expect([...after.keys()].filter((name) => NEW.test(name) && !isTheirs(name))).toEqual([]);
  if (code !== 2) return;
  // These two say what they can tell, and that they cannot tell the rest.
  if (args[0] !== 'drift' && args[0] !== 'verify' && !args.includes('--stream')) expect(stdout).toBe('');
  if (args[0] !== 'review')
    expect([...after.keys()].filter((name) => !isTheirs(name))).toEqual(
      [...before.keys()].filter((name) => !isTheirs(name)),
    );
}

/** An error names a file that is to blame. */
function expectBlame({ stderr }: Ran, names: readonly string[]): void {
  const [says = ''] = plainly(stderr)
    .split('\n')
    .filter((line) => line.startsWith('coppice: '));
  expect(says).not.toBe('');
  if (!ABOUT_ALL.test(says))
    expect(
      names.filter((each) => says.includes(each)),
      says,
    ).not.toEqual([]);
}

/** What is for programs can be read by them. */
function expectReadable({ args, exits: _, ...each }: Task, { code, stdout }: Ran): void {
  if (code === 2 || args.includes('-o') || each.keys === true) return;
  if (args.includes('--stream')) {
    for (const line of stdout.split('\n').slice(0, -1)) {
      const answer = JSON.parse(line);
      expect(answer).toHaveProperty('id');
      expect('policy' in answer).toBe(!('error' in answer));
      expect(answer.error?.code ?? '').not.toMatch(/internal-error|not-proved/);
    }
    return;
  }
  if (args.includes('--json')) {
    const report = JSON.parse(stdout);
    if (args[0] === 'check') expect(report.clean).toBe(code === 0);
    if (args[0] === 'verify') expect(report.ok).toBe(code === 0);
  } else if (args[0] === 'refine' && !args.includes('--format')) JSON.parse(stdout);
  if (args.includes('aws-cli') && stdout.length % 16 === 0) {
    const { status, stderr } = spawnSync('bash', ['-n'], { input: stdout, encoding: 'utf8' });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  }
}

/** The command that a review prints makes the same again. */
async function expectSameAgain(place: Place, { stdout }: Ran, before: Map<string, string>): Promise<void> {
  const [, line] =
    /^The same again without questions: {2}coppice (.*)$/m.exec(stripVTControlCharacters(stdout)) ?? [];
  if (line === undefined || /['"\\]/.test(line)) return;
  const again = await runTask(task(line), place, false);
  expect(again, again.stderr).toMatchObject({ code: 0 });
  const results = [...everythingIn(place.cwd)].filter(
    ([name]) => !before.has(name) && !/\.decisions\.json$|coppice\.exceptions\.json$/.test(name),
  );
  const [only, ...others] = results;
  if (only !== undefined && others.length === 0)
    expect(Buffer.from(again.stdout).toString('latin1')).toBe(only[1]);
}

describe('whatever is done to the inputs', () => {
  // Else a task would try nothing but how its file is refused.
  test.each(TASKS.map((each) => [each.args.join(' '), each] as const))('as they are: %s', async (_, each) => {
    await inPlace(async (place) => {
      damage(givenTo(each, place), []);
      const ran = await runTask(each, place, false);
      expect(ran, ran.stderr).toMatchObject({ code: each.usual });
    });
  });

  forAll(
    'a command answers as it should or says what is wrong and where, and nothing by halves',
    fc.asyncProperty(
      fc.constantFrom(...TASKS),
      fc.array(mutation, { minLength: 1, maxLength: 2 }),
      fc.boolean(),
      keys,
      async (each, mutations, onTerminal, pressed) => {
        await inPlace(async (place) => {
          const given = givenTo(each, place);
          damage(given, mutations);
          const before = everythingIn(place.cwd);
          const ran = await runTask(each, place, onTerminal, each.keys === true ? pressed : []);
          const { code, stdout, stderr } = ran;
          expect(each.exits, stderr).toContain(code);
          expect(stderr).not.toMatch(
            /\n\s+at \S+ \(|node:internal|\.ts:\d|something went wrong in coppice itself/,
          );
          expectNothingRaw(ran, onTerminal || each.keys === true);
          const after = everythingIn(place.cwd);
          expectNothingHalf(before, after, ran, each);
          const names = [...given.files.keys(), ...given.beside.keys()];
          // A session that was saved says itself which files it was of: any name may stand there by now.
          if (each.own === 'session') names.push('');
          // What cannot be verified is a warning beside what can.
          if (code === 2 && (each.args[0] !== 'verify' || stdout === ''))
            expectBlame(ran, [
              ...names.map((path) => basename(path)),
              ...(each.input === undefined ? [] : ['-', 'standard input']),
            ]);
          expectReadable(each, ran);
          if (each.written === true && code === 0) {
            const [policy = '', finding = ''] = each.args
              .slice(1, 3)
              .map((name) => readFileSync(join(place.cwd, name), 'utf8'));
            expect(faultsOfWritten(policy, finding, stdout)).toEqual([]);
          }
          if (each.keys === true && code === 0) await expectSameAgain(place, ran, before);
          // The same bytes twice, and nothing that a first run would leave behind for a second.
          if (
            each.keys !== true &&
            each.own === undefined &&
            !each.args.includes('-o') &&
            each.args[0] !== 'catalog' &&
            (mutations[0]?.at ?? 0) % 8 === 0
          )
            expect(await runTask(each, place, onTerminal)).toEqual(ran);
        });
      },
    ),
  );
});
