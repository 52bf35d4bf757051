import { visible } from '../../base/visible.ts';
import type { TypedLine } from '../input/field.ts';
import type { Theme } from '../theme.ts';
import { widthOf } from './text.ts';

const segmenter = new Intl.Segmenter();

/** A typed line with its cursor in so many columns: of one that is too long, what is around the cursor. */
export function linePicture({ value, cursor }: TypedLine, width: number, theme: Theme): string {
  const before = characters(value.slice(0, cursor));
  const [at = ' ', ...after] = characters(value.slice(cursor));
  let room = width - widthOf(at);
  const left = fitting(before.reverse(), room, theme).reverse();
  room -= widthOf(left.join(''));
  const right = fitting(after, room, theme);
  return left.join('') + theme.paint('cursor', at) + right.join('');
}

function characters(text: string): string[] {
  return Array.from(segmenter.segment(text), ({ segment }) => visible(segment));
}

/** The first texts that fit; an ellipsis stands for the rest. */
function fitting(all: readonly string[], room: number, { glyphs }: Theme): string[] {
  const shown: string[] = [];
  let used = 0;
  for (const each of all) {
    used += widthOf(each);
    if (used > room) return [...shown.slice(0, -1), glyphs.ellipsis].slice(0, room);
    shown.push(each);
  }
  return shown;
}
