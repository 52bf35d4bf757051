import { relative } from 'node:path';
import { InputError } from '../../base/errors.ts';
import { visible } from '../../base/visible.ts';
import { systemFault } from '../../store/system-error.ts';
import type { Io } from '../terminal/io.ts';
import { hasColors, type Looks, themeFor } from '../terminal/theme.ts';

/** Messages to the person, on standard error, since standard output is for results. */
export interface Voice {
  /** Something worth knowing; left out with `--quiet`. The text may quote files. */
  note(text: string): void;
  /** Reasons why a result may not be what one expects; all are shown. */
  warnings(texts: readonly string[]): void;
  /** Things worth knowing; only the first ones are shown if there are many. */
  notes(texts: readonly string[]): void;
  /** What was done; left out with `--quiet`. */
  done(text: string): void;
  /** Which files were written; left out with `--quiet`. */
  wrote(files: readonly string[], cwd: string): void;
}

export function voiceOf(io: Io, options: Looks & { readonly quiet?: boolean }): Voice {
  const say = (line: string): void => {
    if (options.quiet !== true) io.stderr.write(line);
  };
  const sayer = (mark: string, style: 'warning' | 'error'): ((text: string) => void) => {
    let painted: string | undefined;
    return (text) => {
      painted ??= themeFor(io.stderr, options, io.env).paint(style, mark);
      say(`${painted} ${visible(text)}\n`);
    };
  };
  const note = sayer('note:', 'warning');
  const warn = sayer('warning:', 'error');
  return {
    note,
    done: (text) => say(`${visible(text)}\n`),
    warnings(texts) {
      for (const text of new Set(texts)) warn(text);
    },
    notes(texts) {
      const each = [...new Set(texts)];
      for (const text of each.slice(0, NOTES_SHOWN)) note(text);
      if (each.length > NOTES_SHOWN) say(`and ${each.length - NOTES_SHOWN} more notes\n`);
    },
    wrote(files, cwd) {
      const shown = files.slice(0, FILES_SHOWN).map((file) => visible(shortPath(file, cwd)));
      for (const file of shown) say(`wrote ${file}\n`);
      if (files.length > FILES_SHOWN) say(`and ${files.length - FILES_SHOWN} more files\n`);
    },
  };
}

/** The most notes, so that what matters stays in sight. */
const NOTES_SHOWN = 20;
const FILES_SHOWN = 10;

/** Lists names in a sentence; only the first ones if there are many. */
export function listed(names: readonly string[]): string {
  const more = names.length - NAMES_SHOWN;
  return `${names.slice(0, NAMES_SHOWN).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

const NAMES_SHOWN = 5;

/** A path as a person in that folder would write it. */
export function shortPath(path: string, cwd: string): string {
  const short = relative(cwd, path);
  return short === '' || short.startsWith('..') ? path : short;
}

/** The name of an input, for people. */
export function inputName(name: string): string {
  return name === '-' ? 'standard input' : name;
}

/**
 * The one place that prints errors: `coppice: FILE, PLACE: what`, with what to do below it, and a picture of the place if
 * there is one. Texts that may come from files are made visible.
 */
export async function reportError(
  error: unknown,
  io: Io,
  options: Looks & { readonly debug?: boolean },
): Promise<void> {
  const start = themeFor(io.stderr, options, io.env).paint('error', 'coppice:');
  const shown = error instanceof InputError ? error : asInputError(error);
  if (shown === undefined) {
    const message = error instanceof Error ? error.message : String(error);
    const text = visible(message.split('\n', 1)[0] ?? '');
    io.stderr.write(
      `${start} something went wrong in coppice itself: ${text}\n${INDENT}Please report it, with what the same command prints with --debug.\n`,
    );
  } else io.stderr.write(`${start} ${await describe(shown, io, options)}`);
  if (options.debug === true && error instanceof Error) io.stderr.write(`\n${error.stack ?? ''}\n`);
}

const INDENT = '  ';

async function describe({ message, place }: InputError, io: Io, { color }: Looks): Promise<string> {
  const { file, at, hint, excerpt } = place;
  const where = [file === undefined ? undefined : inputName(file), at].filter((part) => part !== undefined);
  let text = `${where.length === 0 ? '' : `${visible(where.join(', '))}: `}${visible(message)}\n`;
  if (hint !== undefined) text += `${INDENT}${visible(hint)}\n`;
  if (excerpt !== undefined) {
    const { drawFrame } = await import('../../base/frame.ts');
    text += `\n${await drawFrame(excerpt, hasColors(io.stderr, color, io.env))}\n`;
  } else if (place.frame !== undefined) text += `\n${place.frame}\n`;
  return text;
}

/** Puts a bare error of the file system into words; it is not a fault of coppice. */
function asInputError(error: unknown): InputError | undefined {
  const fault = systemFault(error);
  if (fault === undefined) return undefined;
  const path = error instanceof Error && 'path' in error ? String(error.path) : undefined;
  return new InputError(fault.says, { hint: fault.hint, ...(path === undefined ? {} : { file: path }) });
}
