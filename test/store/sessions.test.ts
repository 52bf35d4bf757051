import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Decision } from '../../source/refine/decision.ts';
import { openSessions, type Session } from '../../source/store/sessions.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'coppice-sessions-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const policy = { path: '/work/policy.json', sha256: 'aa' };
const finding = { path: '/work/finding.json', sha256: 'bb' };

function session(changes: Partial<Session> = {}): Session {
  return {
    savedAt: '2026-11-23T07:00:00.000Z',
    files: [policy, finding],
    catalog: { date: '2026-09-26', sha256: 'cc' },
    generalize: 'shortest',
    policies: [
      {
        id: 'MyRole/S3AndLambda',
        name: 'S3AndLambda',
        policy: 'dd',
        unused: 'ee',
        entries: { '1/0': 's3:Get*' },
        decisions: [
          {
            kind: 'accept',
            statement: 1,
            entry: 0,
            row: 's3:GetObject*',
            by: 'ann',
            at: '2026-11-23T07:00:00Z',
          },
        ],
      },
    ],
    ...changes,
  };
}

describe('a session', () => {
  test('is found by the contents of its inputs, whatever their order and place', () => {
    openSessions(folder).save(session());
    const sessions = openSessions(folder);
    expect(sessions.find([finding, policy])).toEqual({ session: session(), isSame: true });
    const moved = [policy, finding].map((file) => ({ ...file, path: `/elsewhere${file.path}` }));
    expect(sessions.find(moved)).toEqual({ session: session(), isSame: true });
    expect(sessions.notes).toEqual([]);
  });

  test('is found by the paths of its inputs when their contents have changed', () => {
    openSessions(folder).save(session());
    const changed = [policy, { ...finding, sha256: 'changed' }];
    expect(openSessions(folder).find(changed)).toEqual({ session: session(), isSame: false });
  });

  test('is nobody else’s', () => {
    openSessions(folder).save(session());
    const other = [{ path: '/work/other.json', sha256: 'ff' }];
    expect(openSessions(folder).find(other)).toBeUndefined();
    expect(openSessions(join(folder, 'missing')).find(other)).toBeUndefined();
  });

  test('takes the place of the one before, in one file that only its owner may read', () => {
    const sessions = openSessions(folder);
    sessions.save(session());
    sessions.save(session({ savedAt: '2026-11-24T07:00:00.000Z' }));
    const [name, ...others] = readdirSync(folder);
    expect(others).toEqual([]);
    expect(statSync(join(folder, name ?? '')).mode & 0o777).toBe(0o600);
    expect(sessions.find([policy, finding])?.session.savedAt).toBe('2026-11-24T07:00:00.000Z');
  });

  test('remembers what was written', () => {
    const written = { at: '2026-11-23T08:00:00.000Z', files: ['/work/policy.refined.json'] };
    openSessions(folder).save(session({ written }));
    expect(openSessions(folder).latest()?.written).toEqual(written);
  });

  test('is the latest if it was saved last', () => {
    const sessions = openSessions(folder);
    sessions.save(session());
    const later = session({ files: [{ path: '/work/later.json', sha256: '11' }] });
    sessions.save(later);
    const times = readdirSync(folder).map((name) => join(folder, name));
    for (const path of times) {
      const isLater = readFileSync(path, 'utf8').includes('later.json');
      utimesSync(path, 1, isLater ? 2000 : 1000);
    }
    expect(sessions.latest()).toEqual(later);
  });

  test('can be put aside to make place for a new one', () => {
    const sessions = openSessions(folder);
    sessions.save(session());
    sessions.setAside([policy, finding]);
    expect(sessions.find([policy, finding])).toBeUndefined();
    expect(readdirSync(folder)).toEqual([expect.stringMatching(/\.json\.previous$/)]);
  });

  test('comes back as it was saved', () => {
    const text = fc.string({ unit: 'binary' }).map((each) => each.toWellFormed());
    const origin = { by: text, at: text, reason: text };
    const ref = { statement: fc.nat(1000), entry: fc.nat(1000) };
    const row = { ...origin, ...ref, row: text };
    const actions = fc.array(text);
    const decision: fc.Arbitrary<Decision> = fc.oneof(
      fc.record({ kind: fc.constantFrom('accept', 'list', 'narrow', 'widen'), ...row }),
      fc.record({ kind: fc.constant('drop'), ...row, actions }),
      fc.record({ kind: fc.constant('edit'), ...row, pattern: text }),
      fc.record({ kind: fc.constant('original'), ...origin, ...ref }),
      fc.record({ kind: fc.constant('keep'), ...origin, actions, until: text }),
    );
    fc.assert(
      fc.property(fc.array(decision), text, (decisions, name) => {
        const [first] = session().policies;
        if (first === undefined) return;
        const saved = session({ policies: [{ ...first, id: name, name, decisions }] });
        openSessions(folder).save(saved);
        expect(openSessions(folder).find(saved.files)?.session).toEqual(saved);
      }),
    );
  });
});

describe('a damaged session', () => {
  test('is put aside with a note, wherever it is cut off or overwritten', () => {
    openSessions(folder).save(session());
    const [name = ''] = readdirSync(folder);
    const good = readFileSync(join(folder, name));
    fc.assert(
      fc.property(
        fc.nat(good.length - 2),
        fc.option(fc.constantFrom('\0', '"', '{', ']', 'x')),
        (at, sign) => {
          rmSync(folder, { recursive: true });
          const sessions = openSessions(folder);
          sessions.save(session());
          const damaged =
            sign === null
              ? good.subarray(0, at)
              : Buffer.concat([good.subarray(0, at), Buffer.from(sign), good.subarray(at + 1)]);
          writeFileSync(join(folder, name), damaged);
          const found = sessions.find([policy, finding]);
          // What happens to be a session still is one; all else is out of the way and nothing is lost.
          if (found !== undefined) return;
          expect(sessions.notes).toEqual([expect.stringContaining(`${name}.damaged`)]);
          expect(readdirSync(folder)).toEqual([`${name}.damaged`]);
          expect(readFileSync(join(folder, `${name}.damaged`))).toEqual(damaged);
        },
      ),
    );
  });
});
