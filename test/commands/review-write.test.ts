import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type Loaded, loadInputs } from '../../source/commands/reading/load.ts';
import { createWriter } from '../../source/commands/reviewing/review-write.ts';
import { type Io, processIo } from '../../source/commands/terminal/io.ts';
import { defaultPathFor } from '../../source/commands/writing/default-path.ts';
import { contextOf } from '../../source/commands/writing/outcome.ts';
import type { OutputFormat } from '../../source/output/format.ts';
import { renderJson } from '../../source/output/json.ts';
import { renderDiff } from '../../source/output/unified-diff.ts';
import type { Decisions } from '../../source/refine/decision.ts';
import { derive } from '../../source/refine/derive.ts';
import type { WriteRequest, WriteResult } from '../../source/screen/review-run.ts';
import { provideCommandLine } from './support/command-line.ts';
import { expectedPolicy, WORKED } from './support/worked.ts';

const line = provideCommandLine(WORKED);
const inputs = ['policy.json', 'finding.json'];
const decision = { by: 'ann', at: '2026-11-23T11:00:00Z', statement: 1, entry: 0 };

interface Review {
  readonly loaded: Loaded;
  readonly written: { decisions: unknown; format: OutputFormat; files: string[] }[];
  write(request: Partial<WriteRequest>): WriteResult;
}

async function openReview(names: readonly string[] = inputs): Promise<Review> {
  const io: Io = { ...processIo(), cwd: line.cwd, now: () => new Date('2026-11-23T12:00:00Z') };
  const loaded = await loadInputs(names, { color: 'never' }, io);
  const written: Review['written'] = [];
  const writer = createWriter({
    loaded,
    context: contextOf(loaded, io),
    io,
    rendererOf: (format) => (format === 'json' ? renderJson : format === 'diff' ? renderDiff : undefined),
    onWritten: (decisions, format, files) => written.push({ decisions, format, files }),
  });
  const standard = { decisions: new Map<string, Decisions>(), format: 'json', overwrite: false } as const;
  return { loaded, written, write: (request) => writer({ ...standard, path: 'out.json', ...request }) };
}

const read = (name: string): string => readFileSync(join(line.cwd, name), 'utf8');

