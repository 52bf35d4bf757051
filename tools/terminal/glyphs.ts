/**
 * Shapes for the characters that fonts draw badly or not at all: frames that
 * must join, blocks that must fill, and the marks of the tree. Each is drawn
 * into one cell, so a picture looks the same wherever it is opened.
 */

/** One cell on the picture, in its units. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** The SVG elements of a character in a cell, or undefined where the font has to do. `colour` is a CSS colour. */
export function drawGlyph(character: string, box: Box, colour: string): string | undefined {
  return frame(character, box, colour) ?? block(character, box, colour) ?? mark(character, box, colour);
}

/** Arms of the light and heavy frame characters: up, right, down, left; 1 is light, 2 heavy. */
const arms: Readonly<Record<string, string>> = {
  '─': '0101',
  '│': '1010',
  '┌': '0110',
  '┐': '0011',
  '└': '1100',
  '┘': '1001',
  '├': '1110',
  '┤': '1011',
  '┬': '0111',
  '┴': '1101',
  '┼': '1111',
  '╴': '0001',
  '╵': '1000',
  '╶': '0100',
  '╷': '0010',
  '━': '0202',
  '┃': '2020',
  '┏': '0220',
  '┓': '0022',
  '┗': '2200',
  '┛': '2002',
  '┣': '2220',
  '┫': '2022',
  '┳': '0222',
  '┻': '2202',
  '╋': '2222',
};

/** Rounded corners, by the sides that they join: to the right or left, down or up. */
const corners: Readonly<Record<string, readonly [1 | -1, 1 | -1]>> = {
  '╭': [1, 1],
  '╮': [-1, 1],
  '╰': [1, -1],
  '╯': [-1, -1],
};

function frame(character: string, { x, y, width, height }: Box, colour: string): string | undefined {
  const [cx, cy] = [x + width / 2, y + height / 2];
  const corner = corners[character];
  if (corner) {
    const [right, down] = corner;
    const radius = width / 2;
    const path = `M${at(cx)} ${at(cy + (down * height) / 2)}V${at(cy + down * radius)}Q${at(cx)} ${at(cy)} ${at(cx + right * radius)} ${at(cy)}`;
    return stroke(path, colour, 1);
  }
  const weights = arms[character];
  if (weights === undefined) return undefined;
  const ends = [
    [cx, y],
    [x + width, cy],
    [cx, y + height],
    [x, cy],
  ] as const;
  return ends
    .map(([endX, endY], side) => {
      const weight = Number(weights[side]);
      return weight === 0
        ? ''
        : stroke(`M${at(cx)} ${at(cy)}L${at(endX)} ${at(endY)}`, colour, weight, 'square');
    })
    .join('');
}

/** Parts of a cell that are filled: left, top, width, height, each from 0 to 1. */
const blocks: Readonly<Record<string, readonly [number, number, number, number]>> = {
  '█': [0, 0, 1, 1],
  '▀': [0, 0, 1, 1 / 2],
  '▌': [0, 0, 1 / 2, 1],
  '▐': [1 / 2, 0, 1 / 2, 1],
  '▁': [0, 7 / 8, 1, 1 / 8],
  '▂': [0, 6 / 8, 1, 2 / 8],
  '▃': [0, 5 / 8, 1, 3 / 8],
  '▄': [0, 4 / 8, 1, 4 / 8],
  '▅': [0, 3 / 8, 1, 5 / 8],
  '▆': [0, 2 / 8, 1, 6 / 8],
  '▇': [0, 1 / 8, 1, 7 / 8],
  '▏': [0, 0, 1 / 8, 1],
  '▎': [0, 0, 2 / 8, 1],
  '▍': [0, 0, 3 / 8, 1],
  '▋': [0, 0, 5 / 8, 1],
  '▊': [0, 0, 6 / 8, 1],
  '▉': [0, 0, 7 / 8, 1],
};

const shades: Readonly<Record<string, number>> = { '░': 0.25, '▒': 0.5, '▓': 0.75 };

function block(character: string, { x, y, width, height }: Box, colour: string): string | undefined {
  const shade = shades[character];
  const part = shade === undefined ? blocks[character] : ([0, 0, 1, 1] as const);
  if (part === undefined) return undefined;
  const [left, top, wide, high] = part;
  const opacity = shade === undefined ? '' : ` opacity="${shade}"`;
  return `<rect x="${at(x + left * width)}" y="${at(y + top * height)}" width="${at(wide * width)}" height="${at(high * height)}" fill="${colour}"${opacity}/>`;
}

