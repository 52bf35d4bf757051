import { InputError } from '../base/errors.ts';
import { systemFault } from './system-error.ts';

/**
 * Runs a step; what the file system answers becomes an error about the path as the person named it.
 *
 * @param what what could not be done, before what the system says: `this cannot be written: `
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
