import { execFileSync } from 'node:child_process';
import {
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Decision } from '../../source/refine/decision.ts';
import { FIRST_FOLDS } from '../../source/review/session/folds.ts';
import type { SessionData } from '../../source/review/session/session-data.ts';
import type { SavedSession } from '../../source/store/session-file.ts';
import { type OpenSession, openSessions } from '../../source/store/sessions.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'coppice-sessions-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const FILES = [
  { path: '/work/policy.json', sha256: 'aa' },
  { path: '/work/finding.json', sha256: 'bb' },
];
const [POLICY, FINDING] = FILES as [(typeof FILES)[0], (typeof FILES)[0]];
const ROSA = { by: 'rosa', since: '2026-11-23T07:00:00.000Z' };
const KIM = { by: 'kim', since: '2026-11-23T08:00:00.000Z' };
/** A process that runs, and is not this one. */
const OTHER = process.ppid;
/** A process that does not run: no system gives so high a number. */
const GONE = 2 ** 30;

const accept = (row: string): Decision => ({
  kind: 'accept',
  statement: 1,
  entry: 0,
  row,
  by: 'rosa',
  at: '2026-11-23T07:00:00Z',
});

function data(decisions: readonly Decision[], changes: Partial<SessionData> = {}): SessionData {
  const [last] = decisions.slice(-1);
  return {
    format: 'coppice-session/2',
    reviewer: 'rosa',
    decisions: [{ id: 'MyRole/S3AndLambda', decisions }],
    policy: 'MyRole/S3AndLambda',
    looks: [
      {
        id: 'MyRole/S3AndLambda',
        cursor: '1/0',
        folds: { base: 'first', flipped: ['1'] },
        filteredFolds: FIRST_FOLDS,
        top: 3,
      },
    ],
    filter: [],
    done:
      last === undefined
        ? []
        : [
            {
              label: 'accept',
              policy: 'MyRole/S3AndLambda',
              address: '1/0',
              changes: [{ id: 'MyRole/S3AndLambda', splices: [{ at: 0, taken: [], put: [last] }] }],
            },
          ],
    undone: [],
    exceptions: [],
    written: ['policy.refined.json'],
    ...changes,
  };
}

function session(changes: Partial<SavedSession> = {}): SavedSession {
  return {
    savedAt: '2026-11-23T07:00:00.000Z',
    files: FILES,
    catalog: { date: '2026-09-26', sha256: 'cc' },
    generalize: 'shortest',
    policies: [
      {
        id: 'MyRole/S3AndLambda',
        name: 'S3AndLambda',
        policy: 'dd',
        unused: 'ee',
        entries: { '1/0': 's3:Get*' },
      },
    ],
    session: data([accept('s3:GetObject*')]),
    ...changes,
  };
}

const open = (pid = process.pid, we = ROSA): OpenSession => openSessions(folder).open(FILES, we, pid);

function save(saved = session()): void {
  const opened = openSessions(folder).open(saved.files, ROSA);
  expect(opened.save(saved)).toEqual({ kind: 'saved' });
  opened.close();
}

const saved = (): string[] => readdirSync(folder).filter((name) => name.endsWith('.review.json'));

