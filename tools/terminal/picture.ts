import type { Cell, Colour } from './cells.ts';
import { at, drawGlyph } from './glyphs.ts';

export interface PictureOptions {
  /** shown in the window's bar, and read out in place of the picture */
  readonly title: string;
  /** where to draw a cursor */
  readonly cursor?: { readonly row: number; readonly column: number };
}

/** Sizes in the picture's units, which are pixels at its natural size. */
const cell = { width: 8.4, height: 19 };
const fontSize = 14;
const baseline = 14;
const margin = 14;
const bar = 34;

const paper = '#12161d';
const ink = '#d5dbe3';
const fonts =
  "ui-monospace,SFMono-Regular,'SF Mono',Menlo,Consolas,'DejaVu Sans Mono','Liberation Mono',monospace";

/** The sixteen colours that a terminal's owner chooses, chosen for contrast on the paper. */
const palette = [
  '#2b323d',
  '#f2777a',
  '#7ec97b',
  '#e6b450',
  '#6cb2ff',
  '#c9a0f5',
  '#5ccfe6',
  '#c3cad4',
  '#7d8896',
  '#ff9a9c',
  '#a3e09f',
  '#ffd27a',
  '#9ccbff',
  '#dfc3ff',
  '#95e6f5',
  '#ffffff',
] as const;

/**
 * Draws a screen as an SVG image: a dark window with a title.
 *
 * Each piece of text says how wide it is, and what is not plain text is drawn,
 * so columns stay in line whatever font the viewer has. The same cells give the
 * same text, byte for byte.
 */
export function drawPicture(rows: readonly (readonly Cell[])[], { title, cursor }: PictureOptions): string {
  const columns = Math.max(0, ...rows.map((row) => row.length));
  const width = Math.ceil(columns * cell.width + 2 * margin);
  const height = bar + rows.length * cell.height + margin;
  const lines = rows.map((row, index) => drawRow(row, bar + index * cell.height));
  const block =
    cursor === undefined
      ? ''
      : `<rect x="${at(margin + cursor.column * cell.width)}" y="${at(bar + cursor.row * cell.height)}" width="${cell.width}" height="${cell.height}" fill="${ink}" opacity="0.5"/>`;
  const lights = ['#f2777a', '#e6b450', '#7ec97b'].map(
    (colour, index) => `<circle cx="${20 + index * 19}" cy="17" r="5.5" fill="${colour}"/>`,
  );
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img">`,
    `<title>${xml(title)}</title>`,
    `<rect x="0.5" y="0.5" width="${width - 1}" height="${height - 1}" rx="9" fill="${paper}" stroke="#3a4350"/>`,
    lights.join(''),
    `<g font-family="${fonts}" font-size="${fontSize}">`,
    `<text x="${at(width / 2)}" y="22" text-anchor="middle" font-size="13" fill="#97a2b0">${xml(title)}</text>`,
    ...lines,
    block,
    '</g>',
    '</svg>',
  ]
    .filter((line) => line !== '')
    .join('\n')
    .concat('\n');
}

/** A cell as it is painted: what it shows, where, in which colours. */
interface Painted {
  readonly text: string;
  readonly x: number;
  readonly width: number;
  readonly colour: string;
  readonly background: string;
  readonly bold: boolean;
  readonly italic: boolean;
  readonly underline: boolean;
  readonly strikethrough: boolean;
}

function drawRow(row: readonly Cell[], y: number): string {
  const painted = row.flatMap((one, column) => (one.width === 0 ? [] : [paint(one, column)]));
  const backgrounds = runs(painted, (one) => (one.background === paper ? undefined : one.background)).map(
    (run) => rectangle(run, y, cell.height, (one) => one.background),
  );
  const glyphs = runs(painted, (one) => {
    if (one.text === ' ' || isPlain(one)) return undefined;
    return stretching.has(one.text) ? `${one.text} ${one.colour}` : `at ${one.x}`;
  }).map((run) => glyph(run, y));
  const texts = runs(painted, (one) => (isPlain(one) ? style(one) : undefined))
    .flatMap(words)
    .map((run) => text(run, y));
  const underlines = runs(painted, (one) => (one.underline ? one.colour : undefined)).map((run) =>
    rectangle(run, y + baseline + 1.5, 1, (one) => one.colour),
  );
  const strikes = runs(painted, (one) => (one.strikethrough ? one.colour : undefined)).map((run) =>
    rectangle(run, y + cell.height / 2, 1, (one) => one.colour),
  );
  return [...backgrounds, ...glyphs, ...texts, ...underlines, ...strikes].join('');
}

