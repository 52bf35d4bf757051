import { InputError } from '../../base/errors.ts';
import { readInputs } from '../../inputs/read.ts';
import { type Policy, policyFrom } from '../../policy/policy.ts';
import type { Io } from '../terminal/io.ts';
import { readOneFile } from './files.ts';

/**
 * Reads the one policy in a file; null where the file holds `null`, which means that the policy is detached.
 *
 * @throws InputError if the file holds no policy, or several
 */
export async function readOnePolicy(name: string, io: Io): Promise<Policy | null> {
  const file = await readOneFile(name, io);
  if (file.text.trim() === 'null') return null;
  const [policy, ...others] = readInputs([file]).policies;
  if (policy !== undefined && others.length === 0) {
    const { path, text } = policy;
    return policyFrom(policy.value, text, path === '' ? name : `${name}, ${path}`);
  }
  throw new InputError(
    policy === undefined ? 'this is not a policy' : `this holds ${others.length + 1} policies`,
    {
      file: name,
      hint: 'Name a file with the one policy that is to be checked.',
    },
  );
}
