import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type Loaded, loadInputs } from '../../source/commands/reading/load.ts';
import { sessionContext } from '../../source/commands/reviewing/session-context.ts';
import { type SessionWriter, sessionWriter } from '../../source/commands/reviewing/session-files.ts';
import { type Io, processIo } from '../../source/commands/terminal/io.ts';
import { defaultPathFor } from '../../source/commands/writing/default-path.ts';
import { contextOf } from '../../source/commands/writing/outcome.ts';
import type { OutputFormat } from '../../source/output/format.ts';
import type { Decisions } from '../../source/refine/decision.ts';
import type { SessionContext } from '../../source/review/session/context.ts';
import { reduceSession } from '../../source/review/session/reduce-session.ts';
import type { SessionAction } from '../../source/review/session/session-action.ts';
import { newSession } from '../../source/review/session/session-data.ts';
import type { SessionState } from '../../source/review/session/state.ts';
import { outcomeUnder } from '../../source/review/session/tree.ts';
import type { FilePlan, WriteOrder } from '../../source/review/session/writing.ts';
import { AT, VIEWPORT } from '../review/session/support.ts';
import { provideCommandLine } from './support/command-line.ts';
import { expectedPolicy, WORKED } from './support/worked.ts';

const line = provideCommandLine(WORKED);
const INPUTS = ['policy.json', 'finding.json'];
const world = processIo();
const PREFERENCES = {
  format: 'json',
  color: 'auto',
  ascii: false,
  mouse: false,
  staysOnAccept: false,
} as const;

interface Review {
  readonly loaded: Loaded;
  readonly context: SessionContext;
  readonly writer: SessionWriter;
  state: SessionState;
  do(...actions: readonly SessionAction[]): void;
  order(changes?: Partial<WriteOrder>): WriteOrder;
  plan(changes?: Partial<WriteOrder>): Promise<FilePlan>;
  write(changes?: Partial<WriteOrder>): ReturnType<SessionWriter['write']>;
}

async function openReview(names: readonly string[] = INPUTS): Promise<Review> {
  const io: Io = { ...world, cwd: line.cwd, now: () => new Date('2026-11-23T12:00:00Z') };
  const options = { color: 'never' } as const;
  const loaded = await loadInputs(names, options, io);
  const context = sessionContext(loaded, options, PREFERENCES, io);
  const writer = sessionWriter({ loaded, context, output: contextOf(loaded, io), options, io });
  const review: Review = {
    loaded,
    context,
    writer,
    state: { ...newSession(context, VIEWPORT), reviewer: 'rosa', mode: { kind: 'tree' } },
    do(...actions) {
      for (const action of actions) review.state = reduceSession(context, review.state, action).state;
    },
    order: (changes) => ({ format: 'json', path: 'out.json', open: 'as-written', ...changes }),
    plan: (changes) => writer.plan(review.order(changes), review.state),
    write: (changes) => writer.write(review.order(changes), review.state),
  };
  return review;
}

const go = (address: string): SessionAction => ({ type: 'go', policy: 0, address });
const accept: SessionAction = { type: 'accept', at: AT };
const acceptAll: readonly SessionAction[] = [go(''), { type: 'accept-shown', at: AT }];
const enter: SessionAction = { type: 'enter', at: AT };
const choose = (which: 'reject' | 'adjust', letter: string): SessionAction[] => [
  { type: which },
  { type: 'letter', letter },
  enter,
];

const read = (name: string): string => readFileSync(join(line.cwd, name), 'utf8');
const apply = (names: readonly string[], ...more: string[]) =>
  line.coppice(['apply', ...names, '--decisions', ...more]);

