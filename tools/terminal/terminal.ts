import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { constants, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import xterm from '@xterm/headless';
import { type IPty, spawn } from 'node-pty';
import { type Area, type Cell, readCells, readLines, readRows, type Style } from './cells.ts';
import { type KeyName, keySequence } from './keys.ts';
import { builtProgram, nodeBinary, programEnvironment } from './program.ts';

export interface TerminalOptions {
  /** arguments of the program */
  readonly args?: readonly string[];
  /** another script to run instead of the built program */
  readonly program?: string;
  /** another command altogether, for instance a shell; `node` in it is the repository's own */
  readonly command?: readonly [string, ...string[]];
  readonly cwd?: string;
  /** the user's home; default: an empty folder of this terminal's own */
  readonly home?: string;
  readonly cols?: number;
  readonly rows?: number;
  /** variables on top of those of `programEnvironment`; `undefined` takes one away */
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/** How a program ended: by itself with a code, or by a signal. */
interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/**
 * What to wait for: a text or pattern on the screen, or a function. The function
 * holds unless it answers false or throws, so it may be made of `expect` calls.
 */
// biome-ignore lint/suspicious/noConfusingVoidType: expect() gives void, and undefined alone would let find() pass for a test
type Condition = string | RegExp | ((terminal: Terminal) => boolean | void);

/** A program that runs in a pseudo-terminal, and the screen it has drawn there. */
export interface Terminal {
  readonly pid: number;
  /** Presses keys one after the other: names (`'down'`, `'ctrl-r'`) or single characters. Waits first until the program reads keys. */
  press(...keys: readonly (KeyName | (string & {}))[]): Promise<void>;
  /** Sends a text in one piece, as fast hands do. Waits first until the program reads keys. */
  type(text: string): Promise<void>;
  /** Pastes a text: in one piece, bracketed if the program asked for that. */
  paste(text: string): Promise<void>;
  /** Sends bytes at once, whether or not anybody reads them. */
  send(text: string): void;
  /** Waits until the program reads key by key, that is, has put the terminal into raw mode. */
  waitForKeys(): Promise<void>;

  /** The visible rows, blanks at their ends removed. */
  screen(): string[];
  /** One visible row; negative numbers count from the last one; empty beyond the screen. */
  row(index: number): string;
  /** The visible rows as one text. */
  text(): string;
  /** The visible rows, cell by cell. */
  cells(): Cell[][];
  /** How the first occurrence of a text on the screen looks (its first cell); throws if it is not there. */
  styleOf(text: string): Style;
  /** Everything on the normal screen with what scrolled off it, from the top to the last line that is not blank. */
  normalScreen(): string[];
  /** The same, with the lines put together again that only the width had broken. */
  normalText(): string;
  readonly cursor: { readonly row: number; readonly column: number };
  readonly cursorVisible: boolean;
  /** Whether the alternate buffer is the active one. */
  readonly alternate: boolean;
  readonly cols: number;
  readonly rows: number;
  /** Everything the program wrote, escape sequences and all. */
  output(): string;
  /** The screen in a frame with the state below it, for people to read. */
  describe(): string;
  /** What the program switched on in the terminal and has not switched off again; empty after a tidy exit. */
  leftOn(): string[];

  /**
   * Waits until a condition holds. It is looked at after everything that the
   * program writes, though never in the middle of a synchronized frame. Fails with
   * the whole screen when the program has ended without it, or after the limit.
   */
  waitFor(condition: Condition, what?: string, options?: { readonly limit?: number }): Promise<void>;
  /** Waits until the program has ended and all its output is on the screen. */
  waitForExit(options?: { readonly limit?: number }): Promise<Exit>;
  readonly exit: Exit | undefined;
  resize(cols: number, rows: number): void;
  kill(signal?: NodeJS.Signals): void;
  /** Calls the listener after each piece of output is on the screen; the answer ends that. */
  onChange(listener: () => void): () => void;
  /** Ends the program, if need be by force, and forgets the screen. */
  dispose(): Promise<void>;
}

const defaultLimit = 20_000;
/** Conditions may be about files too, which nothing announces. */
const recheckEvery = 100;

export function openTerminal(options: TerminalOptions = {}): Terminal {
  const ownHome = options.home === undefined ? mkdtempSync(join(tmpdir(), 'coppice-home-')) : undefined;
  const home = options.home ?? ownHome ?? tmpdir();
  const size = { cols: options.cols ?? 80, rows: options.rows ?? 24 };
  const [file, ...args] = options.command ?? [
    nodeBinary(),
    options.program ?? builtProgram,
    ...(options.args ?? []),
  ];
  const environment = programEnvironment(home, options.env);
  const pty = spawn(file, args, {
    ...size,
    name: environment.TERM ?? 'dumb',
    cwd: options.cwd ?? home,
    env: environment,
  });
  const emulator = new xterm.Terminal({ ...size, scrollback: 10_000, allowProposedApi: true });
  const modes = watchModes(emulator);

  const listeners = new Set<() => void>();
  let written = '';
  let exit: Exit | undefined;
  let armed = false;
  let disposed = false;
  let sending: Promise<void> = Promise.resolve();

  const changed = () => {
    for (const listener of [...listeners]) listener();
  };
  pty.onData((data) => {
    if (disposed) return;
    written += data;
    emulator.write(data, changed);
  });
  // The emulator's answers to the program's questions (where is the cursor, what can you do).
  emulator.onData((answer) => {
    if (exit === undefined && !disposed) pty.write(answer);
  });
  const ended = new Promise<void>((resolve) => {
    pty.onExit(({ exitCode, signal }) => {
      emulator.write('', () => {
        exit = signal ? { code: null, signal: signalName(signal) } : { code: exitCode, signal: null };
        changed();
        resolve();
      });
    });
  });

  const failure = (sentence: string, caller: (...rest: never[]) => unknown): Error => {
    const error = new Error(sentence);
    Error.captureStackTrace(error, caller);
    return error;
  };

  const visible = (): Area => {
    const { active } = emulator.buffer;
    return {
      buffer: active,
      from: active.viewportY,
      to: active.viewportY + emulator.rows,
      cols: emulator.cols,
    };
  };
  const normal = (): Area => {
    const { normal } = emulator.buffer;
    return { buffer: normal, from: 0, to: normal.length, cols: emulator.cols };
  };

  const deliver = (pieces: () => readonly string[]): Promise<void> => {
    sending = sending.then(async () => {
      await terminal.waitForKeys();
      for (const piece of pieces()) terminal.send(piece);
    });
    return sending;
  };

  const terminal: Terminal = {
    pid: pty.pid,

    press(...keys) {
      if (keys.indexOf('esc') >= 0 && keys.indexOf('esc') < keys.length - 1) {
        throw failure(
          'what follows "esc" closely is read as alt: press it alone and wait for its effect',
          terminal.press,
        );
      }
      for (const key of keys) keySequence(key);
      return deliver(() => keys.map((key) => keySequence(key, emulator.modes.applicationCursorKeysMode)));
    },
    type: (text) => deliver(() => [text]),
    paste: (text) =>
      deliver(() => [emulator.modes.bracketedPasteMode ? `\u001B[200~${text}\u001B[201~` : text]),
    send(text) {
      if (exit !== undefined)
        throw failure(
          `nobody is there to read: the program has ended\n${terminal.describe()}`,
          terminal.send,
        );
      pty.write(text);
    },
    async waitForKeys() {
      if (armed) return;
      const from = Date.now();
      while (!(await inRawMode(pty))) {
        if (exit !== undefined)
          throw failure(
            `the program ended before it read a key\n${terminal.describe()}`,
            terminal.waitForKeys,
          );
        if (Date.now() - from > defaultLimit)
          throw failure(`the program reads no keys\n${terminal.describe()}`, terminal.waitForKeys);
        await pause(5);
      }
      armed = true;
    },

    screen: () => readRows(visible()),
    row: (index) => terminal.screen().at(index) ?? '',
    text: () => terminal.screen().join('\n'),
    cells: () => readCells(visible()),
    styleOf(text) {
      for (const row of terminal.cells()) {
        const glyphs = row.filter((cell) => cell.width > 0);
        const found = glyphs
          .map((cell) => cell.text)
          .join('')
          .indexOf(text);
        let passed = 0;
        for (const { text: glyph, width: _, ...style } of glyphs) {
          if (found >= 0 && passed >= found) return style;
          passed += glyph.length;
        }
      }
      throw failure(`"${text}" is not on the screen\n${terminal.describe()}`, terminal.styleOf);
    },
    normalScreen: () => withoutBlankEnd(readRows(normal())),
    normalText: () => withoutBlankEnd(readLines(normal())).join('\n'),
    get cursor() {
      return { row: emulator.buffer.active.cursorY, column: emulator.buffer.active.cursorX };
    },
    get cursorVisible() {
      return !modes.cursorHidden;
    },
    get alternate() {
      return emulator.buffer.active.type === 'alternate';
    },
    get cols() {
      return emulator.cols;
    },
    get rows() {
      return emulator.rows;
    },
    output: () => written,
    describe() {
      const rule = '─'.repeat(emulator.cols);
      const rows = terminal.screen().map((row) => `│${row.padEnd(emulator.cols)}│`);
      const state = [
        exit === undefined ? 'running' : `ended with ${exit.signal ?? `code ${exit.code}`}`,
        terminal.alternate ? 'alternate screen' : 'normal screen',
        modes.cursorHidden
          ? 'no cursor'
          : `cursor at row ${terminal.cursor.row}, column ${terminal.cursor.column}`,
      ];
      return [`┌${rule}┐`, ...rows, `└${rule}┘`, state.join(', ')].join('\n');
    },
    leftOn() {
      const { modes: own } = emulator;
      return [
        ...(terminal.alternate ? ['alternate screen'] : []),
        ...(modes.cursorHidden ? ['hidden cursor'] : []),
        ...(modes.keyboardProtocols > 0 ? ['kitty keyboard protocol'] : []),
        ...(own.synchronizedOutputMode ? ['synchronized output'] : []),
        ...(own.bracketedPasteMode ? ['bracketed paste'] : []),
        ...(own.mouseTrackingMode === 'none' ? [] : ['mouse tracking']),
        ...(own.sendFocusMode ? ['focus reports'] : []),
        ...(own.applicationCursorKeysMode ? ['application cursor keys'] : []),
        ...(own.wraparoundMode ? [] : ['no wrapping']),
      ];
    },

    waitFor(condition, what = name(condition), { limit = defaultLimit } = {}) {
      const failed = failure('', terminal.waitFor);
      return new Promise((resolve, reject) => {
        let reason = '';
        const holds = (): boolean => {
          try {
            if (typeof condition === 'string') return terminal.text().includes(condition);
            if (condition instanceof RegExp)
              return new RegExp(condition, condition.flags.replace(/[gy]/g, '')).test(terminal.text());
            return condition(terminal) !== false;
          } catch (error) {
            reason = `${error instanceof Error ? error.message : String(error)}\n`;
            return false;
          }
        };
        const stop = () => {
          clearTimeout(timer);
          clearInterval(recheck);
          listeners.delete(check);
        };
        const fail = (why: string) => {
          stop();
          failed.message = `${why} ${what}\n${reason}${terminal.describe()}`;
          reject(failed);
        };
        const check = () => {
          if (emulator.modes.synchronizedOutputMode && exit === undefined) return;
          if (holds()) {
            stop();
            resolve();
          } else if (exit !== undefined) fail('the program ended without');
          else if (disposed) fail('the terminal was closed while waiting for');
        };
        const timer = setTimeout(() => fail(`waited ${limit / 1000} s in vain for`), limit);
        const recheck = setInterval(check, recheckEvery);
        listeners.add(check);
        check();
      });
    },
    async waitForExit({ limit = defaultLimit } = {}) {
      const failed = failure('', terminal.waitForExit);
      const late = new AbortController();
      await Promise.race([ended, pause(limit, undefined, { signal: late.signal })]).finally(() =>
        late.abort(),
      );
      if (exit !== undefined) return exit;
      failed.message = `waited ${limit / 1000} s in vain for the program to end\n${terminal.describe()}`;
      throw failed;
    },
    get exit() {
      return exit;
    },
    resize(cols, rows) {
      emulator.resize(cols, rows);
      if (exit === undefined) pty.resize(cols, rows);
      changed();
    },
    kill(signal = 'SIGTERM') {
      if (exit === undefined) pty.kill(signal);
    },
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async dispose() {
      if (disposed) return;
      if (exit === undefined) {
        // The program leads its own session: this reaches what it started, too.
        killGroup(pty.pid);
        await ended;
      }
      disposed = true;
      changed();
      emulator.dispose();
      if (ownHome !== undefined) rmSync(ownHome, { recursive: true, force: true });
    },
  };
  return terminal;
}

/** Follows the modes that the emulator does not tell about. */
function watchModes(emulator: xterm.Terminal): { cursorHidden: boolean; keyboardProtocols: number } {
  const modes = { cursorHidden: false, keyboardProtocols: 0 };
  const cursor = (hidden: boolean) => (parameters: readonly (number | number[])[]) => {
    if (parameters.includes(25)) modes.cursorHidden = hidden;
    return false;
  };
  emulator.parser.registerCsiHandler({ prefix: '?', final: 'h' }, cursor(false));
  emulator.parser.registerCsiHandler({ prefix: '?', final: 'l' }, cursor(true));
  emulator.parser.registerCsiHandler({ prefix: '>', final: 'u' }, () => {
    modes.keyboardProtocols++;
    return false;
  });
  emulator.parser.registerCsiHandler({ prefix: '<', final: 'u' }, () => {
    modes.keyboardProtocols = Math.max(0, modes.keyboardProtocols - 1);
    return false;
  });
  return modes;
}

/** Whether keys reach the program one by one; asked of the terminal device, since a drawn frame does not tell. */
async function inRawMode(pty: IPty): Promise<boolean> {
  // node-pty has the device's name, though its types do not mention it.
  const { ptsName } = pty as IPty & { readonly ptsName?: string };
  if (ptsName === undefined) return true;
  try {
    const flag = process.platform === 'darwin' ? '-f' : '-F';
    const { stdout } = await promisify(execFile)('stty', [flag, ptsName, '-a']);
    return /(^|\s)-icanon\b/.test(stdout);
  } catch {
    return false; // the program has ended and the device with it
  }
}

function killGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // gone by itself in the meantime
  }
}

function signalName(number: number): NodeJS.Signals | null {
  const names = Object.entries(constants.signals) as [NodeJS.Signals, number][];
  return names.find(([, value]) => value === number)?.[0] ?? null;
}

function withoutBlankEnd(rows: readonly string[]): string[] {
  return rows.slice(0, rows.findLastIndex((row) => row !== '') + 1);
}

function name(condition: Condition): string {
  if (typeof condition === 'string') return `"${condition}"`;
  return condition instanceof RegExp ? String(condition) : `the condition ${condition.toString()}`;
}
