import { constants } from 'node:os';

/** Thrown where work was stopped: the person pressed Ctrl+C, or the system asks the program to end. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';
  /** The shell's convention: 128 plus the number of the signal. */
  readonly exitCode: number;

  constructor(exitCode: number) {
    super('stopped');
    this.exitCode = exitCode;
  }
}

const STOPPING_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** The exit code of a program that a signal ended: 128 plus the number of the signal. */
export function exitCodeOf(signal: NodeJS.Signals): number {
  return 128 + constants.signals[signal];
}

/**
 * Does work that can be stopped with Ctrl+C: its signal is aborted with `Interrupted`, and the work cleans up. A second
 * Ctrl+C ends the program at once.
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
 * Does work without interruption, such as writing a group of files: a signal that comes meanwhile waits for its end.
 *
 * @returns the result of the work, and `stopped` if the program was asked to end, to be thrown after the last messages
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
    // Node handles signals between turns of its loop, and the current turn may have begun before the signal came.
    for (let turn = 0; turn < 2; turn++) await new Promise((resolve) => setImmediate(resolve));
    return { value, ...(stopped === undefined ? {} : { stopped }) };
  } finally {
    for (const name of STOPPING_SIGNALS) process.off(name, stop);
  }
}
