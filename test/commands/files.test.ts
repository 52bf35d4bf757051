import { execFileSync } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { sha256 } from '../../source/base/digest.ts';
import { provideCommandLine } from './support/command-line.ts';
import { expectedPolicy, WORKED } from './support/worked.ts';

const line = provideCommandLine(WORKED);
const { 'policy.json': POLICY } = WORKED;
const RESULT = expectedPolicy('2026-09-26');
const at = (name: string): string => join(line.cwd, name);

describe('a folder as input', () => {
  test('leaves out what is not a regular file, without waiting for it', async () => {
    execFileSync('mkfifo', [at('pipe.json')]);
    symlinkSync('nowhere', at('dangling.json'));
    symlinkSync('loop.json', at('loop.json'));
    symlinkSync('/dev/zero', at('zero.json'));
    symlinkSync('.', at('self.json'));
    symlinkSync('..', at('up'));
    const { code, stdout, stderr } = await line.coppice(['refine', '.']);
    expect({ code, stdout }).toEqual({ code: 0, stdout: RESULT });
    expect(stderr).toContain('left out, since only regular files are read from folders:');
    for (const name of ['pipe.json', 'dangling.json', 'loop.json', 'zero.json'])
      expect(stderr).toContain(name);
  });

  test('follows links to regular files', async () => {
    mkdirSync(at('links'));
    symlinkSync('../policy.json', at('links/p.json'));
    symlinkSync('../finding.json', at('links/f.json'));
    expect(await line.coppice(['refine', 'links'])).toEqual({ code: 0, stdout: RESULT, stderr: '' });
  });

  test('leaves out the results that a decision record lists, as long as nobody changed them', async () => {
    const result = POLICY.replace('S3AndLambda', 'Any');
    line.write('any.json', result);
    line.write('changed.json', result.replace('Any', 'Changed'));
    line.write('any.decisions.json', {
      format: 'coppice-decisions/2',
      outputs: ['any.json', 'changed.json'].map((name) => ({ name, sha256: sha256(result) })),
    });
    const { code, stderr } = await line.coppice(['check', '.']);
    expect(code).toBe(1);
    expect(stderr).toContain('left out, since coppice wrote them itself: any.decisions.json, any.json\n');
    const json = await line.coppice(['check', '.', '--json']);
    const files = JSON.parse(json.stdout).policies.map(({ file }: { file: string }) => file);
    expect(files.sort()).toEqual(['changed.json', 'policy.json']);
  });

  test('leaves out results beside a record that lists none by the names they have by default', async () => {
    for (const name of ['policy.refined.json', 'policy.recommendation.json', 'deep/x.refined.json']) {
      line.write(name, POLICY.replace('S3AndLambda', name.slice(-20, -5)));
    }
    line.write('policy.decisions.json', { format: 'coppice-decisions/1' });
    const { stdout } = await line.coppice(['check', '.', '--json']);
    const files = JSON.parse(stdout).policies.map(({ file }: { file: string }) => file);
    expect(files.sort()).toEqual(['deep/x.refined.json', 'policy.json']);
  });

  test('is all results: then they are what is meant', async () => {
    line.write('out/a.refined.json', POLICY);
    line.write('out/coppice.decisions.json', { format: 'coppice-decisions/1' });
    expect((await line.coppice(['check', 'out', 'finding.json'])).code).toBe(1);
  });
});

