import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { InputError } from '../../source/base/errors.ts';
import { writeAll, writeFolder } from '../../source/store/write-all.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'coppice-write-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const at = (name: string): string => join(folder, name);
const read = (name: string): string => readFileSync(at(name), 'utf8');

/** Everything below the folder with its content: what a person would find there. */
function contents(): Record<string, string> {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return Object.fromEntries(
    entries
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .sort()
      .map((path) => [path.slice(folder.length + 1), readFileSync(path, 'utf8')]),
  );
}

describe('writing files', () => {
  test('writes them, makes their folders, and leaves nothing else behind', () => {
    writeFileSync(at('old.txt'), 'before');
    writeAll([
      { path: at('old.txt'), content: 'after' },
      { path: at('a/b/new.txt'), content: 'ünï\u{1f600}' },
    ]);
    expect(contents()).toEqual({ 'a/b/new.txt': 'ünï\u{1f600}', 'old.txt': 'after' });
  });

  test('takes all of them back when one has a folder in its way', () => {
    writeFileSync(at('old.txt'), 'before');
    mkdirSync(at('taken'));
    const write = (): void =>
      writeAll([
        { path: at('old.txt'), content: 'after' },
        { path: at('new/new.txt'), content: 'new' },
        { path: at('taken'), content: 'x' },
      ]);
    expect(write).toThrow(InputError);
    expect(contents()).toEqual({ 'old.txt': 'before' });
    expect(existsSync(at('new'))).toBe(false);
  });

  test('takes back what was in place already when a later one cannot be put there', () => {
    writeFileSync(at('old.txt'), 'before');
    const write = (): void =>
      writeAll([
        { path: at('old.txt'), content: 'after' },
        { path: at('brand-new.txt'), content: 'new' },
        // A device that takes nothing: it is written last, when the others are in place.
        { path: '/dev/full', content: 'x' },
      ]);
    if (!existsSync('/dev/full')) return;
    expect(write).toThrow(/cannot be written: there is no space left/);
    expect(contents()).toEqual({ 'old.txt': 'before' });
  });

  test('names the path as it was given, and what to do', () => {
    writeFileSync(at('file'), '');
    try {
      writeAll([{ path: at('file/below.txt'), content: '' }]);
      expect.unreachable();
    } catch (error) {
      expect(error).toBeInstanceOf(InputError);
      expect((error as InputError).place).toMatchObject({ file: at('file/below.txt') });
      expect((error as InputError).place.hint).toBeTruthy();
    }
  });

  test('keeps the mode of a file that is there, and gives a new one the mode that is asked for', () => {
    writeFileSync(at('old'), '');
    chmodSync(at('old'), 0o640);
    writeAll([
      { path: at('old'), content: 'x' },
      { path: at('script'), content: '#!/bin/sh\n', mode: 0o755 },
    ]);
    expect(statSync(at('old')).mode & 0o777).toBe(0o640);
    expect(statSync(at('script')).mode & 0o100).toBe(0o100);
    writeAll([{ path: at('secret'), content: '' }], { mode: 0o600 });
    expect(statSync(at('secret')).mode & 0o777).toBe(0o600);
  });

  test('writes through a symbolic link and leaves the link', () => {
    writeFileSync(at('real.txt'), 'before');
    symlinkSync(at('real.txt'), at('link.txt'));
    writeAll([{ path: at('link.txt'), content: 'after' }]);
    expect(lstatSync(at('link.txt')).isSymbolicLink()).toBe(true);
    expect(read('real.txt')).toBe('after');
  });

  test('writes through a link that leads nowhere yet, and through folders of links', () => {
    symlinkSync('elsewhere/real.txt', at('link.txt'));
    mkdirSync(at('deep/er'), { recursive: true });
    symlinkSync('deep/er', at('folder'));
    symlinkSync('../up.txt', at('deep/er/up'));
    writeAll([
      { path: at('link.txt'), content: 'new' },
      { path: at('folder/up'), content: 'up' },
    ]);
    expect(lstatSync(at('link.txt')).isSymbolicLink()).toBe(true);
    expect(contents()).toEqual({ 'deep/up.txt': 'up', 'elsewhere/real.txt': 'new' });
  });

  test('says of links that lead in a circle what they are', () => {
    symlinkSync('b', at('a'));
    symlinkSync('a', at('b'));
    expect(() => writeAll([{ path: at('a'), content: '' }])).toThrow(/links lead in a circle/);
  });

  test.runIf(existsSync('/proc/self'))('gives up at once where no folder can be made', () => {
    for (const path of ['/proc/x/y.json', '/proc/x/y/z/a.json', '/dev/null/x/y.json']) {
      expect(() => writeAll([{ path, content: '' }])).toThrow(InputError);
      expect(() => writeFolder(path, [{ path: 'a', content: '' }])).toThrow(InputError);
    }
  });

  test('writes files with the longest names there can be', () => {
    const names = ['a', 'b'].map((letter) => letter.repeat(255));
    writeAll(names.map((name) => ({ path: at(name), content: name })));
    expect(Object.keys(contents())).toEqual(names);
  });

  test('writes to a device as it is', () => {
    writeAll([{ path: '/dev/null', content: 'gone' }]);
    expect(statSync('/dev/null').isFile()).toBe(false);
  });

  test('writes all or none, whatever is there and whatever fails', () => {
    const file = fc.record({
      name: fc.constantFrom('a', 'b', 'c/d', 'c/e', 'f/g/h', 'blocked', 'blocked/x'),
      content: fc.string({ unit: 'binary', maxLength: 20 }).map((text) => text.toWellFormed()),
    });
    fc.assert(
      fc.property(
        fc.uniqueArray(file, { selector: ({ name }) => name, minLength: 1 }),
        fc.uniqueArray(fc.constantFrom('a', 'c/d', 'f'), { maxLength: 3 }),
        (files, present) => {
          rmSync(folder, { recursive: true });
          mkdirSync(at('blocked'), { recursive: true });
          writeFileSync(at('blocked/keeper'), 'keeper');
          for (const name of present) {
            mkdirSync(join(at(name), '..'), { recursive: true });
            writeFileSync(at(name), `old ${name}`);
          }
          const before = contents();
          const wanted = files.map(({ name, content }) => ({ path: at(name), content }));
          let written = true;
          try {
            writeAll(wanted);
          } catch (error) {
            if (!(error instanceof InputError)) throw error;
            written = false;
          }
          const made = Object.fromEntries(files.map(({ name, content }) => [name, content]));
          expect(contents()).toEqual(written ? { ...before, ...made } : before);
        },
      ),
    );
  });
});