describe('a session', () => {
  test('is found by the contents of its inputs, whatever their order and place', () => {
    save();
    const sessions = openSessions(folder);
    expect(sessions.find([FINDING, POLICY])).toEqual({ session: session(), isSame: true });
    const moved = FILES.map((file) => ({ ...file, path: `/elsewhere${file.path}` }));
    expect(sessions.find(moved)).toEqual({ session: session(), isSame: true });
    expect(sessions.notes).toEqual([]);
    // Opened there, it is the same one and goes with its inputs.
    const opened = sessions.open(moved, ROSA);
    opened.save(session({ files: moved }));
    opened.close();
    expect(saved()).toHaveLength(1);
    expect(
      sessions.find([{ path: '/elsewhere/work/policy.json', sha256: 'x' }, moved[1] ?? FINDING]),
    ).toMatchObject({
      isSame: false,
    });
  });

  test('is found by the paths of its inputs when their contents have changed', () => {
    save();
    const changed = [POLICY, { ...FINDING, sha256: 'changed' }];
    expect(openSessions(folder).find(changed)).toEqual({ session: session(), isSame: false });
  });

  test('is nobody else’s', () => {
    save();
    const other = [{ path: '/work/other.json', sha256: 'ff' }];
    expect(openSessions(folder).find(other)).toBeUndefined();
    expect(openSessions(join(folder, 'missing')).find(other)).toBeUndefined();
  });

  test('takes the place of the one before, in one file that only its owner may read', () => {
    save();
    save(session({ savedAt: '2026-11-24T07:00:00.000Z' }));
    const [name, ...others] = readdirSync(folder);
    expect(others).toEqual([]);
    expect(statSync(join(folder, name ?? '')).mode & 0o777).toBe(0o600);
    expect(openSessions(folder).find(FILES)?.session.savedAt).toBe('2026-11-24T07:00:00.000Z');
  });

  test('is the latest if it was saved last', () => {
    save();
    const later = session({ files: [{ path: '/work/later.json', sha256: '11' }] });
    save(later);
    for (const path of readdirSync(folder).map((name) => join(folder, name))) {
      const isLater = readFileSync(path, 'utf8').includes('later.json');
      utimesSync(path, 1, isLater ? 2000 : 1000);
    }
    expect(openSessions(folder).latest()).toEqual(later);
  });

  test('can be put aside to make place for a new one', () => {
    save();
    const sessions = openSessions(folder);
    sessions.setAside(FILES);
    expect(sessions.find(FILES)).toBeUndefined();
    expect(readdirSync(folder)).toEqual([expect.stringMatching(/\.json\.previous$/)]);
  });

  test('of an earlier version stays where it is, and is named', () => {
    save();
    const [name = ''] = saved();
    const old = join(folder, name.replace('.review.json', '.json'));
    writeFileSync(old, '{"format": "coppice-session/1"}');
    rmSync(join(folder, name));
    const sessions = openSessions(folder);
    expect(sessions.find(FILES)).toBeUndefined();
    expect(sessions.notes).toEqual([expect.stringContaining(old)]);
    save();
    expect(readFileSync(old, 'utf8')).toContain('coppice-session/1');
  });

  test('comes back as it was saved', () => {
    const text = fc.string({ unit: 'binary' }).map((each) => each.toWellFormed());
    const some = text.filter((each) => each !== '');
    const origin = { by: some, at: fc.constant('2026-11-23T07:00:00Z'), reason: some };
    const ref = { statement: fc.nat(1000), entry: fc.nat(1000) };
    const row = { ...origin, ...ref, row: text };
    const actions = fc.array(some, { minLength: 1 });
    const decision: fc.Arbitrary<Decision> = fc.oneof(
      fc.record({ kind: fc.constantFrom('accept', 'list', 'narrow', 'widen'), ...row }),
      fc.record({ kind: fc.constant('drop'), ...row, actions }),
      fc.record({ kind: fc.constant('edit'), ...row, pattern: some }),
      fc.record({ kind: fc.constant('original'), ...origin, ...ref }),
      fc.record({ kind: fc.constant('keep'), ...origin, actions, until: fc.constant('2027-03-31') }),
    );
    fc.assert(
      fc.property(fc.array(decision), (decisions) => {
        const it = session({ session: data(decisions) });
        save(it);
        expect(openSessions(folder).find(it.files)?.session).toEqual(it);
      }),
    );
  });
});

test('whatever becomes of the list, longer, shorter or another, it comes back as it was saved last', () => {
  const opened = open();
  const rows = fc.array(fc.constantFrom('a', 'b', 'c', 'd').map((each) => accept(`s3:Get${each}*`)));
  fc.assert(
    fc.property(rows, fc.nat(6), rows, (first, kept, more) => {
      for (const decisions of [first, [...first.slice(0, kept), ...more], first.slice(kept)]) {
        const it = session({ session: data(decisions) });
        opened.save(it);
        expect(openSessions(folder).find(FILES)?.session).toEqual(it);
      }
    }),
  );
});

describe('two reviews of the same inputs', () => {
  test('the second is told who has it, and neither writes over the other', () => {
    const first = open(OTHER, ROSA);
    expect(first.elsewhere).toBeUndefined();
    first.save(session());
    const second = open(OTHER, KIM);
    expect(second.elsewhere).toEqual(ROSA);
    expect(second.save(session())).toEqual({ kind: 'lost', holder: ROSA });
    // Who looks on sees what the first one decides.
    const more = session({ session: data([accept('s3:GetObject*'), accept('s3:GetAccess*')]) });
    expect(second.news()).toBeUndefined();
    first.save(more);
    expect(second.news()).toEqual(more);
    expect(second.news()).toBeUndefined();
    expect(second.takeOver()).toEqual(more);
    expect(first.takenBy()).toEqual(KIM);
    expect(first.save(session())).toEqual({ kind: 'lost', holder: KIM });
    expect(openSessions(folder).find(FILES)?.session).toEqual(more);
    expect(second.save(session())).toEqual({ kind: 'saved' });
    second.close();
    // Who lost it does not take it away when it leaves.
    first.close();
    expect(readdirSync(folder)).toHaveLength(1);
  });

  test('what was written by somebody who lost the race is not written over', () => {
    const first = open();
    first.save(session());
    const other = session({ session: data([accept('s3:GetAccess*')]) });
    writeFileSync(join(folder, saved()[0] ?? ''), JSON.stringify({ format: 'coppice-review/2', ...other }));
    expect(first.save(session())).toEqual({ kind: 'changed', session: other });
    expect(first.save(session())).toEqual({ kind: 'saved' });
  });

  test('of a program that is gone nobody is told', () => {
    open(GONE, ROSA).save(session());
    const second = open(process.pid, KIM);
    expect(second.elsewhere).toBeUndefined();
    expect(second.save(session())).toEqual({ kind: 'saved' });
  });

  test('who looks on has it when the other leaves', () => {
    const first = open(OTHER, ROSA);
    const second = open(process.pid, KIM);
    expect(second.takeIfLeft()).toBe(false);
    first.close();
    expect(second.takeIfLeft()).toBe(true);
    expect(second.save(session())).toEqual({ kind: 'saved' });
  });

  test('a lock that is cleared away is made again, a damaged one is nobody’s', () => {
    const first = open();
    const lock = (): string => readdirSync(folder).find((name) => name.endsWith('.lock')) ?? 'no lock';
    rmSync(join(folder, lock()));
    expect(first.save(session())).toEqual({ kind: 'saved' });
    expect(open(OTHER, KIM).elsewhere).toBeUndefined();
    for (const damaged of ['{"pid": ', ...[0, -1, 1.5, 2 ** 60].map(lockOf)]) {
      writeFileSync(join(folder, lock()), damaged);
      expect(open(OTHER, KIM).elsewhere, damaged).toBeUndefined();
    }
  });
});

