import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { onTestFinished, vi } from 'vitest';
import { run } from '../../../source/commands/program/program.ts';
import type { Io } from '../../../source/commands/terminal/io.ts';

export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A folder of the test's own, gone when it ends. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'coppice-commands-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Sees to it that the program keeps what is the user's below a folder, until the test ends. */
export function stubHome(folder: string): void {
  vi.stubEnv('XDG_DATA_HOME', join(folder, 'data'));
  vi.stubEnv('XDG_CONFIG_HOME', join(folder, 'config'));
  onTestFinished(() => void vi.unstubAllEnvs());
}

export interface World {
  readonly cwd: string;
  readonly env?: Io['env'];
  /** ISO 8601 */
  readonly now?: string;
  /** standard error is a terminal */
  readonly onTerminal?: boolean;
  /** standard output is one */
  readonly onScreen?: boolean;
  /** what comes from standard input; nothing unless given */
  readonly input?: Uint8Array;
}

/** Runs a command line in this process, in a world of the test's making. */
export async function runHere(argv: readonly string[], world: World): Promise<Ran> {
  const stdout = collector(world.onScreen === true);
  const stderr = collector(world.onTerminal === true);
  const code = await run(argv, {
    stdin: new PassThrough().end(world.input ?? ''),
    stdout: stdout.stream,
    stderr: stderr.stream,
    env: world.env ?? {},
    cwd: world.cwd,
    now: () => new Date(world.now ?? '2026-11-23T12:00:00Z'),
  });
  return { code, stdout: stdout.text(), stderr: stderr.text() };
}

function collector(isTTY = false): { stream: Io['stdout']; text: () => string } {
  const chunks: string[] = [];
  const stream = new PassThrough();
  stream.on('data', (chunk: Buffer) => chunks.push(chunk.toString()));
  return {
    stream: Object.assign(stream, { isTTY, columns: 80 }),
    text: () => chunks.join(''),
  };
}
