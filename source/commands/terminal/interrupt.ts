import { constants } from 'node:os';

/** Why work was stopped: the person pressed Ctrl+C, or the system asks the program to end. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';
  /** As shells have it: 128 and the number of the signal. */
  readonly exitCode: number;

  constructor(exitCode: number) {
    super('stopped');
    this.exitCode = exitCode;
  }
}

const STOPPING_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** How a program ends that a signal ended: 128 and its number. */
export function exitCodeOf(signal: NodeJS.Signals): number {
  return 128 + constants.signals[signal];
}

/**
 * Does work that can be stopped with Ctrl+C: its signal is aborted with `Interrupted`, and the work tidies up. A
 * second Ctrl+C ends the program at once.
 */
export async function interruptible<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const stop = (name: NodeJS.Signals): void => {
    const code = exitCodeOf(name);
    if (controller.signal.aborted) process.exit(code);
    controller.abort(new Interrupted(code));
  };
  for (const name of STOPPING_SIGNALS) process.on(name, stop);
  try {
    return await work(controller.signal);
  } finally {
    for (const name of STOPPING_SIGNALS) process.off(name, stop);
  }
}

/**
 * Does work in one go, such as writing a group of files: a signal that comes meanwhile waits for its end.
 *
 * @returns what the work gives, and `stopped` if the program was asked to end: to be thrown once the rest is said
 */
export async function uninterrupted<T>(
  work: () => T,
): Promise<{ readonly value: T; readonly stopped?: Interrupted }> {
  let stopped: Interrupted | undefined;
  const stop = (name: NodeJS.Signals): void => {
    stopped ??= new Interrupted(exitCodeOf(name));
  };
  for (const name of STOPPING_SIGNALS) process.on(name, stop);
  try {
    const value = work();
    // Node looks for signals between one turn and the next; the first may have begun already.
    for (let turn = 0; turn < 2; turn++) await new Promise((resolve) => setImmediate(resolve));
    return { value, ...(stopped === undefined ? {} : { stopped }) };
  } finally {
    for (const name of STOPPING_SIGNALS) process.off(name, stop);
  }
}