describe('writing what is approved', () => {
  test('leaves what is open as it was, and the printed command makes the same bytes again', async () => {
    const review = await openReview();
    review.do(go('0/0'), accept, go('0/1'), accept);
    expect(await review.plan()).toEqual({
      files: [
        { path: 'out.json', exists: false, isSource: false },
        { path: 'out.decisions.json', exists: false, isSource: false },
      ],
      warnings: [],
    });
    const { files, replay } = await review.write();
    expect(files).toEqual(['out.json', 'out.decisions.json']);
    expect(replay).toBe('coppice apply policy.json finding.json --decisions out.decisions.json');
    const [, second] = JSON.parse(read('out.json')).Statement;
    expect(second.Action).toEqual(['s3:Get*', 's3:List*']);
    const [policy] = JSON.parse(read('out.decisions.json')).policies;
    expect(policy).toMatchObject({ approved: 2, total: 17, certificate: { ok: true } });
    expect(policy.open.map(({ was }: { was: string }) => was)).toContain('s3:Get*');
    expect(policy.decisions).toHaveLength(2);
    const again = await apply(INPUTS, 'out.decisions.json');
    expect(again).toMatchObject({ code: 0, stdout: read('out.json') });
    expect(again.stderr).toContain('7 entries are open and stay as they were');
  });

  test('of an untouched review writes the policy as it was, and its replay says that nothing is approved', async () => {
    const review = await openReview();
    await review.plan();
    await review.write();
    const again = await apply(INPUTS, 'out.decisions.json');
    expect(again).toMatchObject({ code: 0, stdout: read('out.json') });
    expect(JSON.parse(read('out.json'))).toEqual(JSON.parse(WORKED['policy.json']).PolicyDocument);
    expect(again.stderr).toContain('nothing is approved');
  });

  test('whole, is AWS’s result; with another catalogue or cut the same bytes come out, proved', async () => {
    const review = await openReview();
    review.do(...acceptAll);
    await review.plan({ open: 'as-proposed' });
    await review.write({ open: 'as-proposed' });
    expect(read('out.json')).toBe(expectedPolicy('2026-09-26'));
    for (const more of [[], ['--catalog', '2024-08-31'], ['--generalize', 'exact']])
      expect(await apply(INPUTS, 'out.decisions.json', ...more)).toMatchObject({
        code: 0,
        stdout: read('out.json'),
      });
    expect(await apply(INPUTS, 'out.decisions.json', '--format', 'diff')).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('\n-        "s3:Get*",\n'),
    });
  });

  test('with an older catalogue: what came since is named in the certificate', async () => {
    const older = await line.coppice(['refine', ...INPUTS, '--catalog', '2024-08-31']);
    const io: Io = { ...world, cwd: line.cwd, now: () => new Date('2026-11-23T12:00:00Z') };
    const options = { color: 'never', catalog: '2024-08-31' } as const;
    const loaded = await loadInputs(INPUTS, options, io);
    const context = sessionContext(loaded, options, PREFERENCES, io);
    let state: SessionState = { ...newSession(context, VIEWPORT), reviewer: 'rosa', mode: { kind: 'tree' } };
    for (const action of acceptAll) state = reduceSession(context, state, action).state;
    const writer = sessionWriter({ loaded, context, output: contextOf(loaded, io), options, io });
    const order: WriteOrder = { format: 'json', path: 'old.json', open: 'as-proposed' };
    await writer.plan(order, state);
    await writer.write(order, state);
    expect(read('old.json')).toBe(older.stdout);
    const today = await apply(INPUTS, 'old.decisions.json', '--catalog', '2026-09-26');
    expect(today).toMatchObject({ code: 0, stdout: older.stdout });
    const report = await apply(INPUTS, 'old.decisions.json', '--catalog', '2026-09-26', '--json');
    expect(JSON.parse(report.stdout).policies[0].certificate).toMatchObject({
      ok: true,
      deviations: [
        { kind: 'removed', action: 's3:GetBucketAbac', by: 'rosa' },
        { kind: 'removed', action: 's3:GetBucketMetadataTableConfiguration', by: 'rosa' },
      ],
    });
    // By hand nothing can be taken out that was known then.
    line.write(
      'cut.decisions.json',
      read('old.decisions.json').replace(/\s*"s3:GetDataAccess",(?=\s*"s3:GetJob)/g, ''),
    );
    expect(await apply(INPUTS, 'cut.decisions.json')).toMatchObject({ code: 2, stdout: '' });
  });
});

