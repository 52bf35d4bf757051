/** What a piece of text is, from which follows how it looks. */
export type Style =
  | 'plain'
  | 'strong'
  | 'dim'
  | 'good'
  | 'stays'
  | 'some'
  | 'goes'
  | 'accepted'
  | 'rejected'
  | 'adjusted'
  | 'key'
  | 'warning'
  | 'error'
  | 'added'
  | 'removed'
  | 'match'
  | 'cursor';

/** The characters that stand for something. Those of one row of this table differ in shape, not in colour alone. */
export interface Glyphs {
  readonly stays: string;
  readonly some: string;
  readonly goes: string;
  readonly unknown: string;
  readonly open: string;
  readonly folded: string;
  readonly cursor: string;
  readonly undecided: string;
  readonly accepted: string;
  readonly listed: string;
  readonly narrowed: string;
  readonly widened: string;
  readonly edited: string;
  readonly kept: string;
  readonly dropped: string;
  readonly original: string;
  readonly differs: string;
  readonly rule: string;
  readonly bar: string;
  readonly way: string;
  readonly dot: string;
  readonly ellipsis: string;
  readonly warning: string;
  readonly holds: string;
  readonly fails: string;
}

const UNICODE: Glyphs = {
  stays: '✔',
  some: '◐',
  goes: '○',
  unknown: '?',
  open: '▾',
  folded: '▸',
  cursor: '❯',
  undecided: '[ ]',
  accepted: '[✓]',
  listed: '[≡]',
  narrowed: '[›]',
  widened: '[‹]',
  edited: '[~]',
  kept: '[+]',
  dropped: '[✗]',
  original: '[=]',
  differs: '≠',
  rule: '─',
  bar: '│',
  way: '▸',
  dot: '·',
  ellipsis: '…',
  warning: '▲',
  holds: '✔',
  fails: '✗',
};

const ASCII: Glyphs = {
  stays: '+',
  some: '%',
  goes: '-',
  unknown: '?',
  open: 'v',
  folded: '>',
  cursor: '>',
  undecided: '[ ]',
  accepted: '[a]',
  listed: '[l]',
  narrowed: '[>]',
  widened: '[<]',
  edited: '[~]',
  kept: '[+]',
  dropped: '[x]',
  original: '[=]',
  differs: '#',
  rule: '-',
  bar: '|',
  way: '>',
  dot: '|',
  ellipsis: '~',
  warning: '!',
  holds: '+',
  fails: 'x',
};

/** How many colours a terminal has: none, 16, or 256 and more. */
export type ColorDepth = 'none' | 'basic' | 'many';

export interface Theme {
  readonly glyphs: Glyphs;
  paint(style: Style, text: string): string;
  /** A text that leads somewhere (OSC 8), where the terminal is known to make links; else the text. */
  link(url: string, text: string): string;
}

/** Opening and closing SGR parameters (ECMA-48 8.3.117). */
type Codes = readonly [open: string, close: string];

const BOLD: Codes = ['1', '22'];
const DIM: Codes = ['2', '22'];
const INVERSE: Codes = ['7', '27'];
const UNDERLINE: Codes = ['4', '24'];

const GREEN: Codes = ['32', '39'];
const RED: Codes = ['31', '39'];
const YELLOW: Codes = ['33', '39'];
const CYAN: Codes = ['36', '39'];
const MAGENTA: Codes = ['35', '39'];
/** Colour 208 of the palette of 256; where there are 16, yellow is the nearest. */
const ORANGE: Codes = ['38;5;208', '39'];

function codesOf(style: Style, depth: ColorDepth): readonly Codes[] {
  switch (style) {
    case 'plain':
      return [];
    case 'strong':
      return [BOLD];
    case 'cursor':
      return [INVERSE];
    case 'match':
      return [UNDERLINE];
    case 'dim':
    case 'goes':
      return [DIM];
    default:
      return depth === 'none' ? [] : [colorOf(style, depth)];
  }
}

function colorOf(
  style: Exclude<Style, 'plain' | 'strong' | 'cursor' | 'match' | 'dim' | 'goes'>,
  depth: ColorDepth,
): Codes {
  switch (style) {
    case 'good':
    case 'stays':
    case 'accepted':
    case 'added':
      return GREEN;
    case 'some':
    case 'warning':
      return depth === 'many' ? ORANGE : YELLOW;
    case 'rejected':
    case 'error':
    case 'removed':
      return RED;
    case 'adjusted':
      return MAGENTA;
    case 'key':
      return CYAN;
  }
}

