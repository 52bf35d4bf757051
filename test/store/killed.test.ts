import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { putRight } from '../../source/store/left-behind.ts';
import { writeAll, writeFolder } from '../../source/store/write-all.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'coppice-killed-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const at = (name: string): string => join(folder, name);

/** The number of a process that is gone. */
async function deadProcess(): Promise<number> {
  const process = spawn('true');
  await once(process, 'exit');
  return process.pid ?? 0;
}

async function writer(target: string, files: number): Promise<ChildProcess> {
  const script = join(import.meta.dirname, 'support', 'write-again.ts');
  const child = spawn(process.execPath, [script, target, String(files)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (child.stdout !== null) await once(child.stdout, 'data');
  return child;
}

describe('a program that is killed while it writes', () => {
  test('leaves all old or all new, as soon as the next one has written there', async () => {
    const [target, files] = [at('out'), 40];
    for (let kill = 0; kill < 8; kill++) {
      const child = await writer(target, files);
      const gone = once(child, 'exit');
      // Somewhere in the midst of it, another place each time.
      const begun = readFileSync(join(target, 'file-0.json'), 'utf8');
      while (kill > 0 && readFileSync(join(target, `file-${kill}.json`), 'utf8') === begun);
      child.kill('SIGKILL');
      await gone;
      writeAll([{ path: join(target, 'next.json'), content: '' }]);
      const names = readdirSync(target).sort();
      expect(names).toEqual(
        [...Array.from({ length: files }, (_, i) => `file-${i}.json`), 'next.json'].sort(),
      );
      const rounds = new Set(
        names.filter((name) => name !== 'next.json').map((name) => readFileSync(join(target, name), 'utf8')),
      );
      expect([...rounds]).toHaveLength(1);
    }
  });

  test('leaves a new folder whole or not at all, and what it left is swept', async () => {
    const pid = await deadProcess();
    mkdirSync(at(`.coppice-${pid}-0.tmp`));
    writeFileSync(at(`.coppice-${pid}-0.tmp/half.json`), '');
    writeFolder(at('out'), [{ path: 'a.json', content: 'a' }]);
    expect(readdirSync(folder)).toEqual(['out']);
  });
});

describe('what a killed program left', () => {
  const journal = (task: 'finish' | 'undo', files: readonly object[]): string =>
    JSON.stringify({ format: 'coppice-journal/1', task, files });

  test('is finished where the journal says so, wherever it was stopped', async () => {
    const pid = await deadProcess();
    const made = [0, 1, 2].map((i) => `.coppice-${pid}-${i}.tmp`);
    for (let done = 0; done <= made.length; done++) {
      rmSync(folder, { recursive: true });
      mkdirSync(folder);
      made.forEach((name, i) => {
        writeFileSync(at(`${i}.json`), 'old');
        writeFileSync(at(name), 'new');
        if (i < done) renameSync(at(name), at(`${i}.json`));
      });
      writeFileSync(at(`.coppice-${pid}-3.old`), 'old');
      writeFileSync(
        at(`.coppice-${pid}-4.journal`),
        journal(
          'finish',
          made.map((name, i) => ({ target: `${i}.json`, made: name })),
        ),
      );
      putRight([folder]);
      expect(readdirSync(folder).sort()).toEqual(['0.json', '1.json', '2.json']);
      for (let i = 0; i < 3; i++) expect(readFileSync(at(`${i}.json`), 'utf8')).toBe('new');
    }
  });

  test('is taken back where the journal says so', async () => {
    const pid = await deadProcess();
    const name = (i: number, kind: string): string => `.coppice-${pid}-${i}.${kind}`;
    writeFileSync(at('changed.json'), 'new');
    writeFileSync(at(name(1, 'old')), 'old');
    writeFileSync(at('added.json'), 'new');
    writeFileSync(at('kept.json'), 'old');
    writeFileSync(at(name(3, 'tmp')), 'new');
    writeFileSync(
      at(name(4, 'journal')),
      journal('undo', [
        { target: 'changed.json', made: name(0, 'tmp'), before: name(1, 'old') },
        { target: 'added.json', made: name(2, 'tmp') },
        { target: 'kept.json', made: name(3, 'tmp') },
      ]),
    );
    putRight([folder]);
    expect(readdirSync(folder).sort()).toEqual(['changed.json', 'kept.json']);
    expect(readFileSync(at('changed.json'), 'utf8')).toBe('old');
  });

  test('is let be while its process runs, and so is what others call so', () => {
    const names = [
      `.coppice-${process.ppid}-0.tmp`,
      `.coppice-${process.ppid}-1.journal`,
      '.coppice.tmp',
      '.name.1.tmp',
    ];
    for (const name of names) writeFileSync(at(name), 'x');
    putRight([folder]);
    expect(readdirSync(folder).sort()).toEqual([...names].sort());
  });

  test('moves and takes away nothing but what is on its way, whoever wrote the journal', async () => {
    const pid = await deadProcess();
    mkdirSync(at('inside'));
    for (const name of ['mine.json', 'inside/mine.json', 'other.json']) writeFileSync(at(name), name);
    const made = `.coppice-${pid}-9.tmp`;
    writeFileSync(
      at(`inside/.coppice-${pid}-0.journal`),
      journal('undo', [
        { target: '../mine.json', made: `../${made}` },
        { target: 'mine.json', made: '../other.json' },
        { target: 'mine.json', made, before: '../other.json' },
      ]),
    );
    writeFileSync(
      at(`inside/.coppice-${pid}-1.journal`),
      journal('finish', [{ target: 'mine.json', made: '../other.json' }]),
    );
    writeFileSync(at(`inside/.coppice-${pid}-2.journal`), 'no journal');
    putRight([at('inside')]);
    for (const name of ['mine.json', 'inside/mine.json', 'other.json']) {
      expect(readFileSync(at(name), 'utf8')).toBe(name);
    }
    expect(readdirSync(at('inside'))).toEqual(['mine.json']);
    expect(existsSync(at('mine.json'))).toBe(true);
  });
});
