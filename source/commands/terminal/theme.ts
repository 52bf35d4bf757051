import { colorDepth, createTheme, plainTheme, type Theme } from '../../screen/theme.ts';
import type { Io, Terminal } from './io.ts';

export type ColorChoice = 'auto' | 'always' | 'never';

/** How a person wants text to look. */
export interface Looks {
  readonly color: ColorChoice;
  readonly ascii?: boolean;
}

/**
 * Whether to write colours to a stream: as `--color` says; else as FORCE_COLOR and NO_COLOR say, the former first as
 * in Node itself; else if it is a terminal that has any.
 */
export function hasColors(stream: Terminal, color: ColorChoice, env: Io['env']): boolean {
  if (color !== 'auto') return color === 'always';
  const { FORCE_COLOR: force } = env;
  if (force !== undefined && force !== '') return force !== '0' && force !== 'false';
  return stream.isTTY === true && colorDepth(color, env) !== 'none';
}

/** The look of what is written to a stream, the same as that of the review. */
export function themeFor(stream: Terminal, { color, ascii }: Looks, env: Io['env']): Theme {
  return hasColors(stream, color, env)
    ? createTheme(ascii === true, colorDepth(color, env))
    : plainTheme(ascii === true);
}
