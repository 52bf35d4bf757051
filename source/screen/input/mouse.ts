/** What a mouse did, where, counted from 0: a click with its first button, or its wheel a step up or down. */
export interface MouseEvent {
  readonly kind: 'click' | 'wheel-up' | 'wheel-down';
  readonly column: number;
  readonly row: number;
}

/** Asks a terminal to tell what the mouse does, and to stop it (xterm's control sequences: "Mouse Tracking", SGR). */
export const MOUSE_ON = '\u001b[?1000h\u001b[?1006h';
export const MOUSE_OFF = '\u001b[?1006l\u001b[?1000l';

// biome-ignore lint/suspicious/noControlCharactersInRegex: these characters are what is looked for
const MOUSE = /^\u001b\[<(\d+);(\d+);(\d+)([Mm])$/;

/** Whether a terminal's sequence is about the mouse. */
export function isMouse(sequence: string): boolean {
  return MOUSE.test(sequence);
}

/** What such a sequence says; undefined for what the review has no use for. */
export function mouseEventOf(sequence: string): MouseEvent | undefined {
  const [, button, column, row, end] = MOUSE.exec(sequence) ?? [];
  const place = { column: Number(column) - 1, row: Number(row) - 1 };
  if (button === '64') return { kind: 'wheel-up', ...place };
  if (button === '65') return { kind: 'wheel-down', ...place };
  return button === '0' && end === 'M' ? { kind: 'click', ...place } : undefined;
}
