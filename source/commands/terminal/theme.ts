import { colorDepth, createTheme, plainTheme, type Theme } from '../../screen/theme.ts';
import type { Io, Terminal } from './io.ts';

export type ColorChoice = 'auto' | 'always' | 'never';

/** How a person wants text to look. */
export interface Looks {
  readonly color: ColorChoice;
  readonly ascii?: boolean;
}

/**
 * Whether to write colours to a stream. `--color` decides; else FORCE_COLOR, then NO_COLOR, in Node's order; else whether
 * it is a terminal with colours.
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
