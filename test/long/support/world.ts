import {
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
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { vi } from 'vitest';
import { PACKED } from './files.ts';
import type { Mutation } from './mutations.ts';

/** Folders of one case: where the command runs, and what is the user's own. */
export interface Place {
  readonly root: string;
  readonly cwd: string;
  /** below `root` */
  readonly config: string;
  readonly data: string;
}

/** Folders for one case, gone afterwards. */
export async function inPlace<T>(work: (place: Place) => Promise<T>): Promise<T> {
  const root = mkdtempSync(join(tmpdir(), 'coppice-mutated-'));
  const place = { root, cwd: join(root, 'work'), config: join(root, 'config'), data: join(root, 'data') };
  vi.stubEnv('XDG_CONFIG_HOME', place.config);
  vi.stubEnv('XDG_DATA_HOME', place.data);
  mkdirSync(place.cwd);
  try {
    return await work(place);
  } finally {
    vi.unstubAllEnvs();
    rmSync(root, { recursive: true, force: true });
  }
}

/** Puts a file somewhere, and the folders that it needs. */
export function put(path: string, content: string | Uint8Array): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
}

/** The content of a file as it is written, packed where its name says so. */
export function packed(path: string, content: Uint8Array): Uint8Array {
  return PACKED.test(path) ? gzipSync(content, { level: 1 }) : content;
}

/** Puts something else where a file was. */
export function replace(path: string, by: Mutation['place'], other: string): void {
  if (by === 'stays') return;
  if (by === 'swapped') {
    const [own, theirs] = [readFileSync(path), readFileSync(other)];
    writeFileSync(path, theirs);
    writeFileSync(other, own);
    return;
  }
  rmSync(path, { recursive: true, force: true });
  if (by === 'empty') writeFileSync(path, '');
  if (by === 'folder') mkdirSync(path);
  if (by === 'dangling') symlinkSync('nowhere', path);
  if (by === 'link') symlinkSync(path === other ? '/dev/null' : other, path);
}

/** All that lies below a folder, with what is in it. */
export function everythingIn(folder: string): Map<string, string> {
  const found = new Map<string, string>();
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    const isFile = statSync(path, { throwIfNoEntry: false })?.isFile() === true;
    found.set(
      path.slice(folder.length + 1),
      isFile ? readFileSync(path, 'latin1') : entry.isDirectory() ? '/' : '?',
    );
  }
  return found;
}
