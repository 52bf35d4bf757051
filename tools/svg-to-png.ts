/**
 * Turns an SVG file into a PNG file, to look at it where no browser is:
 *
 *     node tools/svg-to-png.ts docs/review.svg /tmp/review.png [scale]
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { svgToPng } from './png.ts';

const [source, target, scale] = process.argv.slice(2);
if (source === undefined || target === undefined) {
  console.error('usage: node tools/svg-to-png.ts SVG PNG [SCALE]');
  process.exitCode = 2;
} else {
  writeFileSync(target, svgToPng(readFileSync(source, 'utf8'), Number(scale ?? 2)));
}
