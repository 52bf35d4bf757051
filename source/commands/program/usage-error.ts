import type { CommanderError } from 'commander';
import { InputError } from '../../base/errors.ts';

/** The error for a wrong command line: one sentence, and how to get help. */
export function usageError({ message }: CommanderError, command: string | undefined): InputError {
  const [first = '', ...more] = message.replace(/^error: /, '').split('\n');
  const suggestion = /^\((.*)\)$/.exec(more.join(' ').trim())?.[1];
  const sentence = first.replace(/\.$/, '');
  const shown = suggestion === undefined ? sentence : `${sentence} (${lowerFirst(suggestion)})`;
  return new InputError(shown, { hint: `See ${['coppice', command, '--help'].filter(Boolean).join(' ')}.` });
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
