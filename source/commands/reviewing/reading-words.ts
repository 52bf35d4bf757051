import { shellWord } from '../../output/aws-cli/shell.ts';
import type { CommonOptions } from '../program/options.ts';
import type { WithCalls } from '../reading/load.ts';

/** The options that say what the inputs mean. */
export type ReadingOptions = CommonOptions & WithCalls;

/**
 * The words of the command line that decide what the inputs mean: without them, the same files may give another case.
 */
export function readingWords(options: ReadingOptions): string[] {
  const { principal, window, exceptions, calls = [] } = options;
  return [
    ...(principal === undefined ? [] : ['--principal', principal]),
    ...(window === undefined ? [] : ['--window', String(window)]),
    ...(exceptions === undefined ? [] : ['--exceptions', exceptions]),
    ...(options.includeInactive === true ? ['--include-inactive'] : []),
    ...(options.assumeUnanalysedUnused === true ? ['--assume-unanalysed-unused'] : []),
    ...(options.assumeSoleHolder === true ? ['--assume-sole-holder'] : []),
    ...(calls.length === 0 ? [] : ['--calls', ...calls]),
  ].map(shellWord);
}
