import { type IPty, spawn } from 'node-pty';
import { nodeBinary, programEnvironment } from './program.ts';

/** What a program writes behind each picture that belongs together (synchronized output, DEC mode 2026). */
const END_OF_FRAME = '\u001B[?2026l';
const LIMIT = 60_000;

/** A program in a pseudo-terminal. Nothing is made of what it writes, so that looking on takes no time. */
export interface BareTerminal {
  /** Answers how many milliseconds after the start a text was first there, with the frame that it is in complete. */
  firstFrameWith(text: string): Promise<number>;
  /** Sends keys and answers how many milliseconds later the next frame was there. */
  frameAfter(keys: string): Promise<number>;
  /** Waits until nothing has been written for a while. */
  quiet(milliseconds: number): Promise<void>;
  /** Ends the program, if need be by force. */
  close(): Promise<void>;
}

export function openBareTerminal(
  args: readonly string[],
  home: string,
  size: { readonly cols: number; readonly rows: number },
): BareTerminal {
  const start = performance.now();
  const pty: IPty = spawn(nodeBinary(), [...args], {
    ...size,
    name: 'xterm-256color',
    cwd: home,
    env: programEnvironment(home),
  });
  let written = '';
  let ended = false;
  let last = start;
  const waiting = new Set<() => void>();
  pty.onData((data) => {
    written += data;
    last = performance.now();
    for (const look of [...waiting]) look();
  });
  const end = new Promise<void>((resolve) => {
    pty.onExit(() => {
      ended = true;
      for (const look of [...waiting]) look();
      resolve();
    });
  });

  const until = (holds: () => boolean, what: string): Promise<number> =>
    new Promise((resolve, reject) => {
      const stop = (): void => {
        clearTimeout(timer);
        waiting.delete(look);
      };
      const look = (): void => {
        if (holds()) {
          stop();
          resolve(last);
        } else if (ended) {
          stop();
          reject(new Error(`the program ended without ${what}:\n${written.slice(-2_000)}`));
        }
      };
      const timer = setTimeout(() => {
        stop();
        reject(new Error(`waited in vain for ${what}:\n${written.slice(-2_000)}`));
      }, LIMIT);
      waiting.add(look);
      look();
    });

  return {
    async firstFrameWith(text) {
      const isThere = (): boolean => {
        const at = written.indexOf(text);
        return at !== -1 && written.includes(END_OF_FRAME, at);
      };
      return (await until(isThere, `"${text}"`)) - start;
    },
    async frameAfter(keys) {
      written = '';
      const sent = performance.now();
      pty.write(keys);
      return (await until(() => written.includes(END_OF_FRAME), 'a frame')) - sent;
    },
    async quiet(milliseconds) {
      while (performance.now() - last < milliseconds) {
        await new Promise((resolve) => setTimeout(resolve, milliseconds / 4));
      }
    },
    async close() {
      if (!ended) pty.kill('SIGKILL');
      await end;
    },
  };
}