describe('reading comes to an end', () => {
  test.each([
    ['an input', ['refine', '/dev/zero', 'finding.json']],
    ['the exceptions', ['refine', '.', '--exceptions', '/dev/zero']],
    ['the record', ['apply', '.', '--decisions', '/dev/zero']],
    ['the other policy', ['verify', '--original', 'policy.json', '--refined', '/dev/zero', 'finding.json']],
  ])('of an endless device as %s', async (_, args) => {
    const { code, stdout, stderr } = await line.coppice(args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toBe(
      'coppice: /dev/zero: this is larger than 500 MB, and more is not read\n  Give it in several files.\n',
    );
  });

  test('of a file that is larger than what is read, which it names', async () => {
    line.write('large.json', '');
    truncateSync(at('large.json'), 3 * 2 ** 30);
    for (const args of [
      ['refine', 'large.json'],
      ['refine', '.'],
    ]) {
      expect((await line.coppice(args)).stderr).toContain('large.json: this is larger than 500 MB');
    }
  });
});

describe('names', () => {
  test.each([
    ['an input', ['refine', '', 'finding.json']],
    ['-o', ['refine', '.', '-o', '']],
    ['-o of a report', ['check', '.', '-o', '']],
    ['--catalog', ['check', '.', '--catalog', '']],
    ['--exceptions', ['check', '.', '--exceptions', '']],
    ['--decisions', ['apply', '.', '--decisions', '']],
    ['a stream', ['refine', '--stream', '']],
  ])('nothing as %s is not a folder', async (_, args) => {
    const { code, stdout, stderr } = await line.coppice(args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain('coppice: "": an empty name is not a file\n');
  });

  test('-o is a folder if it is one or ends with /, however many results there are', async () => {
    line.write('more/finding.json', WORKED['finding.json']);
    line.write('more/one.json', POLICY);
    line.write('more/two.json', POLICY.replace('S3AndLambda', 'Other'));
    const one = ['refine', 'policy.json', 'finding.json', '--quiet'];
    const two = ['refine', 'more', '--quiet'];
    mkdirSync(at('there'));
    expect(await line.coppice([...two, '-o', 'file'])).toEqual({
      code: 2,
      stdout: '',
      stderr:
        'coppice: file: there are 2 results to write, and this names one file\n  Name a folder: one that is there, or a new one with / at its end, file/\n',
    });
    for (const [args, folder, names] of [
      [one, 'new-one/', ['S3AndLambda.refined.json']],
      [two, 'new-two/', ['MyRole.S3AndLambda.refined.json']],
      [one, 'there', ['S3AndLambda.refined.json']],
      [two, 'there', ['MyRole.S3AndLambda.refined.json', 'MyRole.Other.refined.json']],
    ] as const) {
      expect((await line.coppice([...args, '-o', folder])).code).toBe(0);
      for (const name of names) expect(readFileSync(at(join(folder, name)), 'utf8')).toBe(RESULT);
    }
    expect((await line.coppice([...one, '-o', 'file'])).code).toBe(0);
    expect(readFileSync(at('file'), 'utf8')).toBe(RESULT);
  });

  test('a folder as a stream is named', async () => {
    mkdirSync(at('folder'));
    const { code, stderr } = await line.coppice(['refine', '--stream', 'folder']);
    expect(code).toBe(2);
    expect(stderr).toContain('coppice: folder: this is a folder');
  });

  test('an input is not overwritten by a report either', async () => {
    for (const args of [
      ['check', 'policy.json', 'finding.json', '-o', './policy.json'],
      ['refine', 'policy.json', 'finding.json', '--json', '-o', 'finding.json'],
    ]) {
      expect((await line.coppice(args)).stderr).toContain('this is an input, which is not overwritten');
    }
    expect(readFileSync(at('policy.json'), 'utf8')).toBe(POLICY);
  });
});

describe('the same in makes the same out', () => {
  test.each([
    'json',
    'diff',
    'access-analyzer',
    'terraform',
    'cloudformation',
    'aws-cli',
    'markdown',
    'html',
  ])('in %s, wherever the inputs lie', async (format) => {
    const elsewhere = mkdtempSync(join(tmpdir(), 'coppice-elsewhere-'));
    try {
      for (const [name, text] of Object.entries(WORKED)) writeFileSync(join(elsewhere, name), text);
      const files = ['policy.json', 'finding.json'];
      const results = [];
      for (const inputs of [files, files.map(at), files.map((name) => join(elsewhere, name))]) {
        results.push((await line.coppice(['refine', ...inputs, '--format', format])).stdout);
      }
      expect([...new Set(results)]).toHaveLength(1);
      expect(results[0]).not.toContain(tmpdir());
      expect(results[0]).not.toContain(new Date().toISOString().slice(0, 10));
      expect(results[0]).not.toContain('2026-11-23');
    } finally {
      rmSync(elsewhere, { recursive: true });
    }
  });
});