test('whether what was saved is still there can be asked', () => {
  const opened = open();
  expect(opened.isThere()).toBe(false);
  opened.save(session());
  expect(opened.isThere()).toBe(true);
  rmSync(folder, { recursive: true });
  writeFileSync(folder, '');
  expect(() => opened.save(session())).toThrow(/the session cannot be saved/);
  expect(opened.isThere()).toBe(false);
  opened.close();
});

/** A lock that nobody can have. */
function lockOf(pid: number): string {
  return JSON.stringify({ id: 'x', pid, host: hostname(), by: 'kim', since: KIM.since });
}

test('where there is no place for sessions, saving says so', () => {
  writeFileSync(join(folder, 'file'), '');
  const opened = openSessions(join(folder, 'file', 'below')).open(FILES, ROSA);
  expect(opened.elsewhere).toBeUndefined();
  expect(() => opened.save(session())).toThrow(/the session cannot be saved/);
  opened.close();
});

describe('a damaged session', () => {
  test('is put aside with a note, wherever it is cut off or overwritten', () => {
    save();
    const [name = ''] = saved();
    const good = readFileSync(join(folder, name));
    fc.assert(
      fc.property(
        fc.nat(good.length - 2),
        fc.option(fc.constantFrom('\0', '"', '{', ']', 'x')),
        (at, sign) => {
          rmSync(folder, { recursive: true });
          save();
          const damaged =
            sign === null
              ? good.subarray(0, at)
              : Buffer.concat([good.subarray(0, at), Buffer.from(sign), good.subarray(at + 1)]);
          writeFileSync(join(folder, name), damaged);
          const sessions = openSessions(folder);
          const found = sessions.find(FILES);
          // What happens to be a session still is one; all else is out of the way and nothing is lost.
          if (found !== undefined) return;
          expect(sessions.notes).toEqual([expect.stringContaining(`${name}.damaged`)]);
          expect(readdirSync(folder)).toEqual([`${name}.damaged`]);
          expect(readFileSync(join(folder, `${name}.damaged`))).toEqual(damaged);
        },
      ),
    );
  });

  test.each<[what: string, make: (path: string) => void]>([
    ['a pipe', (path) => execFileSync('mkfifo', [path])],
    ['a folder', (path) => mkdirSync(path)],
    ['a link in a circle', (path) => symlinkSync(path, path)],
    [
      'larger than what is read',
      (path) => {
        writeFileSync(path, '');
        truncateSync(path, 3 * 2 ** 30);
      },
    ],
    ['no UTF-8', (path) => writeFileSync(path, Buffer.from([0xff, 0xc3, 0x28]))],
    ['of a later version', (path) => writeFileSync(path, '{"format":"coppice-review/9"}')],
  ])('that is %s is not written over either, nor what was put aside before', (_, make) => {
    save();
    const [name = ''] = saved();
    const path = join(folder, name);
    writeFileSync(`${path}.damaged`, 'the first');
    rmSync(path);
    make(path);
    const before = identity(path);
    const sessions = openSessions(folder);
    expect(sessions.find(FILES)).toBeUndefined();
    expect(sessions.notes).toEqual([expect.stringContaining(`${name}.damaged-2`)]);
    const open = sessions.open(FILES, ROSA);
    expect(open.save(session())).toEqual({ kind: 'saved' });
    open.close();
    expect(readFileSync(`${path}.damaged`, 'utf8')).toBe('the first');
    expect(identity(`${path}.damaged-2`)).toBe(before);
    expect(openSessions(folder).find(FILES)?.isSame).toBe(true);
  });
});

function identity(path: string): string {
  const { ino, size } = lstatSync(path);
  return `${ino} ${size}`;
}
