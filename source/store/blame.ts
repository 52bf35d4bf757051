import { InputError } from '../base/errors.ts';
import { systemFault } from './system-error.ts';

/**
 * Runs a step. An error of the file system becomes an error about the path as the person named it.
 *
 * @param what the start of the message, before the system's error: `this cannot be written: `
 * @throws InputError
 */
export function blame<T>(path: string, step: () => T, what = ''): T {
  try {
    return step();
  } catch (error) {
    const fault = systemFault(error);
    if (fault === undefined) throw error;
    throw new InputError(`${what}${fault.says}`, { file: path, hint: fault.hint });
  }
}