describe('what is written together', () => {
  test('replaces nothing that was not shown, and tells a source from another file', async () => {
    const review = await openReview();
    review.do(...acceptAll);
    line.write('out.json', 'mine');
    expect((await review.plan()).files[0]).toEqual({ path: 'out.json', exists: true, isSource: false });
    line.write('out.decisions.json', 'mine, too, and come meanwhile');
    await expect(review.write()).rejects.toThrow(/there only now/);
    expect([read('out.json'), read('out.decisions.json')]).toEqual(['mine', 'mine, too, and come meanwhile']);
    await review.plan();
    await review.write();
    expect(read('out.json')).toBe(expectedPolicy('2026-09-26'));
    expect((await review.plan({ path: './policy.json' })).files[0]).toEqual({
      path: 'policy.json',
      exists: true,
      isSource: true,
    });
  });

  test('is refused with a sentence where it cannot be written, and nothing is', async () => {
    const review = await openReview();
    mkdirSync(join(line.cwd, 'folder.decisions.json'));
    for (const path of ['policy.json/out.json', 'folder.json']) {
      await review.plan({ path });
      await expect(review.write({ path })).rejects.toThrow(/\w/);
    }
    expect(readdirSync(line.cwd).sort()).toEqual(['finding.json', 'folder.decisions.json', 'policy.json']);
  });

  test('is refused where it is not proved, with the law and the place', async () => {
    const review = await openReview();
    review.do(...acceptAll);
    const [policy] = review.context.policies;
    if (policy === undefined) throw new Error('no policy');
    const decisions: Decisions = review.state.decisions.get(policy.case.id) ?? [];
    // A result that somebody has tampered with: what is remembered for these decisions lets in more.
    const tampered = outcomeUnder(review.context, policy, decisions, 'as-proposed').edits.get(1) as string[];
    tampered.splice(0, tampered.length, 's3:*');
    await expect(review.plan({ open: 'as-proposed' })).rejects.toThrow(
      /MyRole ▸ S3AndLambda: law \d \(.*\) is refuted: .*Statement\[1\]/,
    );
  });

  test('has the exceptions that were asked for; the record holds with them in place', async () => {
    const review = await openReview();
    review.do(go('1/0 s3:GetBucketAcl'), ...choose('adjust', 'k'));
    review.do({ type: 'type', value: 'the audit reads it' }, enter);
    if (review.state.mode.kind === 'dialog' && review.state.mode.dialog.stage.kind === 'until')
      review.do(enter);
    review.do({ type: 'letter', letter: 'p' }, enter);
    review.do(...acceptAll);
    expect((await review.plan({ open: 'as-proposed' })).files.map(({ path }) => path)).toEqual([
      'out.json',
      'out.decisions.json',
      'coppice.exceptions.json',
    ]);
    await review.write({ open: 'as-proposed' });
    expect(JSON.parse(read('coppice.exceptions.json'))).toEqual({
      keep: [
        {
          action: 's3:GetBucketAcl',
          principal: expect.stringContaining('MyRole'),
          reason: 'the audit reads it',
        },
      ],
    });
    expect(await apply(INPUTS, 'out.decisions.json')).toMatchObject({ code: 0, stdout: read('out.json') });
    // Written once more, it is there once.
    await review.plan({ open: 'as-proposed', path: 'more.json' });
    expect((await review.write({ open: 'as-proposed', path: 'more.json' })).files).toHaveLength(2);
  });
});

