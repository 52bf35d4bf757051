import { createInterface } from 'node:readline/promises';
import type { Io } from './io.ts';

/**
 * Asks a yes-or-no question on the normal screen.
 *
 * @returns undefined if the person leaves (Ctrl+C, Ctrl+D); true where there is nobody to ask
 */
export async function askYesNo(question: string, { stdin, stderr }: Io): Promise<boolean | undefined> {
  if (stdin.isTTY !== true) return true;
  const line = createInterface({ input: stdin, output: stderr });
  const left = new AbortController();
  line.once('SIGINT', () => left.abort());
  line.once('close', () => left.abort());
  try {
    for (;;) {
      const answer = (await line.question(`${question} [Y/n] `, { signal: left.signal })).trim();
      if (/^(?:y(?:es)?)?$/i.test(answer)) return true;
      if (/^no?$/i.test(answer)) return false;
    }
  } catch (error) {
    if (!left.signal.aborted) throw error;
    stderr.write('\n');
    return undefined;
  } finally {
    line.close();
  }
}