describe('writing a folder', () => {
  test('makes it with all its files', () => {
    writeFolder(at('out/deep'), [
      { path: 'a.json', content: '1' },
      { path: 'b.json', content: '2' },
    ]);
    expect(contents()).toEqual({ 'out/deep/a.json': '1', 'out/deep/b.json': '2' });
  });

  test('adds to one that is there, and replaces what has the same name', () => {
    writeFolder(at('out'), [{ path: 'a.json', content: 'old' }]);
    writeFileSync(at('out/mine.txt'), 'mine');
    writeFolder(at('out'), [
      { path: 'a.json', content: 'new' },
      { path: 'b.json', content: '2' },
    ]);
    expect(contents()).toEqual({ 'out/a.json': 'new', 'out/b.json': '2', 'out/mine.txt': 'mine' });
  });

  test('leaves no trace of one that could not be made, and names it as the person did', () => {
    const wrong = [
      { path: 'a.json', content: '1' },
      { path: 'a.json/b.json', content: '2' },
    ];
    expect(() => writeFolder(at('out'), wrong)).toThrow(InputError);
    expect(readdirSync(folder)).toEqual([]);
    try {
      writeFolder(at('out'), wrong);
    } catch (error) {
      expect((error as InputError).place.file).toBe(join(at('out'), 'a.json/b.json'));
    }
  });

  test('refuses a file in its place', () => {
    writeFileSync(at('out'), 'mine');
    expect(() => writeFolder(at('out'), [{ path: 'a', content: '' }])).toThrow(InputError);
    expect(contents()).toEqual({ out: 'mine' });
  });
});