describe('writing the result of a review', () => {
  test('writes it with the record of the decisions, from which it can be made again', async () => {
    const { loaded, written, write } = await openReview();
    const [policyCase] = loaded.cases;
    const decisions = new Map<string, Decisions>([
      [
        policyCase?.id ?? '',
        [
          { kind: 'accept', row: 's3:GetObject*', ...decision },
          { kind: 'list', row: 's3:GetStorage*', ...decision, reason: 'nothing new' },
        ],
      ],
    ]);
    expect(write({ decisions, path: 'policy.refined.json' })).toEqual({
      kind: 'written',
      files: ['policy.refined.json', 'policy.decisions.json'],
    });
    expect(written).toEqual([
      {
        decisions,
        format: 'json',
        files: ['policy.refined.json', 'policy.decisions.json'].map((name) => join(line.cwd, name)),
      },
    ]);
    const result = read('policy.refined.json');
    expect(result).toContain('"s3:GetStorageLensConfiguration"');
    const record = JSON.parse(read('policy.decisions.json'));
    expect(record).toMatchObject({
      format: 'coppice-decisions/1',
      writtenAt: '2026-11-23T12:00:00.000Z',
      output: 'json',
      catalog: { date: '2026-09-26' },
      files: [{ name: 'policy.json' }, { name: 'finding.json' }],
      policies: [
        { id: policyCase?.id, certificate: { ok: true }, decisions: decisions.get(policyCase?.id ?? '') },
      ],
    });
    const apply = (...more: string[]): ReturnType<typeof line.coppice> =>
      line.coppice(['apply', ...inputs, '--decisions', 'policy.decisions.json', ...more]);
    expect(await apply()).toEqual({ code: 0, stdout: result, stderr: '' });
    expect(await apply('--format', 'diff')).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('\n-        "s3:Get*",\n'),
    });
    expect(await apply('--catalog', '2024-08-31')).toMatchObject({
      code: 1,
      stdout: '',
      stderr: expect.stringContaining(
        'the catalogue is of 2024-08-31, the decisions were made with that of 2026-09-26',
      ),
    });
    expect(await apply('--generalize', 'exact')).toMatchObject({ code: 1, stdout: '' });
  });

  test('replaces nothing unless it is told to, and tells a source from another file', async () => {
    const { write, written } = await openReview();
    line.write('out.json', 'mine');
    expect(write({})).toEqual({ kind: 'exists', path: 'out.json', source: false });
    line.write('new.decisions.json', 'mine, too');
    expect(write({ path: 'new.json' })).toEqual({
      kind: 'exists',
      path: 'new.decisions.json',
      source: false,
    });
    expect(write({ path: './policy.json' })).toEqual({ kind: 'exists', path: 'policy.json', source: true });
    expect(written).toEqual([]);
    expect([read('out.json'), read('policy.json'), existsSync(join(line.cwd, 'new.json'))]).toEqual([
      'mine',
      WORKED['policy.json'],
      false,
    ]);
    expect(write({ overwrite: true })).toMatchObject({ kind: 'written' });
    expect(read('out.json')).toBe(expectedPolicy('2026-09-26'));
  });

  test('refuses with a sentence what cannot be written, and writes neither file', async () => {
    const { write, written } = await openReview();
    mkdirSync(join(line.cwd, 'folder.decisions.json'));
    for (const request of [
      { path: 'policy.json/out.json' },
      { format: 'html' } as const,
      { path: 'folder.json', overwrite: true },
    ]) {
      expect(write(request)).toMatchObject({ kind: 'refused', message: expect.stringMatching(/\w/) });
    }
    expect(written).toEqual([]);
    expect(readdirSync(line.cwd).sort()).toEqual(['finding.json', 'folder.decisions.json', 'policy.json']);
  });

  test('refuses a result that is not proved, and says which law and where', async () => {
    const { loaded, write } = await openReview();
    const [policyCase] = loaded.cases;
    if (policyCase === undefined) throw new Error('no case');
    const decisions: Decisions = [{ kind: 'accept', row: 's3:GetObject*', ...decision }];
    // A result that somebody has tampered with: what is remembered for these decisions lets in more.
    const tampered = derive(policyCase, decisions).edits.get(1) as string[];
    tampered.splice(0, tampered.length, 's3:*');
    const result = write({ decisions: new Map([[policyCase.id, decisions]]) });
    expect(result).toMatchObject({
      kind: 'refused',
      message: expect.stringMatching(/MyRole ▸ S3AndLambda: law \d \(.*\) is refuted: .*Statement\[1\]/),
    });
    expect(readdirSync(line.cwd).sort()).toEqual(['finding.json', 'policy.json']);
  });

  test('writes several policies to a folder with one record, which apply turns into the same folder', async () => {
    line.write('other.json', WORKED['policy.json'].replaceAll('MyRole', 'OtherRole'));
    line.write(
      'finding2.json',
      WORKED['finding.json'].replaceAll('MyRole', 'OtherRole').replace('6a1f2a0c', '7a1f2a0c'),
    );
    const names = ['policy.json', 'other.json', 'finding.json', 'finding2.json'];
    const { write } = await openReview(names);
    expect(write({ path: 'out/' })).toEqual({
      kind: 'written',
      files: [
        'out/MyRole.S3AndLambda.refined.json',
        'out/OtherRole.S3AndLambda.refined.json',
        'out/coppice.decisions.json',
      ],
    });
    expect(read('out/OtherRole.S3AndLambda.refined.json')).toBe(expectedPolicy('2026-09-26'));
    expect(write({ path: 'out/' })).toMatchObject({ kind: 'exists', source: false });
    const apply = await line.coppice([
      'apply',
      ...names,
      '--decisions',
      'out/coppice.decisions.json',
      '-o',
      'again/',
    ]);
    expect(apply).toMatchObject({ code: 0, stdout: '' });
    for (const name of readdirSync(join(line.cwd, 'again')))
      expect(read(`again/${name}`)).toBe(read(`out/${name}`));
    expect(readdirSync(join(line.cwd, 'again'))).toHaveLength(2);
    const fewer = await line.coppice([
      'apply',
      'policy.json',
      'finding.json',
      '--decisions',
      'out/coppice.decisions.json',
    ]);
    expect(fewer).toMatchObject({
      code: 1,
      stdout: '',
      stderr: expect.stringContaining('not among the inputs'),
    });
  });

  test('proposes a path beside the source', async () => {
    line.write('deep/er/policy.json', WORKED['policy.json']);
    const { loaded } = await openReview(['deep/er/policy.json', 'finding.json']);
    const path = (format: OutputFormat, folder?: string): string =>
      defaultPathFor(format, loaded, line.cwd, folder);
    expect(path('json')).toBe('deep/er/policy.refined.json');
    expect(path('terraform')).toBe('deep/er/policy.tf');
    expect(path('json', line.cwd)).toBe('S3AndLambda.refined.json');
  });
});