type Pen = 'line' | 'fill' | 'bold';

const circle = 'M-4.3 0a4.3 4.3 0 1 0 8.6 0a4.3 4.3 0 1 0 -8.6 0z';

/**
 * Marks as paths around the middle of the cell, in units of which a cell is ten
 * wide and some twenty-two high; several paths where some are lines and some filled.
 */
const marks: Readonly<Record<string, readonly (readonly [Pen, string])[]>> = {
  '✔': [['bold', 'M-4 .6L-1.3 3.8L4.3 -4.4']],
  '✓': [['line', 'M-4 .6L-1.3 3.8L4.3 -4.4']],
  '✖': [['bold', 'M-3.4 -3.4L3.4 3.4M3.4 -3.4L-3.4 3.4']],
  '✗': [['line', 'M-3.4 -3.4L3.4 3.4M3.4 -3.4L-3.4 3.4']],
  '✘': [['bold', 'M-3.4 -3.4L3.4 3.4M3.4 -3.4L-3.4 3.4']],
  '○': [['line', circle]],
  '●': [['fill', circle]],
  '◌': [
    [
      'line',
      'M-4.3 0a4.3 4.3 0 0 1 1.3 -3M0 -4.3a4.3 4.3 0 0 1 3 1.3M4.3 0a4.3 4.3 0 0 1 -1.3 3M0 4.3a4.3 4.3 0 0 1 -3 -1.3',
    ],
  ],
  '◐': [
    ['line', circle],
    ['fill', 'M0 -4.3a4.3 4.3 0 0 0 0 8.6z'],
  ],
  '◑': [
    ['line', circle],
    ['fill', 'M0 -4.3a4.3 4.3 0 0 1 0 8.6z'],
  ],
  '▸': [['fill', 'M-2.6 -4L3.6 0L-2.6 4z']],
  '▶': [['fill', 'M-3.4 -5L4.6 0L-3.4 5z']],
  '◂': [['fill', 'M2.6 -4L-3.6 0L2.6 4z']],
  '◀': [['fill', 'M3.4 -5L-4.6 0L3.4 5z']],
  '▾': [['fill', 'M-4 -2.6L4 -2.6L0 3.6z']],
  '▼': [['fill', 'M-5 -3.4L5 -3.4L0 4.6z']],
  '▴': [['fill', 'M-4 2.6L4 2.6L0 -3.6z']],
  '▲': [['fill', 'M-5 3.4L5 3.4L0 -4.6z']],
  '❯': [['bold', 'M-2.4 -4.6L2.2 0L-2.4 4.6']],
  '❮': [['bold', 'M2.4 -4.6L-2.2 0L2.4 4.6']],
  '■': [['fill', 'M-3.6 -3.6h7.2v7.2h-7.2z']],
  '□': [['line', 'M-3.6 -3.6h7.2v7.2h-7.2z']],
  '◆': [['fill', 'M0 -4.8L4.8 0L0 4.8L-4.8 0z']],
  '◇': [['line', 'M0 -4.8L4.8 0L0 4.8L-4.8 0z']],
  '⚠': [['line', 'M0 -4.8L4.8 4H-4.8zM0 -1.8V1.2M0 2.4V2.9']],
};

function mark(character: string, { x, y, width, height }: Box, colour: string): string | undefined {
  const paths = marks[character];
  if (paths === undefined) return undefined;
  const scale = width / 10;
  const place = `translate(${at(x + width / 2)} ${at(y + height / 2)}) scale(${at(scale)})`;
  const drawn = paths.map(([pen, path]) =>
    pen === 'fill'
      ? `<path d="${path}" fill="${colour}"/>`
      : `<path d="${path}" fill="none" stroke="${colour}" stroke-width="${pen === 'bold' ? 2.2 : 1.4}" stroke-linecap="round" stroke-linejoin="round"/>`,
  );
  return `<g transform="${place}">${drawn.join('')}</g>`;
}

function stroke(path: string, colour: string, width: number, cap = 'butt'): string {
  return `<path d="${path}" fill="none" stroke="${colour}" stroke-width="${width}" stroke-linecap="${cap}"/>`;
}

/** A coordinate with at most two decimals. */
export function at(value: number): string {
  return String(Math.round(value * 100) / 100);
}
