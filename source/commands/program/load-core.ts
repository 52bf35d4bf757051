import type { runProcess } from './program.ts';

/** What the door wants of the core. */
interface Core {
  readonly runProcess: typeof runProcess;
}

/** What the script is: a function of what modules have and scripts have not. */
type MakeCore = (
  require: typeof process.getBuiltinModule,
  meta: ImportMeta,
  load: (chunk: string) => Promise<unknown>,
) => Core;

/**
 * Loads the core: the commands without a screen and all that they share. Of a module, Node keeps what V8 had compiled
 * before anything in it was called, which is next to nothing; its functions are compiled again in every process, and
 * that was a third of a short run. Hence the core is a script, and its code is kept when the first run ends.
 *
 * @param use what is called differs from command to command, so the code is kept by this name
 */
export function loadCore(use: string): Core {
  const { readFileSync } = process.getBuiltinModule('node:fs');
  const { Script } = process.getBuiltinModule('node:vm');
  const file = `${import.meta.dirname}/${COPPICE_CORE}`;
  const kept = placeOfCode(use);
  const cachedData = kept === undefined ? undefined : readCode(kept);
  const script = new Script(readFileSync(file, 'latin1'), {
    filename: file,
    ...(cachedData === undefined ? {} : { cachedData }),
  });
  if (kept !== undefined && script.cachedDataRejected !== false) {
    const keep = (): void => {
      process.off('exit', atExit);
      keepCode(kept, script.createCachedData());
    };
    // A command line that could not be understood says nothing about what others will need.
    const atExit = (code: number): void => {
      if (code !== 2) keep();
    };
    process.once('exit', atExit);
    // Who stays has started by then, and may be ended by force.
    setTimeout(keep, 2_000).unref();
  }
  const makeCore = script.runInThisContext() as MakeCore;
  const core = makeCore(process.getBuiltinModule, import.meta, (chunk) => {
    process.getBuiltinModule('node:module').enableCompileCache();
    return import(chunk);
  });
  // Where the chunks find it that are modules.
  Object.assign(globalThis, { [Symbol.for('coppice')]: core });
  return core;
}

/**
 * Where Node keeps what it compiles, whose way to learn that takes longer than reading the code. The core's name tells
 * its content, of which V8 compares the length alone; by other versions of V8 or with other flags it refuses the code.
 */
function placeOfCode(use: string): string | undefined {
  const { NODE_COMPILE_CACHE, NODE_DISABLE_COMPILE_CACHE } = process.env;
  if (NODE_DISABLE_COMPILE_CACHE === '1') return undefined;
  const { tmpdir } = process.getBuiltinModule('node:os');
  const folder = NODE_COMPILE_CACHE || `${tmpdir()}/node-compile-cache`;
  return `${folder}/coppice-${use}-${COPPICE_CORE}-${process.version}-${process.arch}-${userId()}`;
}

/** Code that anybody else wrote is not run: the folder may be one for all users. */
function readCode(path: string): Buffer | undefined {
  const { closeSync, fstatSync, openSync, readFileSync } = process.getBuiltinModule('node:fs');
  try {
    const file = openSync(path, 'r');
    try {
      return fstatSync(file).uid === userId() ? readFileSync(file) : undefined;
    } finally {
      closeSync(file);
    }
  } catch {
    return undefined;
  }
}

/**
 * Worth a try and no more: the folder may be full, read-only or gone. V8 believes what it reads, so there must never be
 * half of it.
 */
function keepCode(path: string, code: Buffer): void {
  const { mkdirSync, renameSync, rmSync, writeFileSync } = process.getBuiltinModule('node:fs');
  const made = `${path}.${process.pid}`;
  try {
    mkdirSync(path.slice(0, path.lastIndexOf('/')), { recursive: true });
    try {
      writeFileSync(made, code, { mode: 0o600, flag: 'wx', flush: true });
      renameSync(made, path);
    } finally {
      rmSync(made, { force: true });
    }
  } catch {}
}

/** Zero on Windows, for files as well. */
function userId(): number {
  return process.getuid?.() ?? 0;
}
