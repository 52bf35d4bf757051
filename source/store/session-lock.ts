import { randomUUID } from 'node:crypto';
import { rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { isObject, JsonNumber, parseJson } from '../base/json.ts';
import { isRunning, quietly } from './left-behind.ts';
import { readOwn } from './read-file.ts';
import { writeAll } from './write-all.ts';

/** Who has a session open, and since when (ISO 8601). */
export interface SessionHolder {
  readonly by: string;
  readonly since: string;
}

/** The lock that marks a session as open: a file beside it. */
export interface SessionLock {
  /** Takes it unless a running program has it. @returns who has it, if somebody else does */
  acquire(): SessionHolder | undefined;
  /** Takes it from whoever has it; the other program notices before it next saves. @throws InputError */
  takeOver(): void;
  /** Who has it, if somebody else does. */
  holder(): SessionHolder | undefined;
  /** Whether it is ours. */
  isOurs(): boolean;
  /** Gives it back, if it is ours. */
  release(): void;
}

interface Mark extends SessionHolder {
  /** unique for each run of the program */
  readonly id: string;
  readonly pid: number;
  readonly host: string;
}

/**
 * The lock in a file. A lock that an ended program left is taken without a word.
 *
 * @param we who takes it, and when
 * @param pid the number of the process that takes it
 */
export function sessionLock(path: string, we: SessionHolder, pid = process.pid): SessionLock {
  const mark: Mark = { id: randomUUID(), pid, host: hostname(), by: we.by, since: we.since };
  const text = `${JSON.stringify(mark)}\n`;
  const other = (): Mark | undefined => {
    const found = readMark(path);
    return found === undefined || found.id === mark.id || isLeft(found) ? undefined : found;
  };
  const holder = (): SessionHolder | undefined => {
    const found = other();
    return found === undefined ? undefined : { by: found.by, since: found.since };
  };
  const isOurs = (): boolean => readMark(path)?.id === mark.id;
  const takeOver = (): void => writeAll([{ path, content: text }], { often: true, mode: 0o600 });
  return {
    acquire() {
      try {
        // If two programs begin at the same moment, one is refused.
        writeFileSync(path, text, { flag: 'wx', mode: 0o600 });
        return undefined;
      } catch {
        const found = holder();
        if (found === undefined) takeOver();
        return found;
      }
    },
    takeOver,
    holder,
    isOurs,
    release() {
      if (isOurs()) quietly(() => rmSync(path, { force: true }));
    },
  };
}

/** Whether the program that made it has ended. For a program on another machine this cannot be told. */
function isLeft({ pid, host }: Mark): boolean {
  return host === hostname() && !isRunning(pid);
}

function readMark(path: string): Mark | undefined {
  try {
    const { value } = parseJson(readOwn(path), path);
    if (!isObject(value)) return undefined;
    const { id, pid, host, by, since } = value;
    if (typeof id !== 'string' || typeof host !== 'string' || !(pid instanceof JsonNumber)) return undefined;
    if (typeof by !== 'string' || typeof since !== 'string') return undefined;
    return { id, pid: Number(pid.text), host, by, since };
  } catch {
    return undefined;
  }
}