const ESC = '\u001b';

/** Other characters of the screen's own texts, each with one of ASCII that takes as many columns. */
const IN_ASCII: Readonly<Record<string, string>> = {
  '·': '|',
  '→': '>',
  '↑': '^',
  '↓': 'v',
  '←': '<',
  '▸': '>',
  '–': '-',
  '×': 'x',
  '…': '~',
  '▲': '!',
  '≠': '#',
  '✓': 'a',
};

function inAscii(text: string): string {
  return text.replace(/[·→↑↓←▸–×…▲≠✓]/g, (character) => IN_ASCII[character] ?? '?');
}

/** @param depth `none` leaves bold, dim, underline and inverse, which are no colours (no-color.org) */
export function createTheme(ascii: boolean, depth: ColorDepth, links = false): Theme {
  const wrap = new Map<Style, readonly [string, string]>();
  return {
    glyphs: ascii ? ASCII : UNICODE,
    paint(style, given) {
      const text = ascii ? inAscii(given) : given;
      if (text === '' || style === 'plain') return text;
      let pair = wrap.get(style);
      if (pair === undefined) {
        const codes = codesOf(style, depth);
        pair = [
          codes.map(([open]) => `${ESC}[${open}m`).join(''),
          codes
            .map(([, close]) => `${ESC}[${close}m`)
            .reverse()
            .join(''),
        ];
        wrap.set(style, pair);
      }
      return pair[0] + text + pair[1];
    },
    link: (url, text) => (links ? `${ESC}]8;;${url}\u0007${text}${ESC}]8;;\u0007` : text),
  };
}

/** Nothing but text: for screen readers, tests and files. */
export function plainTheme(ascii = false): Theme {
  return {
    glyphs: ascii ? ASCII : UNICODE,
    paint: (_, text) => (ascii ? inAscii(text) : text),
    link: (_, text) => text,
  };
}

/**
 * How many colours to use.
 *
 * @param color what was asked for
 * @param environment NO_COLOR (no-color.org) and FORCE_COLOR (force-color.org, and its levels 0 to 3) are honoured;
 *   what was asked for on the command line comes first
 */
export function colorDepth(
  color: 'auto' | 'always' | 'never',
  environment: Readonly<Record<string, string | undefined>>,
): ColorDepth {
  const terminal = terminalDepth(environment);
  if (color === 'never') return 'none';
  const asked = terminal === 'none' ? 'basic' : terminal;
  if (color === 'always') return asked;
  const force = environment['FORCE_COLOR'];
  if (force === '0' || force === 'false') return 'none';
  if (force !== undefined && force !== '') return force === '2' || force === '3' ? 'many' : asked;
  if (environment['NO_COLOR'] !== undefined && environment['NO_COLOR'] !== '') return 'none';
  return terminal;
}

/** Terminals that make links of OSC 8, by what they say of themselves. */
const LINKING_PROGRAMS = /^(?:iTerm\.app|WezTerm|vscode|ghostty|Hyper|Tabby|rio)$/;

/** Whether a terminal is known to make links of OSC 8; others may show its letters. */
export function makesLinks(environment: Readonly<Record<string, string | undefined>>): boolean {
  const { TERM = '', TERM_PROGRAM = '', VTE_VERSION, WT_SESSION, KONSOLE_VERSION } = environment;
  // Multiplexers pass them on only where they are told to.
  if (/^(?:screen|tmux)/.test(TERM)) return false;
  if (LINKING_PROGRAMS.test(TERM_PROGRAM) || WT_SESSION !== undefined || KONSOLE_VERSION !== undefined)
    return true;
  return /kitty|ghostty|alacritty|foot|wezterm/i.test(TERM) || Number(VTE_VERSION ?? 0) >= 5_000;
}

function terminalDepth(environment: Readonly<Record<string, string | undefined>>): ColorDepth {
  const term = environment['TERM'] ?? '';
  if (term === 'dumb') return 'none';
  const many = /256|truecolor|24bit|kitty|ghostty|alacritty|wezterm|foot/i;
  return many.test(term) || many.test(environment['COLORTERM'] ?? '') ? 'many' : 'basic';
}