describe('several policies', () => {
  const names = ['policy.json', 'other.json', 'finding.json', 'finding2.json'];
  const others = (): void => {
    line.write('other.json', WORKED['policy.json'].replaceAll('MyRole', 'OtherRole'));
    line.write(
      'finding2.json',
      WORKED['finding.json'].replaceAll('MyRole', 'OtherRole').replace('6a1f2a0c', '7a1f2a0c'),
    );
  };

  test('go to a folder with one record, and the printed command makes the same folder', async () => {
    others();
    const review = await openReview(names);
    await review.plan({ path: 'out/' });
    const { files, replay } = await review.write({ path: 'out/' });
    expect(files).toEqual([
      'out/MyRole.S3AndLambda.refined.json',
      'out/OtherRole.S3AndLambda.refined.json',
      'out/coppice.decisions.json',
    ]);
    expect(replay).toBe(
      'coppice apply policy.json other.json finding.json finding2.json --decisions out/coppice.decisions.json -o out/',
    );
    const before = files.map(read);
    expect(await line.coppice(replay.split(' ').slice(1))).toMatchObject({ code: 0, stdout: '' });
    expect(files.map(read)).toEqual(before);
    expect(await apply(INPUTS, 'out/coppice.decisions.json')).toMatchObject({
      code: 1,
      stdout: '',
      stderr: expect.stringContaining('not among the inputs'),
    });
  });

  test('of a folder go beside it, never into it, and are no inputs the next time', async () => {
    others();
    for (const name of names) line.write(`in/${name}`, read(name));
    const review = await openReview(['in']);
    const path = review.context.defaultPath('json');
    expect(path).toBe('in-refined/');
    await expect(review.plan({ path: 'in/results/' })).rejects.toThrow(/results are not written into it/);
    await review.plan({ path });
    const { replay } = await review.write({ path });
    expect(await line.coppice(replay.split(' ').slice(1))).toMatchObject({ code: 0 });
    expect((await openReview(['in'])).loaded.cases).toHaveLength(2);
    // Also where both lie in a folder that is the input: results that a record lists are left out.
    const all = await openReview(['.']);
    expect(all.loaded.notes.join('\n')).toContain('left out, since coppice wrote them itself');
  });
});

test('a path is proposed beside the source', async () => {
  line.write('deep/er/policy.json', WORKED['policy.json']);
  const { loaded } = await openReview(['deep/er/policy.json', 'finding.json']);
  const path = (format: OutputFormat, folder?: string): string =>
    defaultPathFor(format, loaded, line.cwd, folder);
  expect(path('json')).toBe('deep/er/policy.refined.json');
  expect(path('terraform')).toBe('deep/er/policy.tf');
  expect(path('json', line.cwd)).toBe('S3AndLambda.refined.json');
});

test('the path that is proposed is beside a folder that was given, whatever else was, and is taken', async () => {
  for (const file of ['policy.json', 'finding.json'] as const) line.write(`deep/in/${file}`, WORKED[file]);
  for (const inputs of [['deep/in'], ['deep/in', 'finding.json'], ['deep/in/', 'deep/in/policy.json']]) {
    const review = await openReview(inputs);
    const path = review.context.defaultPath('json');
    expect(path).toBe('deep/policy.refined.json');
    await review.plan({ path });
  }
  const nested = await openReview(['deep', 'deep/in']);
  expect(nested.context.defaultPath('json')).toBe('policy.refined.json');
});

test('the record alone is a way to keep what cannot be saved', async () => {
  const review = await openReview();
  review.do(go('0/0'), accept);
  expect(review.writer.writeRecord('kept.decisions.json', review.state)).toBe('kept.decisions.json');
  expect(() => review.writer.writeRecord('kept.decisions.json', review.state)).toThrow(/already/);
  expect(existsSync(join(line.cwd, 'policy.refined.json'))).toBe(false);
  const again = await apply(INPUTS, 'kept.decisions.json');
  expect(again.code).toBe(0);
  expect(again.stdout).not.toContain('lambda:AddPermission');
});
