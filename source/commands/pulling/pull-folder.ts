import { existsSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Keep } from '../../aws/keep.ts';
import { InputError } from '../../base/errors.ts';
import { isObject, type JsonObject } from '../../base/json.ts';
import { blame } from '../../store/blame.ts';
import { putRight } from '../../store/left-behind.ts';
import { makeFolders } from '../../store/make-folders.ts';
import { readOwn } from '../../store/read-file.ts';
import { writeAll } from '../../store/write-all.ts';
import type { Io } from '../terminal/io.ts';
import { pathIn } from '../terminal/working-folder.ts';

/** The folder of a pull while it is being filled: beside its final place, under another name. */
export interface PullFolder {
  readonly keep: Keep;
  /** Puts the folder in its place. */
  readonly finish: () => void;
  /** Leaves the folder for `--resume`, or removes it if it is still empty. @returns whether it exists */
  readonly leave: () => boolean;
  /** When the pull first began: a period that ends "now" ends then, even if the pull is resumed. */
  readonly begun: Date;
  /** The name of the folder while it is being filled. */
  readonly partial: string;
}

/** The file that keeps the request: a pull goes on only with the same request. */
const STATE = '.pull.json';

/**
 * Makes the folder of a pull, or opens the folder of a stopped pull.
 *
 * @param folder as the person named it
 * @param asked the request, to be compared with that of the stopped pull
 * @throws InputError if the place is taken, a stopped pull is in the way, or the stopped pull had another request
 */
export function openPullFolder(
  folder: string,
  io: Pick<Io, 'cwd' | 'env'>,
  asked: JsonObject,
  resume: boolean,
): PullFolder {
  const target = pathIn(io, folder);
  const partial = `${target}.partial`;
  refuseTaken(target, folder);
  const begun = existsSync(partial);
  if (begun && !resume) {
    throw new InputError('an earlier pull into this folder was stopped', {
      file: folder,
      hint: `Go on with --resume, or delete ${folder}.partial to start anew.`,
    });
  }
  if (begun) {
    requireSame(partial, asked, folder);
    putRight(foldersIn(partial));
  } else {
    blame(folder, () => makeFolders(partial), 'this cannot be written: ');
    write(join(partial, STATE), { asked, begun: new Date().toISOString() });
  }
  return {
    partial: `${folder}.partial`,
    begun: new Date(String(read(join(partial, STATE))?.['begun'])),
    keep: {
      read: (name) => read(join(partial, name)),
      write: (name, value) => write(join(partial, name), value),
    },
    finish() {
      refuseTaken(target, folder);
      rmSync(join(partial, STATE), { force: true });
      renameSync(partial, target);
    },
    leave() {
      if (!existsSync(partial)) return false;
      const isEmpty = readdirSync(partial).every((name) => name === STATE);
      if (isEmpty) rmSync(partial, { recursive: true, force: true });
      return !isEmpty;
    },
  };
}

function refuseTaken(target: string, folder: string): void {
  const there = statSync(target, { throwIfNoEntry: false });
  if (there === undefined || (there.isDirectory() && readdirSync(target).length === 0)) return;
  throw new InputError(there.isDirectory() ? 'this folder is not empty' : 'this is a file', {
    file: folder,
    hint: 'Name a new folder with -o, or delete this one.',
  });
}

function foldersIn(folder: string): string[] {
  const below = readdirSync(folder, { withFileTypes: true, recursive: true });
  return [
    folder,
    ...below.filter((each) => each.isDirectory()).map((each) => join(each.parentPath, each.name)),
  ];
}

function requireSame(partial: string, asked: JsonObject, folder: string): void {
  const state = read(join(partial, STATE));
  if (state === undefined || Number.isNaN(Date.parse(String(state['begun'])))) {
    throw new InputError('what the pull that was stopped here was asked for cannot be read', {
      file: `${folder}.partial/${STATE}`,
      hint: 'Delete that folder to start anew.',
    });
  }
  if (JSON.stringify(state['asked']) === JSON.stringify(asked)) return;
  throw new InputError('the pull that was stopped here was asked for something else', {
    file: `${folder}.partial`,
    hint: 'Give the same options as then, or delete that folder to start anew.',
  });
}

/** Reads a kept value; undefined where there is no file or a damaged one: then AWS is asked again. */
function read(path: string): JsonObject | undefined {
  if (!existsSync(path)) return undefined;
  try {
    const value = JSON.parse(readOwn(path));
    return isObject(value) ? value : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function write(path: string, value: JsonObject | readonly JsonObject[]): void {
  writeAll([{ path, content: `${JSON.stringify(value, null, 2)}\n` }], { often: true });
}