function paint(one: Cell, column: number): Painted {
  const front = css(one.foreground, ink);
  const back = css(one.background, paper);
  const background = one.inverse ? front : back;
  const colour = one.inverse ? back : front;
  return {
    text: one.text,
    x: margin + column * cell.width,
    width: one.width * cell.width,
    colour: one.dim ? mix(colour, background, 0.55) : colour,
    background,
    bold: one.bold,
    italic: one.italic,
    underline: one.underline,
    strikethrough: one.strikethrough,
  };
}

/** Whether every font has it, in one column: what comes before the arrows in Unicode, by and large. */
function isPlain({ text: character, width }: Painted): boolean {
  return width === cell.width && (character.codePointAt(0) ?? 0) < 0x2190;
}

function style({ colour, bold, italic }: Painted): string {
  return `fill="${colour}"${bold ? ' font-weight="700"' : ''}${italic ? ' font-style="italic"' : ''}`;
}

/** Neighbours that have the same key, undefined keys left out. */
function runs(painted: readonly Painted[], key: (one: Painted) => string | undefined): Painted[][] {
  const found: Painted[][] = [];
  let last: string | undefined;
  for (const one of painted) {
    const own = key(one);
    if (own !== undefined) {
      if (own === last) found.at(-1)?.push(one);
      else found.push([one]);
    }
    last = own;
  }
  return found;
}

/** Cuts a run at gaps, because SVG viewers fold blanks; single ones between words stay. */
function words(run: readonly Painted[]): Painted[][] {
  const found: Painted[][] = [];
  let blanks: Painted[] = [];
  for (const one of run) {
    const current = found.at(-1);
    if (one.text === ' ') blanks.push(one);
    else {
      if (current !== undefined && blanks.length <= 1) current.push(...blanks, one);
      else found.push([one]);
      blanks = [];
    }
  }
  return found;
}

function text(run: readonly Painted[], y: number): string {
  const [first] = run;
  if (first === undefined) return '';
  const content = xml(run.map((one) => one.text).join(''));
  const length = run.length === 1 ? '' : ` textLength="${at(extent(run))}" lengthAdjust="spacingAndGlyphs"`;
  return `<text x="${at(first.x)}" y="${at(y + baseline)}"${length} ${style(first)}>${content}</text>`;
}

/** Characters of which several side by side are one long one. */
const stretching = new Set(['─', '━', '█']);

/** What is drawn instead of written. A character nobody can draw here stands in the middle of its cell, where it pushes no other. */
function glyph(run: readonly Painted[], y: number): string {
  const [first] = run;
  if (first === undefined) return '';
  const box = { x: first.x, y, width: extent(run), height: cell.height };
  return (
    drawGlyph(first.text, box, first.colour) ??
    `<text x="${at(first.x + first.width / 2)}" y="${at(y + baseline)}" text-anchor="middle" ${style(first)}>${xml(first.text)}</text>`
  );
}

function rectangle(
  run: readonly Painted[],
  y: number,
  height: number,
  colour: (one: Painted) => string,
): string {
  const [first] = run;
  if (first === undefined) return '';
  return `<rect x="${at(first.x)}" y="${at(y)}" width="${at(extent(run))}" height="${height}" fill="${colour(first)}"/>`;
}

function extent(run: readonly Painted[]): number {
  return run.reduce((sum, one) => sum + one.width, 0);
}

function css(colour: Colour, fallback: string): string {
  if (colour === 'default') return fallback;
  if (typeof colour === 'string') return colour;
  return palette[colour] ?? extended(colour);
}

/** The colours 16 to 255 of xterm: a cube of 6×6×6, then 24 greys. */
function extended(index: number): string {
  if (index >= 232) return hex([0, 0, 0].map(() => 8 + (index - 232) * 10));
  const offset = index - 16;
  const steps = [Math.floor(offset / 36), Math.floor(offset / 6) % 6, offset % 6];
  return hex(steps.map((step) => (step === 0 ? 0 : 55 + step * 40)));
}

function mix(front: string, back: string, share: number): string {
  const under = channels(back);
  return hex(
    channels(front).map((value, index) => Math.round(value * share + (under[index] ?? 0) * (1 - share))),
  );
}

function channels(colour: string): number[] {
  return [1, 3, 5].map((from) => Number.parseInt(colour.slice(from, from + 2), 16));
}

function hex(values: readonly number[]): string {
  return `#${values.map((value) => value.toString(16).padStart(2, '0')).join('')}`;
}

function xml(value: string): string {
  return value.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}
